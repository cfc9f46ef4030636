"""A paper as a list shows it: a row of columns. To load fifty whole documents took a third of a list's time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select

from legalindia.clients.models import Client, Folder
from legalindia.documents.models import SETTLED, Document, DocumentStatus
from legalindia.law.papers import PaperKind
from legalindia.rows import ReadOnce

# Rows, and what is drawn of them, by one process; the two together are three kilobytes.
MOST_REMEMBERED = 5000


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


_OF_THE_PAPER = tuple(field.name for field in fields(PaperRow))[:-2]
_COLUMNS = (*(getattr(Document, name) for name in _OF_THE_PAPER), Client.name, Folder.name)
row_from = ReadOnce(PaperRow, _COLUMNS, most=MOST_REMEMBERED)


def in_rows(papers: Select[Document]) -> Select[*tuple[Any, ...]]:
    """Return the query for the rows of papers (`row_from`). :param papers: of clients, with whom it is joined."""
    query = papers.outerjoin(Document.folder)
    return query.with_only_columns(*row_from.columns, maintain_column_froms=True)


def row_of(document: Document) -> PaperRow:
    """Return the row of a document that is loaded anyway."""
    names = [one.name if one else None for one in (document.client, document.folder)]
    return PaperRow(*(getattr(document, name) for name in _OF_THE_PAPER), *names)
