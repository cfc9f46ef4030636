"""What a search index takes in and is asked, whichever kind answers.

The index holds nothing that the database does not: it can be lost, and is then built again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as the index holds it.

    :param client_id: whose paper it stands in; None for the firm's library, which everybody may read.
    :param folder_id: the folder the paper lies in itself, not those above it.
    :param dated: the date of the paper, or the day it came in.
    :param text: the passage, verbatim; the index folds it for itself (`law.words`).
    :param vector: of length 1 (unit norm), or None where there is no embedding yet.
    """

    passage_id: uuid.UUID
    document_id: uuid.UUID
    client_id: uuid.UUID | None
    folder_id: uuid.UUID | None
    kind: str
    dated: date
    text: str
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look. It is a filter inside the index, never a sieve afterwards.

    :param clients: only papers of these clients; empty for none of them.
    :param library: the firm's library too.
    :param folders: only papers lying in one of these folders; None for no limit.
    :param documents: only these documents; None for no limit.
    :param without_folders: no paper lying in one of these; `without_documents`: none of these.
    :param kinds: only these kinds of paper; None for no limit.
    :param since: not dated before; `until`: not dated after.
    """

    clients: frozenset[uuid.UUID] = frozenset()
    library: bool = False
    folders: frozenset[uuid.UUID] | None = None
    documents: frozenset[uuid.UUID] | None = None
    without_folders: frozenset[uuid.UUID] = frozenset()
    without_documents: frozenset[uuid.UUID] = frozenset()
    kinds: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """What to look for, in matched forms (`law.words`): no syntax of any engine reaches the index.

    A passage must have all phrases and prefixes; where there are none, at least one of the words.

    :param words: a passage is the better the more of these it has, the rarer they are in the scope.
    :param phrases: each must stand in the passage, word after word.
    :param prefixes: the passage must have a word that begins so, for each.
    :param excluded: a passage with one of these words or runs of words is not found, by no leg.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.prefixes)


@dataclass(frozen=True, slots=True)
class Question:
    """What the index is asked: the wording for its lexical leg, the vector for its dense one.

    Phrases, prefixes and exclusions bind both legs. Without a vector the words decide alone.

    :param lexical_weight: share of the lexical leg in the fused rank, 0 to 1; the dense leg has the rest.
    """

    wording: Wording
    vector: Vector | None = None
    lexical_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """One passage found.

    :param score: the fused rank's score; higher is better, comparable within one answer only.
    :param similarity: cosine of question and passage, -1 to 1; None where it was not measured.
    """

    passage_id: uuid.UUID
    document_id: uuid.UUID
    score: float
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the index holds at the moment."""

    kind: str
    passages: int
    vectors: int
    size_bytes: int
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage that is held."""

    passage_id: uuid.UUID
    document_id: uuid.UUID
    has_vector: bool


class SearchIndex(Protocol):
    """Where passages are found by word and by meaning. Safe to use from several threads and processes at once.

    Every method raises `errors.Unavailable` when the index cannot be reached or read.
    """

    kind: str

    def add(self, entries: Sequence[Entry]) -> None:
        """Take the entries in, in one step; one with a known passage_id takes the old one's place.

        :raises Conflict: a vector has not as many numbers as those held, so comes from another model.
        """

    def add_vectors(self, vectors: Sequence[tuple[uuid.UUID, Vector]]) -> None:
        """Give passages their vectors; a passage the index does not hold is passed over.

        :raises Conflict: as for `add`.
        """

    def remove_document(self, document_id: uuid.UUID) -> None:
        """Forget every passage of the document; nothing happens when there is none."""

    def remove_passages(self, passage_ids: Sequence[uuid.UUID]) -> None:
        """Forget these passages; one that is not held is passed over."""

    def refile_document(self, document_id: uuid.UUID, *, folder_id: uuid.UUID | None, kind: str, dated: date) -> None:
        """Note that the document now lies elsewhere or is called something else."""

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        """Return the best passages in the scope, best first; none when the scope or the question is empty."""

    def vectors_of(self, passage_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Vector]:
        """Return the vectors that are held for these passages."""

    def passages(self) -> Iterator[Listed]:
        """Walk through everything that is held, in no order; what is added meanwhile may be among it or not."""

    def count_passages(self) -> int:
        """Count the passages that are held: quick enough to be asked every few seconds."""

    def state(self) -> State:
        """Count and measure all that is held."""

    def renewed(self) -> AbstractContextManager[SearchIndex]:
        """Lend an empty index to fill, which takes this one's place when the context ends well.

        Whether this one goes on answering until then is up to its kind.
        """

    def clear(self) -> None:
        """Forget everything."""
