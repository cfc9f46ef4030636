"""Who may see what of a client. This is the one place where that is decided; every query goes through it.

Two questions are asked of everything: is the client this person's to see, and does the person pass the wall that a
folder or a paper may stand behind. SQL asks them as conditions; the index is told which folders and papers to leave
out (`documents.access.hidden_from`), from the same conditions.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from legalindia.accounts.models import Person, Role, User
from legalindia.accounts.rights import RIGHTS, Right, require
from legalindia.clients.models import Access, Client, Folder, GlassBreak, TeamMember, Wall, WallMember
from legalindia.database import db, this_moment
from legalindia.errors import Forbidden, NotFound

# Under a name of its own, so that a query over what was broken can ask who may see it.
_Broken = aliased(GlassBreak)
_WHO_ASKS: BindParameter[uuid.UUID] = bindparam("viewer_id", type_=User.id.type)

Statement = TypeVar("Statement", bound=Select[Any])


class Viewer(NamedTuple):
    """Whoever asks to see something, by what the conditions ask of them; in a statement that is kept, a parameter."""

    id: uuid.UUID | BindParameter[uuid.UUID]
    role: Role


def once_a_role(build: Callable[[Viewer], Statement]) -> Callable[[Person], Statement]:
    """Have a statement put together once for each role, and not anew for each page.

    Who asks, and whatever else differs from one time to the next, stands in it as a parameter (`asked_by`): every time
    it is asked, the database decides. A statement that stays the same is also recognised faster: to put those of a page
    together anew, and to find out that they were known, took a third of its time.
    """
    made = cache(lambda role: build(Viewer(_WHO_ASKS, role)))

    @wraps(build)
    def of_role(user: Person) -> Statement:
        statement: Statement = made(user.role)
        return statement

    return of_role


def asked_by(user: Person, **given: Any) -> dict[str, Any]:
    """Return the values of a statement's parameters, for a statement that is put together once a role."""
    return {_WHO_ASKS.key: user.id, **given}


def may_see(user: Person | Viewer) -> ColumnElement[bool]:
    """Return the condition under which a client's papers are this person's to see.

    Those on the team may; for a client open to the firm everybody may but the administrator, who runs the
    system and sees nobody's papers without being on the team; and whoever has broken the glass, for its time.
    """
    return _may_see(Viewer(user.id, user.role))


def passes(wall_id: InstrumentedAttribute[uuid.UUID | None], user: Person | Viewer) -> ColumnElement[bool]:
    """Return the condition under which this person passes the wall in the column: there is none, or they are named."""
    # Said of the walls they do not pass, and not of those they do: no database then looks for papers by their walls.
    return or_(wall_id.is_(None), wall_id.not_in(closed_to(user)))


def closed_to(user: Person | Viewer) -> Select[uuid.UUID]:
    """Return the walls that this person does not pass."""
    return _closed_to(Viewer(user.id, user.role))


def require_for_good(right: Right, client_id: uuid.UUID, *, wall_id: uuid.UUID | None = None, by: Person) -> None:
    """Make sure that somebody has the right, and sees these papers by more than a broken glass.

    What was opened for some hours would else be opened for ever: by a place on the team, or by a wall that is lifted.
    Only where nobody is left on the team, or on the wall, who could do it, whoever broke the glass may.

    :raises Forbidden: the person's role does not do, or they are here for some hours only.
    """
    require(by, right)
    able = _able(client_id, wall_id)
    if able and by.id not in able:
        raise Forbidden(
            "These papers are open to you in an emergency, to be read. Ask somebody of the team to do this."
        )


def visible_to(user: Person | Viewer) -> Select[Client]:
    """Return the clients this person may see."""
    return select(Client).where(may_see(user))


def visible_client_ids(user: Person) -> frozenset[uuid.UUID]:
    """Return the ids of the clients this person may see, as a filter for the index."""
    return frozenset(db.session.scalars(select(Client.id).where(may_see(user))))


def folders_visible_to(user: Person | Viewer) -> Select[Folder]:
    """Return the folders this person may see."""
    return select(Folder).join(Folder.client).where(may_see(user), passes(Folder.wall_id, user))


def get_client(client_id: uuid.UUID | None, *, by: Person) -> Client:
    """Return the client. :raises NotFound: no such client, or not one this person may see."""
    client: Client | None = db.session.scalar(_one_client(by), asked_by(by, client_id=client_id))
    if client is None:
        raise NotFound("No such client.")
    return client


def get_folder(folder_id: uuid.UUID, *, by: Person) -> Folder:
    """Return the folder. :raises NotFound: no such folder, or not one this person may see."""
    folder: Folder | None = db.session.scalar(_one_folder(by), asked_by(by, folder_id=folder_id))
    if folder is None:
        raise NotFound("No such folder.")
    return folder


def _able(client_id: uuid.UUID, wall_id: uuid.UUID | None) -> frozenset[uuid.UUID]:
    """Return who sees the client, and passes the wall, without a broken glass."""
    client = db.session.get_one(Client, client_id)
    on_team = User.id.in_(select(TeamMember.user_id).where(TeamMember.client_id == client_id))
    of_firm = User.role != Role.ADMIN if client.access == Access.FIRM else false()
    people = select(User.id).where(User.is_enabled, or_(on_team, of_firm))
    if wall_id is not None:
        people = people.where(User.id.in_(select(WallMember.user_id).where(WallMember.wall_id == wall_id)))
    return frozenset(db.session.scalars(people))


@once_a_role
def _one_client(viewer: Viewer) -> Select[Client]:
    return visible_to(viewer).where(Client.id == bindparam("client_id"))


@once_a_role
def _one_folder(viewer: Viewer) -> Select[Folder]:
    return folders_visible_to(viewer).where(Folder.id == bindparam("folder_id"))


# Statements that are put together for one time only ask for these conditions several times each. They say who, never
# what was decided, so they are kept for a while; the moment is read anew whenever one is asked of the database.
@lru_cache(maxsize=1024)
def _may_see(viewer: Viewer) -> ColumnElement[bool]:
    on_team = exists().where(TeamMember.client_id == Client.id, TeamMember.user_id == viewer.id)
    broken = exists().where(_Broken.client_id == Client.id, _is_open_to(viewer))
    open_to_firm = Client.access == Access.FIRM
    return or_(on_team, broken) if viewer.role == Role.ADMIN else or_(on_team, broken, open_to_firm)


@lru_cache(maxsize=1024)
def _closed_to(viewer: Viewer) -> Select[uuid.UUID]:
    named = exists().where(WallMember.wall_id == Wall.id, WallMember.user_id == viewer.id)
    broken = exists().where(_Broken.client_id == Wall.client_id, _is_open_to(viewer))
    return select(Wall.id).where(~named, ~broken)


def _is_open_to(viewer: Viewer) -> ColumnElement[bool]:
    # Who may not break the glass any more has lost what they opened with it.
    if viewer.role not in RIGHTS[Right.BREAK_GLASS]:
        return false()
    return (_Broken.user_id == viewer.id) & (_Broken.until > this_moment())
