"""Passages in a Qdrant server: its filters hold the scope, its two legs find, and their ranks are fused as elsewhere.

The ranks are fused here and not on the server: there a weight divides the rank of a passage, here it multiplies its
share, and the weights were measured so (benchmarks/retrieval.py). Both legs are asked in one request.

No server could be reached when this was written: it was tried on `QdrantClient(":memory:")`, which speaks the same
API. Locks, replicas and the time limits of a real one are untried.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from qdrant_client import QdrantClient, models

from legalindia.adapters.index.protocol import Entry, Listed, Match, Question, Scope, SearchIndex, State, Vector
from legalindia.adapters.index.qdrant import points
from legalindia.adapters.index.qdrant.collection import Collection, Layout
from legalindia.adapters.index.qdrant.points import DENSE, SPARSE
from legalindia.adapters.index.ranking import depth, fuse, lexical_share

_TIMEOUT_SECONDS = 5
_LISTED_AT_ONCE = 1000
_KNOWN = {"key", "shards", "replicas"}


class QdrantIndex:
    """Finds passages in one collection, which is named by an alias so that another can take its place."""

    kind = "qdrant"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @classmethod
    def at(cls, url: str, *, places: int) -> QdrantIndex:
        """Use the server at `http(s)://host:port/alias?key=…&shards=…&replicas=…`, once it is needed.

        :raises ValueError: the address cannot be read so; the message says why.
        """
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        if parts.scheme not in {"http", "https"} or not parts.hostname or set(asked) - _KNOWN:
            raise ValueError("it is neither empty nor http(s)://host:port/name?key=…&shards=1&replicas=1")
        layout = Layout(int(asked.get("shards", "1")), int(asked.get("replicas", "1")))
        address = f"{parts.scheme}://{parts.netloc}"
        client = QdrantClient(
            url=address, api_key=asked.get("key"), timeout=_TIMEOUT_SECONDS, check_compatibility=False
        )
        return cls(Collection(client, parts.path.strip("/") or "legalindia", layout, places=places))

    def add(self, entries: Sequence[Entry]) -> None:
        latest = {entry.passage_id: entry for entry in entries}
        self._collection.agree_on({entry.vector.size for entry in latest.values() if entry.vector is not None})
        if latest:
            with self._collection.asked() as client:
                client.upsert(self._collection.alias, [points.point(entry) for entry in latest.values()])

    def add_vectors(self, vectors: Sequence[tuple[uuid.UUID, Vector]]) -> None:
        self._collection.agree_on({vector.size for _, vector in vectors})
        with self._collection.asked() as client:
            held = {point.id for point in self._points(client, [key for key, _ in vectors], with_vectors=False)}
            given = [
                models.PointVectors(id=str(key), vector={DENSE: vector.tolist()})
                for key, vector in vectors
                if str(key) in held
            ]
            if given:
                client.update_vectors(self._collection.alias, given)

    def remove_document(self, document_id: uuid.UUID) -> None:
        with self._collection.asked() as client:
            gone = models.FilterSelector(filter=points.of_document(document_id))
            client.delete(self._collection.alias, gone)

    def remove_passages(self, passage_ids: Sequence[uuid.UUID]) -> None:
        if passage_ids:
            with self._collection.asked() as client:
                gone = models.PointIdsList(points=[str(passage_id) for passage_id in passage_ids])
                client.delete(self._collection.alias, gone)

    def refile_document(self, document_id: uuid.UUID, *, folder_id: uuid.UUID | None, kind: str, dated: date) -> None:
        with self._collection.asked() as client:
            payload = points.place(folder_id, kind, dated.toordinal())
            client.set_payload(self._collection.alias, payload, points=points.of_document(document_id))

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        inside = points.inside(scope)
        fits = points.fitting(inside, question.wording) if inside else None
        if inside is None or fits is None or limit < 1:
            return []
        with self._collection.asked() as client:
            legs = self._legs(question, inside, fits, depth(limit))
            found = self._asked_for(client, [leg for _, leg in legs])
            ranked: dict[str, list[Any]] = {DENSE: [], SPARSE: []}
            for (name, _), answer in zip(legs, found, strict=True):
                known = {point.id for point in ranked[name]}
                ranked[name] += [point for point in answer if point.id not in known]
            documents = {point.id: point.payload["document"] for point in [*ranked[DENSE], *ranked[SPARSE]]}
            keys = {name: [point.id for point in leg] for name, leg in ranked.items()}
            fused = fuse(keys[SPARSE], keys[DENSE], lexical_share(question))[:limit]
            near = self._near(client, question, [key for key, _ in fused], ranked[DENSE])
        return [Match(uuid.UUID(str(key)), uuid.UUID(documents[key]), score, near.get(key)) for key, score in fused]

    def vectors_of(self, passage_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Vector]:
        with self._collection.asked() as client:
            held = self._points(client, passage_ids, with_vectors=True)
        vectors = {uuid.UUID(str(point.id)): (point.vector or {}).get(DENSE) for point in held}
        return {key: np.array(vector, np.float32) for key, vector in vectors.items() if vector is not None}

    def passages(self) -> Iterator[Listed]:
        with_vector = models.HasVectorCondition(has_vector=DENSE)
        if self._collection.dimensions is None:
            yield from self._listed(models.Filter(), has_vector=False)
            return
        yield from self._listed(models.Filter(must=[with_vector]), has_vector=True)
        yield from self._listed(models.Filter(must_not=[with_vector]), has_vector=False)

    def count_passages(self) -> int:
        with self._collection.asked() as client:
            return int(client.count(self._collection.alias).count)

    def state(self) -> State:
        with self._collection.asked() as client:
            count = client.count(self._collection.alias).count
            with_vector = models.Filter(must=[models.HasVectorCondition(has_vector=DENSE)])
            vectors = client.count(self._collection.alias, with_vector).count if self._collection.dimensions else 0
        return State(self.kind, count, vectors, 0, {"collection": self._collection.alias})

    def clear(self) -> None:
        self._collection.stand_behind(self._collection.fresh())

    @contextmanager
    def renewed(self) -> Iterator[SearchIndex]:
        fresh = self._collection.fresh()
        yield QdrantIndex(fresh)
        self._collection.stand_behind(fresh)

    def _legs(
        self, question: Question, inside: models.Filter, fits: models.Filter, most: int
    ) -> list[tuple[str, models.QueryRequest]]:
        legs: list[tuple[str, models.QueryRequest]] = []
        share, sought = lexical_share(question), points.terms(question.wording)
        if share > 0 and sought:
            # How rare a word is, is counted in the scope alone: what others hold does not show.
            rarity = models.SearchParams(idf=models.IdfCorpusParams(corpus=inside))
            leg = _request(points.asked(sought), SPARSE, points.having(fits, sought), most)
            legs.append((SPARSE, leg.model_copy(update={"params": rarity})))
        if share > 0 and question.wording.prefixes:
            # What has the prefixes and none of the words comes after what has both.
            legs.append((SPARSE, models.QueryRequest(filter=fits, limit=most, with_payload=["document"])))
        if share < 1 and question.vector is not None and self._is_as_long(question.vector):
            legs.append((DENSE, _request(question.vector.tolist(), DENSE, fits, most)))
        return legs

    def _asked_for(self, client: QdrantClient, legs: list[models.QueryRequest]) -> list[list[Any]]:
        return [answer.points for answer in client.query_batch_points(self._collection.alias, legs)] if legs else []

    def _near(
        self, client: QdrantClient, question: Question, keys: list[Any], dense: Sequence[Any]
    ) -> dict[Any, float]:
        """Return the cosines of these passages; those that the dense leg did not bring are measured now."""
        near = {point.id: float(point.score) for point in dense}
        unmeasured = [key for key in keys if key not in near]
        if question.vector is not None and unmeasured and self._is_as_long(question.vector):
            these = models.Filter(must=[models.HasIdCondition(has_id=unmeasured)])
            asked = _request(question.vector.tolist(), DENSE, these, len(unmeasured))
            near |= {point.id: float(point.score) for point in self._asked_for(client, [asked])[0]}
        return near

    def _is_as_long(self, vector: Vector) -> bool:
        return vector.size == self._collection.dimensions

    def _points(self, client: QdrantClient, ids: Sequence[uuid.UUID], *, with_vectors: bool) -> list[Any]:
        wanted = [str(one) for one in ids]
        if not wanted or (with_vectors and self._collection.dimensions is None):
            return []
        vectors = [DENSE] if with_vectors else False
        return list(client.retrieve(self._collection.alias, wanted, with_payload=False, with_vectors=vectors))

    def _listed(self, among: models.Filter, *, has_vector: bool) -> Iterator[Listed]:
        offset: Any = None
        while True:
            with self._collection.asked() as client:
                page, offset = client.scroll(
                    self._collection.alias, among, limit=_LISTED_AT_ONCE, offset=offset, with_payload=["document"]
                )
            for point in page:
                document = (point.payload or {})["document"]
                yield Listed(uuid.UUID(str(point.id)), uuid.UUID(document), has_vector)
            if offset is None:
                return


def _request(query: Any, using: str, among: models.Filter, most: int) -> models.QueryRequest:
    return models.QueryRequest(query=query, using=using, filter=among, limit=most, with_payload=["document"])
