"""The citation check over the API: of a text at once, and of drafts that are kept."""

from __future__ import annotations

import uuid
from typing import Any

from legalindia.audit.trail import record_look
from legalindia.drafts import service
from legalindia.drafts.access import get_check, get_draft
from legalindia.drafts.kept import shown_to
from legalindia.drafts.models import Draft
from legalindia.drafts.schemas import CheckBody, CheckedAnswer, DraftAnswer, DraftBody, DraftWithCheck, with_check
from legalindia.drafts.service import Checked, HandedIn
from legalindia.search.service import Within
from legalindia.web.json_api import JsonBlueprint, ListArguments, caller, list_of
from legalindia.web.limits import Pace, paced
from legalindia.web.paging import PageOf

bp = JsonBlueprint("drafts_api", __name__, description="Drafts, checked against the library")


@bp.post("/citations/check")
@paced(Pace.RESEARCH)
@bp.arguments(CheckBody)
@bp.response(200, CheckedAnswer)
def check_text(wanted: dict[str, Any]) -> Checked:
    """Check the citations, quotations and old sections of a text. Nothing of it is kept."""
    return service.check_text(wanted["text"], by=caller())


@bp.post("/drafts")
@paced(Pace.RESEARCH)
@bp.arguments(DraftBody)
@bp.response(202, DraftWithCheck)
def hand_in(wanted: dict[str, Any]) -> dict[str, Any]:
    """Hand in a draft as text. It is checked by the worker; the check is at the draft."""
    within = Within(wanted["client_id"], wanted["folder_id"])
    made = service.hand_in(HandedIn(text=wanted["text"], title=wanted["title"]), within, by=caller())
    return with_check(get_draft(made.version.draft_id, by=caller()), made, None)


@bp.get("/drafts")
@bp.arguments(ListArguments, location="query")
@bp.response(200, list_of(DraftAnswer))
def list_drafts(wanted: dict[str, Any]) -> PageOf[Draft]:
    """List the drafts you may see, newest first."""
    return service.list_drafts(by=caller(), cursor=wanted["cursor"], limit=wanted["limit"])


@bp.get("/drafts/<uuid:draft_id>")
@bp.response(200, DraftWithCheck)
def show(draft_id: uuid.UUID) -> dict[str, Any]:
    """Show a draft with its newest check; findings that rest on papers you may not see are withheld."""
    draft = get_draft(draft_id, by=caller())
    made = get_check(draft)
    shown = shown_to(made, by=caller())
    record_look(draft, by=caller())
    return with_check(draft, made, shown)


@bp.post("/drafts/<uuid:draft_id>/check")
@paced(Pace.RESEARCH)
@bp.response(202, DraftWithCheck)
def check_again(draft_id: uuid.UUID) -> dict[str, Any]:
    """Check the newest version once more, against the library as it is now."""
    draft = get_draft(draft_id, by=caller())
    return with_check(draft, service.check_again(draft, by=caller()), None)


@bp.delete("/drafts/<uuid:draft_id>")
@bp.response(204)
def throw_away(draft_id: uuid.UUID) -> None:
    """Remove a draft of yours with its versions and checks, for good."""
    service.throw_away(get_draft(draft_id, by=caller()), by=caller())
