"""People, their sign-ins and their token families."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalindia.database import Created, Id, Model, Moment, UtcMoment


class Role(StrEnum):
    """What a person is in the firm."""

    ADMIN = "admin"
    PARTNER = "partner"
    ASSOCIATE = "associate"
    CLERK = "clerk"


class User(UserMixin, Model):
    """A person of the firm. The e-mail address is kept in lower case, so that it is one whoever types it."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role]
    password_hash: Mapped[str] = mapped_column(String(255))
    is_enabled: Mapped[bool] = mapped_column(default=True)
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

    user: Mapped[User] = relationship(lazy="joined")


class TokenFamily(Model):
    """A chain of refresh tokens that began with one sign-in of a program.

    :ivar current: the id of the one refresh token that is not spent yet. A spent one that comes again was
        copied by somebody, and ends the whole family (RFC 9700, 4.14.2).
    """

    __tablename__ = "token_families"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    current: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    user: Mapped[User] = relationship(lazy="joined")
