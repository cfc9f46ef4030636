"""What lies in quarantine, for the administrator: the harm, when, and whose by number; no name or word of a paper."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from legalindia.accounts.rights import Right, require
from legalindia.audit.models import Act, AuditEvent
from legalindia.database import db
from legalindia.documents.access import quarantine_of
from legalindia.documents.bin import remove_harmful
from legalindia.documents.models import Document
from legalindia.errors import Conflict, NotFound
from legalindia.web.pages import render
from legalindia.web.paging import Order, PageOf, page_of

bp = Blueprint("quarantine", __name__, url_prefix="/admin/quarantine")

NEWEST_FIRST = Order((Document.created_at, Document.id), newest_first=True)


@bp.before_request
def only_for_the_administrator() -> None:
    require(current_user, Right.RUN_OFFICE)


@bp.get("/")
def index() -> ResponseReturnValue:
    return _page()


@bp.post("/<uuid:document_id>/remove")
def remove(document_id: uuid.UUID) -> ResponseReturnValue:
    document: Document | None = db.session.scalar(quarantine_of(current_user).where(Document.id == document_id))
    if document is None:
        raise NotFound("No such paper in quarantine.")
    try:
        remove_harmful(document, by=current_user)
    except Conflict as refusal:
        db.session.rollback()
        return _page(refusal=refusal.detail), 409
    return redirect(url_for(".index"), code=303)


def _page(*, refusal: str | None = None) -> str:
    query = quarantine_of(current_user).options(joinedload(Document.created_by))
    papers: PageOf[Document] = page_of(query, NEWEST_FIRST, cursor=request.args.get("cursor"))
    return render("admin/quarantine.html", papers=papers, findings=_findings(papers.items), refusal=refusal)


def _findings(papers: Sequence[Document]) -> Mapping[uuid.UUID, AuditEvent]:
    """Return what was found in each paper, and when, by the paper's id; the last time counts."""
    found = select(AuditEvent).where(
        AuditEvent.subject_id.in_([paper.id for paper in papers]), AuditEvent.act == str(Act.QUARANTINED)
    )
    rows = db.session.scalars(found.order_by(AuditEvent.number))
    return {event.subject_id: event for event in rows if event.subject_id}
