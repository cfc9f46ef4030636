"""Being signed in, in a browser: a random token in the cookie, its hash in the table, both new at each sign-in."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from flask import current_app, request, session
from flask_login import UserMixin, login_user, logout_user
from sqlalchemy import bindparam, select, update

from legalindia.accounts.models import Person, Role, SignIn, TokenFamily, User
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import commit_lightly, db, now, this_moment
from legalindia.extensions import login_manager
from legalindia.rows import ReadOnce

_COOKIE_KEY = "sign_in"
# A browser that nobody used for so long is signed out: a hearing fits in, a night does not.
IDLE_FOR = timedelta(hours=4)
# How exactly the last use is known; a write for each request would be too many.
NOTED_EVERY = timedelta(minutes=5)
# Who is signed in, as remembered by one process.
MOST_REMEMBERED = 1000


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """Whoever is signed in, as every page needs them: without what they sign in with."""

    __tablename__ = User.__tablename__

    id: uuid.UUID
    email: str
    name: str
    role: Role
    is_enabled: bool


@dataclass(frozen=True, eq=False)
class _Session:
    id: uuid.UUID
    created_at: datetime
    last_used_at: datetime | None


_OF_PERSON = tuple(getattr(User, field.name) for field in fields(SignedIn))
_OF_SESSION = tuple(getattr(SignIn, field.name) for field in fields(_Session))
_person_from = ReadOnce(SignedIn, _OF_PERSON, most=MOST_REMEMBERED)
_session_from = ReadOnce(_Session, _OF_SESSION, most=MOST_REMEMBERED)
_OPEN = (
    select(*_person_from.columns, *_session_from.columns)
    .join_from(User, SignIn, SignIn.user_id == User.id)
    .where(SignIn.token_sha256 == bindparam("token_sha256"), SignIn.ended_at.is_(None))
    .where(SignIn.expires_at > this_moment(), User.is_enabled)
)


def start_session(user: User) -> None:
    """Sign the person in, in this browser; whatever the cookie held before is gone."""
    session.clear()
    token = secrets.token_urlsafe(32)
    lasts = timedelta(hours=current_app.config["SETTINGS"].session_hours)
    sign_in = SignIn(user_id=user.id, token_sha256=_hash(token), expires_at=now() + lasts, device=device_of_request())
    db.session.add(sign_in)
    record(Act.SIGNED_IN, by=user)
    db.session.commit()
    session[_COOKIE_KEY] = token
    session.permanent = True
    login_user(user)


def device_of_request() -> str:
    """Return how the browser or program that asks describes itself."""
    return (request.user_agent.string or "")[:200]


def end_session(*, by: Person) -> None:
    """Sign the person out: a copy of the cookie opens nothing afterwards."""
    ended = update(SignIn).where(SignIn.token_sha256 == _hash(session.get(_COOKIE_KEY, ""))).values(ended_at=now())
    db.session.execute(ended)
    record(Act.SIGNED_OUT, by=by)
    db.session.commit()
    logout_user()
    session.clear()


def this_session() -> SignIn | None:
    """Return the session this request came with."""
    return db.session.scalar(select(SignIn).where(SignIn.token_sha256 == _hash(session.get(_COOKIE_KEY, ""))))


def open_sessions(user: Person) -> list[SignIn]:
    """Return the browsers in which the person is signed in, the newest first."""
    query = select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.expires_at > now())
    return list(db.session.scalars(query.order_by(SignIn.created_at.desc())))


def end_one(sign_in_id: uuid.UUID, *, by: Person) -> None:
    """End one of the person's own sessions; nothing happens to anybody else's."""
    mine = update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == by.id, SignIn.ended_at.is_(None))
    if db.session.execute(mine.values(ended_at=now())).rowcount:  # type: ignore[attr-defined]
        record(Act.SESSION_ENDED, by=by, subject=by)
    db.session.commit()


def end_everything(person: User, *, but: SignIn | None = None) -> None:
    """End the person's sessions and tokens, except one session. It does not commit."""
    sessions = update(SignIn).where(SignIn.user_id == person.id, SignIn.ended_at.is_(None))
    if but is not None:
        sessions = sessions.where(SignIn.id != but.id)
    families = update(TokenFamily).where(TokenFamily.user_id == person.id, TokenFamily.ended_at.is_(None))
    db.session.execute(sessions.values(ended_at=now()))
    db.session.execute(families.values(ended_at=now()))


@login_manager.user_loader
def _person_of_this_session(user_id: str) -> SignedIn | None:
    given = {"token_sha256": _hash(session.get(_COOKIE_KEY, ""))}
    row = db.session.connection().execute(_OPEN, given).first()
    if row is None:
        return None
    person, held = _person_from(row[: len(_OF_PERSON)]), _session_from(row[len(_OF_PERSON) :])
    unused_for = now() - (held.last_used_at or held.created_at)
    if str(person.id) != user_id or unused_for > IDLE_FOR:
        return None
    if held.last_used_at is None or unused_for > NOTED_EVERY:
        db.session.execute(update(SignIn).where(SignIn.id == held.id).values(last_used_at=now()))
        commit_lightly()
    return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
