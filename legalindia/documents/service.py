"""What is done with documents: take files in, list, rename, move."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients import walls
from legalindia.clients.access import Viewer, asked_by, get_folder, once_a_role
from legalindia.clients.folders import matters_of
from legalindia.clients.models import Client, Folder
from legalindia.clients.rows import FolderRow
from legalindia.database import db, holding, holds
from legalindia.documents import intake
from legalindia.documents.access import OF_A_CLIENT, bin_visible_to, documents_visible_to, papers_visible_to
from legalindia.documents.again import Again, checked_languages, read_again
from legalindia.documents.files import clean_filename
from legalindia.documents.intake import Accepted, Filing
from legalindia.documents.models import SETTLED, Document, DocumentStatus, Page
from legalindia.documents.rows import Paper, PaperRow, in_rows, row_from
from legalindia.errors import Conflict, NotFound, Refusal
from legalindia.jobs.models import Job
from legalindia.law.words import fold
from legalindia.web.paging import PAGE_ROWS, Order, PageOf, page_of
from legalindia.web.uploads import Received

NEWEST_FIRST = Order((Document.created_at, Document.id), newest_first=True)
MOST_RECENT = 8
MOST_LOOKED_THROUGH = 50
MOST_CHILDREN = 1000
_WITH_FOLDER = (joinedload(Document.folder).load_only(Folder.name, Folder.wall_id),)
_PAGES = select(Page).where(Page.document_id == bindparam("document_id")).order_by(Page.number)
_SCANNED = _PAGES.where(Page.ocr_languages.is_not(None))
_IS_OF_NOTE = or_(Page.problem.is_not(None), Page.ocr_languages.is_not(None))
_OF_NOTE = (
    select(*(getattr(Page, name) for name in ("number", "problem", "ocr_languages", "confidence")))
    .where(Page.document_id == bindparam("document_id"), _IS_OF_NOTE)
    .order_by(Page.number)
)


class NotedPage(NamedTuple):
    """What there is to say of a page, in the words of `models.Page`."""

    number: int
    problem: str | None
    ocr_languages: str | None
    confidence: float | None


class PagesOfNote(NamedTuple):
    """Pages of which there is something to say.

    :param problems: those that were not, or not wholly, read: a blank one too, for only a person can say that it is.
    :param scanned: those that were read by text recognition.
    """

    problems: list[NotedPage]
    scanned: list[NotedPage]


NOTHING_OF_NOTE = PagesOfNote([], [])


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that was not taken in, and why."""

    filename: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each file of an upload."""

    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def folder_of(client: Client | None, folder_id: uuid.UUID | None, *, by: Person) -> Folder | None:
    """Return the client's folder of this id, or None for none.

    :raises NotFound: it is not a folder of this client.
    """
    if folder_id is None:
        return None
    folder = get_folder(folder_id, by=by)
    if client is None or folder.client_id != client.id:
        raise NotFound("No such folder.")
    return folder


def take_in(files: list[Received], filing: Filing, *, replaces: Document | None = None) -> Outcome:
    """File what was sent. A file that is refused does not touch the others.

    :param replaces: the paper of which the one file sent is the next version.
    :raises Invalid: the languages are not codes.
    """
    require(filing.by, Right.UPLOAD)
    checked_languages(filing.languages)
    outcome = Outcome()
    for received in files:
        name = clean_filename(received.filename)
        try:
            outcome.accepted.append(_take_in(received, name, filing, replaces))
        except Refusal as refusal:
            outcome.rejected.append(Rejected(name, refusal.detail))
    return outcome


def list_documents(
    client: Client,
    *,
    by: Person,
    folders: frozenset[uuid.UUID] | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = PAGE_ROWS,
) -> PageOf[Document]:
    """Return the client's documents, newest first: those in these folders, and those whose title has `q` in it."""
    listed = _documents_of_client(by) if folders is None else _documents_in_folders(by)
    query, given = _asked_for(listed, asked_by(by, client_id=client.id), folders, q)
    return page_of(query, NEWEST_FIRST, cursor=cursor, limit=limit, given=given)


def list_rows(
    client_id: uuid.UUID,
    *,
    by: Person,
    folders: frozenset[uuid.UUID] | None = None,
    q: str = "",
    cursor: str | None = None,
) -> PageOf[PaperRow]:
    """Return what a list shows of the documents of a client that `list_documents` would return."""
    listed = _rows_of_client(by) if folders is None else _rows_in_folders(by)
    query, given = _asked_for(listed, asked_by(by, client_id=client_id), folders, q)
    return page_of(query, NEWEST_FIRST, cursor=cursor, given=given, made_of=row_from)


def recent_papers(*, by: Person) -> list[PaperRow]:
    """Return the papers that came in last and have been read, of all clients this person may see."""
    return _rows(_recent(by), by)


def recent_matters(*, by: Person) -> list[FolderRow]:
    """Return the matters into which papers came last, of all clients this person may see."""
    latest = db.session.scalars(_latest_folders(by), asked_by(by))
    return matters_of(list(dict.fromkeys(folder_id for folder_id in latest if folder_id)))[:MOST_RECENT]


def papers_in_work(*, by: Person) -> list[PaperRow]:
    """Return the papers that are not settled yet."""
    return _rows(_in_work(by), by)


def job_of(document: Paper) -> Job | None:
    """Return the job that reads the document: its progress is the document's."""
    return db.session.get(Job, document.job_id) if document.job_id else None


def jobs_of(papers: Sequence[PaperRow]) -> dict[uuid.UUID, Job]:
    """Return the jobs of those papers that are still being read, by paper."""
    under_way = {paper.job_id: paper.id for paper in papers if paper.job_id and not paper.is_settled}
    if not under_way:
        return {}
    rows = db.session.scalars(select(Job).where(Job.id.in_(list(under_way))))
    return {under_way[job.id]: job for job in rows}


def change(document: Document, details: Mapping[str, Any], *, by: Person) -> None:
    """Rename or move the document, or say what it is; what is not given stays.

    :raises NotFound: the folder is not one of the document's client.
    :raises Forbidden: moved from behind a wall it would be seen by more people, and the person may not restrict.
    """
    require(by, Right.ORGANISE)
    for name in ("title", "filename", "kind", "dated"):
        if name in details:
            setattr(document, name, details[name])
    document.filename = clean_filename(document.filename)
    document.sort_title = fold(document.title)
    moved = [document]
    if "folder_id" in details:
        moved = _move(document, folder_of(document.client, details["folder_id"], by=by), by=by)
    record(Act.CHANGED, by=by, subject=document, detail={"fields": " ".join(sorted(details))})
    db.session.commit()
    for each in moved:
        outfit().index.refile_document(each.id, folder_id=each.folder_id, kind=each.kind, dated=each.day)


def new_version(
    document: Document, received: Received, *, by: Person, password: str | None = None, languages: str | None = None
) -> Accepted:
    """File the next version of a paper. The old one stays, with all that cites it, and is no longer searched.

    :param languages: in which its scans are to be read; "" to find out, None for those of the version before.
    :raises Refusal: the file cannot be taken in, or the languages are not codes.
    :raises Conflict: it is not the newest version that is replaced.
    """
    require(by, Right.UPLOAD)
    if not document.is_current or document.parent_id is not None:
        raise Conflict("Only the newest version of a paper that came by itself can be replaced.")
    if document.client is None:
        raise Conflict("The library's papers have no versions that are sent by hand.")
    wanted = document.asked_languages if languages is None else checked_languages(languages)
    filing = Filing(document.client, document.folder, by, password=password, languages=wanted)
    return _take_in(received, clean_filename(received.filename), filing, document)


def children(document: Paper, *, by: Person) -> list[Document]:
    """Return the papers that lay inside this one."""
    return list(db.session.scalars(_children(by), asked_by(by, parent_id=document.id)))


def parent(document: Paper, *, by: Person) -> Document | None:
    """Return the paper in which this one lay."""
    return _seen(document.parent_id, by)


def list_bin(client: Client, *, by: Person, cursor: str | None = None, limit: int = PAGE_ROWS) -> PageOf[Document]:
    """Return what of this client lies in the bin."""
    query = bin_visible_to(by).where(Document.client_id == client.id)
    return page_of(query, NEWEST_FIRST, cursor=cursor, limit=limit)


def scanned_pages(document: Document) -> list[Page]:
    """Return the pages that were read by text recognition."""
    return list(db.session.scalars(_SCANNED, {"document_id": document.id}))


def whole_text(document: Document) -> Iterator[str]:
    """Give the text of all pages, each ended by a form feed, a few at a time."""
    query = select(Page.number, Page.text).where(Page.document_id == document.id).order_by(Page.number)
    last = 0
    while rows := db.session.execute(query.where(Page.number > last).limit(PAGE_ROWS)).all():
        yield from (f"{text}\f" for _, text in rows)
        last = rows[-1].number


def _move(document: Document, folder: Folder | None, *, by: Person) -> list[Document]:
    """Put the paper into the folder; return what has moved with it: whatever lay beside it of its older versions and
    of what came inside it, and of these what would otherwise stay outside the wall that it moves behind."""
    left, wall_id = document.folder_id, folder.wall_id if folder else None
    if document.wall_id is None and document.folder is not None:
        walls.check_move(document.client_id, before=document.folder.wall_id, after=wall_id, by=by)
    moved = [
        each
        for each in document.with_all_inside()
        if each.folder_id == left or (each.folder.wall_id if each.folder else None) != wall_id
    ]
    for each in moved:
        each.folder = folder
        each.folder_id = folder.id if folder else None
    return moved


def has_pages_of_note(document_id: BindParameter[uuid.UUID]) -> ColumnElement[bool]:
    """Return the condition that there is something to say of a page of this paper."""
    return exists().where(Page.document_id == document_id, _IS_OF_NOTE)


def pages_of_note(document: Paper) -> PagesOfNote:
    """Return the pages of which there is something to say, found by one walk through them."""
    rows = db.session.connection().execute(_OF_NOTE, {"document_id": document.id})
    noted = [NotedPage(*row) for row in rows]
    return PagesOfNote([page for page in noted if page.problem], [page for page in noted if page.ocr_languages])


def _seen(document_id: uuid.UUID | None, by: Person) -> Document | None:
    if document_id is None:
        return None
    found: Document | None = db.session.scalar(documents_visible_to(by).where(Document.id == document_id))
    return found


def _take_in(received: Received, name: str, filing: Filing, replaces: Document | None) -> Accepted:
    accepted = intake.take_in(received.arrival, name, filing, replaces=replaces)
    known = accepted.document
    if accepted.is_duplicate and known.status == DocumentStatus.FAILED and (filing.password or filing.languages):
        read_again(known, Again(filing.password, filing.languages), by=filing.by)
    return accepted


@once_a_role
def _children(viewer: Viewer) -> Select[Document]:
    inside = documents_visible_to(viewer).where(Document.parent_id == bindparam("parent_id"))
    return inside.order_by(Document.filename, Document.id).limit(MOST_CHILDREN)


def _of_client(viewer: Viewer) -> Select[Document]:
    return papers_visible_to(viewer).where(Document.client_id == bindparam("client_id"), Document.is_current)


def _in_folders(viewer: Viewer) -> Select[Document]:
    return _of_client(viewer).where(Document.folder_id.in_(bindparam("folders", expanding=True)))


@once_a_role
def _documents_of_client(viewer: Viewer) -> Select[Document]:
    return _of_client(viewer).options(*_WITH_FOLDER)


@once_a_role
def _documents_in_folders(viewer: Viewer) -> Select[Document]:
    return _in_folders(viewer).options(*_WITH_FOLDER)


@once_a_role
def _rows_of_client(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return in_rows(_of_client(viewer))


@once_a_role
def _rows_in_folders(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return in_rows(_in_folders(viewer))


def _asked_for(
    listed: Select[*tuple[Any, ...]], given: dict[str, Any], folders: frozenset[uuid.UUID] | None, q: str
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the list, or what of it has `q` in its title, with the values of its parameters."""
    if folders is not None:
        given["folders"] = list(folders)
    folded = fold(q.strip())
    if not folded:
        return listed, given
    return _of_title(listed), {**given, "title": holding(folded)}


@cache
def _of_title(listed: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return listed.where(holds(Document.sort_title, "title"))


@once_a_role
def _recent(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return _latest(papers_visible_to(viewer).where(OF_A_CLIENT, Document.status.in_(list(SETTLED))))


@once_a_role
def _in_work(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    # Written out, not bound: only then does the database know the index of just these for the right one.
    settled: BindParameter[DocumentStatus] = bindparam("settled", sorted(SETTLED), expanding=True, literal_execute=True)
    # Asked apart, or SQLite holds it for as good to walk through all papers of the office by their age.
    in_work = select(Document.id).where(Document.status.not_in(settled)).correlate(None)
    return _latest(papers_visible_to(viewer).where(Document.id.in_(in_work)))


@once_a_role
def _latest_folders(viewer: Viewer) -> Select[uuid.UUID | None]:
    filed = papers_visible_to(viewer).where(OF_A_CLIENT, Document.folder_id.is_not(None))
    return filed.order_by(*NEWEST_FIRST.clauses()).with_only_columns(Document.folder_id).limit(MOST_LOOKED_THROUGH)


def _latest(papers: Select[Document]) -> Select[*tuple[Any, ...]]:
    return in_rows(papers).order_by(*NEWEST_FIRST.clauses()).limit(MOST_RECENT)


def _rows(latest: Select[*tuple[Any, ...]], by: Person) -> list[PaperRow]:
    return [row_from(columns) for columns in db.session.connection().execute(latest, asked_by(by))]
