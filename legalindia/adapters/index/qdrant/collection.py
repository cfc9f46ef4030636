"""The collection behind its alias: how it is made, and how a new one takes its place."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import structlog
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException

from legalindia.adapters.index.qdrant.points import DENSE, SPARSE
from legalindia.adapters.storage.gate import Gate
from legalindia.errors import Conflict, Unavailable

log = structlog.get_logger()

DOWN = "The search service does not answer at the moment. Nothing was lost; please try again in a minute."
_FAILURES = (ApiException, httpx.HTTPError, OSError)
_KEYWORDS = ("document", "client", "folder", "kind", "words")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a collection is spread. :param shards: over how many parts; :param replicas: how many hold each."""

    shards: int = 1
    replicas: int = 1


class Collection:
    """One alias of a Qdrant server, and whatever collection stands behind it.

    :param places: how many threads of a process may wait for the server at once.
    """

    def __init__(self, client: QdrantClient, alias: str, layout: Layout, *, places: int) -> None:
        self.alias = alias
        self.dimensions: int | None = None
        self._client = client
        self._layout = layout
        self._gate = Gate(places, DOWN)
        self._lock = threading.RLock()
        self._is_there = False

    @contextmanager
    def asked(self) -> Iterator[QdrantClient]:
        """Lend the client once the collection is there. :raises Unavailable: the server does not answer."""
        try:
            with self._gate.passing(_FAILURES):
                if not self._is_there:
                    self._make_sure()
                yield self._client
        except _FAILURES as error:
            log.warning("index.unavailable", error=type(error).__name__)
            # It may come back without what it held: that the collection is there is asked anew.
            self._is_there = False
            raise Unavailable(DOWN) from error

    def agree_on(self, sizes: set[int]) -> None:
        """Have the collection take vectors of this length.

        :raises Conflict: it holds those of another model.
        """
        for size in sizes:
            with self.asked() as client, self._lock:
                self.dimensions = self._dimensions(client)
                if self.dimensions is None:
                    dense = models.DenseVectorConfig(size=size, distance=models.Distance.COSINE)
                    client.create_vector_name(self.alias, DENSE, models.DenseVectorNameConfig(dense=dense))
                    self.dimensions = size
            if self.dimensions != size:
                raise Conflict(
                    f"The search index holds vectors of {self.dimensions} numbers, and this model gives {size}. "
                    "Run `flask index rebuild` to make them all anew."
                )

    def fresh(self) -> Collection:
        """Make an empty collection beside this one, under a name of its own."""
        with self.asked() as client:
            name = self._make(client)
        beside = Collection(self._client, name, self._layout, places=4)
        beside._is_there = True
        return beside

    def stand_behind(self, other: Collection) -> None:
        """Let the alias name that collection from now on, in one step, and forget the one it named."""
        with self.asked() as client:
            before = self._behind(client)
            self._name(client, other.alias, instead=before is not None)
            if before is not None:
                client.delete_collection(before)
        self.dimensions = other.dimensions

    def _make_sure(self) -> None:
        with self._lock:
            if self._behind(self._client) is None:
                name = self._make(self._client)
                self._name(self._client, name, instead=False)
                # Two processes may have come here at once: the collection of one of them is not named and goes.
                if self._behind(self._client) != name:
                    self._client.delete_collection(name)
            self.dimensions = self._dimensions(self._client)
            self._is_there = True

    def _name(self, client: QdrantClient, name: str, *, instead: bool) -> None:
        gone = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=self.alias))
        named = models.CreateAliasOperation(
            create_alias=models.CreateAlias(collection_name=name, alias_name=self.alias)
        )
        client.update_collection_aliases([gone, named] if instead else [named])

    def _behind(self, client: QdrantClient) -> str | None:
        aliases = client.get_aliases().aliases
        return next((one.collection_name for one in aliases if one.alias_name == self.alias), None)

    def _dimensions(self, client: QdrantClient) -> int | None:
        vectors = client.get_collection(self.alias).config.params.vectors
        dense = vectors.get(DENSE) if isinstance(vectors, dict) else None
        return dense.size if dense else None

    def _make(self, client: QdrantClient) -> str:
        name = f"{self.alias}-{secrets.token_hex(4)}"
        client.create_collection(
            name,
            vectors_config={},
            sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            # A byte a number finds the nearest, and the numbers themselves put them in order.
            quantization_config=models.ScalarQuantization(
                scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
            ),
            shard_number=self._layout.shards,
            replication_factor=self._layout.replicas,
            on_disk_payload=True,
        )
        for field in _KEYWORDS:
            schema = models.KeywordIndexParams(
                type=models.KeywordIndexType.KEYWORD,
                is_tenant=True if field == "client" else None,
                prefix=True if field == "words" else None,
            )
            client.create_payload_index(name, field, schema)
        client.create_payload_index(name, "dated", models.PayloadSchemaType.INTEGER)
        return name
