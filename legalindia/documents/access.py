"""Which documents a person may see: those of the clients they may see, behind no wall they do not pass
(`clients.access`), and those of the firm's library, which everybody may read and nobody changes as a paper."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.clients.access import Viewer, asked_by, closed_to, may_see, once_a_role, passes
from legalindia.clients.models import Client, Folder
from legalindia.database import db
from legalindia.documents.models import Document, DocumentStatus, Page, Passage
from legalindia.documents.rows import OpenedPaper, PageRow, Paper, opened_from, to_open
from legalindia.errors import Forbidden, NotFound

IN_LIBRARY = Document.client_id.is_(None)
# Said beside a join that implies it: the index of clients' papers by age is taken only where this is said.
OF_A_CLIENT = Document.client_id.is_not(None)
_PAGE = select(*(getattr(Page, name) for name in PageRow._fields)).where(
    Page.document_id == bindparam("document_id"), Page.number == bindparam("number")
)


def documents_visible_to(user: Person | Viewer) -> Select[Document]:
    """Return the documents this person may read, clients' papers and the library's; none that lies in the bin."""
    return _readable(user).where(Document.deleted_at.is_(None))


def papers_visible_to(user: Person | Viewer) -> Select[Document]:
    """Return the clients' papers this person may see: those lists and counts are about."""
    return _papers(user).where(Document.deleted_at.is_(None))


def bin_visible_to(user: Person | Viewer) -> Select[Document]:
    """Return the papers in the bin that this person might bring back."""
    return _papers(user).where(Document.deleted_at.is_not(None))


def quarantine_of(user: Person) -> Select[Document]:
    """Return what lies in quarantine, of every client: for whoever looks after the system, who is to be shown no more
    of it than `admin.quarantine` shows.

    :raises Forbidden: this person does not.
    """
    require(user, Right.RUN_OFFICE)
    # Written out, not bound: only then does the database know the index of just these for the right one.
    quarantined = bindparam("quarantined", DocumentStatus.QUARANTINED, type_=Document.status.type, literal_execute=True)
    return select(Document).where(Document.status == quarantined)


def get_from_bin(document_id: uuid.UUID, *, by: Person) -> Document:
    """Return a document that lies in the bin. :raises NotFound: there is none, or not one this person may see."""
    document: Document | None = db.session.scalar(bin_visible_to(by).where(Document.id == document_id))
    if document is None:
        raise NotFound("No such document in the bin.")
    return document


def hidden_from(user: Person) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]:
    """Return the folders and the documents behind walls that this person does not pass, for the index to leave out."""
    # The walls first, which are few: "behind no wall, or not behind these" would read every paper of the office.
    walls = closed_to(user)
    folders = select(Folder.id).where(Folder.wall_id.in_(walls))
    documents = select(Document.id).where(Document.wall_id.in_(walls))
    return frozenset(db.session.scalars(folders)), frozenset(db.session.scalars(documents))


def get_document(document_id: uuid.UUID, *, by: Person) -> Document:
    """Return the document. :raises NotFound: no such document, or not one this person may see."""
    document: Document | None = db.session.scalar(_one_document(by), asked_by(by, document_id=document_id))
    if document is None:
        raise NotFound("No such document.")
    return document


def get_paper(document_id: uuid.UUID, *, by: Person) -> Document:
    """Return a client's paper, to change it.

    :raises NotFound: no such document, or not one this person may see.
    :raises Forbidden: it stands in the library.
    """
    document = get_document(document_id, by=by)
    if document.is_in_library:
        raise Forbidden("This stands in the firm's library, where papers are read and not changed.")
    return document


def open_paper(document_id: uuid.UUID, *, by: Person) -> OpenedPaper:
    """Return the document to be shown, wherever it lies, be it in the bin. :raises NotFound: as for `get_document`."""
    row = db.session.connection().execute(_one_to_open(by), asked_by(by, document_id=document_id)).first()
    if row is None:
        raise NotFound("No such document.")
    return opened_from(row)


def get_page(document: Document, number: int) -> PageRow:
    """Return one page with its text. :raises NotFound: the document has no such page (yet)."""
    page = find_page(document, number)
    if page is None:
        raise NotFound("There is no such page.")
    return page


def find_page(document: Paper, number: int) -> PageRow | None:
    """Return one page with its text, or None where the document has no such page (yet)."""
    # A number beyond what the database holds is asked of it no more than a page that is not there.
    is_possible = 1 <= number <= (document.page_count or 0)
    given = {"document_id": document.id, "number": number}
    row = db.session.connection().execute(_PAGE, given).first() if is_possible else None
    return PageRow(*row) if row else None


def get_passage(document: Paper, passage_id: uuid.UUID) -> Passage | None:
    """Return the passage if it is of this document."""
    query = select(Passage).where(Passage.id == passage_id, Passage.document_id == document.id)
    passage: Passage | None = db.session.scalar(query)
    return passage


@once_a_role
def _one_to_open(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return to_open(_readable(viewer).where(Document.id == bindparam("document_id")))


@once_a_role
def _one_document(viewer: Viewer) -> Select[Document]:
    # Of client and folder what is said of every paper; whatever else somebody asks of them is read when they do.
    return (
        documents_visible_to(viewer)
        .where(Document.id == bindparam("document_id"))
        .options(
            contains_eager(Document.client).load_only(Client.name),
            joinedload(Document.folder).load_only(Folder.name, Folder.parent_id, Folder.wall_id),
        )
    )


def _readable(user: Person | Viewer) -> Select[Document]:
    return select(Document).outerjoin(Document.client).where(or_(IN_LIBRARY, _passes_all(user)))


def _papers(user: Person | Viewer) -> Select[Document]:
    return select(Document).join(Document.client).where(_passes_all(user))


def _passes_all(user: Person | Viewer) -> ColumnElement[bool]:
    # The folder is its client's, whom they may see: what is left to ask is whether it stands behind a wall.
    behind_walls = select(Folder.id).where(Folder.wall_id.in_(closed_to(user)))
    in_open_folder = or_(Document.folder_id.is_(None), Document.folder_id.not_in(behind_walls))
    return and_(may_see(user), passes(Document.wall_id, user), in_open_folder)
