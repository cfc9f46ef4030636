"""The index filled anew from the database, and what each document cites found again: no file is read again, and no
passage changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import func, select

from legalindia.adapters.index.protocol import SearchIndex
from legalindia.adapters.outfit import outfit
from legalindia.database import db, now
from legalindia.documents.ingest import PASSAGES_AT_ONCE, entries, find_mentions, note_indexed, passages_of
from legalindia.documents.meaning import VECTORS_AT_ONCE
from legalindia.documents.models import Document, DocumentStatus, Passage
from legalindia.errors import NotFound
from legalindia.jobs import service as jobs
from legalindia.jobs.models import JobKind


def rebuild(document_id: uuid.UUID | None = None) -> Iterator[tuple[int, int]]:
    """Index every document that was read, or just one; say after each how many of how many are done.

    :raises NotFound: there is no such document.
    """
    read = Document.status.in_([DocumentStatus.READY, DocumentStatus.INDEXING])
    query = select(Document.id).where(read, Document.is_current, Document.deleted_at.is_(None))
    if document_id is not None:
        query = query.where(Document.id == document_id)
    ids = db.session.scalars(query).all()
    if document_id is not None and not ids:
        raise NotFound("There is no such document, or it has not been read.")
    if document_id is not None:
        _index_anew(db.session.get_one(Document, document_id), outfit().index)
        yield 1, 1
        return
    began = now()
    with outfit().index.renewed() as fresh:
        for done, each in enumerate(ids, start=1):
            if (document := db.session.get(Document, each)) is not None:
                _index_anew(document, fresh)
            yield done, len(ids)
    _catch_up(began)


def _index_anew(document: Document, index: SearchIndex) -> None:
    index_document(document, index)
    for _ in find_mentions(document):
        db.session.flush()
    db.session.commit()


def _catch_up(since: datetime) -> None:
    """Index what people filed, and forget what they deleted, while the new index was filled from what was before."""
    live = (Document.status == DocumentStatus.READY, Document.is_current, Document.deleted_at.is_(None))
    came = select(Passage.document_id).join(Passage.document).where(Passage.indexed_at >= since, *live).distinct()
    for document_id in db.session.scalars(came).all():
        index_document(db.session.get_one(Document, document_id))
    for document_id in db.session.scalars(select(Document.id).where(Document.deleted_at >= since)).all():
        outfit().index.remove_document(document_id)
    db.session.rollback()


def count_passages() -> int:
    """Count the passages the index should hold."""
    query = (
        select(func.count())
        .select_from(Passage)
        .join(Document, Document.id == Passage.document_id)
        .where(Document.status == DocumentStatus.READY, Document.is_current, Document.deleted_at.is_(None))
    )
    return db.session.scalar(query) or 0


def index_document(document: Document, index: SearchIndex | None = None) -> None:
    """Fill the index, or another than the office's own, anew with one document's passages."""
    index, embedding = index or outfit().index, outfit().embedding
    index.remove_document(document.id)
    passages = passages_of(document)
    while batch := list(islice(passages, VECTORS_AT_ONCE)):
        index.add(entries(document, batch))
        if embedding is not None:
            vectors = embedding.embed([text for _, text in batch])
            index.add_vectors([(passage.id, vector) for (passage, _), vector in zip(batch, vectors, strict=True)])


def index_words(document: Document) -> None:
    """Fill the index anew with one document's words. Its meaning is forgotten, and is to follow (`follow_up`)."""
    index = outfit().index
    index.remove_document(document.id)
    passages = passages_of(document)
    while batch := list(islice(passages, PASSAGES_AT_ONCE)):
        index.add(entries(document, batch))
        note_indexed([passage.id for passage, _ in batch], embedding=None)


def follow_up(document: Document) -> None:
    """Have done what follows once the words of a document can be found; commits."""
    job = jobs.accept(JobKind.INDEXING, document.id, by=None)
    db.session.commit()
    jobs.start(job)
