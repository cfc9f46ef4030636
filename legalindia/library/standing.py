"""What a place in the library is called in law, and where it opens: for hits, sources and lists of other rooms."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from sqlalchemy import select, tuple_
from sqlalchemy.orm import selectinload

from legalindia.database import db
from legalindia.library.access import held
from legalindia.library.models import Authority, AuthorityKind, Provision

Place: TypeAlias = tuple[uuid.UUID, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A page of the library.

    :param citation: what it is cited as: the judgment's best citation, the provision's normal form; None for none.
    :param name: "page 3", "section 103". :param address: of the page.
    """

    kind: AuthorityKind
    title: str
    citation: str | None
    name: str
    address: str

    def at(self, start: int, end: int) -> str:
        """Return the address that opens with these characters of the page highlighted."""
        return f"{self.address}{'&' if '?' in self.address else '?'}from={start}&to={end}"


def standings(places: Collection[Place]) -> dict[Place, Standing]:
    """Return what those of these places are that lie in the library: document and page."""
    query = held().where(Authority.document_id.in_({document_id for document_id, _ in places}))
    known = {one.document_id: one for one in db.session.scalars(query.options(selectinload(Authority.citations)))}
    of_acts = [place for place in places if place[0] in known and known[place[0]].kind == AuthorityKind.STATUTE]
    provisions = _provisions(of_acts)
    found = {}
    for place in places:
        authority = known.get(place[0])
        if authority is not None:
            provision = provisions.get(place)
            found[place] = of_provision(provision, authority) if provision else _of_page(authority, place[1])
    return found


def of_provision(provision: Provision, authority: Authority) -> Standing:
    """Return what a provision of an Act is called, and where it opens."""
    return Standing(authority.kind, authority.title, cited_as(provision), provision.label, provision_address(provision))


def cited_as(provision: Provision) -> str | None:
    """Return the normal form of a provision; a bare page of a print is cited as none."""
    return provision.normal if provision.unit != "page" else None


def provision_address(provision: Provision) -> str:
    """Return the address of a provision's own page; a dated version's says the day from which it was in force."""
    kept = "pages" if provision.unit == "page" else "sections"
    day = f"?on={provision.valid_from}" if provision.valid_from else ""
    return f"/library/{provision.document_id}/{kept}/{quote(provision.printed, safe='')}{day}"


def _of_page(authority: Authority, page: int) -> Standing:
    best = authority.citations[0].normal if authority.citations else None
    address = f"/documents/{authority.document_id}?page={page}"
    return Standing(authority.kind, authority.title, best, f"page {page}", address)


def _provisions(places: Collection[Place]) -> dict[Place, Provision]:
    if not places:
        return {}
    query = select(Provision).where(tuple_(Provision.document_id, Provision.page).in_(list(places)))
    return {(one.document_id, one.page): one for one in db.session.scalars(query)}
