"""Taking a file in: it is sniffed, kept durably, written down, and its reading is begun."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.models import Client, Folder
from legalindia.database import db
from legalindia.documents.access import papers_visible_to
from legalindia.documents.files import clean_filename
from legalindia.documents.models import Document, DocumentStatus
from legalindia.documents.sniffing import check_claim, sniff
from legalindia.documents.versions import settle, versions_of
from legalindia.errors import Conflict, TooLarge
from legalindia.jobs import service as jobs
from legalindia.jobs.models import JobKind
from legalindia.jobs.tasks import wake
from legalindia.law.words import fold
from legalindia.ops.metrics import UPLOADED_BYTES

# A mail in an archive in a mail is still honest; what goes on like that is not.
DEEPEST_NESTING = 4
MOST_ENCLOSED = 5000


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an upload goes and what was said about it.

    :param password: opens the files that are locked. :param languages: in which scans are to be read.
    """

    client: Client
    folder: Folder | None
    by: Person
    password: str | None = None
    languages: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that is in the office. :param is_duplicate: this client had the very same bytes already."""

    document: Document
    is_duplicate: bool = False


def take_in(arrival: Arrival, name: str, filing: Filing, *, replaces: Document | None = None) -> Accepted:
    """Take in one file, as a paper of its own or as the next version of one.

    :raises Refusal: it is too large, empty, or of a kind that cannot be read.
    """
    if arrival.is_over:
        raise TooLarge("This file is larger than the office takes in.")
    arrival.flush()
    media_type = sniff(arrival.path)
    check_claim(name, media_type)
    known = _known(filing, arrival.sha256)
    if known is not None:
        return Accepted(known, is_duplicate=True)
    document = _filed(written_down(arrival, name, media_type, by=filing.by), filing)
    document.apart = _next_apart(filing.client, arrival.sha256)
    if replaces is not None:
        document.replaces_id, document.wall_id = replaces.id, replaces.wall_id
        document.version = max(each.version for each in versions_of(replaces)) + 1
    db.session.add(document)
    try:
        db.session.flush()
    except IntegrityError as error:
        # The same file came twice at once; the other was first.
        db.session.rollback()
        outfit().storage.delete(document.storage_key)
        known = _known(filing, arrival.sha256)
        if known is None:
            raise Conflict("This file came twice at the same moment. Please send it again.") from error
        return Accepted(known, is_duplicate=True)
    replaced = settle(versions_of(document)) if replaces is not None else []
    record(Act.FILED, by=filing.by, subject=document)
    UPLOADED_BYTES.inc(document.size_bytes)
    start_reading(document, by=filing.by)
    for each in replaced:
        outfit().index.remove_document(each.id)
    return Accepted(document)


def take_in_enclosed(arrival: Arrival, name: str, parent: Document, folder: Folder | None) -> Document | None:
    """Write down a file that lay in another; None where an earlier attempt, or an equal file beside it, did so.

    The caller commits, and begins the reading of what was written down (`begin`).

    :raises Refusal: it is empty, or of a kind that cannot be read.
    """
    arrival.flush()
    media_type = sniff(arrival.path)
    check_claim(name, media_type)
    query = select(Document.id).where(Document.parent_id == parent.id, Document.sha256 == arrival.sha256)
    if db.session.scalar(query) is not None:
        return None
    document = written_down(arrival, name, media_type, by=parent.created_by)
    document.client_id, document.folder_id = parent.client_id, folder.id if folder else None
    document.password, document.asked_languages = parent.password, parent.asked_languages
    document.parent_id, document.root_id = parent.id, parent.root_id or parent.id
    # It counts as long as the version does in which it lay, and goes with it.
    document.is_current, document.deleted_at = parent.is_current, parent.deleted_at
    # What lay in a paper is for those alone who may see that paper.
    document.wall_id = parent.wall_id
    db.session.add(document)
    db.session.flush()
    record(Act.FILED, by=parent.created_by, subject=document, detail={"inside": str(parent.id)})
    return document


def may_enclose(parent: Document) -> str | None:
    """Say why no more files may be taken out of this one; None while they may."""
    if parent.is_in_library:
        return "It lies inside a paper of the library. Import it by itself."
    if nesting(parent) >= DEEPEST_NESTING:
        return "It lies too deep inside other files for what is in it to be taken out. Send that by itself."
    root = parent.root_id or parent.id
    if (db.session.scalar(select(func.count()).where(Document.root_id == root)) or 0) >= MOST_ENCLOSED:
        return f"It brings more than {MOST_ENCLOSED} files with it. Please split it."
    return None


def nesting(document: Document) -> int:
    """Count the files around this one."""
    depth = 0
    while document.parent_id is not None and depth <= DEEPEST_NESTING:
        document = db.session.get_one(Document, document.parent_id)
        depth += 1
    return depth


def start_reading(document: Document, *, by: Person | None) -> None:
    """Have the document read; commits."""
    job_id = begin(document, by=by)
    db.session.commit()
    wake(job_id, JobKind.READING)


def begin(document: Document, *, by: Person | None) -> uuid.UUID:
    """Write down that the document is to be read, in the caller's transaction."""
    document.status, document.error = DocumentStatus.RECEIVED, None
    job = jobs.accept(JobKind.READING, document.id, by=by)
    db.session.flush()
    document.job_id = job.id
    return job.id


def written_down(arrival: Arrival, name: str, media_type: str, *, by: Person | None) -> Document:
    """Keep the bytes for good, and return the row that says so, of no client yet; the caller adds it."""
    stored = outfit().storage.keep(arrival)
    shown = clean_filename(name)
    return Document(
        created_by_id=by.id if by else None,
        filename=shown,
        title=shown,
        sort_title=fold(shown),
        storage_key=stored.key,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        media_type=media_type,
    )


def _filed(document: Document, filing: Filing) -> Document:
    document.client_id = filing.client.id
    document.folder_id = filing.folder.id if filing.folder else None
    document.password, document.asked_languages = filing.password, filing.languages
    return document


def _known(filing: Filing, sha256: str) -> Document | None:
    """Return the client's document with these bytes; one that its sender may not see is not there for them."""
    query = papers_visible_to(filing.by).where(
        Document.client_id == filing.client.id, Document.sha256 == sha256, Document.parent_id.is_(None)
    )
    known: Document | None = db.session.scalars(query.limit(1)).first()
    return known


def _next_apart(client: Client, sha256: str) -> int:
    """Number the same bytes filed before, live or not: those behind a wall must not tell that they are there, now or
    when one of them comes back from the bin."""
    same = (Document.client_id == client.id, Document.sha256 == sha256, Document.parent_id.is_(None))
    highest = db.session.scalar(select(func.max(Document.apart)).where(*same))
    return 0 if highest is None else highest + 1
