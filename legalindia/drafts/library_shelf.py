"""The shelf of the office: its library, and the papers of a matter, as far as a person may see them now."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from legalindia.accounts.models import Person
from legalindia.database import db
from legalindia.documents.access import documents_visible_to
from legalindia.documents.models import Document, Page
from legalindia.drafts.shelf import Held, HeldAct, HeldProvision, Paper, Stretch
from legalindia.law.parties import words_to_search
from legalindia.law.pieces import probes
from legalindia.law.words import fold
from legalindia.library.access import authorities_visible_to
from legalindia.library.models import Authority, AuthorityKind, Provision
from legalindia.library.service import authorities_cited_as
from legalindia.search.query import parse
from legalindia.search.service import Hit, Where, Within, find

# Papers that are kept at hand while a draft is checked: a long judgment's words take 10 MB.
_MOST_AT_HAND = 24
_HITS = 6
_PROBES = 2
# Titles are searched word by word, without an index: so many at once took 0.4 s among 100,000 titles (SQLite).
_MOST_NAMES = 40
_MOST_NAMESAKES = 400


class LibraryShelf:
    """What one person's check may look at. Made anew for each check, for it remembers what it has read.

    :param within: the client or folder whose papers are searched too for words that the library does not hold.
    """

    def __init__(self, by: Person, within: Within | None = None) -> None:
        self._by = by
        self._within = within
        self._acts: dict[str, HeldAct | None] = {}
        self.paper = lru_cache(maxsize=_MOST_AT_HAND)(self._read)

    def held(self, normals: Collection[str]) -> Mapping[str, Sequence[Held]]:
        """Return the judgments under each of these citations."""
        found = authorities_cited_as(normals) if normals else {}
        return {normal: [_held(authority) for authority in authorities] for normal, authorities in found.items()}

    def named(self, titles: Collection[str]) -> Mapping[str, Sequence[Held]]:
        """Return the judgments whose titles have the telling word of each party; all names are asked for at once."""
        wanted = {title: words for title in titles if (words := words_to_search(title))}
        wanted = dict(list(wanted.items())[:_MOST_NAMES])
        if not wanted:
            return {}
        bears = [
            and_(*(Document.sort_title.contains(word, autoescape=True) for word in words)) for words in wanted.values()
        ]
        query = (
            authorities_visible_to(self._by)
            .where(Authority.kind == AuthorityKind.JUDGMENT, or_(*bears))
            .options(selectinload(Authority.citations))
            .order_by(Authority.document_id)
            .limit(_MOST_NAMESAKES)
        )
        held = [_held(authority) for authority in db.session.scalars(query).unique()]
        return {title: [each for each in held if _has_words(each.title, words)] for title, words in wanted.items()}

    def act(self, name: str) -> HeldAct | None:
        """Return the Act of this canonical name."""
        if name not in self._acts:
            self._acts[name] = self._find_act(name)
        return self._acts[name]

    def near(self, quotation: str) -> Iterator[Stretch]:
        """Walk through the places most like a quotation: in the library first, then in the matter's papers."""
        scopes = [Within(where=Where.LIBRARY), *([self._within] if self._within else [])]
        seen: set[tuple[uuid.UUID, int]] = set()
        for scope in scopes:
            for probe in probes(quotation)[:_PROBES]:
                for hit in find(replace(parse(probe), text=""), scope, by=self._by, limit=_HITS):
                    place = (hit.document.id, hit.passage.page)
                    if place not in seen:
                        seen.add(place)
                        yield self._around(hit)

    def _read(self, document_id: uuid.UUID) -> Paper:
        visible = documents_visible_to(self._by).with_only_columns(Document.id)
        query = select(Page.text).where(Page.document_id == document_id, Page.document_id.in_(visible))
        return Paper(db.session.scalars(query.order_by(Page.number)).all())

    def _around(self, hit: Hit) -> Stretch:
        """Return the page of a hit with its neighbours: a quotation may run over the page's end."""
        first, last = max(1, hit.passage.page - 1), hit.passage.page + 1
        query = select(Page.text).where(Page.document_id == hit.document.id, Page.number.between(first, last))
        pages = tuple(db.session.scalars(query.order_by(Page.number)))
        return Stretch(hit.document.id, hit.document.title, first, pages, hit.document.is_in_library)

    def _find_act(self, name: str) -> HeldAct | None:
        query = (
            select(Authority.document_id, Authority.title, Authority.status, Provision)
            .join(Provision, Provision.document_id == Authority.document_id)
            .where(Authority.document_id.in_(authorities_visible_to(self._by).with_only_columns(Authority.document_id)))
            .where(Authority.kind == AuthorityKind.STATUTE, Authority.act == name, Authority.language == "en")
            .where(Provision.valid_from.is_(None))
            .order_by(Authority.document_id, Provision.page)
        )
        rows = db.session.execute(query).all()
        if not rows:
            return None
        document_id, title, status, _ = rows[0]
        provisions = {
            (provision.unit, provision.number): HeldProvision(
                provision.page, provision.number, provision.heading, provision.is_in_force
            )
            for owner, _, _, provision in rows
            if owner == document_id
        }
        return HeldAct(document_id, title, provisions, is_closed="repealed" in (status or ""))


def _has_words(title: str, words: Sequence[str]) -> bool:
    folded = fold(title)
    return all(word in folded for word in words)


def _held(authority: Authority) -> Held:
    return Held(authority.document_id, authority.title, frozenset(citation.normal for citation in authority.citations))
