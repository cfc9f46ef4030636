"""What is made from a paper, once, by a job, and kept: a PDF of its pages in print, or one of its scans with words."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.files import MediaType
from legalindia.documents.models import Document, DocumentStatus, Page, Rendition, RenditionKind
from legalindia.documents.rows import Paper
from legalindia.errors import Conflict
from legalindia.jobs import service as jobs
from legalindia.jobs.models import JobKind

# What LibreOffice prints, and by which ending it knows each.
PRINTABLE = {
    MediaType.DOCX: "docx",
    MediaType.DOC: "doc",
    MediaType.ODT: "odt",
    MediaType.RTF: "rtf",
    MediaType.XLSX: "xlsx",
    MediaType.PPTX: "pptx",
}
_MADE = select(Rendition).where(
    Rendition.document_id == bindparam("document_id"), Rendition.kind == bindparam("kind", type_=Rendition.kind.type)
)


def rendition_of(document: Paper, kind: RenditionKind) -> Rendition | None:
    """Return what was made, or is being made, of the paper as it is now."""
    rendition: Rendition | None = db.session.scalar(_MADE, {"document_id": document.id, "kind": kind})
    return rendition if rendition and rendition.made_from == made_from(document, kind) else None


def is_printable(document: Paper) -> bool:
    """Say whether the paper's pages in print can be had: of a kind that LibreOffice prints, where it is installed."""
    is_known = document.media_type in PRINTABLE and document.status == DocumentStatus.READY
    return is_known and outfit().printer is not None


def is_scanned(document: Document) -> bool:
    """Say whether a searchable PDF of it can be made: at least one page was read as a scan."""
    if document.status != DocumentStatus.READY or not document.has_images:
        return False
    read = select(Page.number).where(Page.document_id == document.id, Page.ocr_languages.is_not(None))
    return db.session.scalar(read.limit(1)) is not None


def begin(document: Paper, kind: RenditionKind, *, by: Person) -> Rendition:
    """Have it made, unless it is there or under way; commits."""
    known = rendition_of(document, kind)
    if known is not None and known.error is None:
        return known
    forget(document, kind)
    rendition = Rendition(document_id=document.id, kind=kind, made_from=made_from(document, kind))
    try:
        db.session.add(rendition)
        db.session.flush()
        job = jobs.accept(JobKind.RENDITION, rendition.id, by=by)
        db.session.flush()
        rendition.job_id = job.id
        db.session.commit()
    except IntegrityError:
        # Two looked at once; the other was first.
        db.session.rollback()
        return db.session.scalars(_MADE, {"document_id": document.id, "kind": kind}).one()
    jobs.start(job)
    return rendition


def have_made_searchable(document: Document, *, by: Person) -> Rendition:
    """Have the searchable PDF made. :raises Conflict: nothing of the paper was read as a scan."""
    if not is_scanned(document):
        raise Conflict("No page of this paper was read as a scan: its original can be searched as it is.")
    return begin(document, RenditionKind.SEARCHABLE, by=by)


def forget(document: Paper, kind: RenditionKind | None = None) -> None:
    """Remove what was made, of one kind or of all; the caller commits."""
    query = select(Rendition).where(Rendition.document_id == document.id)
    for rendition in db.session.scalars(query.where(Rendition.kind == kind) if kind else query).all():
        if rendition.storage_key:
            outfit().storage.delete(rendition.storage_key)
        db.session.execute(delete(Rendition).where(Rendition.id == rendition.id))
        db.session.expunge(rendition)


def made_from(document: Paper, kind: RenditionKind) -> str:
    """Hash what it is made from: the original, and of a searchable PDF what its scans were read in."""
    parts = [document.sha256, str(document.page_count)]
    if kind == RenditionKind.SEARCHABLE:
        query = select(Page.number, Page.ocr_languages, Page.confidence).where(
            Page.document_id == document.id, Page.ocr_languages.is_not(None)
        )
        parts += [" ".join(map(str, row)) for row in db.session.execute(query.order_by(Page.number))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
