"""A paper as a list shows it, and as its own page does: a row of columns.

To load fifty whole documents took a third of a list's time, and to load one a fifth of its page's.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select

from legalindia.accounts.models import User
from legalindia.clients.models import Client, Folder
from legalindia.documents.models import SETTLED, Document, DocumentStatus, Filed
from legalindia.law.papers import PaperKind
from legalindia.rows import ReadOnce

# Rows, and what is drawn of them, by one process; the two together are three kilobytes.
MOST_REMEMBERED = 5000
MOST_OPENED = 1000


@dataclass(frozen=True, eq=False)
class PaperRow:
    """What is shown of one paper. :param client: and `folder` are names; the library's papers have neither."""

    id: uuid.UUID
    created_at: datetime
    title: str
    filename: str
    size_bytes: int
    kind: PaperKind
    dated: date | None
    status: DocumentStatus
    error: str | None
    page_count: int | None
    unread_count: int
    job_id: uuid.UUID | None
    client: str | None
    folder: str | None

    @cached_property
    def is_settled(self) -> bool:
        return self.status in SETTLED


@dataclass(frozen=True, eq=False)
class OpenedPaper(Filed):
    """A paper as its own page shows it: what stands in its columns, and what others are called.

    :param client_name: and `folder_name`, `came_from` (the person who sent it): None where there is none.
    :param is_locked: whether its file opens with a password, which is not told.
    """

    __tablename__ = Document.__tablename__

    id: uuid.UUID
    client_id: uuid.UUID | None
    folder_id: uuid.UUID | None
    wall_id: uuid.UUID | None
    created_at: datetime
    filename: str
    title: str
    kind: PaperKind
    dated: date | None
    storage_key: str
    sha256: str
    size_bytes: int
    media_type: str
    languages: Sequence[str]
    asked_languages: str | None
    parent_id: uuid.UUID | None
    replaces_id: uuid.UUID | None
    version: int
    is_current: bool
    deleted_at: datetime | None
    status: DocumentStatus
    error: str | None
    notes: Sequence[str]
    page_count: int | None
    unread_count: int
    has_images: bool
    job_id: uuid.UUID | None
    is_locked: bool
    client_name: str | None
    folder_name: str | None
    above_folder_id: uuid.UUID | None
    came_from: str | None


Paper = Document | OpenedPaper


class PageRow(NamedTuple):
    """A page with its text, as `models.Page` says."""

    number: int
    text: str
    problem: str | None
    ocr_languages: str | None
    confidence: float | None


_OF_THE_PAPER = tuple(field.name for field in fields(PaperRow))[:-2]
_COLUMNS = (*(getattr(Document, name) for name in _OF_THE_PAPER), Client.name, Folder.name)
row_from = ReadOnce(PaperRow, _COLUMNS, most=MOST_REMEMBERED)
_OF_AN_OPENED_ONE = [getattr(Document, field.name) for field in fields(OpenedPaper)[:-5]]
_IS_LOCKED = Document.password.is_not(None).label("is_locked")
_BESIDE_IT: tuple[Any, ...] = (_IS_LOCKED, Client.name, Folder.name, Folder.parent_id, User.name)
opened_from = ReadOnce(OpenedPaper, (*_OF_AN_OPENED_ONE, *_BESIDE_IT), most=MOST_OPENED)


def in_rows(papers: Select[Document]) -> Select[*tuple[Any, ...]]:
    """Return the query for the rows of papers (`row_from`). :param papers: of clients, with whom it is joined."""
    query = papers.outerjoin(Document.folder)
    return query.with_only_columns(*row_from.columns, maintain_column_froms=True)


def to_open(papers: Select[Document]) -> Select[*tuple[Any, ...]]:
    """Return the query for papers as their own pages show them (`opened_from`). :param papers: joined with clients."""
    query = papers.outerjoin(Document.folder).outerjoin(User, User.id == Document.created_by_id)
    return query.with_only_columns(*opened_from.columns, maintain_column_froms=True)


def row_of(document: Document) -> PaperRow:
    """Return the row of a document that is loaded anyway."""
    names = [one.name if one else None for one in (document.client, document.folder)]
    return PaperRow(*(getattr(document, name) for name in _OF_THE_PAPER), *names)
