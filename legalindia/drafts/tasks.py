"""Checking a draft, as a job: read the file if there is one, hold the text against the library, keep what was found."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from config import Settings
from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.files import MediaType
from legalindia.documents.reading.pages import BLANK, PageText
from legalindia.documents.reading.reader import read
from legalindia.documents.sniffing import sniff
from legalindia.documents.tasks import reading_limits
from legalindia.drafts.access import drafts_visible_to
from legalindia.drafts.checking import check
from legalindia.drafts.kept import counts_of, rows_of
from legalindia.drafts.library_shelf import LibraryShelf
from legalindia.drafts.models import Check, Draft, DraftVersion, Finding
from legalindia.errors import Forbidden, Invalid, Unavailable
from legalindia.jobs.lease import Work
from legalindia.library.service import holdings
from legalindia.search.service import Within

READING = "reading the draft"
# Every step told is a commit; a person looks once a second.
TOLD_EVERY_SECONDS = 0.5
# As long as a text of the API may be, and twice that: 400 pages.
LONGEST_DRAFT = 1_200_000
NO_TEXT = (
    "There is no text in this file. If it is a scan, file it with the client, have it recognised, and paste its text."
)
HARMFUL = "The scanner found {harm} in this file. It was not read."
NOT_SCANNED = "The scanner for harmful files did not answer, so nobody has looked at this file."


def leave_as_drafted(_check_id: uuid.UUID, _reason: str) -> None:
    """A check that failed leaves the draft as it was; why it failed stands on its job."""


def check_draft(work: Work) -> None:
    """Check one version of a draft. Who may see it is asked again here."""
    made = db.session.get_one(Check, work.subject_id)
    asker, version = made.asked_by, made.version
    _still_may(asker, version.draft)
    if version.text is None:
        work.progress(READING)
        version.text = _read(version)
        work.progress(READING)
    draft = version.draft
    within = Within(draft.client_id, draft.folder_id) if draft.client_id else None
    findings = check(version.text, LibraryShelf(asker, within), tell=_seldom(work))
    held = holdings()
    made.judgments, made.statutes, made.library_as_of = held.judgments, held.statutes, held.as_of
    made.counts = counts_of(findings)
    # An earlier attempt may have left its findings.
    db.session.execute(delete(Finding).where(Finding.check_id == made.id))
    for row in rows_of(findings):
        row.check_id = made.id
        db.session.add(row)


def _still_may(asker: Person, draft: Draft) -> None:
    if not asker.is_enabled:
        raise Forbidden("The person who asked has no account any more.")
    require(asker, Right.CHECK_DRAFTS)
    if db.session.scalar(drafts_visible_to(asker).where(Draft.id == draft.id)) is None:
        raise Forbidden("The person who asked may not see the draft any more.")


def _seldom(work: Work) -> Callable[[str, int, int], None]:
    """Tell the job how far the check is, twice a second at most."""
    told = 0.0

    def tell(step: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY_SECONDS:
            told = time.monotonic()
            work.progress(step, done, total)

    return tell


def _read(version: DraftVersion) -> str:
    with outfit().storage.local_copy(version.storage_key or "", sha256=version.sha256) as path:
        text, notes = read_draft(path, MediaType(version.media_type or ""))
    version.notes = notes
    return text


def read_draft(path: Path, media_type: MediaType | None = None) -> tuple[str, list[str]]:
    """Return the text of a file, its pages joined by an empty line, and what was not read.

    :raises Invalid: harmful, without text, or too long. :raises Unreadable: damaged or locked.
    """
    pages: list[str] = []
    notes = _look_for_harm(path)
    with closing(read(path, media_type or sniff(path), limits=reading_limits())) as told:
        for said in told:
            if isinstance(said, PageText):
                pages.append(said.text)
                if said.problem and said.problem != BLANK:
                    notes.append(f"Page {said.number}: {said.problem}.")
    text = "\n\n".join(pages).strip("\n")
    if not text.strip():
        raise Invalid(NO_TEXT)
    if len(text) > LONGEST_DRAFT:
        raise Invalid("This draft is too long to be checked at once. Please split it.")
    return text, notes


def _look_for_harm(path: Path) -> list[str]:
    settings: Settings = current_app.config["SETTINGS"]
    scanner = outfit().scanner
    if scanner is None:
        return []
    try:
        harm = scanner.find_harm(path)
    except Unavailable:
        if settings.clamd_required:
            raise
        return [NOT_SCANNED]
    if harm is not None:
        raise Invalid(HARMFUL.format(harm=harm))
    return []
