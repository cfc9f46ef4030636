"""Question → the passages that may answer it, and the record against which claims are checked."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.access import IN_LIBRARY, documents_visible_to
from legalindia.documents.models import Document, DocumentStatus, Page
from legalindia.research.questions import Understood
from legalindia.research.verify import PageOnRecord, Record
from legalindia.search import service as search
from legalindia.search.service import Found, Hit, Within, scope_of

PASSAGES = 24
# A long judgment holds its answer on any of its pages, and may be all there is in the scope.
OF_ONE_DOCUMENT = 12
BY_WORDS_ONLY = "The search index did not answer, or was being filled again: passages were sought by their words only."


def retrieve(question: Understood, within: Within, *, by: Person) -> Found:
    """Return the passages most likely to answer, best first; while the index is away, those that the words find."""
    return search.find_or_by_words(question.query, within, by=by, limit=PASSAGES, of_one_document=OF_ONE_DOCUMENT)


def record_of(hits: list[Hit], *, by: Person) -> Record:
    """Read the pages the passages stand on, as the database keeps them and as far as `by` may see them now."""
    places = {(hit.document.id, hit.passage.page) for hit in hits}
    rows = db.session.execute(
        documents_visible_to(by)
        .with_only_columns(Page.document_id, Page.number, Page.text, Document.sha256, maintain_column_froms=True)
        .join(Page, Page.document_id == Document.id)
        .where(tuple_(Page.document_id, Page.number).in_(list(places)))
    )
    return {(row.document_id, row.number): PageOnRecord(row.text, row.sha256) for row in rows}


def count_searched(within: Within, *, by: Person) -> int:
    """Count the papers in scope, so that "nothing found" says in how many."""
    scope = scope_of(within, by=by)
    visible = documents_visible_to(by).with_only_columns(Document.id)
    query = select(func.count()).select_from(Document).where(Document.id.in_(visible))
    query = query.where(Document.status == DocumentStatus.READY)
    papers: ColumnElement[bool] = Document.client_id.in_(scope.clients)
    if scope.folders is not None:
        papers = and_(papers, Document.folder_id.in_(scope.folders))
    query = query.where(or_(papers, and_(IN_LIBRARY, Document.is_current)) if scope.library else papers)
    return db.session.scalar(query) or 0


def index_provenance(*, by_words_only: bool) -> dict[str, str]:
    """Say which index and which embedding the passages came from; "database" where the index took no full part."""
    if by_words_only:
        return {"kind": "database", "embedding": "none", "version": "", "note": BY_WORDS_ONLY}
    embedding = outfit().embedding
    return {
        "kind": outfit().index.kind,
        "embedding": embedding.name if embedding else "none",
        "version": embedding.version if embedding else "",
    }
