"""The tree of one client's folders: read in one query, walked in memory."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, select

from legalindia.accounts.models import Person
from legalindia.clients.access import Viewer, asked_by, folders_visible_to, once_a_role, passes, visible_to
from legalindia.clients.models import Client, Folder
from legalindia.clients.rows import ClientRow, FolderRow, client_from, folder_from
from legalindia.database import db
from legalindia.errors import NotFound

DEEPEST = 12
_OF_CLIENT = len(client_from.columns)
_THESE = select(*folder_from.columns).where(Folder.id.in_(bindparam("folder_ids", expanding=True)))
_ALL_OF_CLIENT = select(Folder).where(Folder.client_id == bindparam("client_id")).order_by(Folder.name)


# To be worked with, or only shown.
AnyFolder = TypeVar("AnyFolder", Folder, FolderRow)


@dataclass(frozen=True, slots=True)
class Branch(Generic[AnyFolder]):
    """A folder as it stands in the tree. :param depth: 0 for a matter."""

    folder: AnyFolder
    depth: int


class FolderTree(Generic[AnyFolder]):
    """Folders of one client, in the order in which they are given."""

    def __init__(self, folders: Iterable[AnyFolder]) -> None:
        self._by_id: dict[uuid.UUID, AnyFolder] = {folder.id: folder for folder in folders}
        self._children: dict[uuid.UUID | None, list[AnyFolder]] = defaultdict(list)
        for folder in self._by_id.values():
            self._children[folder.parent_id].append(folder)

    def __bool__(self) -> bool:
        return bool(self._by_id)

    def folder(self, folder_id: uuid.UUID) -> AnyFolder:
        """Return one of the folders. :raises NotFound: it is none of these."""
        found = self._by_id.get(folder_id)
        if found is None:
            raise NotFound("No such folder.")
        return found

    def branches(self, parent_id: uuid.UUID | None = None, depth: int = 0) -> Iterator[Branch[AnyFolder]]:
        """Walk the tree below a folder, each folder before what is in it."""
        for folder in self._children[parent_id]:
            yield Branch(folder, depth)
            yield from self.branches(folder.id, depth + 1)

    def below(self, folder_id: uuid.UUID) -> frozenset[uuid.UUID]:
        """Return the ids of the folder and of everything in it."""
        return frozenset([folder_id, *(branch.folder.id for branch in self.branches(folder_id))])

    def path(self, folder_id: uuid.UUID | None) -> list[AnyFolder]:
        """Return the folders from the matter down to this one."""
        path: list[AnyFolder] = []
        while folder_id is not None:
            folder = self._by_id[folder_id]
            path.insert(0, folder)
            folder_id = folder.parent_id
        return path

    def outer_wall(self, folder: AnyFolder) -> uuid.UUID | None:
        """Return the wall of the folder that this one lies in."""
        return self._by_id[folder.parent_id].wall_id if folder.parent_id else None

    def named(self, parent_id: uuid.UUID | None, name: str) -> AnyFolder | None:
        """Return the folder of this name beside its siblings, if there is one."""
        return next((folder for folder in self._children[parent_id] if folder.name == name), None)


def tree_of(client_id: uuid.UUID | None, *, by: Person | None = None) -> FolderTree[Folder]:
    """Return all folders of one client, or, with `by`, those of them that this person may see.

    The whole tree is for keeping names and places in order; what is shown to somebody is asked for with `by`.
    What is no client's, in the library, lies in no folder: the tree is empty.
    """
    query, given = (_of_client(by), asked_by(by)) if by else (_ALL_OF_CLIENT, {})
    return FolderTree(db.session.scalars(query, {**given, "client_id": client_id}))


def client_with_tree(client_id: uuid.UUID, *, by: Person) -> tuple[ClientRow, FolderTree[FolderRow]]:
    """Return the client with those of its folders that this person may see, in one question, to be shown.

    :raises NotFound: no such client, or not one this person may see.
    """
    rows = db.session.connection().execute(_client_with_folders(by), asked_by(by, client_id=client_id)).all()
    if not rows:
        raise NotFound("No such client.")
    # Where there is no folder the other half of the row is empty.
    folders = [folder_from(row[_OF_CLIENT:]) for row in rows if row[_OF_CLIENT] is not None]
    return client_from(rows[0][:_OF_CLIENT]), FolderTree(folders)


def matters_of(folder_ids: Sequence[uuid.UUID]) -> list[FolderRow]:
    """Return the matters in which these folders lie, in their order, each once, to be shown.

    One query a level, so at most as many as folders are deep, however many there are.
    """
    above = {folder.id: folder for folder in _rows(folder_ids)}
    while missing := {folder.parent_id for folder in above.values() if folder.parent_id} - above.keys():
        above |= {folder.id: folder for folder in _rows(list(missing))}
    matters: dict[uuid.UUID, FolderRow] = {}
    for folder in (above[folder_id] for folder_id in folder_ids):
        while folder.parent_id:
            folder = above[folder.parent_id]
        matters.setdefault(folder.id, folder)
    return list(matters.values())


@once_a_role
def _of_client(viewer: Viewer) -> Select[Folder]:
    return folders_visible_to(viewer).where(Folder.client_id == bindparam("client_id")).order_by(Folder.name)


@once_a_role
def _client_with_folders(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    seen = (Folder.client_id == Client.id) & passes(Folder.wall_id, viewer)
    clients = visible_to(viewer).where(Client.id == bindparam("client_id")).outerjoin(Folder, seen)
    columns = (*client_from.columns, *folder_from.columns)
    return clients.with_only_columns(*columns, maintain_column_froms=True).order_by(Folder.name)


def _rows(folder_ids: Sequence[uuid.UUID]) -> Iterator[FolderRow]:
    return map(folder_from, db.session.connection().execute(_THESE, {"folder_ids": folder_ids}))
