"""Who cites an authority, whom it cites, and what is cited and not held. Only of papers the person may see.

Words of treatment beside a citation are quoted as they stand: derived, not checked. Nothing here says what is good law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from legalindia.accounts.models import Person
from legalindia.database import db
from legalindia.documents.access import IN_LIBRARY, documents_visible_to, papers_visible_to
from legalindia.documents.models import Document, Mention, Page
from legalindia.law.citations import Kind
from legalindia.law.sentences import sentences
from legalindia.library.models import Authority, AuthorityCitation, AuthorityKind, Provision
from legalindia.library.service import authorities_cited_as, provisions_cited_as
from legalindia.library.standing import cited_as, provision_address

MOST_CITING = 50
MOST_CITED = 300
MOST_WANTED = 200
REACH = 400
DECISIONS = (Kind.NEUTRAL, Kind.REPORTER, Kind.ONLINE)
_TREATED = (
    r"(?:followed|following|relied (?:up)?on|reliance (?:was |is )?placed|distinguish(?:ed|able|ing)"
    r"|over-?ruled|overruling|revers(?:ed|ing)|affirm(?:ed|ing)|upheld|upholding|approved|disapproved|doubted|explained"
    r"|dissent(?:ed|ing)|per incuriam|set aside|reiterated|referred to a larger bench|(?:good|bad|correct) law)"
)
# `declined to follow`: said of what was not done.
_TREAT = r"(?:follow|rely (?:up)?on|distinguish|over-?rule|reverse|affirm|uphold|approve|doubt|dissent from)"
_DENIED = (
    r"(?:not|never|no longer|neither|nor|cannot|without|yet to|hardly|(?:was|is|has|have|had|did|does|could)n[’']t"
    r"|refus(?:ed?|es|ing) to|declin(?:ed?|es|ing) to)"
)
# A denial is quoted with what it denies, and with all of it: `not been followed or approved`.
_TREATMENT = re.compile(
    rf"\b(?:{_DENIED}(?:\s+[\w’'-]+){{0,4}}?\s+(?:{_TREATED}|{_TREAT})"
    rf"(?:,?\s+(?:or|nor|and)\s+(?:[\w’'-]+\s+){{0,2}}?(?:{_TREATED}|{_TREAT}))*|{_TREATED})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Citing:
    """A place that cites. :param sentence: as it stands; `treatment`: the words of treatment in it, as they stand."""

    document: Document
    page: int
    start: int
    end: int
    sentence: str
    treatment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedBy:
    """Who cites, the newest first.

    :param papers: the first of the firm's; `library`: the first of the library's.
    :param total: how many documents cite, of those that may be seen.
    """

    papers: list[Citing]
    library: list[Citing]
    total: int


@dataclass(frozen=True, slots=True)
class Cited:
    """What a document cites. :param normals: parallel citations of one; `address`: where it is held; None for not."""

    name: str | None
    normals: tuple[str, ...]
    page: int
    start: int
    end: int
    address: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision that our papers cite and the library does not hold. :param papers: how many of them cite it."""

    normal: str
    name: str | None
    papers: int


def cited_by(authority: Authority, *, by: Person, provision: Provision | None = None) -> CitedBy:
    """Return who cites an authority, or one provision of it."""
    condition = _names(authority, provision)
    # Of those that cite it, not "among all that may be seen": that would read every paper of the office.
    its_paper = documents_visible_to(by).with_only_columns(Document.id).where(Document.id == Mention.document_id)
    where = (condition, its_paper.correlate(Mention).exists(), Mention.document_id != authority.document_id)
    total = db.session.scalar(select(func.count(Mention.document_id.distinct())).where(*where)) or 0
    papers = _citing(_places().where(*where, Document.client_id.is_not(None))) if total else []
    library = _citing(_places().where(*where, IN_LIBRARY)) if total else []
    return CitedBy(papers, library, total)


def cites(document: Document) -> list[Cited]:
    """Return what a document cites, in the order in which it first does, each once, and where the library holds it."""
    query = select(Mention).where(Mention.document_id == document.id).order_by(Mention.page, Mention.start)
    own = select(AuthorityCitation.normal).where(AuthorityCitation.document_id == document.id)
    rows = db.session.scalars(query.where(Mention.normal.not_in(own)).limit(MOST_CITED * 4)).all()
    groups: dict[object, list[Mention]] = {}
    for row in rows:
        key = (row.page, row.authority) if row.authority is not None else row.normal
        groups.setdefault(key, []).append(row)
    held = _held({row.normal for row in rows})
    once: dict[str, Cited] = {}
    for mentions in groups.values():
        cited = _cited(mentions, held)
        once.setdefault(cited.address or cited.normals[0], cited)
    return list(once.values())[:MOST_CITED]


def wanted(*, by: Person) -> list[Wanted]:
    """Return the decisions that papers this person may see cite and the library does not hold, the most cited first.

    One that is held under a parallel citation that stands beside is not wanted.
    """
    visible = papers_visible_to(by).with_only_columns(Document.id)
    beside = aliased(Mention)
    parallel = or_(
        beside.normal == Mention.normal,
        and_(
            beside.document_id == Mention.document_id,
            beside.page == Mention.page,
            beside.authority == Mention.authority,
        ),
    )
    is_held = exists().where(
        AuthorityCitation.normal == beside.normal, parallel, beside.document_id == Mention.document_id
    )
    count = func.count(Mention.document_id.distinct())
    query = (
        select(Mention.normal, func.max(Mention.name), count)
        .where(Mention.document_id.in_(visible), Mention.kind.in_(DECISIONS), ~is_held)
        .group_by(Mention.normal)
        .order_by(count.desc(), Mention.normal)
        .limit(MOST_WANTED)
    )
    return [Wanted(normal, name, papers) for normal, name, papers in db.session.execute(query)]


def treatment_in(sentence: str) -> tuple[str, ...]:
    """Return the words of treatment in a sentence, as they stand, each once; a denial before them with them."""
    return tuple(dict.fromkeys(" ".join(found[0].lower().split()) for found in _TREATMENT.finditer(sentence)))


def _names(authority: Authority, provision: Provision | None) -> ColumnElement[bool]:
    """Return the condition under which a mention is of this authority, or of this provision and what is in it."""
    if provision is not None:
        inside = Mention.normal.startswith(f"{provision.normal}(", autoescape=True)
        return or_(Mention.normal == provision.normal, inside)
    if authority.kind == AuthorityKind.STATUTE:
        # A range, so that the index of normal forms is used: a blank comes before every letter and digit.
        return and_(Mention.normal > f"{authority.act} ", Mention.normal < f"{authority.act}!")
    own = select(AuthorityCitation.normal).where(AuthorityCitation.document_id == authority.document_id)
    return Mention.normal.in_(own)


def _places() -> Select[Mention, str]:
    """Return mentions, each with the text around it and its document."""
    start = (
        func.max(Mention.start - REACH, 0)
        if db.engine.dialect.name == "sqlite"
        else func.greatest(Mention.start - REACH, 0)
    )
    around = func.substr(Page.text, start + 1, Mention.end - start + REACH)
    return (
        select(Mention, cast(around, String))
        .join(Mention.document)
        .join(Page, and_(Page.document_id == Mention.document_id, Page.number == Mention.page))
        .options(contains_eager(Mention.document).joinedload(Document.client))
        .where(Document.is_current)
        .order_by(Document.dated.desc(), Document.id, Mention.page, Mention.start)
        .limit(MOST_CITING)
    )


def _citing(query: Select[Mention, str]) -> list[Citing]:
    found: dict[object, Citing] = {}
    for mention, around in db.session.execute(query):
        # Parallel citations of one decision, and sections of one mention, are one place.
        key = (mention.document_id, mention.page, mention.authority or mention.start)
        if key not in found:
            found[key] = _place(mention, around)
    return list(found.values())


def _place(mention: Mention, around: str) -> Citing:
    begins = mention.start - max(mention.start - REACH, 0)
    ends = begins + mention.end - mention.start
    holding = [one for one in sentences(around) if one.start < ends and begins < one.end]
    first, last = (holding[0].start, holding[-1].end) if holding else (begins, ends)
    sentence = " ".join(around[first:last].split())
    return Citing(mention.document, mention.page, mention.start, mention.end, sentence, treatment_in(sentence))


def _held(normals: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return title and address of what the library holds of these normal forms."""
    forms = list(normals)
    held = {
        normal: (found[0].title, f"/library/{found[0].document_id}")
        for normal, found in authorities_cited_as(forms).items()
    }
    for normal, one in provisions_cited_as(forms).items():
        held[normal] = (cited_as(one) or one.authority.title, provision_address(one))
    return held


def _cited(mentions: Sequence[Mention], held: dict[str, tuple[str, str]]) -> Cited:
    first = mentions[0]
    normals = tuple(dict.fromkeys(one.normal for one in mentions))
    title, address = next((held[normal] for normal in normals if normal in held), (None, None))
    name = next((one.name for one in mentions if one.name), None)
    return Cited(name, normals, first.page, first.start, first.end, address, title)
