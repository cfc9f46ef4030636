"""A client and a folder as pages show them: rows of columns, in which nothing can be changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import datetime

from legalindia.clients.models import Access, Client, ClientKind, Folder, Place
from legalindia.rows import ReadOnce

# By one process; a row is a kilobyte.
MOST_CLIENTS = 1000
MOST_FOLDERS = 5000


@dataclass(frozen=True, eq=False)
class ClientRow:
    """What is shown of a client."""

    __tablename__ = Client.__tablename__

    id: uuid.UUID
    name: str
    sort_name: str
    kind: ClientKind
    access: Access
    email: str | None
    phone: str | None
    address: str | None
    notes: str | None
    created_at: datetime


@dataclass(frozen=True, eq=False)
class FolderRow(Place):
    """What is shown of a folder."""

    __tablename__ = Folder.__tablename__

    id: uuid.UUID
    client_id: uuid.UUID
    parent_id: uuid.UUID | None
    name: str
    court: str | None
    case_number: str | None
    cnr: str | None
    parties: str | None
    stage: str | None
    wall_id: uuid.UUID | None


client_from = ReadOnce(ClientRow, [getattr(Client, field.name) for field in fields(ClientRow)], most=MOST_CLIENTS)
folder_from = ReadOnce(FolderRow, [getattr(Folder, field.name) for field in fields(FolderRow)], most=MOST_FOLDERS)
