"""A question, its answer's statements, and the sources they rest on."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalindia.accounts.models import User
from legalindia.clients.models import Client, Folder
from legalindia.database import Created, Id, Model
from legalindia.documents.models import Document
from legalindia.jobs.models import Job
from legalindia.search.service import Where


class Outcome(StrEnum):
    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class Support(StrEnum):
    """How a statement rests on its sources: in their own words, or in other words that say no more than they do."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"


class Question(Model):
    """What was asked, of which papers, by whom; and how it came out.

    :ivar searched: how many papers were in scope when it was answered.
    """

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_asked_by_id_created_at", "asked_by_id", "created_at", "id"),)

    id: Mapped[Id]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clients.id"))
    folder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("folders.id"))
    where: Mapped[Where] = mapped_column(default=Where.DOCUMENTS)
    outcome: Mapped[Outcome | None]
    searched: Mapped[int | None]
    created_at: Mapped[Created]
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("jobs.id"), unique=True)

    asked_by: Mapped[User] = relationship()
    client: Mapped[Client | None] = relationship()
    folder: Mapped[Folder | None] = relationship()
    job: Mapped[Job] = relationship()
    statements: Mapped[list[KeptStatement]] = relationship(
        order_by="KeptStatement.ordinal", cascade="all, delete-orphan"
    )
    sources: Mapped[list[KeptSource]] = relationship(order_by="KeptSource.number", cascade="all, delete-orphan")
    set_aside: Mapped[list[KeptAside]] = relationship(cascade="all, delete-orphan")


statement_sources = Table(
    "statement_sources",
    Model.metadata,
    Column("statement_id", ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
)


class KeptSource(Model):
    """A place in a document that statements rest on, as it was when it was checked."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[Id]
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    page: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]

    document: Mapped[Document] = relationship()


class KeptStatement(Model):
    """One statement of an answer. Rows are written from `verify.Statement` only."""

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("question_id", "ordinal"),)

    id: Mapped[Id]
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    support: Mapped[Support]

    sources: Mapped[list[KeptSource]] = relationship(secondary=statement_sources, order_by=KeptSource.number)


class KeptAside(Model):
    """Something that was to be said and was not, because it failed a check."""

    __tablename__ = "set_aside"

    id: Mapped[Id]
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
