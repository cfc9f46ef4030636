"""What a paper means, as vectors: made after its words can be found, by work that makes way for whatever is awaited."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, or_, select

from legalindia.adapters.embedding.protocol import Embedding
from legalindia.adapters.index.protocol import SearchIndex
from legalindia.database import db
from legalindia.documents.ingest import count_passages, note_indexed, passages_of
from legalindia.documents.models import Document, DocumentStatus, Passage
from legalindia.jobs.lease import Work
from legalindia.jobs.models import ENDED, Job, JobKind

# Little enough that a question never waits long for the step to end.
VECTORS_AT_ONCE = 16
MEANING_STEP = "indexing meaning"


def embed_passages(document: Document, work: Work, index: SearchIndex, embedding: Embedding) -> None:
    """Make the document's passages findable by their meaning; those that are by this model already are passed over.

    :raises GiveWay: something more urgent waits.
    """
    total = count_passages(document)
    done = 0
    for batch in _batches(document):
        missing = [(passage.id, text) for passage, text in batch if passage.embedding != embedding.version]
        done += len(batch)
        if missing:
            ids = [passage_id for passage_id, _ in missing]
            vectors = embedding.embed([text for _, text in missing])
            index.add_vectors(list(zip(ids, vectors, strict=True)))
            note_indexed(ids, embedding=embedding.version)
            work.progress(MEANING_STEP, done, total)
            work.make_way()


def is_awaited(document: Document, embedding: Embedding | None) -> bool:
    """Say whether the document's meaning is still to be indexed, though its words are."""
    if embedding is None or document.status != DocumentStatus.READY:
        return False
    return bool(db.session.scalar(_WAITS, {"document_id": document.id, "version": embedding.version}))


def findable_by(document: Document, embedding: Embedding | None) -> list[str]:
    """Say how the document is found by now: by its words, by its meaning, or not yet."""
    if document.status != DocumentStatus.READY:
        return []
    return ["words"] if embedding is None or is_awaited(document, embedding) else ["words", "meaning"]


def count_awaited(embedding: Embedding | None) -> int:
    """Count the passages whose meaning is still to be indexed."""
    if embedding is None:
        return 0
    return db.session.scalar(_awaited(embedding).with_only_columns(func.count())) or 0


def forgotten(embedding: Embedding, *, most: int) -> list[Document]:
    """Return documents whose meaning nobody is going to index: their job failed, or there was another model then."""
    under_way = exists().where(
        Job.subject_id == Document.id, Job.kind == JobKind.INDEXING, Job.status.not_in(list(ENDED))
    )
    ids = _awaited(embedding).with_only_columns(Document.id).where(~under_way).distinct().limit(most)
    return [db.session.get_one(Document, document_id) for document_id in db.session.scalars(ids).all()]


def _batches(document: Document) -> Iterator[list[tuple[Passage, str]]]:
    passages = passages_of(document)
    while batch := list(islice(passages, VECTORS_AT_ONCE)):
        yield batch


def _awaited(embedding: Embedding) -> Select[uuid.UUID]:
    return (
        select(Passage.id)
        .join(Document, Document.id == Passage.document_id)
        .where(Document.status == DocumentStatus.READY, Document.is_current, Document.deleted_at.is_(None))
        .where(_wants(embedding.version))
    )


def _wants(version: str | BindParameter[str]) -> ColumnElement[bool]:
    return or_(Passage.embedding.is_(None), Passage.embedding != version)


def awaits(document_id: BindParameter[uuid.UUID], version: BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition under which a passage of the document is not indexed by this version's meaning."""
    return exists().where(Passage.document_id == document_id, _wants(version))


_WAITS = select(awaits(bindparam("document_id"), bindparam("version")))
