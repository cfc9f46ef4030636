"""A job: the truth about a piece of work."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from legalindia.database import Created, Id, Model, UtcMoment


class JobKind(StrEnum):
    READING = "reading"
    PAGE = "page"
    RESEARCH = "research"
    IMPORT = "import"
    INDEXING = "indexing"
    RENDITION = "rendition"
    CHECK = "check"

    @property
    def urgency(self) -> int:
        """How soon it is taken up beside others: the higher, the sooner. Somebody waits for what is not named here."""
        return {JobKind.INDEXING: 0, JobKind.READING: 1, JobKind.IMPORT: 1}.get(self, 2)


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED})


class Job(Model):
    """One piece of work, from the moment it was accepted to the one in which it ended, once.

    :ivar subject_id: the document to read (whole, or a page of it) or to index, the question to answer, the rendition
        to make.
    :ivar created_by_id: who asked for it; None for the office itself, from the command line.
    :ivar lease_owner: which attempt is at work. It writes only as long as this is its own name.
    :ivar lease_until: when the attempt counts as dead unless it has renewed the lease.
    :ivar attempts: how often it was begun and did not come back; a wait for what is away is none.
    :ivar waits: how often it has waited for what was away. :ivar not_before: when it may be begun again.
    :ivar idempotency_key: given by the asker; the same person's same key is the same job.
    :ivar fingerprint: what was asked, hashed; the same while one is under way is the same job.
    :ivar provenance: what the result is made from: of an answer its sources, of a page its number and languages.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("created_by_id", "idempotency_key"),
        Index("ix_jobs_status_lease_until", "status", "lease_until"),
        Index("ix_jobs_status_finished_at", "status", "finished_at"),
        Index("ix_jobs_kind_status", "kind", "status"),
        Index("ix_jobs_created_by_id_created_at", "created_by_id", "created_at", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[JobKind]
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.QUEUED)
    subject_id: Mapped[uuid.UUID] = mapped_column(index=True)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)

    lease_owner: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    attempts: Mapped[int] = mapped_column(default=0)
    waits: Mapped[int] = mapped_column(default=0, server_default="0")
    not_before: Mapped[datetime | None] = mapped_column(UtcMoment)
    is_cancel_asked: Mapped[bool] = mapped_column(default=False)

    step: Mapped[str] = mapped_column(String(80), default="waiting")
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    provenance: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    created_at: Mapped[Created]
    started_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    finished_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    @property
    def is_finished(self) -> bool:
        return self.status in ENDED

    @property
    def is_waiting_for(self) -> str | None:
        """What it waits for, in a sentence; None where it waits for nothing but a worker."""
        return self.error if self.status == JobStatus.QUEUED else None

    @property
    def tries_again_at(self) -> datetime | None:
        """When it is begun again; None where it is not waiting, or its hour has struck."""
        return self.not_before if self.is_waiting_for else None

    @property
    def progress(self) -> dict[str, Any]:
        return {"step": self.step, "done": self.steps_done, "total": self.steps_total}
