"""Who may see which client. This is the one place where that is decided; every query goes through it."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, Select, exists, or_, select

from legalindia.accounts.models import Role, User
from legalindia.clients.models import Access, Client, Folder, TeamMember
from legalindia.database import db
from legalindia.errors import NotFound


def may_see(user: User) -> ColumnElement[bool]:
    """Return the condition under which a client's papers are this person's to see.

    Those on the team may; for a client open to the firm everybody may but the administrator, who runs the
    system and sees nobody's papers without being on the team.
    """
    on_team = exists().where(TeamMember.client_id == Client.id, TeamMember.user_id == user.id)
    return on_team if user.role == Role.ADMIN else or_(on_team, Client.access == Access.FIRM)


def visible_to(user: User) -> Select[Client]:
    """Return the clients this person may see."""
    return select(Client).where(may_see(user))


def visible_client_ids(user: User) -> frozenset[uuid.UUID]:
    """Return the ids of the clients this person may see, as a filter for the index."""
    return frozenset(db.session.scalars(select(Client.id).where(may_see(user))))


def get_client(client_id: uuid.UUID, *, by: User) -> Client:
    """Return the client. :raises NotFound: no such client, or not one this person may see."""
    client: Client | None = db.session.scalar(visible_to(by).where(Client.id == client_id))
    if client is None:
        raise NotFound("No such client.")
    return client


def get_folder(folder_id: uuid.UUID, *, by: User) -> Folder:
    """Return the folder. :raises NotFound: no such folder, or of a client this person may not see."""
    query = select(Folder).join(Folder.client).where(Folder.id == folder_id, may_see(by))
    folder: Folder | None = db.session.scalar(query)
    if folder is None:
        raise NotFound("No such folder.")
    return folder
