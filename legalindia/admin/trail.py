"""The audit trail: read page by page, filtered, and given out as CSV. A partner sees what concerns their clients."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_, select
from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Optional

from legalindia.accounts.models import Person, Role
from legalindia.accounts.rights import Right, require
from legalindia.audit.models import Act, AuditEvent
from legalindia.audit.trail import record
from legalindia.clients.access import closed_to, visible_to
from legalindia.clients.models import Client, Folder
from legalindia.database import db
from legalindia.documents.models import Document
from legalindia.drafts.models import Draft
from legalindia.research.models import Question
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render
from legalindia.web.paging import Order, PageOf, page_of
from legalindia.web.wording import INDIA

bp = Blueprint("trail", __name__, url_prefix="/admin/audit")

NEWEST_FIRST = Order((AuditEvent.number,), newest_first=True)
COLUMNS = (
    "number",
    "at",
    "act",
    "actor",
    "subject_kind",
    "subject_id",
    "client_id",
    "channel",
    "address",
    "request_id",
    "detail",
    "sha256",
)
# The tables whose rows acts are about, as people call those rows.
CALLED = {
    "authorities": "authority",
    "clients": "client",
    "documents": "paper",
    "drafts": "draft",
    "folders": "folder",
    "glass_breaks": "emergency",
    "invitations": "invitation",
    "jobs": "job",
    "library_imports": "import",
    "questions": "question",
    "users": "person",
}
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
ROWS_AT_ONCE = 500
# What these name of a client's papers stands in their detail alone, so others read of them only what was their own.
ABOUT_PAPERS = (Act.SEARCHED, Act.REFUSED, Act.ASKED, Act.CHECKED, Act.CANCELLED, Act.RETRIED, Act.LOOKED_UP)


class TrailForm(Form):
    """The filters; all in the address."""

    actor = StringField("Who (e-mail address)")
    act = SelectField("What", choices=[("", "Anything"), *((str(act), str(act)) for act in Act)], validate_choice=False)
    subject = StringField("Id of a client, paper or person")
    since = DateField("From", validators=[Optional()])
    until = DateField("To", validators=[Optional()])


@bp.before_request
def only_for_those_who_may() -> None:
    require(current_user, Right.READ_TRAIL)


@bp.get("/")
def show() -> ResponseReturnValue:
    form = TrailForm(request.args)
    form.validate()
    events: PageOf[AuditEvent] = page_of(_filtered(form), NEWEST_FIRST, cursor=request.args.get("cursor"))
    filters = {name: value for name, value in request.args.items() if name != "cursor" and value}
    names = _client_names(events.items)
    return render("admin/trail.html", form=form, events=events, names=names, called=CALLED, filters=filters)


@bp.get("/export.csv")
@paced(Pace.EXPORTS)
def export() -> ResponseReturnValue:
    form = TrailForm(request.args)
    form.validate()
    record(Act.TRAIL_EXPORTED, by=current_user)
    db.session.commit()
    response = Response(stream_with_context(_csv(_walk(_filtered(form)))), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=audit.csv"
    return response


def harmless(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _filtered(form: TrailForm) -> Select[AuditEvent]:
    query = _visible_events(current_user)
    if form.actor.data:
        query = query.where(AuditEvent.actor == form.actor.data.strip().lower())
    if form.act.data:
        query = query.where(AuditEvent.act == form.act.data)
    if form.subject.data:
        wanted = _identifier(form.subject.data)
        query = query.where(
            or_(AuditEvent.subject_id == wanted, AuditEvent.client_id == wanted, AuditEvent.actor_id == wanted)
        )
    if form.since.data and not form.since.errors:
        query = query.where(AuditEvent.at >= _begin_of(form.since.data))
    if form.until.data and not form.until.errors:
        query = query.where(AuditEvent.at < _begin_of(form.until.data) + timedelta(days=1))
    return query


def _visible_events(user: Person) -> Select[AuditEvent]:
    """Return the events this person may read: the administrator all, by id alone; a partner no other team's."""
    if user.role == Role.ADMIN:
        return select(AuditEvent)
    visible = visible_to(user).with_only_columns(Client.id)
    of_nobodys = and_(AuditEvent.client_id.is_(None), AuditEvent.act.not_in(ABOUT_PAPERS))
    in_sight = or_(AuditEvent.actor_id == user.id, of_nobodys, AuditEvent.client_id.in_(visible))
    return select(AuditEvent).where(in_sight, *_not_behind_walls(user))


def _not_behind_walls(user: Person) -> Iterator[ColumnElement[bool]]:
    """Walk through the conditions under which an event tells of nothing behind a wall that the person does not pass."""
    folders = select(Folder.id).where(Folder.wall_id.in_(closed_to(user)))
    hidden = (
        folders,
        select(Document.id).where(or_(Document.wall_id.in_(closed_to(user)), Document.folder_id.in_(folders))),
        select(Question.id).where(Question.folder_id.in_(folders)),
        select(Draft.id).where(Draft.folder_id.in_(folders)),
    )
    for ids in hidden:
        yield or_(AuditEvent.subject_id.is_(None), AuditEvent.subject_id.not_in(ids))


def _client_names(events: object) -> Mapping[uuid.UUID, str]:
    """Return the names of those clients that the reader may see; of others the trail shows the id."""
    ids = {event.client_id for event in events if event.client_id}  # type: ignore[attr-defined]
    query = visible_to(current_user).with_only_columns(Client.id, Client.name).where(Client.id.in_(ids))
    rows = db.session.execute(query)
    return {row.id: row.name for row in rows}


def _walk(query: Select[AuditEvent]) -> Iterator[RowMapping]:
    """Walk through the events in order, a batch a query: what is slow to take them holds no transaction open."""
    columns = query.with_only_columns(*(getattr(AuditEvent, name) for name in COLUMNS)).order_by(AuditEvent.number)
    last = 0
    while rows := db.session.execute(columns.where(AuditEvent.number > last).limit(ROWS_AT_ONCE)).mappings().all():
        yield from rows
        last = rows[-1]["number"]
        db.session.rollback()


def _csv(rows: Iterator[RowMapping]) -> Iterator[str]:
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([harmless(row[name]) for name in COLUMNS])
        yield page.getvalue()
        page.seek(0)
        page.truncate()
    yield page.getvalue()


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=INDIA).astimezone(UTC)


def _identifier(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value.strip())
    except ValueError:
        return uuid.UUID(int=0)
