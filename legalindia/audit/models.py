"""An event of the audit trail, and the head of its chain."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from legalindia.database import Model, UtcMoment

GENESIS = "0" * 64


class Act(StrEnum):
    """What was done. The words are kept in the trail, so one that was used is never renamed."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SIGNED_OUT = "signed out"
    TOKENS_RENEWED = "tokens renewed"
    TOKEN_MADE = "token made"  # noqa: S105 - an act, not a token
    TOKEN_ENDED = "token ended"  # noqa: S105 - an act, not a token
    TOKEN_REUSED = "spent token used"  # noqa: S105 - an act, not a token
    VIEWED = "viewed"
    DOWNLOADED = "downloaded"
    DOWNLOAD_WITHHELD = "download withheld"
    SEARCHED = "searched"
    ASKED = "asked"
    OPENED = "opened"
    CHANGED = "changed"
    FILED = "filed"
    DELETED = "deleted"
    RESTORED = "restored"
    PURGED = "purged"
    BACKED_UP = "backed up"
    RESTORED_FROM_BACKUP = "restored from backup"
    MENDED = "mended"
    QUARANTINED = "quarantined"
    CANCELLED = "cancelled"
    RETRIED = "tried again"
    REFUSED = "refused"
    TEAM_SET = "team set"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction lifted"
    GLASS_BROKEN = "glass broken"
    PERSON_ADDED = "person added"
    PERSON_INVITED = "person invited"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    PERSON_CHANGED = "person changed"
    SESSION_ENDED = "session ended"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - an act, not a password
    SECOND_FACTOR_SET = "second factor set"
    SECOND_FACTOR_REMOVED = "second factor removed"
    TRAIL_EXPORTED = "trail exported"
    IMPORTED = "imported"
    CHECKED = "checked"
    LOOKED_UP = "looked up elsewhere"


class AuditEvent(Model):
    """One act. It holds ids and numbers only: no text of a document, no question, no token.

    :ivar number: its place in the chain, from 1 without a gap.
    :ivar actor: the person's address as it was then, so that the row speaks for itself; empty for nobody.
    :ivar subject_kind: the table of what it was done to, and `subject_id` the row.
    :ivar client_id: whose papers it was about, by which partners are shown it.
    :ivar channel: page, api, or office for the worker and the command line.
    :ivar sha256: of the row in canonical JSON, which holds the hash of the row before.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_actor_id_number", "actor_id", "number"),
        Index("ix_audit_events_client_id_number", "client_id", "number"),
        Index("ix_audit_events_subject_id_number", "subject_id", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    act: Mapped[str] = mapped_column(String(40))
    # No foreign keys: what was done stays on record whatever becomes of those it was done by and to.
    actor_id: Mapped[uuid.UUID | None]
    actor: Mapped[str] = mapped_column(String(254))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID | None]
    client_id: Mapped[uuid.UUID | None]
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


class ChainHead(Model):
    """The one row that says where the chain ends. Whoever appends holds it until the commit, so it cannot fork."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
