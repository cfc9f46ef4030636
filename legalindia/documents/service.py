"""What is done with documents: take files in, list, rename, move, try again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from legalindia.accounts.models import User
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import get_folder
from legalindia.clients.folders import FolderTree
from legalindia.clients.models import Client, Folder
from legalindia.database import db
from legalindia.documents.access import documents_visible_to
from legalindia.documents.files import clean_filename, sniff
from legalindia.documents.models import SETTLED, Document, DocumentStatus, Page
from legalindia.errors import Conflict, NotFound, Refusal, TooLarge
from legalindia.jobs import service as jobs
from legalindia.jobs.models import Job, JobKind
from legalindia.law.words import fold
from legalindia.web.paging import PAGE_ROWS, Order, PageOf, page_of
from legalindia.web.uploads import Received

NEWEST_FIRST = Order((Document.created_at, Document.id), newest_first=True)
MOST_RECENT = 8


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that was not taken in, and why."""

    filename: str
    reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that is in the office. :param is_duplicate: this client had the very same bytes already."""

    document: Document
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each file of an upload."""

    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an upload goes and what was said about it.

    :param password: opens the files that are locked.
    """

    client: Client
    folder: Folder | None
    by: User
    password: str | None = None


def folder_of(client: Client, folder_id: uuid.UUID | None, *, by: User) -> Folder | None:
    """Return the client's folder of this id, or None for none.

    :raises NotFound: it is not a folder of this client.
    """
    if folder_id is None:
        return None
    folder = get_folder(folder_id, by=by)
    if folder.client_id != client.id:
        raise NotFound("No such folder.")
    return folder


def take_in(files: list[Received], filing: Filing) -> Outcome:
    """File what was sent. A file that is refused does not touch the others."""
    require(filing.by, Right.UPLOAD)
    outcome = Outcome()
    for received in files:
        name = clean_filename(received.filename)
        try:
            outcome.accepted.append(_take_in(received, name, filing))
        except Refusal as refusal:
            outcome.rejected.append(Rejected(name, refusal.detail))
    return outcome


def list_documents(
    client: Client,
    *,
    by: User,
    folders: frozenset[uuid.UUID] | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = PAGE_ROWS,
) -> PageOf[Document]:
    """Return the client's documents, newest first: those in these folders, and those whose title has `q` in it."""
    query = documents_visible_to(by).where(Document.client_id == client.id).options(joinedload(Document.folder))
    if folders is not None:
        query = query.where(Document.folder_id.in_(folders))
    if folded := fold(q.strip()):
        query = query.where(Document.sort_title.contains(folded, autoescape=True))
    return page_of(query, NEWEST_FIRST, cursor=cursor, limit=limit)


def recent_documents(*, by: User) -> list[Document]:
    """Return the papers that came in last and have been read, of all clients this person may see."""
    return _latest(documents_visible_to(by).where(Document.status.in_(list(SETTLED))))


def recent_matters(*, by: User) -> list[Folder]:
    """Return the matters into which papers came last, of all clients this person may see."""
    filed = documents_visible_to(by).where(Document.folder_id.is_not(None)).options(joinedload(Document.client))
    latest = db.session.scalars(filed.order_by(*NEWEST_FIRST.clauses()).limit(PAGE_ROWS)).all()
    trees: dict[uuid.UUID, FolderTree] = {}
    matters: dict[uuid.UUID, Folder] = {}
    for document in latest:
        tree = trees.get(document.client_id) or trees.setdefault(document.client_id, FolderTree(document.client_id))
        matter = tree.path(document.folder_id)[0]
        matters.setdefault(matter.id, matter)
        if len(matters) == MOST_RECENT:
            break
    return list(matters.values())


def documents_in_work(*, by: User) -> list[Document]:
    """Return the papers that are not settled yet."""
    return _latest(documents_visible_to(by).where(Document.status.not_in(list(SETTLED))))


def job_of(document: Document) -> Job | None:
    """Return the job that reads the document: its progress is the document's."""
    return db.session.get(Job, document.job_id) if document.job_id else None


def jobs_of(documents: Sequence[Document]) -> dict[uuid.UUID, Job]:
    """Return the jobs of those documents that are still being read, by document."""
    under_way = {document.job_id: document.id for document in documents if document.job_id and not document.is_settled}
    if not under_way:
        return {}
    rows = db.session.scalars(select(Job).where(Job.id.in_(list(under_way))))
    return {under_way[job.id]: job for job in rows}


def change(document: Document, details: Mapping[str, Any], *, by: User) -> None:
    """Rename or move the document, or say what it is; what is not given stays.

    :raises NotFound: the folder is not one of the document's client.
    """
    require(by, Right.ORGANISE)
    for name in ("title", "filename", "kind", "dated"):
        if name in details:
            setattr(document, name, details[name])
    document.filename = clean_filename(document.filename)
    document.sort_title = fold(document.title)
    if "folder_id" in details:
        folder = folder_of(document.client, details["folder_id"], by=by)
        document.folder_id = folder.id if folder else None
    record(Act.CHANGED, by=by, subject=document, detail={"fields": " ".join(sorted(details))})
    db.session.commit()
    outfit().index.refile_document(document.id, folder_id=document.folder_id, kind=document.kind, dated=document.day)


def read_again(document: Document, *, by: User, password: str | None = None) -> None:
    """Try the document again from its original, with this password if one is given.

    :raises Conflict: it is being read at the moment.
    """
    require(by, Right.ORGANISE)
    if not document.is_settled:
        raise Conflict("This document is being read at the moment. Wait until that has ended.")
    document.password = password or document.password
    record(Act.CHANGED, by=by, subject=document, detail={"fields": "reading"})
    _start_reading(document, by=by)


def problems(document: Document) -> list[Page]:
    """Return the pages that were not, or not wholly, read: a blank one too, for only a person can say that it is."""
    query = select(Page).where(Page.document_id == document.id, Page.problem.is_not(None)).order_by(Page.number)
    return list(db.session.scalars(query))


def pages_read(document: Document) -> int:
    """Count the pages that have been read so far."""
    query = select(func.count()).select_from(Page).where(Page.document_id == document.id)
    return db.session.scalar(query) or 0


def _take_in(received: Received, name: str, filing: Filing) -> Accepted:
    arrival = received.arrival
    if arrival.is_over:
        raise TooLarge("This file is larger than the office takes in.")
    arrival.sync()
    media_type = sniff(arrival.path)
    known = _known(filing, arrival.sha256)
    if known is not None:
        return _duplicate(known, filing)
    stored = outfit().storage.keep(arrival)
    document = Document(
        client_id=filing.client.id,
        folder_id=filing.folder.id if filing.folder else None,
        created_by_id=filing.by.id,
        filename=name,
        title=name,
        sort_title=fold(name),
        storage_key=stored.key,
        sha256=stored.sha256,
        apart=_copies(filing.client, stored.sha256),
        size_bytes=stored.size_bytes,
        media_type=media_type,
        password=filing.password,
    )
    db.session.add(document)
    try:
        db.session.flush()
    except IntegrityError:
        # The same file came twice at once; the other was first.
        db.session.rollback()
        outfit().storage.delete(stored.key)
        return _duplicate(_known(filing, stored.sha256), filing)
    record(Act.FILED, by=filing.by, subject=document)
    _start_reading(document, by=filing.by)
    return Accepted(document)


def _start_reading(document: Document, *, by: User) -> None:
    document.status, document.error = DocumentStatus.RECEIVED, None
    job = jobs.accept(JobKind.READING, document.id, by=by)
    db.session.flush()
    document.job_id = job.id
    db.session.commit()
    jobs.start(job)


def _known(filing: Filing, sha256: str) -> Document | None:
    """Return the client's document with these bytes; one that its sender may not see is not there for them."""
    query = documents_visible_to(filing.by).where(Document.client_id == filing.client.id, Document.sha256 == sha256)
    known: Document | None = db.session.scalars(query.limit(1)).first()
    return known


def _copies(client: Client, sha256: str) -> int:
    query = select(func.count()).select_from(Document).where(Document.client_id == client.id, Document.sha256 == sha256)
    return db.session.scalar(query) or 0


def _duplicate(known: Document | None, filing: Filing) -> Accepted:
    if known is None:
        raise Conflict("This file came twice at the same moment. Please send it again.")
    if known.status == DocumentStatus.FAILED and filing.password:
        read_again(known, by=filing.by, password=filing.password)
    return Accepted(known, is_duplicate=True)


def _latest(query: Select[Document]) -> list[Document]:
    latest = query.order_by(*NEWEST_FIRST.clauses()).limit(MOST_RECENT).options(joinedload(Document.client))
    return list(db.session.scalars(latest))
