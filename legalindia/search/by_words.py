"""Search without the index, while that is away, empty or being filled: by words alone, in the pages the database keeps.

It is slower and coarser, so it is bounded: of each shelf the newest pages are looked through, for the longest of the
words. What they say exactly, and which of them is better, is then decided as the index in memory decides it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from flask import current_app
from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import contains_eager

from legalindia.accounts.models import Person
from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.index.protocol import Entry, Match, Question, Scope, Wording
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.access import IN_LIBRARY, documents_visible_to
from legalindia.documents.ingest import as_indexed, entries
from legalindia.documents.models import Document, DocumentStatus, Page, Passage
from legalindia.ops.remembered import found_anew, remembered

MOST_PAGES = 20_000
MOST_LIKELY_PAGES = 300
MOST_WORDS = 8
# An index that holds less than this share of what was put into it is empty, or being filled.
WHOLE = 0.98
LOOKS_AGAIN_SECONDS = 5
COUNTS_AGAIN_SECONDS = 600
_NOTED = "passages that the index was given"
# Porter's stem of "party" is "parti", which does not stand in "party".
_STEMMED_END = re.compile(r"(?<=[a-z]{3})i$")


class DatabaseWords:
    """Finds passages as an index does, in what one person may see.

    :param typed: the query as it was typed, for words that are written otherwise than they are matched.
    """

    def __init__(self, by: Person, typed: str) -> None:
        self._by = by
        self._typed = typed.split()

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        """Return the best passages in the scope, best first; the scope is asked in the query and once more after it."""
        likely = self._likely(question.wording, scope)
        index = MemoryIndex()
        index.add(list(_entries(likely)) if likely is not None else [])
        return index.find(replace(question, vector=None), scope, limit=limit)

    def _likely(self, wording: Wording, scope: Scope) -> Select[Passage, str, str | None] | None:
        """Ask for the passages of the pages that have most of the words; None where there is no word to look for."""
        alternatives = _sought(wording) if wording.phrases or wording.prefixes else [*_sought(wording), *self._typed]
        longest = sorted({word.lower() for word in alternatives}, key=len, reverse=True)[:MOST_WORDS]
        if not longest:
            return None
        said = self._said(scope)
        has = [said.c.text.contains(word, autoescape=True) for word in longest]
        how_many = sum((case((one, 1), else_=0) for one in has), literal(0, Integer))
        best = (
            select(said.c.document_id, said.c.number)
            .where(or_(*has))
            .order_by(how_many.desc(), said.c.created_at.desc(), said.c.document_id, said.c.number)
            .limit(MOST_LIKELY_PAGES)
            .subquery("likely")
        )
        text = func.substr(Page.text, Passage.start + 1, Passage.end - Passage.start)
        return (
            select(Passage, text, Page.label)
            .join(Passage.document)
            .join(best, and_(best.c.document_id == Passage.document_id, best.c.number == Passage.page))
            .join(Page, and_(Page.document_id == Passage.document_id, Page.number == Passage.page))
            .order_by(Passage.document_id, Passage.page, Passage.start)
            .options(contains_eager(Passage.document))
        )

    def _said(self, scope: Scope) -> Subquery:
        """Ask for what the newest pages in the scope say, in small letters, with what they are called."""
        newest = (
            documents_visible_to(self._by)
            .with_only_columns(Document.id, Document.created_at, Document.title, Page.number)
            .join(Page, Page.document_id == Document.id)
            .where(*_inside(scope), Document.is_current, Page.problem.is_(None))
            .order_by(Document.created_at.desc(), Document.id, Page.number)
            .limit(MOST_PAGES)
            .subquery("newest")
        )
        text = func.lower(Page.text + " " + func.coalesce(Page.label, "") + " " + newest.c.title).label("text")
        here = and_(newest.c.id == Page.document_id, newest.c.number == Page.number)
        query = select(Page.document_id, Page.number, newest.c.created_at, text).join(newest, here)
        # Without the offset PostgreSQL would make the small letters anew for each word.
        return query.offset(0).subquery("said")


def _entries(likely: Select[Passage, str, str | None]) -> Iterator[Entry]:
    rows = db.session.execute(likely).all()
    for document, of_it in groupby(rows, key=lambda row: row[0].document):
        yield from entries(document, [(passage, as_indexed(document, label, piece)) for passage, piece, label in of_it])


def _sought(wording: Wording) -> list[str]:
    words = [*wording.words, *(word for phrase in wording.phrases for word in phrase), *wording.prefixes]
    return [_STEMMED_END.sub("", word) for word in words]


def _inside(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Say the scope in SQL. Who may see what is said by `documents_visible_to`; this is where they want to look."""
    yield or_(Document.client_id.in_(scope.clients), and_(IN_LIBRARY, literal(scope.library)))
    if scope.folders is not None:
        yield Document.folder_id.in_(scope.folders)
    if scope.documents is not None:
        yield Document.id.in_(scope.documents)
    if scope.kinds is not None:
        yield Document.kind.in_(scope.kinds)


@dataclass
class Completeness:
    """Whether the index holds what was put into it, looked up again every few seconds."""

    looked_at: float = float("-inf")
    is_behind: bool = False

    def look(self, *, now: float, at_once: bool) -> bool:
        if at_once or now - self.looked_at > LOOKS_AGAIN_SECONDS:
            self.looked_at = now
            least = WHOLE * remembered(_NOTED, _count_noted, seconds=COUNTS_AGAIN_SECONDS)
            held = outfit().index.count_passages()
            # What was counted some minutes ago is counted anew before the index is said to lack anything.
            if held < least:
                least = WHOLE * found_anew(_NOTED, _count_noted, seconds=COUNTS_AGAIN_SECONDS)
            self.is_behind = held < least
        return self.is_behind


def index_is_behind(*, at_once: bool = False) -> bool:
    """Say whether the index lacks passages that it has been given: it was lost, or is being filled again.

    :param at_once: look now, and not only every few seconds.
    :raises Unavailable: it does not answer.
    """
    known: Completeness = current_app.extensions.setdefault("index_completeness", Completeness())
    return known.look(now=time.monotonic(), at_once=at_once)


def _count_noted() -> int:
    findable = (Document.status == DocumentStatus.READY, Document.is_current, Document.deleted_at.is_(None))
    noted = select(func.count()).select_from(Passage).join(Passage.document)
    return db.session.scalar(noted.where(Passage.indexed_at.is_not(None), *findable)) or 0
