"""Which documents a person may see: those of the clients they may see, behind no wall they do not pass
(`clients.access`)."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, not_, or_, select

from legalindia.accounts.models import User
from legalindia.clients.access import folders_visible_to, may_see, passes
from legalindia.clients.models import Folder
from legalindia.database import db
from legalindia.documents.models import Document, Page, Passage
from legalindia.errors import NotFound


def documents_visible_to(user: User) -> Select[Document]:
    """Return the documents this person may see; what lies in the bin is not among them."""
    return _passed_by(user).where(Document.deleted_at.is_(None))


def bin_visible_to(user: User) -> Select[Document]:
    """Return the documents in the bin that this person might bring back."""
    return _passed_by(user).where(Document.deleted_at.is_not(None))


def get_from_bin(document_id: uuid.UUID, *, by: User) -> Document:
    """Return a document that lies in the bin. :raises NotFound: there is none, or not one this person may see."""
    document: Document | None = db.session.scalar(bin_visible_to(by).where(Document.id == document_id))
    if document is None:
        raise NotFound("No such document in the bin.")
    return document


def hidden_from(user: User) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]:
    """Return the folders and the documents behind walls that this person does not pass, for the index to leave out."""
    folders = select(Folder.id).where(not_(passes(Folder.wall_id, user)))
    documents = select(Document.id).where(not_(passes(Document.wall_id, user)))
    return frozenset(db.session.scalars(folders)), frozenset(db.session.scalars(documents))


def get_document(document_id: uuid.UUID, *, by: User) -> Document:
    """Return the document. :raises NotFound: no such document, or not one this person may see."""
    document: Document | None = db.session.scalar(documents_visible_to(by).where(Document.id == document_id))
    if document is None:
        raise NotFound("No such document.")
    return document


def get_page(document: Document, number: int) -> Page:
    """Return one page with its text. :raises NotFound: the document has no such page (yet)."""
    # A number beyond what the database holds is asked of it no more than a page that is not there.
    is_possible = 1 <= number <= (document.page_count or 0)
    page: Page | None = db.session.get(Page, (document.id, number)) if is_possible else None
    if page is None:
        raise NotFound("There is no such page.")
    return page


def get_passage(document: Document, passage_id: uuid.UUID) -> Passage | None:
    """Return the passage if it is of this document."""
    query = select(Passage).where(Passage.id == passage_id, Passage.document_id == document.id)
    passage: Passage | None = db.session.scalar(query)
    return passage


def _passed_by(user: User) -> Select[Document]:
    open_folders = folders_visible_to(user).with_only_columns(Folder.id)
    return (
        select(Document)
        .join(Document.client)
        .where(
            may_see(user),
            passes(Document.wall_id, user),
            or_(Document.folder_id.is_(None), Document.folder_id.in_(open_folders)),
        )
    )
