"""A document, its pages and its passages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from legalindia.accounts.models import User
from legalindia.clients.models import Client, Folder
from legalindia.database import Created, Id, Model, SortKey, UtcMoment
from legalindia.law.citations import Kind
from legalindia.law.papers import PaperKind
from legalindia.sealing import Sealed


class DocumentStatus(StrEnum):
    RECEIVED = "received"
    SCANNING = "scanning"
    READING = "reading"
    INDEXING = "indexing"
    READY = "ready"
    QUARANTINED = "quarantined"
    FAILED = "failed"


SETTLED = frozenset({DocumentStatus.READY, DocumentStatus.QUARANTINED, DocumentStatus.FAILED})
_IN_WORK = text("status NOT IN ('failed', 'quarantined', 'ready')")
_IN_BIN = text("deleted_at IS NOT NULL")
_OF_A_CLIENT = text("client_id IS NOT NULL")
IN_QUARANTINE = text("status = 'quarantined'")


class Filed:
    """What a paper's own columns say of it.

    :ivar client_id: None for what stands in the library. :ivar deleted_at: when it was put into the bin, else None.
    """

    status: Any
    client_id: Any
    deleted_at: Any

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_in_library(self) -> bool:
        return self.client_id is None

    @property
    def is_in_bin(self) -> bool:
        return self.deleted_at is not None


class Document(Filed, Model):
    """One paper of a client, or of the firm's library. Its original is kept byte for byte, whatever becomes of the
    reading.

    :ivar client_id: whose paper it is; None for the library's, which everybody in the firm may read.
    :ivar created_by_id: who brought it in; None for the office itself, from the command line.
    :ivar title: how lists call it: what the paper calls itself, until a person gives it another name.
    :ivar dated: the date the paper bears, where it is known.
    :ivar has_images: its pages can be shown as pictures; otherwise they are parts of a text.
    :ivar password: what opens the file; kept because every view of a page opens it again.
    :ivar wall_id: the paper's own wall, if it is for named people alone; its folder may stand behind another.
    :ivar apart: 0, or another number where somebody filed the same bytes who may not know of those behind a wall.
    :ivar languages: Tesseract's codes of the languages its text is in.
    :ivar asked_languages: Tesseract's codes, joined by +, in which a person wants its scans read; None to find out.
    :ivar page_languages: the same for single pages, by number: they are then read as scans whatever text they have.
    :ivar parent_id: the file in which it lay: a mail, an archive. :ivar root_id: the outermost of these.
    :ivar replaces_id: the version before it. :ivar is_current: no newer version has taken its place.
    :ivar error: why it was not read; of a paper that was, which of its pages were not, and why.
    :ivar deleted_at: when it was put into the bin; from there it comes back, or is purged.
    """

    __tablename__ = "documents"
    __table_args__ = (
        # Two mails may enclose the same file, and what lies in the bin does not keep the same file from coming in.
        Index(
            "uq_documents_client_id_sha256",
            "client_id",
            "sha256",
            "apart",
            unique=True,
            sqlite_where=text("parent_id IS NULL AND deleted_at IS NULL"),
            postgresql_where=text("parent_id IS NULL AND deleted_at IS NULL"),
        ),
        # SQL holds two NULLs for different, so the library's papers need a rule of their own.
        Index(
            "uq_documents_library_sha256",
            "sha256",
            unique=True,
            sqlite_where=text("client_id IS NULL AND parent_id IS NULL AND deleted_at IS NULL"),
            postgresql_where=text("client_id IS NULL AND parent_id IS NULL AND deleted_at IS NULL"),
        ),
        UniqueConstraint("parent_id", "sha256"),
        Index("ix_documents_client_id_created_at", "client_id", "created_at", "id"),
        Index("ix_documents_folder_id_created_at", "folder_id", "created_at", "id"),
        # Of a large office nearly all papers are settled, none lies in the bin, and the library holds more than all
        # clients: an index of everything would be taken for what it is not good for.
        Index("ix_documents_created_at", "created_at", "id", sqlite_where=_OF_A_CLIENT, postgresql_where=_OF_A_CLIENT),
        Index("ix_documents_in_work", "created_at", "id", sqlite_where=_IN_WORK, postgresql_where=_IN_WORK),
        Index(
            "ix_documents_quarantined",
            "created_at",
            "id",
            sqlite_where=IN_QUARANTINE,
            postgresql_where=IN_QUARANTINE,
        ),
        Index("ix_documents_deleted_at", "deleted_at", sqlite_where=_IN_BIN, postgresql_where=_IN_BIN),
    )

    id: Mapped[Id]
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clients.id"))
    folder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("folders.id"))
    wall_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("walls.id"), index=True)
    apart: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Created]

    filename: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(255))
    sort_title: Mapped[str] = mapped_column(SortKey(512))
    kind: Mapped[PaperKind] = mapped_column(default=PaperKind.OTHER)
    dated: Mapped[date | None] = mapped_column(Date)

    storage_key: Mapped[str] = mapped_column(String(255), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(Sealed)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    asked_languages: Mapped[str | None] = mapped_column(String(60))
    page_languages: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"))
    root_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"), index=True)
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    status: Mapped[DocumentStatus] = mapped_column(default=DocumentStatus.RECEIVED)
    error: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    page_count: Mapped[int | None]
    unread_count: Mapped[int] = mapped_column(default=0)
    has_images: Mapped[bool] = mapped_column(default=False)
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("jobs.id"))

    client: Mapped[Client | None] = relationship()
    folder: Mapped[Folder | None] = relationship()
    created_by: Mapped[User | None] = relationship()
    parent: Mapped[Document | None] = relationship(
        foreign_keys=[parent_id], remote_side="Document.id", back_populates="enclosed"
    )
    enclosed: Mapped[list[Document]] = relationship(foreign_keys=[parent_id], back_populates="parent")

    replaces: Mapped[Document | None] = relationship(
        foreign_keys=[replaces_id], remote_side="Document.id", back_populates="replaced_by"
    )
    replaced_by: Mapped[list[Document]] = relationship(foreign_keys=[replaces_id], back_populates="replaces")

    def with_all_inside(self) -> list[Document]:
        """Return the paper in all its versions and everything that lay in them, at whatever depth: who may see one
        of them may see them all."""
        first = self
        while first.replaces is not None:
            first = first.replaces
        return list(first._with_later_and_enclosed())

    def _with_later_and_enclosed(self) -> Iterator[Document]:
        yield self
        for each in (*self.enclosed, *self.replaced_by):
            yield from each._with_later_and_enclosed()

    def inherited_wall_id(self) -> uuid.UUID | None:
        return self.parent.wall_id if self.parent else None

    def outer_wall_id(self) -> uuid.UUID | None:
        """Return the wall round the paper's own: of the paper it lay in, else of its folder."""
        return self.inherited_wall_id() or (self.folder.wall_id if self.folder else None)

    @property
    def failure(self) -> str | None:
        """Why it was not read; None for a paper that was, though some of its pages were not."""
        return None if self.status == DocumentStatus.READY else self.error

    @property
    def is_searched(self) -> bool:
        """Whether its passages are in the index once it is read: of a paper's versions only the newest is."""
        return self.is_current and self.deleted_at is None

    @property
    def is_restricted(self) -> bool:
        """Say whether it stands behind a wall, of its own or of its folder's."""
        return self.wall_id is not None or (self.folder is not None and self.folder.wall_id is not None)

    @property
    def day(self) -> date:
        """The date it bears, or the day it came in: what lists and filters go by."""
        return self.dated or self.created_at.date()


class Page(Model):
    """One page's text, or why it has none.

    :ivar label: how the page is called where it has a name of its own: "section 103" of an Act.
    :ivar text: NFC, otherwise verbatim; every offset in the office counts its code points.
    :ivar ocr_languages: what it was recognised in, where it was read as a scan. :ivar confidence: then, 0 to 1.
    """

    __tablename__ = "pages"

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = deferred(mapped_column(Text))
    problem: Mapped[str | None] = mapped_column(Text)
    ocr_languages: Mapped[str | None] = mapped_column(String(60))
    confidence: Mapped[float | None]


class Recognition(Model):
    """What was recognised on one page of these bytes in these languages: nothing is recognised twice.

    :ivar words: start, end, left, top, right, bottom of each word, as `reading.pages.PlacedWord` has them.
    :ivar width: of the page in points, like `height`.
    """

    __tablename__ = "recognitions"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    languages: Mapped[str] = mapped_column(String(60), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    width: Mapped[float]
    height: Mapped[float]
    words: Mapped[list[list[float]]] = mapped_column(JSON)


class RenditionKind(StrEnum):
    PRINT = "print"
    SEARCHABLE = "searchable"


class Rendition(Model):
    """A PDF that was made from a paper and is kept: its pages in print, or its scans with their words beneath.

    :ivar made_from: a hash of all that it was made from; where that has changed it is made anew.
    :ivar pages: of a print, for each page of the paper its first and last page in print.
    :ivar page_count: of the PDF. :ivar error: why there is none.
    """

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("document_id", "kind"),)

    id: Mapped[Id]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    kind: Mapped[RenditionKind]
    made_from: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str | None] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    page_count: Mapped[int] = mapped_column(default=0)
    pages: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    error: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("jobs.id"))

    document: Mapped[Document] = relationship()

    @property
    def is_ready(self) -> bool:
        return self.storage_key is not None and self.error is None


class Passage(Model):
    """A piece of one page, a few sentences long: what is found, quoted and opened.

    :ivar id: made from document, page and place, so that reading again gives the same passages the same ids.
    :ivar embedding: which model's vector the index holds for it; None for none yet.
    """

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_document_id_page", "document_id", "page", "start"),)

    id: Mapped[Id]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    page: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    embedding: Mapped[str | None] = mapped_column(String(120))
    indexed_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    document: Mapped[Document] = relationship()

    @property
    def place(self) -> dict[str, Any]:
        return {"page": self.page, "start": self.start, "end": self.end}


class Mention(Model):
    """One citation in one page's text: `text[start:end]`. One that names several sections has a row for each.

    :ivar normal: the normal form of what is cited (`law.citations`): by it the library is asked.
    :ivar kind: a family of citations (`law.grammar.spans.Kind`).
    :ivar authority: the same number for parallel citations of one decision on one page; None for statutes.
    :ivar name: the cause title that stands beside it, as the page writes it.
    """

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_normal", "normal", "document_id", "page"),)

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    normal: Mapped[str] = mapped_column(String(200), primary_key=True)
    end: Mapped[int]
    kind: Mapped[Kind]
    authority: Mapped[int | None]
    name: Mapped[str | None] = mapped_column(String(400))

    document: Mapped[Document] = relationship()
