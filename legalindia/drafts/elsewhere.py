"""What the library does not hold, looked up at Indian Kanoon and brought in; both cost the firm money."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import current_app

from config import Settings
from legalindia.accounts.models import User
from legalindia.accounts.rights import Right, require
from legalindia.adapters.indian_kanoon import Listed, Reports
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.drafts.findings import CitationFinding
from legalindia.drafts.models import Draft
from legalindia.errors import NotFound
from legalindia.library.accession import take_in_judgment

ORIGIN = "Indian Kanoon"
OFF = "Indian Kanoon is not switched on. The administrator gives the firm's token in INDIAN_KANOON_TOKEN."


def is_on() -> bool:
    """Say whether the firm has given its token."""
    return outfit().reports is not None


def look_up(finding: CitationFinding, draft: Draft, *, by: User) -> Sequence[Listed]:
    """Ask Indian Kanoon for a citation of a draft: the citation is sent, nothing else.

    :raises Forbidden: the person's role does not let them. :raises NotFound: it is off. :raises Unavailable: no answer.
    """
    require(by, Right.BRING_IN)
    reports = _reports()
    record(Act.LOOKED_UP, by=by, subject=draft, detail={"at": ORIGIN})
    db.session.commit()
    return reports.look_up(finding.text)


def bring_in(tid: int, *, by: User) -> uuid.UUID:
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
