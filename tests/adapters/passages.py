"""Passages and questions for the tests of the search index, as short as they can be said."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

import numpy as np

from legalindia.adapters.index.protocol import (
    Entry,
    Question,
    Scope,
    SearchIndex,
    Vector,
    Wording,
)
from legalindia.law.words import words

RAO, MEHTA = uuid.UUID(int=1), uuid.UUID(int=2)
LEASE, ORDERS = uuid.UUID(int=11), uuid.UUID(int=12)
DEED, NOTICE, JUDGMENT = uuid.UUID(int=21), uuid.UUID(int=22), uuid.UUID(int=23)
OF_RAO = Scope(clients=frozenset({RAO}))
EVERYWHERE = Scope(clients=frozenset({RAO, MEHTA}), library=True)

_numbers = itertools.count(1000)


def passage(text: str, **given: object) -> Entry:
    """Make an entry of Rao's lease deed, unless said otherwise."""
    facts: dict[str, object] = {
        "passage_id": uuid.UUID(int=next(_numbers)),
        "document_id": DEED,
        "client_id": RAO,
        "folder_id": LEASE,
        "kind": "deed",
        "dated": date(2021, 4, 1),
    }
    return Entry(text=text, **{**facts, **given})  # type: ignore[arg-type]


def direction(*numbers: float) -> Vector:
    vector = np.zeros(64, np.float32)
    vector[: len(numbers)] = numbers
    return vector / np.float32(np.linalg.norm(vector))


def matched(text: str) -> tuple[str, ...]:
    return tuple(word.matched for word in words(text))


def ask(text: str = "", *, phrase: str = "", prefix: str = "", without: str = "") -> Question:
    """Make a question from words as a person writes them."""
    return Question(
        Wording(
            words=matched(text),
            phrases=(matched(phrase),) if phrase else (),
            prefixes=(prefix,) if prefix else (),
            excluded=(matched(without),) if without else (),
        )
    )


def found(index: SearchIndex, question: Question, scope: Scope = OF_RAO) -> list[uuid.UUID]:
    return [match.passage_id for match in index.find(question, scope, limit=20)]


def ids(*entries: Entry) -> list[uuid.UUID]:
    return [entry.passage_id for entry in entries]


def matched_wording(text: str) -> Wording:
    return Wording(words=matched(text))
