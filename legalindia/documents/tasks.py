"""Reading a document, as a job."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import structlog
from flask import current_app
from huey import crontab
from sqlalchemy import select, update

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.background import huey
from legalindia.database import db
from legalindia.documents import ingest
from legalindia.documents.bin import purge
from legalindia.documents.enclosures import Unpacking
from legalindia.documents.files import MediaType
from legalindia.documents.meaning import MEANING_STEP, embed_passages, forgotten
from legalindia.documents.models import Document, DocumentStatus, Page
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.reader import read
from legalindia.documents.rebuild import follow_up
from legalindia.documents.recognition import Recognised
from legalindia.documents.scans import Means, Wish, keep_page, read_page, read_scans
from legalindia.errors import Unavailable
from legalindia.jobs import service as jobs
from legalindia.jobs.lease import Work
from legalindia.jobs.models import Job, JobKind
from legalindia.web.idempotency import forget_old_answers

log = structlog.get_logger()

_listeners: set[Callable[[Document], None]] = set()

MOST_CAUGHT_UP = 1000
NOT_SCANNED = "The scanner for harmful files did not answer, so nobody has looked at this file."


@huey.periodic_task(crontab(hour="2", minute="30"))
def tidy_up() -> None:
    """Remove for good, every night, what has lain in the bin for long enough, what never quite arrived, and answers
    that were kept for requests that might come twice."""
    with huey.app.app_context():
        purge(days=_settings().bin_days)
        _catch_up()
        outfit().storage.sweep()
        forget_old_answers()


def _catch_up() -> None:
    embedding = outfit().embedding
    if embedding is not None:
        for document in forgotten(embedding, most=MOST_CAUGHT_UP):
            follow_up(document)


def when_read(listener: Callable[[Document], None]) -> None:
    """Have a room told of each document once its pages are read. The listener does not commit."""
    _listeners.add(listener)


def note_failure(document_id: uuid.UUID, reason: str) -> None:
    """Say on the document why it was not read; what was kept of it stays."""
    failed = update(Document).where(Document.id == document_id)
    db.session.execute(failed.values(status=DocumentStatus.FAILED, error=reason))


def read_document(work: Work) -> None:
    """Read one document and make it findable by its words; what it cites and what it means follow (`index_further`)."""
    document = db.session.get_one(Document, work.subject_id)
    with outfit().storage.local_copy(document.storage_key, sha256=document.sha256) as path:
        warnings = look_for_harm(document, path, work)
        if document.status == DocumentStatus.QUARANTINED:
            return
        ingest.forget_pages(document)
        work.progress("reading")
        reading = read(path, MediaType(document.media_type), password=document.password, limits=reading_limits())
        with closing(reading), Unpacking(document, work, limit_bytes=_settings().max_upload_bytes) as unpacking:
            ingest.keep_pages(document, reading, work, unpacking)
        document.notes = [*document.notes, *warnings]
        read_scans(document, path, work, _means())
    # One that lay in quarantine has been found harmless.
    _lay(document, work, into_quarantine=False)
    ingest.settle_pages(document, work)
    for listener in _listeners:
        listener(document)
    if document.is_searched:
        ingest.index_passages(document, work, outfit().index)
    document.status = DocumentStatus.READY
    work.then(jobs.accept(JobKind.INDEXING, document.id, by=document.created_by))


def read_page_again(work: Work) -> None:
    """Read one page of a document as a scan, in the languages a person named; all its other pages stay as they are."""
    document = db.session.get_one(Document, work.subject_id)
    wish = _wish_of(work)
    document.status = DocumentStatus.READING
    work.progress("reading scans", 0, 1)
    with outfit().storage.local_copy(document.storage_key, sha256=document.sha256) as path:
        found = read_page(document, wish, path, _means())
    page = db.session.get_one(Page, (document.id, wish.number))
    if isinstance(found, str) and page.text:
        # What could be read of it before is better than nothing.
        document.notes = [*document.notes, f"Page {wish.number} stays as it was read before: {found}."]
    else:
        _replace_page(document, wish, found, work)
    ingest.settle_pages(document, work)
    document.status = DocumentStatus.READY


def _replace_page(document: Document, wish: Wish, found: Recognised | str, work: Work) -> None:
    ingest.forget_page(document, wish.number, outfit().index)
    keep_page(document, wish.number, found)
    if isinstance(found, str):
        return
    # Read as a whole once more, it is to be read in these languages again.
    document.page_languages = {**document.page_languages, str(wish.number): found.languages}
    ingest.find_mentions_of_page(document, wish.number)
    work.progress("indexing words", 0, 1)
    if document.is_searched:
        ingest.index_page(document, wish.number, outfit().index)
        following = jobs.accept(JobKind.INDEXING, document.id, by=document.created_by)
        # What it cites has been noted; only the meaning of the new passages is left.
        following.step = MEANING_STEP
        work.then(following)


def _wish_of(work: Work) -> Wish:
    asked = db.session.get_one(Job, work.job_id).provenance or {}
    return Wish(int(asked["page"]), asked["languages"])


def note_page_failure(document_id: uuid.UUID, reason: str) -> None:
    """Say on the document why one of its pages could not be read again; what was read of it stays."""
    document = db.session.get_one(Document, document_id)
    readable = select(Page.number).where(Page.document_id == document_id, Page.text != "").limit(1)
    if db.session.scalar(readable) is None:
        document.status, document.error = DocumentStatus.FAILED, reason
    else:
        document.status = DocumentStatus.READY
        ingest.note_unread(document)
        document.notes = [*document.notes, f"A page of it could not be read again. {reason}"]


def index_further(work: Work) -> None:
    """Note what a document cites, and make it findable by its meaning: work for which nobody waits."""
    document = db.session.get(Document, work.subject_id)
    if document is None or document.status != DocumentStatus.READY:
        # Purged, or being read again: then this follows once more.
        return
    # After it has made way it goes on where it was, and does not note the citations once more.
    if db.session.get_one(Job, work.job_id).step != MEANING_STEP:
        ingest.note_mentions(document, work)
    embedding = outfit().embedding
    if embedding is not None:
        embed_passages(document, work, outfit().index, embedding)


def leave_findable(_document_id: uuid.UUID, _reason: str) -> None:
    """A document that could not be indexed by its meaning is found by its words; the night's tidying tries again."""


def reading_limits() -> Limits:
    """Return what this installation lets one file cost."""
    settings = _settings()
    return Limits(
        memory_bytes=settings.reading_memory_bytes,
        page_seconds=settings.reading_page_seconds,
        total_seconds=settings.reading_seconds,
        pages=settings.reading_max_pages,
    )


def look_for_harm(document: Document, path: Path, work: Work) -> list[str]:
    """Have the scanner look at the file, where there is one; what it finds harmful goes into quarantine.

    :returns: what is to be noted on the document.
    :raises Unavailable: it is away, and nothing may pass unseen. :raises BrokeOff: it cannot look at this file.
    """
    scanner = outfit().scanner
    if scanner is None:
        return []
    document.status = DocumentStatus.SCANNING
    work.progress("scanning")
    try:
        harm = scanner.find_harm(path)
    except Unavailable:
        if _settings().clamd_required:
            raise
        log.warning("document.not_scanned", document_id=str(document.id))
        return [NOT_SCANNED]
    if harm is not None:
        _put_into_quarantine(document, harm, work)
    return []


def _put_into_quarantine(document: Document, harm: str, work: Work) -> None:
    log.warning("document.quarantined", document_id=str(document.id), harm=harm)
    ingest.forget_pages(document)
    outfit().index.remove_document(document.id)
    document.status = DocumentStatus.QUARANTINED
    days = _settings().quarantine_days
    document.error = (
        f"The scanner found {harm} in this file. It is kept apart, not given out, and will be removed in {days} days."
    )
    record(Act.QUARANTINED, by=None, subject=document, detail={"harm": harm})
    _lay(document, work, into_quarantine=True)


def _lay(document: Document, work: Work, *, into_quarantine: bool) -> None:
    """Lay the original into quarantine or back; the old place is given up once the new one is written down."""
    before = document.storage_key
    document.storage_key = outfit().storage.copied(before, into_quarantine=into_quarantine)
    if document.storage_key != before:
        work.progress("scanning")
        outfit().storage.delete(before)


def _means() -> Means:
    settings = _settings()
    return Means(outfit().recogniser, reading_limits(), settings.ocr_page_seconds, settings.ocr_processes)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
