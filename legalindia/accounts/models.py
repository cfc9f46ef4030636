"""People, their sign-ins and their token families."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalindia.database import Created, Id, Model, Moment, UtcMoment
from legalindia.sealing import Sealed


class Role(StrEnum):
    """What a person is in the firm."""

    ADMIN = "admin"
    PARTNER = "partner"
    ASSOCIATE = "associate"
    CLERK = "clerk"


class Person(Protocol):
    """Somebody of the firm who does something: as their row in the table, or as their session knows them."""

    __tablename__: Any

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def is_enabled(self) -> bool: ...


class User(UserMixin, Model):
    """A person of the firm. The e-mail address is kept in lower case, so that it is one whoever types it.

    :ivar totp_secret: of the second factor, where it is on; `totp_pending`: one that no code was entered for yet.
    :ivar totp_step: the time step of the last code that was used: none is good twice.
    """

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role]
    password_hash: Mapped[str] = mapped_column(String(255))
    is_enabled: Mapped[bool] = mapped_column(default=True)
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    totp_pending: Mapped[str | None] = mapped_column(Sealed)
    totp_step: Mapped[int | None]
    created_at: Mapped[Created]

    @property
    def is_active(self) -> bool:
        return self.is_enabled


class SignIn(Model):
    """One browser in which a person is signed in. The cookie holds a random token, the table only its hash."""

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    device: Mapped[str] = mapped_column(String(200), default="")
    last_used_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    user: Mapped[User] = relationship(lazy="joined")


class RecoveryCode(Model):
    """A code that stands in for the authenticator, once."""

    __tablename__ = "recovery_codes"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_sha256: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class Invitation(Model):
    """A place kept for somebody, who takes it with a link that works once."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class SignInFailures(Model):
    """How often a sign-in failed, by account and by address. :ivar key: a hash of either."""

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[Moment]
    until: Mapped[datetime | None] = mapped_column(UtcMoment)


class TokenFamily(Model):
    """A chain of refresh tokens that began with one sign-in of a program.

    :ivar current: the id of the one refresh token that is not spent yet. A spent one that comes again was
        copied by somebody, and ends the whole family (RFC 9700, 4.14.2).
    :ivar token_sha256: of a personal token, which is used as it is and never renewed; None for all others.
    :ivar is_read_only: whether what comes with it may only look.
    """

    __tablename__ = "token_families"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    current: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    name: Mapped[str] = mapped_column(String(80), default="")
    device: Mapped[str] = mapped_column(String(200), default="")
    last_used_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    is_read_only: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    user: Mapped[User] = relationship(lazy="joined")
