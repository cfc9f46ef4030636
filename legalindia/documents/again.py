"""A paper tried again from its original: the whole of it, or one of its pages in another language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import delete, select

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.documents import intake
from legalindia.documents.models import Document, DocumentStatus, Recognition
from legalindia.documents.recognition import UPRIGHT_CONFIDENCE, missing_languages, packages
from legalindia.errors import Conflict, Invalid
from legalindia.jobs import service as jobs
from legalindia.jobs.models import JobKind

LANGUAGES = re.compile(r"[a-z]{3}(?:\+[a-z]{3}){0,4}")


@dataclass(frozen=True, slots=True)
class Again:
    """How a document is to be read again.

    :param languages: in which its scans are to be read; "" to find out, None for those of the last time.
    :param page: only this page, as a scan in these languages; None for all of them.
    """

    password: str | None = None
    languages: str | None = None
    page: int | None = None


def read_again(document: Document, again: Again, *, by: Person) -> None:
    """Try the document again from its original, or one page of it.

    What was recognised before in the same languages is not recognised again.

    :raises Conflict: it is being read at the moment, or nothing here can read scans.
    :raises Invalid: no such page, or languages that are no codes or not installed.
    """
    require(by, Right.ORGANISE)
    if not document.is_settled:
        raise Conflict("This document is being read at the moment. Wait until that has ended.")
    languages = checked_languages(again.languages)
    if again.page is not None:
        _check_page(document, again.page, languages)
    record(Act.CHANGED, by=by, subject=document, detail={"fields": "reading"})
    document.password = again.password or document.password
    if again.page is not None:
        _read_page(document, again.page, languages, by=by)
        return
    if again.languages is not None:
        _ask_for(document, languages)
    intake.start_reading(document, by=by)


def checked_languages(languages: str | None) -> str | None:
    """Return the languages, None for none. :raises Invalid: they are no codes."""
    if languages and not LANGUAGES.fullmatch(languages):
        rule = "Languages are Tesseract's codes, joined by +, for example hin+eng."
        raise Invalid(rule, errors={"language": [rule]})
    return languages or None


def _ask_for(document: Document, languages: str | None) -> None:
    """Note in which languages its scans are to be read. It does not commit."""
    before, document.asked_languages = document.asked_languages, languages
    if languages is not None or before is None:
        return
    # What was hardly to be read in the languages of the last time is not to be taken for what is found out now. Of
    # another paper of the same bytes it may be all there is.
    others = select(Document.id).where(Document.sha256 == document.sha256, Document.id != document.id)
    if db.session.scalar(others.limit(1)) is None:
        kept = delete(Recognition).where(Recognition.sha256 == document.sha256, Recognition.languages == before)
        db.session.execute(kept.where(Recognition.confidence < UPRIGHT_CONFIDENCE))


def _read_page(document: Document, page: int, languages: str | None, *, by: Person) -> None:
    """Have one page read; commits. The job says which, because its subject is the whole paper."""
    document.status, document.error = DocumentStatus.RECEIVED, None
    job = jobs.accept(JobKind.PAGE, document.id, by=by)
    job.provenance = {"page": page, "languages": languages}
    db.session.flush()
    document.job_id = job.id
    db.session.commit()
    jobs.start(job)


def _check_page(document: Document, page: int, languages: str | None) -> None:
    if not document.has_images or not 1 <= page <= (document.page_count or 0):
        raise Invalid("This paper has no such page to look at.", errors={"page": ["Choose one of its pages."]})
    if not languages:
        raise Invalid("Say in which language the page is.", errors={"language": ["Give one code or more."]})
    recogniser = outfit().recogniser
    if recogniser is None:
        raise Conflict(
            "The program that reads scans (Tesseract) is not installed here. The administrator can install the package "
            "tesseract-ocr; then have this page read again."
        )
    if missing := missing_languages(languages, recogniser.languages):
        rule = f"This language is not installed here. The administrator can install it: {packages(missing)}."
        raise Invalid(rule, errors={"language": [rule]})
