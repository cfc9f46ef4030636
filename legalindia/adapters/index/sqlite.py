"""The embedded index: one SQLite file beside the database, shared by web, worker and command line."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.index import writing
from legalindia.adapters.index.file import IndexFile
from legalindia.adapters.index.lexical import Lists, fitting, ranked
from legalindia.adapters.index.protocol import Entry, Listed, Match, Question, Scope, SearchIndex, State, Vector
from legalindia.adapters.index.ranking import depth, fuse, lexical_share
from legalindia.adapters.index.roll import GONE, Roll, Snapshot
from legalindia.adapters.index.signatures import nearest, similarities

_LISTED_AT_ONCE = 5000


class SqliteIndex:
    """Finds passages through lists by word and signatures; every transaction is short, so none waits long."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self._file = IndexFile(path)
        self._roll = Roll()

    def add(self, entries: Sequence[Entry]) -> None:
        latest = {entry.passage_id: entry for entry in entries}
        drafts = [writing.draft(entry) for entry in latest.values()]
        with self._file.writing() as connection:
            writing.add(connection, drafts)

    def add_vectors(self, vectors: Sequence[tuple[uuid.UUID, Vector]]) -> None:
        with self._file.writing() as connection:
            writing.add_vectors(connection, vectors)

    def remove_document(self, document_id: uuid.UUID) -> None:
        with self._file.writing() as connection:
            writing.remove_document(connection, document_id)

    def remove_passages(self, passage_ids: Sequence[uuid.UUID]) -> None:
        with self._file.writing() as connection:
            writing.remove_passages(connection, passage_ids)

    def refile_document(self, document_id: uuid.UUID, *, folder_id: uuid.UUID | None, kind: str, dated: date) -> None:
        with self._file.writing() as connection:
            writing.refile_document(connection, document_id, folder_id=folder_id, kind=kind, dated=dated)

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        with self._file.reading() as connection:
            snapshot = self._roll.snapshot(connection)
            inside = _inside(connection, snapshot, scope)
            if limit < 1 or not inside.any():
                return []
            lists = Lists(connection, snapshot)
            fits = fitting(lists, question.wording, inside)
            lexical = _lexical(lists, snapshot, question, inside, fits, depth(limit))
            near = _near(connection, snapshot, question, fits)
            fused = fuse(lexical, list(near)[: depth(limit)], lexical_share(question))[:limit]
            return _matches(connection, fused, near, question.vector)

    def vectors_of(self, passage_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Vector]:
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT passage, vector FROM json_each(?) AS asked "
                "JOIN passages ON passages.passage = asked.value JOIN vectors ON vectors.id = passages.id",
                (json.dumps([passage_id.hex for passage_id in passage_ids]),),
            ).fetchall()
        return {uuid.UUID(hex=key): _vector(held) for key, held in rows}

    def passages(self) -> Iterator[Listed]:
        last = 0
        while True:
            with self._file.reading() as connection:
                rows = connection.execute(
                    "SELECT passages.id, passage, names.key, vectors.id FROM passages "
                    "JOIN names ON names.id = document LEFT JOIN vectors ON vectors.id = passages.id "
                    "WHERE passages.id > ? ORDER BY passages.id LIMIT ?",
                    (last, _LISTED_AT_ONCE),
                ).fetchall()
            for _, passage, document, vector in rows:
                yield Listed(uuid.UUID(hex=passage), uuid.UUID(hex=document), vector is not None)
            if not rows:
                return
            last = rows[-1][0]

    def count_passages(self) -> int:
        with self._file.reading() as connection:
            count: int = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        return count

    def state(self) -> State:
        with self._file.reading() as connection:
            passages, vectors, unsealed, last = connection.execute(
                "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM vectors), "
                "(SELECT count(*) FROM recent), "
                "(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages')"
            ).fetchone()
        details = {"not yet sealed": str(unsealed), "removed since the last rebuild": str(last - passages)}
        return State(self.kind, passages, vectors, self._file.size_bytes(), details)

    @contextmanager
    def renewed(self) -> Iterator[SearchIndex]:
        # One file, emptied first: a second one beside it would want as much room on the disk again.
        self.clear()
        yield self

    def clear(self) -> None:
        self._file.empty()


def _inside(connection: sqlite3.Connection, snapshot: Snapshot, scope: Scope) -> NDArray[np.bool_]:
    """Mark the passages in the scope; those that are gone never are."""
    facts = snapshot.facts
    owners = _numbers(connection, (client.hex for client in scope.clients))
    mask = _is_one_of(facts["client"], [*owners, 0] if scope.library else owners)
    for name, wanted in (("folder", scope.folders), ("document", scope.documents)):
        if wanted is not None:
            mask &= _is_one_of(facts[name], _numbers(connection, (one.hex for one in wanted)))
    for name, left_out in (("folder", scope.without_folders), ("document", scope.without_documents)):
        if left_out:
            mask &= ~_is_one_of(facts[name], _numbers(connection, (one.hex for one in left_out)))
    if scope.kinds is not None:
        mask &= _is_one_of(facts["kind"], _numbers(connection, map(writing.kind_key, scope.kinds)))
    if scope.since is not None:
        mask &= facts["dated"] >= scope.since.toordinal()
    if scope.until is not None:
        mask &= facts["dated"] <= scope.until.toordinal()
    return mask


def _numbers(connection: sqlite3.Connection, keys: Iterable[str]) -> list[int]:
    """Return the numbers of those names that the index knows."""
    rows = connection.execute(
        "SELECT names.id FROM json_each(?) AS asked JOIN names ON names.key = asked.value", (json.dumps(list(keys)),)
    )
    return [number for (number,) in rows]


def _is_one_of(held: NDArray[np.int32], wanted: Sequence[int]) -> NDArray[np.bool_]:
    """Mark by one lookup a passage, so that ten thousand names cost no more than one."""
    table = np.zeros(max([*wanted, int(held.max(initial=0))]) + 2, np.bool_)
    table[list(wanted)] = True
    # GONE looks up the last place of the table, which is never one of the names.
    table[GONE] = False
    return table[held]


def _lexical(
    lists: Lists,
    snapshot: Snapshot,
    question: Question,
    inside: NDArray[np.bool_],
    fits: NDArray[np.bool_],
    most: int,
) -> list[int]:
    if lexical_share(question) == 0 or question.wording.is_empty:
        return []
    scores = ranked(lists, question.wording, snapshot.facts["length"], inside, fits)
    held = np.flatnonzero(scores)
    if held.size > most:
        # All that tie with the last place stay in, so that which of them is shown does not hang on chance.
        threshold = np.partition(scores[held], held.size - most)[held.size - most]
        held = held[scores[held] >= threshold]
    best: list[int] = held[np.argsort(-scores[held], kind="stable")][:most].tolist()
    return best


def _near(
    connection: sqlite3.Connection, snapshot: Snapshot, question: Question, fits: NDArray[np.bool_]
) -> dict[int, float]:
    if question.vector is None or lexical_share(question) == 1:
        return {}
    return nearest(connection, snapshot, question.vector, fits)


def _matches(
    connection: sqlite3.Connection,
    fused: Sequence[tuple[int, float]],
    near: dict[int, float],
    vector: Vector | None,
) -> list[Match]:
    unmeasured = [number for number, _ in fused if number not in near]
    if vector is not None and unmeasured:
        near = near | similarities(connection, np.array(unmeasured, np.int64), vector)
    rows = connection.execute(
        "SELECT passages.id, passage, names.key FROM passages JOIN names ON names.id = document "
        "WHERE passages.id IN (SELECT value FROM json_each(?))",
        (json.dumps([number for number, _ in fused]),),
    )
    ids = {number: (uuid.UUID(hex=passage), uuid.UUID(hex=document)) for number, passage, document in rows}
    return [Match(*ids[number], score, near.get(number)) for number, score in fused]


def _vector(held: bytes) -> Vector:
    return np.frombuffer(held, np.float16).astype(np.float32)
