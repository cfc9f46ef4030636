"""A paper as a list shows it: a row of columns. To load fifty whole documents took a third of a list's time."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select

from legalindia.clients.models import Client, Folder
from legalindia.documents.models import SETTLED, Document, DocumentStatus
from legalindia.law.papers import PaperKind


class PaperRow(NamedTuple):
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

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED


_OF_THE_PAPER = [getattr(Document, name) for name in PaperRow._fields[:-2]]


def in_rows(papers: Select[Document]) -> Select[*tuple[Any, ...]]:
    """Return the query for the rows of papers; it is a query of clients' papers, joined with their clients."""
    query = papers.outerjoin(Document.folder)
    return query.with_only_columns(*_OF_THE_PAPER, Client.name, Folder.name, maintain_column_froms=True)


def row_from(columns: Row[*tuple[Any, ...]]) -> PaperRow:
    return PaperRow._make(columns)


def row_of(document: Document) -> PaperRow:
    """Return the row of a document that is loaded anyway."""
    names = [one.name if one else None for one in (document.client, document.folder)]
    return PaperRow._make([*(getattr(document, name) for name in PaperRow._fields[:-2]), *names])
