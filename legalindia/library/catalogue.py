"""The library's lists: its authorities, an Act's provisions, the imports."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.database import db
from legalindia.documents.access import IN_LIBRARY
from legalindia.documents.models import Document, Page
from legalindia.errors import NotFound
from legalindia.law.citations import find_citations
from legalindia.law.codes import Counterpart
from legalindia.law.counterparts import Mention
from legalindia.law.grammar.provisions import normal_number
from legalindia.law.statutes import Unit, section_normal
from legalindia.law.words import fold
from legalindia.library.access import authorities_visible_to
from legalindia.library.acts import order_number
from legalindia.library.models import Authority, AuthorityCitation, AuthorityKind, Import, Provision
from legalindia.library.service import choose, latest_dated, provisions_cited_as
from legalindia.web.paging import PAGE_ROWS, Order, PageOf, page_of

BY_TITLE = Order((Document.sort_title, Document.id))
BY_PAGE = Order((Provision.page,))
PROVISIONS_AT_ONCE = 200
MOST_IMPORTS = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A provision as it is shown.

    :param versions: every dated wording of it, the oldest first.
    :param before: the provision before; `after`: the one after it.
    """

    provision: Provision
    page: Page
    versions: Sequence[Provision]
    before: Provision | None
    after: Provision | None


def list_authorities(
    *, by: Person, q: str = "", kind: AuthorityKind | None = None, cursor: str | None = None, limit: int = PAGE_ROWS
) -> PageOf[Document]:
    """Return the documents of the library by title: those whose title has `q` in it, or that go by it as a citation."""
    ids = authorities_visible_to(by).with_only_columns(Authority.document_id)
    if kind is not None:
        ids = ids.where(Authority.kind == kind)
    query = select(Document).where(Document.id.in_(ids))
    if wanted := q.strip():
        forms = [normal for citation in find_citations(wanted) for normal in citation.normals]
        goes_by = exists().where(AuthorityCitation.document_id == Document.id, AuthorityCitation.normal.in_(forms))
        query = query.where(or_(Document.sort_title.contains(fold(wanted), autoescape=True), goes_by))
    return page_of(query, BY_TITLE, cursor=cursor, limit=limit)


def provisions_named(q: str) -> list[Provision]:
    """Return the provisions that a person names with their Act, in that order, as far as they are held."""
    normals = [normal for citation in find_citations(q) if citation.sections for normal in citation.normals]
    found = provisions_cited_as(normals)
    return list({one.normal: one for normal in normals if (one := found.get(normal))}.values())


def counterparts_held(named: Mention | None) -> list[tuple[Counterpart, Provision | None]]:
    """Return what stands in the other code in the place of a section, each with its text where that is held."""
    if named is None:
        return []
    normals = [section_normal(one.code.full_name, Unit.SECTION, one.section) for one in named.counterparts]
    found = provisions_cited_as(normals)
    return [(one, found.get(normal)) for one, normal in zip(named.counterparts, normals, strict=True)]


def authorities_of(documents: Sequence[Document]) -> dict[uuid.UUID, Authority]:
    """Return what these documents are in law, with their citations."""
    query = select(Authority).where(Authority.document_id.in_([one.id for one in documents]))
    return {one.document_id: one for one in db.session.scalars(query.options(selectinload(Authority.citations)))}


def list_provisions(
    authority: Authority, *, q: str = "", on: date | None = None, cursor: str | None = None
) -> PageOf[Provision]:
    """Return the provisions of an Act in its order: those whose number is `q` or whose heading has it.

    :param on: only the wordings in force on that day, where they are dated.
    """
    query = _provisions_of(authority)
    if wanted := q.strip():
        is_number = Provision.number.in_(_numbers(wanted))
        query = query.where(or_(is_number, func.lower(Provision.heading).contains(wanted.lower(), autoescape=True)))
    if on is not None:
        begun = or_(Provision.valid_from.is_(None), Provision.valid_from <= on)
        query = query.where(begun, or_(Provision.valid_until.is_(None), Provision.valid_until > on))
    return page_of(query, BY_PAGE, cursor=cursor, limit=PROVISIONS_AT_ONCE)


def has_dated_versions(authority: Authority) -> bool:
    """Say whether the Act's provisions come in dated versions."""
    query = _provisions_of(authority).where(Provision.valid_from.is_not(None))
    return db.session.scalar(query.limit(1)) is not None


def open_provision(authority: Authority, number: str, *, on: date | None = None) -> Opened:
    """Return a provision of an Act by its number; with a day, as it stood on it, if another document has that.

    :raises NotFound: the Act has no such provision, or had none on that day.
    """
    own = _provisions_of(authority).where(Provision.number.in_(_numbers(number)))
    here = list(db.session.scalars(own.order_by(Provision.valid_from, Provision.page)))
    if not here:
        raise NotFound("This Act has no such provision in the library.")
    versions = _versions_of(here[0])
    provision = choose([*here, *versions] if on else here, as_of=on, reach=latest_dated())
    if provision is None:
        raise NotFound("This provision was not in force on that day.")
    page = db.session.get_one(Page, (provision.document_id, provision.page))
    return Opened(provision, page, versions, _neighbour(provision, -1), _neighbour(provision, 1))


def list_imports(*, by: Person) -> list[Import]:
    """Return the last imports, the newest first. :raises Forbidden: the person does not build the library."""
    require(by, Right.BUILD_LIBRARY)
    query = select(Import).options(joinedload(Import.job), joinedload(Import.created_by))
    return list(db.session.scalars(query.order_by(Import.created_at.desc()).limit(MOST_IMPORTS)))


def get_import(import_id: uuid.UUID, *, by: Person) -> Import:
    """Return an import. :raises Forbidden: as for `list_imports`. :raises NotFound: there is none."""
    require(by, Right.BUILD_LIBRARY)
    run = db.session.get(Import, import_id)
    if run is None:
        raise NotFound("No such import.")
    return run


def _provisions_of(authority: Authority) -> Select[Provision]:
    query = select(Provision).where(Provision.document_id == authority.document_id)
    return query.options(joinedload(Provision.authority))


def _numbers(written: str) -> list[str]:
    """Return what a number may be kept as: a section's, or that of a rule in an Order."""
    of_order = order_number(written) if " " in written.strip() else None
    return [normal_number(written)[:20], *([of_order] if of_order else [])]


def _versions_of(provision: Provision) -> list[Provision]:
    """Return every dated wording of a provision that is held, whichever document has it, the oldest first."""
    query = (
        select(Provision)
        .join(Document, Document.id == Provision.document_id)
        .where(Provision.normal == provision.normal, Provision.valid_from.is_not(None))
        .where(IN_LIBRARY, Document.is_current, Document.deleted_at.is_(None))
        .options(joinedload(Provision.authority))
    )
    return list(db.session.scalars(query.order_by(Provision.valid_from)))


def _neighbour(provision: Provision, step: int) -> Provision | None:
    beside = (provision.document_id, provision.page + step)
    return db.session.get(Provision, beside) if beside[1] > 0 else None
