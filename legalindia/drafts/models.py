"""A draft, its versions, the checks that were made of each, and what they found."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from legalindia.accounts.models import User
from legalindia.clients.models import Client, Folder
from legalindia.database import Created, Id, Model, UtcMoment
from legalindia.documents.models import Document
from legalindia.jobs.models import Job


class Draft(Model):
    """A paper on its way to the court. It is its author's, or, filed with a client, for those who may see that.

    :ivar newest: the number of its newest version.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_author_id_created_at", "author_id", "created_at", "id"),)

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clients.id"), index=True)
    folder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("folders.id"))
    newest: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]

    author: Mapped[User] = relationship()
    client: Mapped[Client | None] = relationship()
    folder: Mapped[Folder | None] = relationship()


class DraftVersion(Model):
    """The draft as it was handed in once. It is never changed.

    :ivar text: what is checked; None until an uploaded file has been read. Offsets of findings count into it.
    :ivar sha256: of the file's bytes, or of the pasted text in UTF-8.
    :ivar storage_key: the file; None for pasted text.
    :ivar notes: what a person should know of the reading: pages that were not read.
    """

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[Id]
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str | None] = deferred(mapped_column(Text))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str | None] = mapped_column(String(255))
    media_type: Mapped[str | None] = mapped_column(String(120))
    storage_key: Mapped[str | None] = mapped_column(String(255), unique=True)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[Created]

    draft: Mapped[Draft] = relationship()


class Check(Model):
    """One check of one version, against the library as it was then.

    :ivar counts: how many findings of each verdict, by kind: `{"citation": {"verified": 3}}`.
    """

    __tablename__ = "checks"
    __table_args__ = (Index("ix_checks_version_id_created_at", "version_id", "created_at", "id"),)

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("draft_versions.id", ondelete="CASCADE"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("jobs.id"), unique=True)
    judgments: Mapped[int | None]
    statutes: Mapped[int | None]
    library_as_of: Mapped[datetime | None] = mapped_column(UtcMoment)
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Created]

    version: Mapped[DraftVersion] = relationship()
    asked_by: Mapped[User] = relationship()
    job: Mapped[Job] = relationship()


class FindingKind(StrEnum):
    CITATION = "citation"
    QUOTATION = "quotation"
    OLD_LAW = "old_law"


class Finding(Model):
    """One line of a check.

    :ivar start: in the version's text, like `end`. :ivar verdict: of its kind; the relation for old law.
    :ivar document_id: the paper it rests on, with the place in it; whoever may not see that paper does not see this.
    :ivar details: what else the finding says (`drafts.findings`).
    """

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("check_id", "ordinal"),)

    id: Mapped[Id]
    check_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("checks.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    kind: Mapped[FindingKind]
    start: Mapped[int]
    end: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    failure: Mapped[str | None] = mapped_column(String(20))
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    page: Mapped[int | None]
    page_start: Mapped[int | None]
    page_end: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    document: Mapped[Document | None] = relationship()
