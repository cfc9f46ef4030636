"""Being signed in, in a browser: a random token in the cookie, its hash in the table, both new at each sign-in."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from flask import current_app, request, session
from flask_login import login_user, logout_user
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import defer

from legalindia.accounts.models import SignIn, TokenFamily, User
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import commit_lightly, db, now, this_moment
from legalindia.extensions import login_manager

_COOKIE_KEY = "sign_in"
# A browser that nobody used for so long is signed out: a hearing fits in, a night does not.
IDLE_FOR = timedelta(hours=4)
# How exactly the last use is known; a write for each request would be too many.
NOTED_EVERY = timedelta(minutes=5)
# No page needs what the person signs in with, and a sealed secret takes time to open.
_NOT_ON_A_PAGE = [defer(secret) for secret in (User.password_hash, User.totp_secret, User.totp_pending)]
_OPEN = (
    select(User, SignIn.id, SignIn.created_at, SignIn.last_used_at)
    .join(SignIn, SignIn.user_id == User.id)
    .where(SignIn.token_sha256 == bindparam("token_sha256"), SignIn.ended_at.is_(None))
    .where(SignIn.expires_at > this_moment(), User.is_enabled)
    .options(*_NOT_ON_A_PAGE)
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


def end_session(*, by: User) -> None:
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


def open_sessions(user: User) -> list[SignIn]:
    """Return the browsers in which the person is signed in, the newest first."""
    query = select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.expires_at > now())
    return list(db.session.scalars(query.order_by(SignIn.created_at.desc())))


def end_one(sign_in_id: uuid.UUID, *, by: User) -> None:
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
def _person_of_this_session(user_id: str) -> User | None:
    found = db.session.execute(_OPEN, {"token_sha256": _hash(session.get(_COOKIE_KEY, ""))}).first()
    if found is None:
        return None
    person, sign_in_id, created_at, last_used_at = found
    if str(person.id) != user_id or now() - (last_used_at or created_at) > IDLE_FOR:
        return None
    if last_used_at is None or now() - last_used_at > NOTED_EVERY:
        db.session.get_one(SignIn, sign_in_id).last_used_at = now()
        commit_lightly()
    return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
