"""Tokens of programs: short access tokens, and refresh tokens that are spent when used."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, g, request
from flask_jwt_extended import create_access_token, create_refresh_token
from sqlalchemy import select, update

from legalindia.accounts.models import Person, TokenFamily, User
from legalindia.accounts.sessions import NOTED_EVERY, device_of_request
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import commit_lightly, db, now
from legalindia.errors import Forbidden, NotFound, NotSignedIn
from legalindia.extensions import jwt
from legalindia.web.doors import NO_TOKEN, opens_with
from legalindia.web.errors import problem

FAMILY = "fam"
# What a personal token begins with, so that one that was lost in a file can be found and told from others.
PERSONAL = "li_"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens. :param expires_in: seconds the access token lasts."""

    access_token: str
    refresh_token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A personal token, to be shown once."""

    family: TokenFamily
    token: str


def start_family(user: User, name: str = "") -> Tokens:
    """Give a program its first pair of tokens. :param name: what it calls itself."""
    lasts = timedelta(days=current_app.config["SETTINGS"].refresh_token_days)
    family = TokenFamily(user=user, expires_at=now() + lasts, name=name, device=device_of_request())
    db.session.add(family)
    record(Act.SIGNED_IN, by=user)
    db.session.commit()
    return _pair(family)


def renew(claims: dict[str, Any]) -> Tokens:
    """Spend a refresh token for a new pair.

    :param claims: of the refresh token, whose signature was checked.
    :raises NotSignedIn: it was spent before; the whole family ends with that.
    """
    family_id, spent = uuid.UUID(claims[FAMILY]), uuid.UUID(claims["jti"])
    spend = (
        update(TokenFamily)
        .where(TokenFamily.id == family_id, TokenFamily.current == spent, TokenFamily.ended_at.is_(None))
        .values(current=uuid.uuid4())
    )
    # One statement decides: of two programs that come with the same token, one finds it spent.
    if db.session.execute(spend).rowcount == 0:  # type: ignore[attr-defined]
        _end(family_id, Act.TOKEN_REUSED)
        raise NotSignedIn("This refresh token was used before. Please sign in again.")
    family = db.session.get_one(TokenFamily, family_id)
    record(Act.TOKENS_RENEWED, by=family.user, subject=family)
    db.session.commit()
    return _pair(family)


def end_family() -> None:
    """Make the token that this request came with worthless, and every one of its family."""
    _end(g.family.id, Act.SIGNED_OUT)


def programs_of(user: Person) -> list[TokenFamily]:
    """Return the programs that may act in the person's name, the newest first."""
    query = select(TokenFamily).where(
        TokenFamily.user_id == user.id, TokenFamily.ended_at.is_(None), TokenFamily.expires_at > now()
    )
    return list(db.session.scalars(query.order_by(TokenFamily.created_at.desc())))


def make_token(details: Mapping[str, Any], *, by: Person) -> MadeToken:
    """Make a personal token for a small program that cannot sign in; it is shown this once and kept as a hash.

    :param details: name, days and read_only, checked by `schemas.NewToken`.
    :raises Forbidden: the request itself came with such a token, which must not breed.
    """
    if (family := g.get("family")) is not None and family.token_sha256:
        raise Forbidden("A personal token makes no other tokens. Sign in to make one.")
    token = PERSONAL + secrets.token_urlsafe(32)
    made = TokenFamily(
        user_id=by.id,
        name=details["name"],
        expires_at=now() + timedelta(days=details["days"]),
        token_sha256=_hash(token),
        is_read_only=details["read_only"],
    )
    db.session.add(made)
    db.session.flush()
    record(Act.TOKEN_MADE, by=by, subject=made, detail={"days": details["days"]})
    db.session.commit()
    return MadeToken(made, token)


def end_program(family_id: uuid.UUID, *, by: Person) -> None:
    """End one of the person's own programs. :raises NotFound: it is not theirs, or has ended."""
    family = next((each for each in programs_of(by) if each.id == family_id), None)
    if family is None:
        raise NotFound("No such program.")
    _end(family.id, Act.TOKEN_ENDED)


def _end(family_id: uuid.UUID, act: Act) -> None:
    family = db.session.get(TokenFamily, family_id)
    if family is not None:
        family.ended_at = family.ended_at or now()
        record(act, by=family.user, subject=family)
        db.session.commit()


def _pair(family: TokenFamily) -> Tokens:
    subject = str(family.user_id)
    claims = {FAMILY: str(family.id)}
    refresh = create_refresh_token(subject, additional_claims={**claims, "jti": str(family.current)})
    access = create_access_token(subject, additional_claims=claims)
    lasts: timedelta = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    return Tokens(access, refresh, int(lasts.total_seconds()))


@jwt.user_lookup_loader
def _person_of_this_token(_header: dict[str, Any], claims: dict[str, Any]) -> User | None:
    family = db.session.get(TokenFamily, uuid.UUID(claims[FAMILY]))
    return _let_in(family) if family is not None and str(family.user_id) == claims["sub"] else None


@opens_with(PERSONAL)
def _person_of_personal_token(token: str) -> User | None:
    family = db.session.scalar(select(TokenFamily).where(TokenFamily.token_sha256 == _hash(token)))
    person = _let_in(family) if family is not None else None
    if person is not None and family is not None and family.is_read_only and request.method not in {"GET", "HEAD"}:
        raise Forbidden("This token may only read. Make another one for what it is to change.")
    return person


def _let_in(family: TokenFamily) -> User | None:
    """Return whose the family is, while it lasts, and note that it was used."""
    if family.ended_at is not None or family.expires_at <= now() or not family.user.is_enabled:
        return None
    if family.last_used_at is None or now() - family.last_used_at > NOTED_EVERY:
        family.last_used_at = now()
        commit_lightly()
    g.family = family
    return family.user


def _hash(token: str) -> str:
    # 256 random bits: there is nothing to guess, so a fast hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()


def _refused(*_reasons: Any) -> Any:
    return problem(401, "Please sign in", NO_TOKEN)


for _refusal in (
    jwt.unauthorized_loader,
    jwt.invalid_token_loader,
    jwt.expired_token_loader,
    jwt.revoked_token_loader,
    jwt.user_lookup_error_loader,
    jwt.needs_fresh_token_loader,
    jwt.token_verification_failed_loader,
):
    _refusal(_refused)
