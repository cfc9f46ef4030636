"""What is peculiar to an index on a Qdrant server: its alias, and its absence. No server could be reached for these."""

from __future__ import annotations

import uuid

import pytest
from qdrant_client import QdrantClient, models

from legalindia.adapters.index.qdrant import points
from legalindia.adapters.index.qdrant.collection import Collection, Layout
from legalindia.adapters.index.qdrant.index import QdrantIndex
from legalindia.errors import Conflict, Unavailable
from tests.adapters.passages import OF_RAO, ask, direction, found, ids, passage


@pytest.fixture
def client() -> QdrantClient:
    return QdrantClient(":memory:")


@pytest.fixture
def index(client: QdrantClient) -> QdrantIndex:
    return QdrantIndex(Collection(client, "passages", Layout(shards=1, replicas=1), places=2))


def test_search_goes_on_while_the_index_is_built_anew(index: QdrantIndex, client: QdrantClient) -> None:
    old, new = passage("bail", vector=direction(1)), passage("bail", vector=direction(1))
    index.add([old])
    with index.renewed() as fresh:
        fresh.add([new])
        assert found(index, ask("bail")) == ids(old)

    assert found(index, ask("bail")) == ids(new)
    assert len(client.get_collections().collections) == 1


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(index: QdrantIndex) -> None:
    old = passage("bail")
    index.add([old])
    with pytest.raises(RuntimeError), index.renewed():
        raise RuntimeError

    assert found(index, ask("bail")) == ids(old)


def test_two_processes_come_to_the_same_collection(index: QdrantIndex, client: QdrantClient) -> None:
    other = QdrantIndex(Collection(client, "passages", Layout(), places=2))
    held = passage("bail", vector=direction(1))
    index.add([held])

    assert found(other, ask("bail")) == ids(held)
    assert other.vectors_of(ids(held)).keys() == {held.passage_id}


def test_vectors_of_another_model_are_refused(index: QdrantIndex) -> None:
    index.add([passage("bail", vector=direction(1))])

    with pytest.raises(Conflict, match="rebuild"):
        index.add([passage("rent", vector=direction(1)[:8])])


def test_a_server_that_does_not_answer_is_said_not_to(index: QdrantIndex) -> None:
    away = QdrantIndex.at("http://127.0.0.1:9/office", places=2)
    for _ in range(5):
        with pytest.raises(Unavailable, match="does not answer"):
            away.find(ask("bail"), OF_RAO, limit=5)
        with pytest.raises(Unavailable):
            away.remove_document(uuid.uuid4())


@pytest.mark.parametrize(
    "url", ["qdrant:6333", "ftp://host/x", "http://host:6333/x?shard=2", "http://host/x?shards=two"]
)
def test_an_address_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        QdrantIndex.at(url, places=2)


def test_two_words_of_one_number_are_not_taken_for_one_another(
    index: QdrantIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "_number", lambda word: 7)
    rent, bail = passage("rent"), passage("bail")
    index.add([rent, bail])

    assert found(index, ask("bail")) == ids(bail)


def test_what_the_filters_ask_for_is_indexed(index: QdrantIndex, client: QdrantClient) -> None:
    made: dict[str, object] = {}
    note = lambda name, field, schema: made.update({field: schema})  # noqa: E731
    client.create_payload_index = note  # type: ignore[method-assign,assignment]
    index.add([passage("bail")])

    assert set(made) == {"document", "client", "folder", "kind", "words", "dated"}
    assert isinstance(made["words"], models.KeywordIndexParams)
    assert made["words"].prefix
