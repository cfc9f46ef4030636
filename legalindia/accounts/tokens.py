"""Tokens of programs: short access tokens, and refresh tokens that are spent when used."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_jwt_extended import create_access_token, create_refresh_token
from sqlalchemy import update

from legalindia.accounts.models import TokenFamily, User
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db, now
from legalindia.errors import NotSignedIn
from legalindia.extensions import jwt
from legalindia.web.errors import problem

FAMILY = "fam"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens. :param expires_in: seconds the access token lasts."""

    access_token: str
    refresh_token: str
    expires_in: int


def start_family(user: User) -> Tokens:
    """Give a program its first pair of tokens."""
    lasts = timedelta(days=current_app.config["SETTINGS"].refresh_token_days)
    family = TokenFamily(user=user, expires_at=now() + lasts)
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


def end_family(claims: dict[str, Any]) -> None:
    """Make every token of the family worthless."""
    _end(uuid.UUID(claims[FAMILY]), Act.SIGNED_OUT)


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
    if family is None or family.ended_at is not None or family.expires_at <= now():
        return None
    return family.user if family.user.is_enabled and str(family.user_id) == claims["sub"] else None


def _refused(*_reasons: Any) -> Any:
    return problem(401, "Please sign in", "The bearer token is missing, has ended or is not one of ours.")


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
