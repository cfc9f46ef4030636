"""Writing the trail: one call in the service that does the act, before its commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from legalindia.adapters.cache.memory import MemoryCache
from legalindia.audit.chain import wait_for_commit
from legalindia.audit.models import Act, AuditEvent
from legalindia.database import commit_lightly, db, now, this_moment
from legalindia.web.doors import is_api

log = structlog.get_logger()

# Turning back to a page within this time is the same look at it; a page that asks for itself anew is no new act.
SAME_LOOK = timedelta(minutes=10)
# Pages of one paper that somebody leafs through within that time; whoever is quicker is noted twice for some.
MOST_LOOKED_BACK = 100
_LATELY_SEEN = (
    select(AuditEvent.detail, AuditEvent.at)
    .where(
        AuditEvent.subject_id == bindparam("subject_id"),
        AuditEvent.actor_id == bindparam("actor_id"),
        AuditEvent.act == str(Act.VIEWED),
        AuditEvent.at > this_moment(less=SAME_LOOK),
    )
    .order_by(AuditEvent.number.desc())
    .limit(MOST_LOOKED_BACK)
)
# Looks that stand in the trail already, as this process knows: the database is not asked for each page what it was
# asked a minute ago. Only this process writes here; what it has forgotten, or never knew, is read in the trail.
_noted = MemoryCache(most_entries=10_000)
REFUSALS = frozenset({403, 404, 429})


class Actor(Protocol):
    """Whoever acts: a person of the firm."""

    @property
    def id(self) -> Any: ...
    @property
    def email(self) -> Any: ...


class Subject(Protocol):
    """What is acted on: a row with an id."""

    __tablename__: Any

    @property
    def id(self) -> Any: ...


Detail = Mapping[str, str | int]


def record(act: Act, *, by: Actor | None, subject: Subject | None = None, detail: Detail | None = None) -> None:
    """Write an act down, in the transaction that does it.

    :param detail: ids, numbers and the office's own words; never text of a document, a question or a token.
    """
    wait_for_commit(
        {
            "at": now(),
            "act": str(act),
            "actor_id": by.id if by else None,
            "actor": by.email if by else "",
            "subject_kind": subject.__tablename__ if subject else "",
            "subject_id": subject.id if subject else None,
            "client_id": _client_of(subject),
            **_where_from(),
            "detail": dict(detail or {}),
        }
    )


def record_look(subject: Subject, *, by: Actor, page: int | None = None) -> None:
    """Write down that a person looked at something, once for one look at it, and commit (`commit_lightly`)."""
    look = f"{by.id} {subject.id} {page}"
    if _noted.get(look) is not None:
        return
    at = _lately_noted(subject, by, page)
    if at is None:
        at = now()
        record(Act.VIEWED, by=by, subject=subject, detail={"page": page} if page else {})
        commit_lightly()
    _noted.put(look, b"", seconds=(at + SAME_LOOK - now()) // timedelta(seconds=1))


def watch_refusals(app: Flask) -> None:
    """Write down what a signed-in person is refused: what is not allowed, not there, or asked too often."""

    @app.after_request
    def note(response: Response) -> Response:
        person = g.get("person")
        if response.status_code in REFUSALS and request.endpoint is not None and person is not None:
            _note_refusal(response.status_code, person)
        return response


def _lately_noted(subject: Subject, by: Actor, page: int | None) -> datetime | None:
    lately = db.session.execute(_LATELY_SEEN, {"subject_id": subject.id, "actor_id": by.id})
    return next((at for detail, at in lately if detail.get("page") == page), None)


def _note_refusal(status: int, person: Actor) -> None:
    try:
        db.session.rollback()
        ids = {name: str(value) for name, value in (request.view_args or {}).items() if isinstance(value, uuid.UUID)}
        record(Act.REFUSED, by=person, detail={"status": status, "call": request.endpoint or "", **ids})
        db.session.commit()
    except SQLAlchemyError as error:
        # The refusal stands whether or not the database is there to note it.
        db.session.rollback()
        log.error("audit.refusal_not_noted", error=type(error).__name__)


def _client_of(subject: Subject | None) -> uuid.UUID | None:
    if subject is None:
        return None
    own = subject.id if subject.__tablename__ == "clients" else None
    client_id: uuid.UUID | None = getattr(subject, "client_id", own)
    return client_id


def _where_from() -> dict[str, str]:
    if not has_request_context():
        return {"channel": "office", "address": "", "request_id": ""}
    channel = "api" if is_api() else "page"
    return {"channel": channel, "address": request.remote_addr or "", "request_id": g.get("request_id", "")}
