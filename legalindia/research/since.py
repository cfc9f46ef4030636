"""What has become, since, of the papers an answer was made from: it stays on the versions it quotes, and says so."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from legalindia.accounts.models import Person
from legalindia.database import db
from legalindia.documents.access import bin_visible_to
from legalindia.documents.models import Document, Page
from legalindia.documents.versions import newest_version
from legalindia.research.models import KeptSource, Question

READ_AGAIN = "it was read again since, and what was quoted does not stand there now; what rested on it is not shown."


def newer_versions(sources: Sequence[KeptSource], *, by: Person) -> dict[uuid.UUID, Document]:
    """Return, for each paper quoted in a version that is not the newest, the newest that this person may see."""
    old = {source.document_id: source.document for source in sources if not source.document.is_current}
    newest = {document_id: newest_version(document, by=by) for document_id, document in old.items()}
    return {document_id: newer for document_id, newer in newest.items() if newer.id != document_id}


def papers_in_bin(question: Question, *, by: Person) -> list[Document]:
    """Return the papers that were quoted and lie in the bin now, as far as this person might bring them back."""
    quoted = select(KeptSource.document_id).where(KeptSource.question_id == question.id)
    return list(db.session.scalars(bin_visible_to(by).where(Document.id.in_(quoted)).order_by(Document.title)))


def read_otherwise(sources: Sequence[KeptSource]) -> list[KeptSource]:
    """Return the sources whose quotation does not stand at its place any more: the page has been read again since."""
    said = func.substr(Page.text, KeptSource.start + 1, KeptSource.end - KeptSource.start)
    here = (Page.document_id == KeptSource.document_id) & (Page.number == KeptSource.page)
    standing = select(KeptSource.id).join(Page, here).where(said == KeptSource.quote)
    still = set(db.session.scalars(standing.where(KeptSource.id.in_([source.id for source in sources]))))
    return [source for source in sources if source.id not in still]


def notes(
    newer: dict[uuid.UUID, Document],
    sources: Sequence[KeptSource],
    binned: Sequence[Document],
    reread: Sequence[KeptSource],
) -> list[str]:
    """Say it in sentences, one a paper or a page."""
    versions = {source.document_id: source.document.version for source in sources}
    return [
        *(
            f"{newest.title}: version {versions[document_id]} is quoted; version {newest.version} has taken its place."
            for document_id, newest in newer.items()
        ),
        *(f"{document.title}: it is in the bin, and what rested on it is not shown." for document in binned),
        *(f"{source.document.title}, page {source.page}: {READ_AGAIN}" for source in reread),
    ]
