"""Two versions of a paper: which words of the one do not stand in the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from legalindia.database import db
from legalindia.documents.alignment import align
from legalindia.documents.annotations import Span
from legalindia.documents.models import Document, Page
from legalindia.law.words import words

# Two papers of some hundred pages each are compared within a second; beyond this a person would wait too long.
MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Side:
    """What of one version does not stand in the other. :param changed: the places, by page."""

    changed: dict[int, list[Span]] = field(default_factory=dict)


@dataclass(slots=True)
class _Written:
    """The words of all pages in one row, and where each stands."""

    folded: list[str] = field(default_factory=list)
    places: list[tuple[int, int, int]] = field(default_factory=list)


def compare(one: Document, other: Document) -> tuple[Side, Side] | None:
    """Return what stands only in the one and what only in the other; None where they are too long to be compared."""
    if _length(one) + _length(other) > MOST_CHARACTERS:
        return None
    first, second = _written(one), _written(other)
    matches = align(first.folded, second.folded)
    common = {match.first + step for match in matches for step in range(match.length)}
    common_there = {match.second + step for match in matches for step in range(match.length)}
    return Side(_changed(first, common)), Side(_changed(second, common_there))


def pages_that_correspond(one: Document, other: Document, page: int) -> int:
    """Return the page of the other version on which the words of this page begin."""
    first, second = _written(one), _written(other)
    begins = bisect_right([place[0] for place in first.places], page - 1)
    for match in align(first.folded, second.folded):
        if match.first + match.length > begins:
            return second.places[match.second + max(0, begins - match.first)][0]
    return min(page, other.page_count or 1)


def is_version_of(one: Document, other: Document) -> bool:
    """Say whether the two are versions of the same paper."""
    return _first_version(one) == _first_version(other)


def _first_version(document: Document) -> object:
    while document.replaces_id is not None:
        document = db.session.get_one(Document, document.replaces_id)
    return document.id


def _length(document: Document) -> int:
    return db.session.scalar(select(func.sum(func.length(Page.text))).where(Page.document_id == document.id)) or 0


def _written(document: Document) -> _Written:
    written = _Written()
    query = select(Page.number, Page.text).where(Page.document_id == document.id).order_by(Page.number)
    for number, text in db.session.execute(query):
        for word in words(text):
            written.folded.append(word.folded)
            written.places.append((number, word.start, word.end))
    return written


def _changed(written: _Written, common: Iterable[int]) -> dict[int, list[Span]]:
    """Join neighbouring words that are not common into places, page by page."""
    changed: dict[int, list[Span]] = {}
    kept = set(common)
    last = -2
    for at, (page, start, end) in enumerate(written.places):
        if at in kept:
            continue
        spans = changed.setdefault(page, [])
        if spans and last == at - 1:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
        last = at
    return changed
