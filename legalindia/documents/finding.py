"""Find in this paper: the places where some words stand one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from legalindia.database import db
from legalindia.documents.annotations import Span
from legalindia.documents.joins import across
from legalindia.documents.models import Document, Page
from legalindia.law.words import words

MOST_FOUND = 200
SNIPPET_REACH = 60
PAGES_AT_ONCE = 50


class Piece(NamedTuple):
    """A run of text that is highlighted or not."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the document where what was looked for stands. :param went_on: on the next page, where it does."""

    page: int
    span: Span
    pieces: list[Piece]
    went_on: Span | None = None


def pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """Cut a text into runs that are highlighted and runs that are not. The spans are in order and do not overlap."""
    cut: list[Piece] = []
    at = 0
    for span in spans:
        cut += [Piece(text[at : span.start], False), Piece(text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in [*cut, Piece(text[at:], False)] if piece.text]


def find_in(document: Document, wanted: str) -> list[Found]:
    """Return the places where these words stand one after another, in whatever spelling; the first 200."""
    sought = [word.matched for word in words(wanted)]
    found: list[Found] = []
    last = 0
    before = ""
    while sought and len(found) < MOST_FOUND:
        query = select(Page.number, Page.text).where(Page.document_id == document.id, Page.number > last)
        rows = db.session.execute(query.order_by(Page.number).limit(PAGES_AT_ONCE)).all()
        for number, text in rows:
            over = across(before, text, sought)
            if over is not None:
                shown = [*_snippet(before, over[0]), Piece("⟨next page⟩", False), Piece(text[slice(*over[1])], True)]
                found.append(Found(number - 1, over[0], shown, over[1]))
            before = text
            found += [Found(number, span, _snippet(text, span)) for span in _runs(text, sought)]
            last = number
        if not rows:
            break
    return found[:MOST_FOUND]


def _runs(text: str, sought: list[str]) -> Iterator[Span]:
    there = list(words(text))
    matched = [word.matched for word in there]
    for at in range(len(there) - len(sought) + 1):
        if matched[at] == sought[0] and matched[at : at + len(sought)] == sought:
            yield Span(there[at].start, there[at + len(sought) - 1].end)


def _snippet(text: str, span: Span) -> list[Piece]:
    first, last = max(0, span.start - SNIPPET_REACH), min(len(text), span.end + SNIPPET_REACH)
    return pieces(text[first:last], [Span(span.start - first, span.end - first)])
