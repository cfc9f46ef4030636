"""What must hold of every search index whatever it holds and is asked: examples made at random."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.index.protocol import (
    Entry,
    Match,
    Question,
    Scope,
    SearchIndex,
    Vector,
    Wording,
)
from legalindia.adapters.index.qdrant.collection import Collection, Layout
from legalindia.adapters.index.qdrant.index import QdrantIndex
from legalindia.adapters.index.sqlite import SqliteIndex
from tests.adapters.passages import DEED, JUDGMENT, LEASE, MEHTA, NOTICE, ORDERS, RAO, direction


@contextmanager
def new_index(kind: str) -> Iterator[SearchIndex]:
    """Lend an index to one example of a property test; a fixture would be shared by all of them."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "qdrant":
            yield QdrantIndex(Collection(QdrantClient(":memory:"), "passages", Layout(), places=8))
        else:
            yield MemoryIndex() if kind == "memory" else SqliteIndex(Path(folder) / "index.sqlite")


TEXT = st.lists(st.sampled_from(["bail", "rent", "suit", "decree", "किराया"]), max_size=6).map(" ".join)
OWNERS = st.sampled_from([RAO, MEHTA, None])
VECTORS = st.none() | st.tuples(*[st.integers(-3, 3)] * 3).filter(any).map(lambda numbers: direction(*numbers))
ENTRIES = st.lists(
    st.builds(
        Entry,
        passage_id=st.integers(1, 12).map(lambda number: uuid.UUID(int=number)),
        document_id=st.sampled_from([DEED, NOTICE]),
        client_id=OWNERS,
        folder_id=st.sampled_from([LEASE, ORDERS, None]),
        kind=st.sampled_from(["deed", "order"]),
        dated=st.dates(date(2020, 1, 1), date(2020, 1, 3)),
        text=TEXT,
        vector=VECTORS,
    ),
    max_size=12,
)
RUNS = st.lists(st.lists(st.sampled_from(["bail", "rent", "suit", "nowhere"]), max_size=2).map(tuple), max_size=1)
WORDINGS = st.builds(
    Wording,
    words=st.lists(st.sampled_from(["bail", "rent", "nowhere", "किराया"]), max_size=3).map(tuple),
    phrases=RUNS.map(tuple),
    prefixes=st.sampled_from([(), ("b",), ("dec",), ("",), ("zz",)]),
    excluded=RUNS.map(tuple),
)
SCOPES = st.builds(
    Scope,
    clients=st.frozensets(st.sampled_from([RAO, MEHTA])),
    library=st.booleans(),
    folders=st.none() | st.frozensets(st.sampled_from([LEASE, ORDERS])),
    documents=st.none() | st.frozensets(st.sampled_from([DEED, NOTICE])),
    without_folders=st.frozensets(st.sampled_from([LEASE, ORDERS])),
    without_documents=st.frozensets(st.sampled_from([DEED, NOTICE])),
    kinds=st.none() | st.frozensets(st.sampled_from(["deed", "order"])),
    since=st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 3)),
    until=st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 3)),
)


def is_inside(entry: Entry, scope: Scope) -> bool:
    owned = scope.library if entry.client_id is None else entry.client_id in scope.clients
    limits = [(scope.folders, entry.folder_id), (scope.documents, entry.document_id), (scope.kinds, entry.kind)]
    return (
        owned
        and all(limit is None or value in limit for limit, value in limits)
        and entry.folder_id not in scope.without_folders
        and entry.document_id not in scope.without_documents
        and (scope.since or date.min) <= entry.dated <= (scope.until or date.max)
    )


@pytest.mark.parametrize("kind", ["memory", "sqlite", "qdrant"])
@settings(max_examples=40, deadline=None)
@given(entries=ENTRIES, wording=WORDINGS, vector=VECTORS, scope=SCOPES, weight=st.sampled_from([0, 0.5, 1]))
def test_nothing_outside_the_scope_is_ever_found(
    kind: str, entries: list[Entry], wording: Wording, vector: Vector | None, scope: Scope, weight: float
) -> None:
    with new_index(kind) as index:
        index.add(entries)
        latest = {entry.passage_id: entry for entry in entries}

        for match in index.find(Question(wording, vector, weight), scope, limit=20):
            assert is_inside(latest[match.passage_id], scope)
            assert match.document_id == latest[match.passage_id].document_id


@settings(max_examples=60, deadline=None)
@given(first=ENTRIES, second=ENTRIES, wording=WORDINGS, scope=SCOPES, gone=st.sampled_from([DEED, NOTICE, JUDGMENT]))
def test_the_file_answers_by_word_exactly_as_the_plain_comparison_does(
    first: list[Entry], second: list[Entry], wording: Wording, scope: Scope, gone: uuid.UUID
) -> None:
    answers: list[list[Match]] = []
    for kind in ("memory", "sqlite"):
        with new_index(kind) as index:
            index.add(first)
            index.find(Question(wording), scope, limit=20)
            index.add(second)
            index.remove_document(gone)
            answers.append(index.find(Question(wording), scope, limit=20))

    assert answers[0] == answers[1]
