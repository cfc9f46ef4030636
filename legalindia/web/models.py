"""The answer that was given to a request, kept so that the same request gets it again."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from legalindia.database import Id, Model, Moment
from legalindia.sealing import Sealed


class KeptAnswer(Model):
    """One request that is made once, by the key that its sender gave it.

    :ivar place: verb and path of the request; a key means nothing elsewhere.
    :ivar fingerprint: SHA-256 of what was sent, and in which role.
    :ivar has_acted: whether anything was written down before the answer was.
    :ivar status: of the answer; None while it is being made. `body` is sealed: it may hold a name or a new token.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("user_id", "place", "key"),)

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(500))
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    has_acted: Mapped[bool] = mapped_column(default=False)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    body: Mapped[str | None] = mapped_column(Sealed)
