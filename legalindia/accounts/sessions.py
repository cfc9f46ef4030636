"""Being signed in, in a browser: a random token in the cookie, its hash in the table, both new at each sign-in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import current_app, session
from flask_login import login_user, logout_user
from sqlalchemy import select, update

from legalindia.accounts.models import SignIn, User
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db, now
from legalindia.extensions import login_manager

_COOKIE_KEY = "sign_in"


def start_session(user: User) -> None:
    """Sign the person in, in this browser; whatever the cookie held before is gone."""
    session.clear()
    token = secrets.token_urlsafe(32)
    lasts = timedelta(hours=current_app.config["SETTINGS"].session_hours)
    db.session.add(SignIn(user_id=user.id, token_sha256=_hash(token), expires_at=now() + lasts))
    record(Act.SIGNED_IN, by=user)
    db.session.commit()
    session[_COOKIE_KEY] = token
    session.permanent = True
    login_user(user)


def end_session(*, by: User) -> None:
    """Sign the person out: a copy of the cookie opens nothing afterwards."""
    ended = update(SignIn).where(SignIn.token_sha256 == _hash(session.get(_COOKIE_KEY, ""))).values(ended_at=now())
    db.session.execute(ended)
    record(Act.SIGNED_OUT, by=by)
    db.session.commit()
    logout_user()
    session.clear()


@login_manager.user_loader
def _person_of_this_session(user_id: str) -> User | None:
    query = select(SignIn).where(
        SignIn.token_sha256 == _hash(session.get(_COOKIE_KEY, "")), SignIn.ended_at.is_(None), SignIn.expires_at > now()
    )
    sign_in = db.session.scalar(query)
    if sign_in is None or str(sign_in.user_id) != user_id or not sign_in.user.is_enabled:
        return None
    return sign_in.user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
