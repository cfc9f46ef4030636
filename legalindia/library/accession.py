"""Taking judgments and statutes into the library: kept, written down, and said to be what they are.

Both ways are safe to repeat: the same bytes are known, and what a list now says differently is noted.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.audit.models import Act as AuditAct
from legalindia.audit.trail import record
from legalindia.database import db, now
from legalindia.documents import intake
from legalindia.documents.access import IN_LIBRARY
from legalindia.documents.files import MediaType
from legalindia.documents.ingest import entries, passages_of
from legalindia.documents.languages import LanguageCount
from legalindia.documents.models import Document, DocumentStatus, Page, Passage
from legalindia.documents.passages import cut
from legalindia.documents.reading.health import damage
from legalindia.documents.sniffing import sniff
from legalindia.errors import TooLarge, Unsupported
from legalindia.jobs import service as jobs
from legalindia.jobs.models import JobKind
from legalindia.jobs.tasks import wake
from legalindia.law.citations import Citation
from legalindia.law.papers import PaperKind
from legalindia.law.words import fold
from legalindia.library.acts import Act, Section
from legalindia.library.models import Authority, AuthorityCitation, AuthorityKind, Provision
from legalindia.library.sayings import Said, Settled, read_row, read_text, settle

JSON_TYPE = "application/json"
READABLE = frozenset({MediaType.PDF, MediaType.TEXT, MediaType.HTML, MediaType.DOCX, MediaType.RTF})
ENTRIES_AT_ONCE = 1000
LONGEST_TITLE = 255
PAGES_TELL_LANGUAGE = 50


class Accession(StrEnum):
    """What became of a file."""

    TAKEN_IN = "taken in"
    KNOWN = "known"
    UPDATED = "updated"


def take_in_judgment(
    arrival: Arrival, name: str, row: Mapping[str, Any], *, origin: str, by: Person | None
) -> tuple[Document, Accession]:
    """Take in one judgment, and have it read.

    :param row: what a list says of it. :param origin: how that list is called.
    :raises Refusal: it is too large, empty, or of a kind that holds no judgment.
    """
    if arrival.is_over:
        raise TooLarge("This file is larger than the office takes in.")
    arrival.sync()
    media_type = sniff(arrival.path)
    known = in_library(arrival.sha256)
    if known is not None:
        return known, note_row(known, row, origin=origin)
    if media_type not in READABLE:
        raise Unsupported("A judgment comes as PDF, as text, as HTML or as a document of a word processor.")
    document = intake.written_down(arrival, name, media_type, by=by)
    document.kind = PaperKind.JUDGMENT
    db.session.add(document)
    db.session.flush()
    authority = Authority(document_id=document.id, kind=AuthorityKind.JUDGMENT, title=document.title, citations=[])
    db.session.add(authority)
    _note(authority, document, row, origin)
    record(AuditAct.FILED, by=by, subject=document)
    intake.start_reading(document, by=by)
    return document, Accession.TAKEN_IN


def note_row(document: Document, row: Mapping[str, Any], *, origin: str) -> Accession:
    """Note what a list says of a judgment that is held already; commits."""
    authority = db.session.get_one(Authority, document.id)
    if not row or authority.kind != AuthorityKind.JUDGMENT or authority.said.get("row") == _plain(row):
        return Accession.KNOWN
    _note(authority, document, row, origin)
    db.session.commit()
    return Accession.UPDATED


def learn_from_text(document: Document) -> None:
    """Note what a judgment of the library says of itself, once it has been read. It does not commit."""
    authority = db.session.get(Authority, document.id) if document.is_in_library else None
    if authority is not None and authority.kind == AuthorityKind.JUDGMENT:
        document.kind = PaperKind.JUDGMENT
        _settle(authority, document, _text_of(document))


def take_in_act(arrival: Arrival, name: str, act: Act, *, by: Person | None) -> tuple[Document, Accession]:
    """Take in one Act: its provisions are pages, findable by their words at once, by their meaning soon after.

    An Act of the same name, language and source that is held already stays as the version before.
    """
    arrival.sync()
    known = in_library(arrival.sha256)
    if known is not None and known.status == DocumentStatus.READY:
        return known, Accession.KNOWN
    if known is None:
        known = _written_down(arrival, name, act, _held(act), by=by)
    taken = Accession.UPDATED if known.replaces_id else Accession.TAKEN_IN
    job = jobs.accept(JobKind.INDEXING, known.id, by=by)
    db.session.flush()
    known.job_id = job.id
    db.session.commit()
    # Asked of the row and not of what was just found: an import that broke off here is taken up again.
    if known.replaces_id is not None:
        outfit().index.remove_document(known.replaces_id)
    index_words(known)
    known.status = DocumentStatus.READY
    db.session.commit()
    wake(job.id, job.kind)
    return known, taken


def index_words(document: Document) -> None:
    """Make a document's passages findable by their words, many at once."""
    index = outfit().index
    index.remove_document(document.id)
    batch: list[tuple[Passage, str]] = []
    for passage in passages_of(document):
        batch.append(passage)
        if len(batch) == ENTRIES_AT_ONCE:
            index.add(entries(document, batch))
            batch.clear()
    if batch:
        index.add(entries(document, batch))


def in_library(sha256: str) -> Document | None:
    """Return the library's document with these bytes."""
    query = select(Document).where(IN_LIBRARY, Document.sha256 == sha256, Document.parent_id.is_(None))
    known: Document | None = db.session.scalar(query.where(Document.deleted_at.is_(None)))
    return known


def _held(act: Act) -> Document | None:
    """Return the Act that a new print of it replaces."""
    query = (
        select(Document)
        .join(Authority, Authority.document_id == Document.id)
        .where(Document.is_current, Authority.title == act.title, Authority.language == act.language)
        .where(Authority.kind == AuthorityKind.STATUTE, Authority.act == act.name)
    )
    held: Document | None = db.session.scalar(query.limit(1))
    return held


def _written_down(arrival: Arrival, name: str, act: Act, before: Document | None, *, by: Person | None) -> Document:
    document = intake.written_down(arrival, name, JSON_TYPE, by=by)
    document.title = act.title[:LONGEST_TITLE]
    document.sort_title = fold(document.title)
    document.kind, document.status, document.page_count = PaperKind.STATUTE, DocumentStatus.INDEXING, len(act.sections)
    if before is not None:
        document.replaces_id, document.version, before.is_current = before.id, before.version + 1, False
    db.session.add(document)
    db.session.flush()
    db.session.add(_authority(document.id, act))
    db.session.flush()
    _lay_out(document, act)
    record(AuditAct.FILED, by=by, subject=document)
    return document


def _authority(document_id: uuid.UUID, act: Act) -> Authority:
    return Authority(
        document_id=document_id,
        kind=AuthorityKind.STATUTE,
        title=act.title,
        act=act.name,
        year=act.year,
        language=act.language,
        status=act.status,
        source=act.source,
        origins={"title": "the imported file"},
    )


def _lay_out(document: Document, act: Act) -> None:
    """Write the provisions down as pages with their passages. What cannot be what the print shows is not found."""
    pages: list[dict[str, Any]] = []
    passages: list[dict[str, Any]] = []
    provisions: list[dict[str, Any]] = []
    languages = LanguageCount()
    for number, section in enumerate(act.sections, 1):
        # A damaged text layer is one of an Indian script, or was; English JSON has none.
        problem = damage(section.text) if act.language != "en" else None
        if number <= PAGES_TELL_LANGUAGE:
            languages.add(section.text)
        pages.append(
            {"document_id": document.id, "number": number, "label": section.label[:80], "text": section.text}
            | {"problem": problem}
        )
        provisions.append(_provision(document.id, number, act, section))
        if problem is None:
            passages += [_row_of(passage) for passage in cut(document.id, number, section.text)]
    document.languages = languages.languages()
    document.unread_count = sum(page["problem"] is not None for page in pages)
    for table, rows in ((Page, pages), (Provision, provisions), (Passage, passages)):
        if rows:
            db.session.execute(insert(table), rows)


def _provision(document_id: uuid.UUID, page: int, act: Act, section: Section) -> dict[str, Any]:
    about = {name: value for name, value in asdict(section).items() if name not in {"text", "marks"}}
    marks = [list(mark) for mark in section.marks]
    return {**about, "marks": marks, "document_id": document_id, "page": page, "normal": act.normal(section)[:200]}


def _row_of(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "indexed_at": now(),
    }


def _note(authority: Authority, document: Document, row: Mapping[str, Any], origin: str) -> None:
    authority.said = {"row": _plain(row), "origin": origin}
    _settle(authority, document, _text_of(document))


def _settle(authority: Authority, document: Document, text: Said) -> None:
    """Write down what holds of a judgment, where each fact came from, and what contradicts what."""
    said = authority.said
    settled = settle(read_row(said.get("row", {})), text)
    origins = {"metadata": str(said.get("origin") or "the list"), "text": "the judgment's text"}
    facts = settled.facts
    authority.title = facts.title or document.title
    authority.court, authority.bench, authority.decided, authority.cnr = (
        facts.court,
        facts.bench,
        facts.decided,
        facts.cnr,
    )
    authority.year = facts.decided.year if facts.decided else None
    authority.source = facts.source
    authority.origins = {name: origins[origin] for name, origin in settled.origins.items()}
    authority.contradictions = [asdict(one) for one in settled.contradictions]
    authority.updated_at = now()
    document.title = authority.title[:LONGEST_TITLE]
    document.sort_title = fold(document.title)
    document.dated = facts.decided
    _cite(authority, settled, text, origins)


def _cite(authority: Authority, settled: Settled, text: Said, origins: Mapping[str, str]) -> None:
    """Write down the citations it goes by, each normal form once, the best first."""
    db.session.execute(delete(AuthorityCitation).where(AuthorityCitation.document_id == authority.document_id))
    db.session.flush()
    own = {normal for citation in text.citations for normal in citation.normals}
    seen: dict[str, Citation] = {}
    for citation in settled.facts.citations:
        for normal in citation.normals:
            seen.setdefault(normal[:200], citation)
    rows = [
        {
            "document_id": authority.document_id,
            "normal": normal,
            "kind": citation.kind,
            "text": " ".join(citation.text.split())[:300],
            "origin": origins["text" if normal in own else "metadata"],
            "ordinal": ordinal,
        }
        for ordinal, (normal, citation) in enumerate(seen.items(), 1)
    ]
    if rows:
        db.session.execute(insert(AuthorityCitation), rows)
    db.session.expire(authority, ["citations"])


def _text_of(document: Document) -> Said:
    """Read what a judgment says of itself; nothing while it has not been read."""
    query = select(Page.text).where(Page.document_id == document.id)
    opening = db.session.scalars(query.order_by(Page.number).limit(2)).all()
    closing = db.session.scalar(query.order_by(Page.number.desc()).limit(1))
    return read_text("\n".join(opening), closing or "")


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a list's row as the database gives it back, so that the same row is known again."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(row), default=str, sort_keys=True))
    return plain
