"""What the library does not hold, looked up at Indian Kanoon and brought in; both cost the firm money."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app

from config import Settings
from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, has_right, require
from legalindia.adapters.indian_kanoon import DOCUMENT_PAISE, SEARCH_PAISE, Listed, Reports, question_for
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import Subject, record
from legalindia.database import db
from legalindia.errors import NotFound
from legalindia.law.citations import find_citations
from legalindia.library.accession import take_in_judgment

ORIGIN = "Indian Kanoon"
OFF = "Indian Kanoon is not switched on. The administrator gives the firm's token in INDIAN_KANOON_TOKEN."


PRICES = {"search": f"₹{SEARCH_PAISE / 100:.2f}", "document": f"₹{DOCUMENT_PAISE / 100:.2f}"}


def is_offered(by: Person) -> bool:
    """Say whether the firm has given its token, and this person may spend its money."""
    return outfit().reports is not None and has_right(by, Right.BRING_IN)


def citation_in(typed: str) -> str | None:
    """Return the first citation of a judgment in what a person typed: all that may be sent of it; None for none."""
    cited = (citation for citation in find_citations(typed) if not citation.sections)
    return next((question_for(citation.text) for citation in cited), None)


def offer(typed: str, *, by: Person) -> dict[str, Any]:
    """Return what a page needs to offer a look-up: whether it may, the citation that would be sent, and the prices."""
    may = is_offered(by)
    return {"can_look_elsewhere": may, "citation": citation_in(typed) if may else None, "prices": PRICES}


def look_up(citation: str, *, by: Person, subject: Subject | None = None) -> Sequence[Listed]:
    """Ask Indian Kanoon for a citation: it is sent, and nothing else.

    :param citation: as the law's grammar read it, never what a person typed around it.
    :param subject: the draft that cites it, for the trail.
    :raises Forbidden: the person's role does not let them. :raises NotFound: it is off. :raises Unavailable: no answer.
    """
    require(by, Right.BRING_IN)
    reports = _reports()
    record(Act.LOOKED_UP, by=by, subject=subject, detail={"at": ORIGIN})
    db.session.commit()
    return reports.look_up(citation)


def bring_in(tid: int, *, by: Person) -> uuid.UUID:
    """Fetch a judgment and take it into the library; return its document.

    :raises NotFound: there is none of this number, or it is off. Otherwise as `look_up`.
    """
    require(by, Right.BRING_IN)
    fetched = _reports().fetch(tid)
    listed = fetched.listed
    row = {
        "title": listed.title,
        "court": listed.court,
        "date": listed.dated,
        "citations": listed.citation,
        "source": listed.address,
    }
    settings: Settings = current_app.config["SETTINGS"]
    with outfit().storage.arrival(limit_bytes=settings.max_upload_bytes) as arrival:
        arrival.write(fetched.page)
        document, _ = take_in_judgment(arrival, f"indian-kanoon-{tid}.html", row, origin=ORIGIN, by=by)
    return document.id


def _reports() -> Reports:
    reports = outfit().reports
    if reports is None:
        raise NotFound(OFF)
    return reports
