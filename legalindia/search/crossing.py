"""A pasted sentence, or a phrase, that begins on one page and ends on the next.

The index holds passages, and none of them crosses a page; so it is asked for either half of the words. One half or
the other stands whole on its page, and the two pages are then joined.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from legalindia.accounts.models import Person
from legalindia.adapters.index.protocol import Match
from legalindia.database import db
from legalindia.documents.access import documents_visible_to
from legalindia.documents.annotations import Span
from legalindia.documents.joins import across
from legalindia.documents.models import Document, Page, Passage
from legalindia.search.query import Query

FEWEST_WORDS = 4

# Asks one shelf, inside what the person may see, for the passages in which these words stand one after the other.
PhraseFinder = Callable[[tuple[str, ...]], Sequence[Match]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Words that stand on two pages. :param begun: their place on `page`; `went_on`: on the page after it."""

    passage: Passage
    text: str
    begun: Span
    went_on: Span
    went_on_text: str


def find_crossings(query: Query, find_phrase: PhraseFinder, *, by: Person) -> list[Crossing]:
    """Return the places where the query's words, as they were typed, go over from one page to the next."""
    sought = query.run or (query.wording.phrases[0] if len(query.wording.phrases) == 1 else ())
    if len(sought) < FEWEST_WORDS:
        return []
    pairs = _candidates(sought, find_phrase, by=by)
    wanted = {(document_id, page + step) for document_id, page in pairs for step in (0, 1)}
    texts = _texts(wanted)
    found = []
    for document_id, page in pairs:
        before, after = texts.get((document_id, page)), texts.get((document_id, page + 1))
        places = across(before, after, sought) if before and after else None
        passage = _passage_at(document_id, page, places[0].start) if places else None
        if before and after and places and passage:
            text = before[passage.start : passage.end]
            found.append(Crossing(passage, text, *places, after[slice(*places[1])]))
    return found


def _candidates(sought: Sequence[str], find_phrase: PhraseFinder, *, by: Person) -> list[tuple[uuid.UUID, int]]:
    """Return the pages on which the words may begin: those with the first half, those before one with the last."""
    half = (len(sought) + 1) // 2
    found: dict[tuple[uuid.UUID, int], None] = {}
    for part, step in ((tuple(sought[:half]), 0), (tuple(sought[-half:]), -1)):
        matches = find_phrase(part)
        rows = documents_visible_to(by).with_only_columns(Document.id, Passage.page, maintain_column_froms=True)
        rows = rows.join(Passage, Passage.document_id == Document.id)
        for document_id, page in db.session.execute(rows.where(Passage.id.in_([each.passage_id for each in matches]))):
            found.setdefault((document_id, page + step))
    return list(found)


def _texts(pages: set[tuple[uuid.UUID, int]]) -> dict[tuple[uuid.UUID, int], str]:
    query = select(Page.document_id, Page.number, Page.text)
    rows = db.session.execute(query.where(tuple_(Page.document_id, Page.number).in_(list(pages)))) if pages else ()
    return {(document_id, number): text for document_id, number, text in rows}


def _passage_at(document_id: uuid.UUID, page: int, start: int) -> Passage | None:
    query = select(Passage).where(Passage.document_id == document_id, Passage.page == page, Passage.end > start)
    passage: Passage | None = db.session.scalar(query.order_by(Passage.start).limit(1))
    return passage
