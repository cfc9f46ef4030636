"""An authority of the library, the citations it goes by, an Act's provisions, and the imports that brought them."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalindia.accounts.models import User
from legalindia.database import Created, Id, Model, Moment, now
from legalindia.documents.models import Document
from legalindia.jobs.models import Job
from legalindia.law.citations import Kind

UNIT_WORDS = {"s": "section", "art": "article", "r": "rule", "sch": "schedule", "O": "order", "page": "page"}


class AuthorityKind(StrEnum):
    JUDGMENT = "judgment"
    STATUTE = "statute"


class Authority(Model):
    """A judgment or an Act of the library: what its document is in law.

    :ivar title: the cause title of a judgment, the short title of an Act.
    :ivar court: as `law.courts` calls it; `bench`: the judges. :ivar decided: the day of the judgment.
    :ivar act: the canonical name under which an Act's provisions are cited; the same for its translations.
    :ivar status: what its source says of its force: "repealed from 2024-07-01".
    :ivar source: where the publisher has it: an address, or the name of a collection.
    :ivar said: what the metadata said of it, field by field, so that a change of it is noticed.
    :ivar origins: of each fact, where it came from, in words.
    :ivar contradictions: facts of which metadata and text say different things: field, metadata, text.
    """

    __tablename__ = "authorities"
    __table_args__ = (Index("ix_authorities_kind_decided", "kind", "decided"),)

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[AuthorityKind]
    title: Mapped[str] = mapped_column(Text)
    court: Mapped[str | None] = mapped_column(String(200))
    bench: Mapped[str | None] = mapped_column(Text)
    decided: Mapped[date | None] = mapped_column(Date)
    cnr: Mapped[str | None] = mapped_column(String(16), index=True)
    act: Mapped[str | None] = mapped_column(String(200), index=True)
    year: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(10), default="en")
    status: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(Text)
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    origins: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    contradictions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    updated_at: Mapped[Moment] = mapped_column(default=now)

    document: Mapped[Document] = relationship()
    citations: Mapped[list[AuthorityCitation]] = relationship(
        order_by="AuthorityCitation.ordinal", cascade="all, delete-orphan", back_populates="authority"
    )


class AuthorityCitation(Model):
    """One citation under which a judgment goes. Two short judgments on one page of a reporter share one.

    :ivar normal: its normal form. :ivar text: as its origin writes it. :ivar ordinal: its place, the best first.
    """

    __tablename__ = "authority_citations"

    document_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("authorities.document_id", ondelete="CASCADE"), primary_key=True
    )
    normal: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    kind: Mapped[Kind]
    text: Mapped[str] = mapped_column(String(300))
    origin: Mapped[str] = mapped_column(String(300))
    ordinal: Mapped[int]

    authority: Mapped[Authority] = relationship(back_populates="citations")


class Provision(Model):
    """A section or article of an Act, on a page of its own; where the source has only pages, a page.

    :ivar normal: what it is cited as: `Bharatiya Nyaya Sanhita, 2023 s 103`.
    :ivar unit: as the normal form abbreviates it (`law.statutes.Unit`), or "page".
    :ivar number: as normal forms write it; `printed` as the source does.
    :ivar marks: where in the page's text the mark of which note stands, as pairs.
    :ivar part: the part or chapter it stands in. :ivar history: the notes of its amendments.
    :ivar valid_from: from when on this wording was in force, where versions are dated; else None.
    :ivar valid_until: the first day on which it was no longer.
    :ivar is_in_force: False for the wording "omitted" or "repealed".
    """

    __tablename__ = "provisions"
    __table_args__ = (Index("ix_provisions_normal", "normal", "valid_from"),)

    document_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("authorities.document_id", ondelete="CASCADE"), primary_key=True
    )
    page: Mapped[int] = mapped_column(primary_key=True)
    normal: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(20))
    printed: Mapped[str] = mapped_column(String(20))
    heading: Mapped[str] = mapped_column(Text)
    part: Mapped[str | None] = mapped_column(Text)
    history: Mapped[str | None] = mapped_column(Text)
    marks: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    is_in_force: Mapped[bool] = mapped_column(default=True)
    amendment: Mapped[int | None]

    authority: Mapped[Authority] = relationship()

    @property
    def word(self) -> str:
        """What a provision of this kind is called: section, article, page."""
        return UNIT_WORDS.get(self.unit, "section")

    @property
    def label(self) -> str:
        """How it is spoken of: "section 103"."""
        return f"{self.word} {self.printed}"


class Import(Model):
    """One import into the library: from where, and what became of it.

    :ivar source: a path on the server, or the address of a bucket.
    :ivar notes: what was refused, and why; the first of them.
    :ivar finished: parts that need not be looked at again when it is taken up anew, with their checksums.
    """

    __tablename__ = "library_imports"

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Created]
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("jobs.id"))
    taken_in: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    finished: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    created_by: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()
