"""What is done with drafts: hand one in, hand in its next version, have it checked, read the checks, throw it away."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import get_client, get_folder
from legalindia.database import db
from legalindia.documents.files import clean_filename
from legalindia.documents.sniffing import sniff
from legalindia.drafts.access import drafts_visible_to
from legalindia.drafts.checking import check
from legalindia.drafts.findings import Findings
from legalindia.drafts.library_shelf import LibraryShelf
from legalindia.drafts.models import Check, Draft, DraftVersion
from legalindia.drafts.tasks import LONGEST_DRAFT
from legalindia.errors import Forbidden, Invalid, NotFound, TooLarge
from legalindia.jobs import service as jobs
from legalindia.jobs.models import JobKind
from legalindia.law.papers import title_of
from legalindia.library.service import Holdings, holdings
from legalindia.search.service import Within
from legalindia.web.paging import PAGE_ROWS, Order, PageOf, page_of
from legalindia.web.uploads import Received

NEWEST_FIRST = Order((Draft.created_at, Draft.id), newest_first=True)
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was checked at once, and what the library held then."""

    findings: Findings
    library: Holdings

    @property
    def citations(self) -> Any:
        return self.findings.citations

    @property
    def quotations(self) -> Any:
        return self.findings.quotations

    @property
    def old_law(self) -> Any:
        return self.findings.old_law


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What is handed in: a file, or a text. :param title: as the person calls it; else it names itself."""

    file: Received | None = None
    text: str | None = None
    title: str = ""


def check_text(text: str, *, by: Person) -> Checked:
    """Check a text at once and keep nothing of it. :raises Forbidden: the person's role does not let them."""
    require(by, Right.CHECK_DRAFTS)
    findings = check(text, LibraryShelf(by))
    record(Act.CHECKED, by=by, detail={"citations": len(findings.citations), "quotations": len(findings.quotations)})
    db.session.commit()
    return Checked(findings, holdings())


def hand_in(handed: HandedIn, within: Within, *, by: Person) -> Check:
    """Hand in a draft and have it checked; filed with a client or folder where `within` names one.

    :raises Invalid: nothing was handed in, or too much. :raises NotFound: the client or folder may not be seen.
    """
    require(by, Right.CHECK_DRAFTS)
    client_id, folder_id = _seen_scope(within, by=by)
    version = _version(handed)
    title = handed.title.strip() or title_of(handed.text or "", version.filename or "Draft")
    draft = Draft(title=title[:LONGEST_TITLE], author_id=by.id, client_id=client_id, folder_id=folder_id)
    db.session.add(draft)
    db.session.flush()
    record(Act.FILED, by=by, subject=draft)
    return _begin(draft, version, by=by)


def hand_in_again(draft: Draft, handed: HandedIn, *, by: Person) -> Check:
    """Hand in the next version of a draft and have it checked."""
    require(by, Right.CHECK_DRAFTS)
    return _begin(draft, _version(handed), by=by)


def check_again(draft: Draft, *, by: Person) -> Check:
    """Check the newest version of a draft once more, against the library as it is now."""
    require(by, Right.CHECK_DRAFTS)
    query = select(DraftVersion).where(DraftVersion.draft_id == draft.id, DraftVersion.number == draft.newest)
    return _check(db.session.scalars(query).one(), draft, by=by)


def list_drafts(*, by: Person, cursor: str | None = None, limit: int = PAGE_ROWS) -> PageOf[Draft]:
    """Return the drafts this person may see, newest first."""
    shown_with = (joinedload(Draft.author), joinedload(Draft.client), joinedload(Draft.folder))
    return page_of(drafts_visible_to(by).options(*shown_with), NEWEST_FIRST, cursor=cursor, limit=limit)


def newest_checks(drafts: PageOf[Draft]) -> dict[uuid.UUID, Check]:
    """Return the newest check of each of these drafts, in one query."""
    ids = [draft.id for draft in drafts.items]
    query = (
        select(Check)
        .join(Check.version)
        .where(DraftVersion.draft_id.in_(ids))
        .options(joinedload(Check.version), joinedload(Check.job))
        .order_by(Check.created_at, Check.id)
    )
    return {check.version.draft_id: check for check in db.session.scalars(query)}


def checks_of(draft: Draft) -> list[Check]:
    """Return every check of the draft, newest first."""
    query = (
        select(Check)
        .join(Check.version)
        .where(DraftVersion.draft_id == draft.id)
        .options(joinedload(Check.version), joinedload(Check.job), joinedload(Check.asked_by))
        .order_by(Check.created_at.desc(), Check.id.desc())
    )
    return list(db.session.scalars(query))


def throw_away(draft: Draft, *, by: Person) -> None:
    """Remove a draft with its versions and checks, for good. :raises Forbidden: somebody else wrote it."""
    if draft.author_id != by.id:
        raise Forbidden("Only the person who handed the draft in can throw it away.")
    keys = [version.storage_key for version in _versions(draft) if version.storage_key]
    record(Act.DELETED, by=by, subject=draft)
    db.session.execute(delete(Draft).where(Draft.id == draft.id))
    db.session.commit()
    for key in keys:
        outfit().storage.delete(key)


def note_taken(draft: Draft, what: str, *, by: Person) -> None:
    """Write down that a certificate or a commented draft was taken away."""
    record(Act.DOWNLOADED, by=by, subject=draft, detail={"file": what})
    db.session.commit()


def _versions(draft: Draft) -> list[DraftVersion]:
    return list(db.session.scalars(select(DraftVersion).where(DraftVersion.draft_id == draft.id)))


def _seen_scope(within: Within, *, by: Person) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    folder = get_folder(within.folder_id, by=by) if within.folder_id else None
    client_id = folder.client_id if folder else within.client_id
    if within.client_id not in {None, client_id}:
        raise NotFound("No such folder of this client.")
    if client_id is not None:
        get_client(client_id, by=by)
    return client_id, within.folder_id


def _version(handed: HandedIn) -> DraftVersion:
    if handed.file is not None:
        return _of_file(handed.file.arrival, handed.file.filename)
    text = handed.text or ""
    if not text.strip():
        rule = "Choose a file, or paste the text of the draft."
        raise Invalid(rule, errors={"text": [rule]})
    if len(text) > LONGEST_DRAFT:
        raise Invalid("This draft is too long to be checked at once. Please split it.")
    data = text.encode()
    return DraftVersion(text=text, sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data))


def _of_file(arrival: Arrival, name: str) -> DraftVersion:
    if arrival.is_over:
        raise TooLarge("This file is larger than the office takes in.")
    arrival.sync()
    media_type = sniff(arrival.path)
    stored = outfit().storage.keep(arrival)
    return DraftVersion(
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        filename=clean_filename(name),
        media_type=media_type,
        storage_key=stored.key,
    )


def _begin(draft: Draft, version: DraftVersion, *, by: Person) -> Check:
    draft.newest += 1
    version.draft_id, version.number = draft.id, draft.newest
    db.session.add(version)
    db.session.flush()
    return _check(version, draft, by=by)


def _check(version: DraftVersion, draft: Draft, *, by: Person) -> Check:
    made = Check(version_id=version.id, asked_by_id=by.id)
    db.session.add(made)
    db.session.flush()
    job = jobs.accept(JobKind.CHECK, made.id, by=by)
    db.session.flush()
    made.job_id = job.id
    record(Act.CHECKED, by=by, subject=draft, detail={"version": version.number})
    db.session.commit()
    jobs.start(job)
    return made
