"""An index that lives as long as its process: exact, unhurried, for tests and small trials."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from legalindia.adapters.index.protocol import (
    Entry,
    Listed,
    Match,
    Question,
    Scope,
    SearchIndex,
    State,
    Vector,
    Wording,
)
from legalindia.adapters.index.ranking import depth, fuse, lexical_share, rarity, saturated
from legalindia.law.words import words


@dataclass(frozen=True, slots=True)
class _Passage:
    entry: Entry
    words: tuple[str, ...]


class MemoryIndex:
    """Compares the question with every passage, one after the other."""

    kind = "memory"

    def __init__(self) -> None:
        self._passages: dict[uuid.UUID, _Passage] = {}
        self._lock = threading.RLock()

    def add(self, entries: Sequence[Entry]) -> None:
        with self._lock:
            for entry in entries:
                self._passages.pop(entry.passage_id, None)
                matched = tuple(word.matched for word in words(entry.text))
                self._passages[entry.passage_id] = _Passage(entry, matched)

    def add_vectors(self, vectors: Sequence[tuple[uuid.UUID, Vector]]) -> None:
        with self._lock:
            for passage_id, vector in vectors:
                held = self._passages.get(passage_id)
                if held is not None:
                    self._passages[passage_id] = replace(held, entry=replace(held.entry, vector=vector))

    def remove_document(self, document_id: uuid.UUID) -> None:
        with self._lock:
            self._passages = {
                key: held for key, held in self._passages.items() if held.entry.document_id != document_id
            }

    def remove_passages(self, passage_ids: Sequence[uuid.UUID]) -> None:
        with self._lock:
            for passage_id in passage_ids:
                self._passages.pop(passage_id, None)

    def refile_document(self, document_id: uuid.UUID, *, folder_id: uuid.UUID | None, kind: str, dated: date) -> None:
        with self._lock:
            for key, held in self._passages.items():
                if held.entry.document_id == document_id:
                    entry = replace(held.entry, folder_id=folder_id, kind=kind, dated=dated)
                    self._passages[key] = replace(held, entry=entry)

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        with self._lock:
            inside = [held for held in self._passages.values() if _is_inside(held.entry, scope)]
        fitting = [held for held in inside if _fits(held.words, question.wording)]
        lexical = _lexical(question.wording, inside, fitting)[: depth(limit)]
        dense = _dense(question.vector, fitting)[: depth(limit)]
        fused = fuse(lexical, dense, lexical_share(question))
        entries = {held.entry.passage_id: held.entry for held in fitting}
        return [
            Match(key, entries[key].document_id, score, _similarity(question.vector, entries[key].vector))
            for key, score in fused[:limit]
        ]

    def vectors_of(self, passage_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Vector]:
        with self._lock:
            held = ((key, self._passages[key].entry.vector) for key in passage_ids if key in self._passages)
            return {key: vector for key, vector in held if vector is not None}

    def passages(self) -> Iterator[Listed]:
        with self._lock:
            entries = [held.entry for held in self._passages.values()]
        for entry in entries:
            yield Listed(entry.passage_id, entry.document_id, entry.vector is not None)

    def count_passages(self) -> int:
        return len(self._passages)

    def state(self) -> State:
        with self._lock:
            vectors = [held.entry.vector for held in self._passages.values() if held.entry.vector is not None]
            return State(self.kind, len(self._passages), len(vectors), sum(v.nbytes for v in vectors))

    @contextmanager
    def renewed(self) -> Iterator[SearchIndex]:
        fresh = MemoryIndex()
        yield fresh
        with self._lock:
            self._passages = fresh._passages

    def clear(self) -> None:
        with self._lock:
            self._passages = {}


def _is_inside(entry: Entry, scope: Scope) -> bool:
    owned = scope.library if entry.client_id is None else entry.client_id in scope.clients
    return (
        owned
        and (scope.folders is None or entry.folder_id in scope.folders)
        and (scope.documents is None or entry.document_id in scope.documents)
        and entry.folder_id not in scope.without_folders
        and entry.document_id not in scope.without_documents
        and (scope.kinds is None or entry.kind in scope.kinds)
        and (scope.since is None or entry.dated >= scope.since)
        and (scope.until is None or entry.dated <= scope.until)
    )


def _fits(held: Sequence[str], wording: Wording) -> bool:
    return (
        all(_holds(held, phrase) for phrase in wording.phrases)
        and all(any(word.startswith(prefix) for word in held) for prefix in wording.prefixes)
        and not any(run and _holds(held, run) for run in wording.excluded)
    )


def _holds(held: Sequence[str], run: Sequence[str]) -> bool:
    width = len(run)
    return any(tuple(held[at : at + width]) == tuple(run) for at in range(len(held) - width + 1))


def _lexical(wording: Wording, inside: Sequence[_Passage], fitting: Sequence[_Passage]) -> list[uuid.UUID]:
    """Rank by BM25; how rare a word is, is counted in the scope alone."""
    scores = {held.entry.passage_id: 0.0 for held in fitting}
    average = sum(len(held.words) for held in inside) / max(len(inside), 1)
    for counts in _counts(wording, inside):
        worth = rarity(len(inside), len(counts))
        for held in fitting:
            key = held.entry.passage_id
            if key in counts:
                scores[key] += worth * saturated(float(counts[key]), float(len(held.words)), average)
    return sorted((key for key, score in scores.items() if score > 0), key=lambda key: -scores[key])


def _counts(wording: Wording, inside: Sequence[_Passage]) -> Iterable[dict[uuid.UUID, int]]:
    """Yield, for each word and prefix asked for, how often each passage that has it has it."""
    sought = dict.fromkeys([*wording.words, *(word for phrase in wording.phrases for word in phrase)])
    for word in sought:
        yield {held.entry.passage_id: held.words.count(word) for held in inside if word in held.words}
    for prefix in dict.fromkeys(wording.prefixes):
        sums = {held.entry.passage_id: sum(w.startswith(prefix) for w in held.words) for held in inside}
        yield {key: count for key, count in sums.items() if count}


def _dense(vector: Vector | None, fitting: Sequence[_Passage]) -> list[uuid.UUID]:
    near = {held.entry.passage_id: _similarity(vector, held.entry.vector) for held in fitting}
    measured = {key: similarity for key, similarity in near.items() if similarity is not None}
    return sorted(measured, key=lambda key: -measured[key])


def _similarity(question: Vector | None, passage: Vector | None) -> float | None:
    if question is None or passage is None or question.shape != passage.shape:
        return None
    return float(np.dot(question, passage))
