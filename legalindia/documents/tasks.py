"""Reading a document, as a job."""

from __future__ import annotations

import uuid
from contextlib import closing

from flask import current_app
from sqlalchemy import update

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents import ingest
from legalindia.documents.files import MediaType
from legalindia.documents.models import Document, DocumentStatus
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.reader import read
from legalindia.jobs.lease import Work


def note_failure(document_id: uuid.UUID, reason: str) -> None:
    """Say on the document why it was not read; what was kept of it stays."""
    failed = update(Document).where(Document.id == document_id)
    db.session.execute(failed.values(status=DocumentStatus.FAILED, error=reason))


def read_document(work: Work) -> None:
    """Read one document and make it findable: by words first, so that it can be found soonest, then by meaning."""
    document = db.session.get_one(Document, work.subject_id)
    ingest.forget_pages(document)
    work.progress("reading")
    with outfit().storage.local_copy(document.storage_key) as path:
        reading = read(path, MediaType(document.media_type), password=document.password, limits=reading_limits())
        with closing(reading):
            ingest.keep_pages(document, reading, work)
    ingest.index_passages(document, work, outfit().index)
    embedding = outfit().embedding
    if embedding is not None:
        ingest.embed_passages(document, work, outfit().index, embedding)
    document.status = DocumentStatus.READY


def reading_limits() -> Limits:
    """Return what this installation lets one file cost."""
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(
        memory_bytes=settings.reading_memory_bytes,
        page_seconds=settings.reading_page_seconds,
        total_seconds=settings.reading_seconds,
        pages=settings.reading_max_pages,
    )
