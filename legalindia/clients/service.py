"""What is done with clients and folders: open a client, set its team, add, rename and move folders."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from legalindia.accounts.models import Person, User
from legalindia.accounts.rights import Right, require
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients import walls
from legalindia.clients.access import (
    Viewer,
    asked_by,
    folders_visible_to,
    get_folder,
    once_a_role,
    require_for_good,
    visible_to,
)
from legalindia.clients.folders import DEEPEST, FolderTree, tree_of
from legalindia.clients.models import MATTER_FIELDS, Access, Client, ClientKind, Folder, TeamMember
from legalindia.clients.rows import ClientRow, client_from
from legalindia.database import db, holding, holds
from legalindia.errors import Conflict, Invalid, NotFound
from legalindia.law.words import fold
from legalindia.web.paging import PAGE_ROWS, Order, PageOf, page_of

BY_NAME = Order((Client.sort_name, Client.id))
FOLDERS_BY_AGE = Order((Folder.created_at, Folder.id))


def list_clients(*, by: Person, q: str = "", cursor: str | None = None, limit: int = PAGE_ROWS) -> PageOf[Client]:
    """Return the clients whose name has `q` in it, by name."""
    query, given = _asked_for(_all(by), q, by)
    return page_of(query, BY_NAME, cursor=cursor, limit=limit, given=given)


def list_rows(*, by: Person, q: str = "", cursor: str | None = None) -> PageOf[ClientRow]:
    """Return what a list shows of the clients that `list_clients` would return."""
    query, given = _asked_for(_all_rows(by), q, by)
    return page_of(query, BY_NAME, cursor=cursor, given=given, made_of=client_from)


def open_client(details: Mapping[str, Any], *, by: Person) -> Client:
    """Open a client; who opens it is the first on its team."""
    require(by, Right.OPEN_CLIENTS)
    client = Client(
        **{**details, "kind": ClientKind(details["kind"]), "access": Access(details["access"])},
        sort_name=fold(details["name"]),
        team=[TeamMember(user_id=by.id)],
    )
    db.session.add(client)
    db.session.flush()
    record(Act.OPENED, by=by, subject=client)
    db.session.commit()
    return client


def change_client(client: Client, details: Mapping[str, Any], *, by: Person) -> None:
    """Change what is given and leave the rest.

    :raises Forbidden: the person may not change clients, or not who may see them.
    """
    require(by, Right.ORGANISE)
    if details.get("access", client.access) != client.access:
        require_for_good(Right.RESTRICT, client.id, by=by)
    for name, value in details.items():
        setattr(client, name, value)
    client.sort_name = fold(client.name)
    record(Act.CHANGED, by=by, subject=client, detail={"fields": " ".join(sorted(details))})
    db.session.commit()


def set_team(client: Client, user_ids: list[uuid.UUID], *, by: Person) -> None:
    """Make these people the client's team.

    :raises Invalid: nobody would be left, or one of them is not of the firm.
    :raises Forbidden: the person may not set teams.
    """
    require_for_good(Right.MANAGE_TEAMS, client.id, by=by)
    people = db.session.scalars(select(User).where(User.id.in_(user_ids), User.is_enabled)).all()
    if not people or len(people) < len(set(user_ids)):
        raise Invalid("A team has at least one person, all of this firm.", errors={"user_ids": ["Check the ids."]})
    staying = {member.user_id: member for member in client.team}
    walls.forget_people(client, staying.keys() - {person.id for person in people})
    client.team = [staying.get(person.id) or TeamMember(user_id=person.id) for person in people]
    record(
        Act.TEAM_SET, by=by, subject=client, detail={"people": " ".join(sorted(str(person.id) for person in people))}
    )
    db.session.commit()


def list_folders(client: Client, *, by: Person, cursor: str | None, limit: int) -> PageOf[Folder]:
    query = folders_visible_to(by).where(Folder.client_id == client.id)
    return page_of(query, FOLDERS_BY_AGE, cursor=cursor, limit=limit)


def add_folder(client: Client, details: Mapping[str, Any], *, by: Person) -> Folder:
    """Add a folder to the client, as a matter or below another folder.

    :raises NotFound: the parent is not a folder of this client. :raises Conflict: the name is taken there.
    """
    require(by, Right.ORGANISE)
    tree = tree_of(client.id, by=by)
    parent_id = details.get("parent_id")
    parent = get_folder(parent_id, by=by) if parent_id else None
    _check_place(tree, parent_id, details["name"])
    matter = details.get("matter") or {}
    if parent_id is not None and any(matter.values()):
        raise Invalid("Only a top folder is a matter.", errors={"matter": ["Leave this out for a sub-folder."]})
    folder = Folder(client_id=client.id, parent_id=parent_id, name=details["name"], **matter)
    folder.wall_id = parent.wall_id if parent else None
    db.session.add(folder)
    _commit_folder(folder, Act.OPENED, by=by)
    return folder


def change_folder(folder: Folder, details: Mapping[str, Any], *, by: Person) -> None:
    """Rename the folder, move it within its client, or say more of its matter.

    :raises Conflict: the name is taken there, or it would come to lie in itself.
    """
    require(by, Right.ORGANISE)
    tree = tree_of(folder.client_id, by=by)
    parent_id = details.get("parent_id", folder.parent_id)
    name = details.get("name", folder.name)
    if (parent_id, name) != (folder.parent_id, folder.name):
        _check_place(tree, parent_id, name)
    if parent_id is not None and parent_id in tree.below(folder.id):
        raise Conflict("A folder cannot be moved into itself.")
    if parent_id != folder.parent_id:
        before, after = (get_folder(each, by=by).wall_id if each else None for each in (folder.parent_id, parent_id))
        if folder.wall_id == before:
            walls.check_move(folder.client_id, before=before, after=after, by=by)
        walls.move_behind(folder, before=before, after=after)
    folder.parent_id, folder.name = parent_id, name
    _describe_matter(folder, details.get("matter") or {})
    _commit_folder(folder, Act.CHANGED, by=by)


def find_or_add_folder(client: Client, names: list[str], *, by: Person) -> Folder:
    """Return the folder at this path, with whatever of it is missing added."""
    folder: Folder | None = None
    for name in names:
        parent_id = folder.id if folder else None
        known = tree_of(client.id, by=by).named(parent_id, name)
        folder = known or add_folder(client, {"name": name, "parent_id": parent_id}, by=by)
    if folder is None:
        raise Invalid("A path has at least one folder.")
    return get_folder(folder.id, by=by)


@once_a_role
def _all(viewer: Viewer) -> Select[Client]:
    return visible_to(viewer)


@once_a_role
def _all_rows(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return visible_to(viewer).with_only_columns(*client_from.columns)


def _asked_for(listed: Select[*tuple[Any, ...]], q: str, by: Person) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the list, or what of it has `q` in its name, with the values of its parameters."""
    folded = fold(q.strip())
    return (_of_name(listed), asked_by(by, name=holding(folded))) if folded else (listed, asked_by(by))


@cache
def _of_name(listed: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return listed.where(holds(Client.sort_name, "name"))


def _check_place(tree: FolderTree[Folder], parent_id: uuid.UUID | None, name: str) -> None:
    try:
        path = tree.path(parent_id)
    except KeyError as error:
        raise NotFound("No such folder of this client.") from error
    if len(path) >= DEEPEST:
        raise Invalid(f"Folders go {DEEPEST} deep at most.", errors={"parent_id": ["Choose a folder higher up."]})
    if tree.named(parent_id, name):
        raise _name_is_taken(name)


def _describe_matter(folder: Folder, matter: Mapping[str, Any]) -> None:
    if matter and not folder.is_matter:
        raise Invalid("Only a top folder is a matter.", errors={"matter": ["Leave this out for a sub-folder."]})
    for field in MATTER_FIELDS:
        if field in matter:
            setattr(folder, field, matter[field])


def _commit_folder(folder: Folder, act: Act, *, by: Person) -> None:
    name = folder.name
    try:
        db.session.flush()
        record(act, by=by, subject=folder)
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise _name_is_taken(name) from error


def _name_is_taken(name: str) -> Conflict:
    return Conflict(f"There is already a folder “{name}” here. Choose another name.", errors={"name": ["Taken here."]})
