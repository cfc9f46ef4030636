"""Walls: a folder or a paper that only named people may see, because it is privileged, sealed or without prejudice.

A folder carries the innermost wall it stands behind, its own or one above it; a paper carries its own. Whoever is
named inside is named outside as well, so the innermost wall alone decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Protocol

from sqlalchemy import Select, delete, false, or_, select

from legalindia.accounts.models import Person, Role, User
from legalindia.accounts.rights import Right
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import require_for_good
from legalindia.clients.models import Access, Client, Folder, TeamMember, Wall, WallKind, WallMember
from legalindia.database import db
from legalindia.errors import Invalid

# A folder's name has room for 160 characters.
LONGEST_BEFORE_NUMBER = 150


class Walled(Protocol):
    """A folder or a paper."""

    __tablename__: str
    id: uuid.UUID
    wall_id: uuid.UUID | None

    @property
    def client_id(self) -> uuid.UUID | None:
        """Return whose it is."""

    def with_all_inside(self) -> Sequence[Walled]:
        """Return the thing itself and everything of its kind that lies in it."""

    def inherited_wall_id(self) -> uuid.UUID | None:
        """Return the wall that the thing carries because of what it lies in, when it has none of its own."""


def get_wall(wall_id: uuid.UUID | None) -> Wall | None:
    """Return the wall of a thing that was loaded for somebody, who has passed it by that."""
    return db.session.get(Wall, wall_id) if wall_id else None


def people_on(wall_id: uuid.UUID | None) -> frozenset[uuid.UUID]:
    """Return the ids of those who are named on the wall."""
    return frozenset(db.session.scalars(select(WallMember.user_id).where(WallMember.wall_id == wall_id)))


def people_who_could(client: Client) -> Sequence[User]:
    """Return whom a wall may name: those who see the client's papers where no wall is, by name."""
    return db.session.scalars(_could_see(client).order_by(User.name, User.id)).all()


def restrict(
    thing: Walled, kind: WallKind, user_ids: Iterable[uuid.UUID], *, by: Person, outer: uuid.UUID | None
) -> None:
    """Let only these people, and whoever does it, see a folder or a paper.

    :param outer: the wall of the folder it lies in, if that stands behind one.
    :raises Forbidden: the person may not restrict. :raises Invalid: somebody named could not see it anyway.
    """
    _require_restrict(thing, by)
    people = frozenset(user_ids) | {by.id}
    _check_people(thing, people, outer)
    own = db.session.get(Wall, thing.wall_id) if thing.wall_id not in {None, outer} else None
    wall = own or Wall(client_id=thing.client_id, created_by_id=by.id)
    wall.kind = kind
    db.session.add(wall)
    db.session.flush()
    _name(wall.id, people)
    _put_behind(thing, wall.id)
    ids = " ".join(sorted(map(str, people)))
    record(Act.RESTRICTED, by=by, subject=thing, detail={"kind": kind.value, "people": ids})
    db.session.commit()


def lift(thing: Walled, *, by: Person, outer: uuid.UUID | None) -> None:
    """Take a folder's or paper's own wall away; one it lies behind stays. :raises Forbidden: as for `restrict`."""
    _require_restrict(thing, by)
    own = thing.wall_id
    if own is None or own == outer:
        return
    inherited = thing.inherited_wall_id()
    if isinstance(thing, Folder):
        thing.name = _free_name(thing, inherited)
    _put_behind(thing, inherited)
    db.session.flush()
    db.session.execute(delete(Wall).where(Wall.id == own))
    record(Act.RESTRICTION_LIFTED, by=by, subject=thing)
    db.session.commit()


def move_behind(folder: Folder, *, before: uuid.UUID | None, after: uuid.UUID | None) -> None:
    """Put a folder that was moved behind the wall it now lies behind. Own walls further in stay, and let in no more
    people than the new outer one does. It does not commit."""
    if before == after:
        return
    inner = {each.wall_id for each in folder.with_all_inside()} - {before, None}
    if folder.wall_id == before:
        _put_behind(folder, after)
    if after is not None:
        for wall_id in inner:
            _keep_only(wall_id, people_on(after))


def check_move(client_id: uuid.UUID | None, *, before: uuid.UUID | None, after: uuid.UUID | None, by: Person) -> None:
    """Make sure that what moves from behind one wall to another comes into nobody's sight, or that this person may
    say who sees it.

    :raises Forbidden: more people would see it, and the person may not restrict.
    """
    if client_id is None or before is None or before == after:
        return
    if after is None or people_on(after) - people_on(before):
        require_for_good(Right.RESTRICT, client_id, wall_id=before, by=by)


def forget_people(client: Client, user_ids: Iterable[uuid.UUID]) -> None:
    """Take people who left the team off the client's walls. It does not commit.

    Whoever is the last one named stays so: off the team it opens nothing, and without them nobody could ever pass.
    To refuse it instead would tell of the wall.
    """
    gone = list(user_ids)
    staying = select(WallMember.wall_id).where(WallMember.user_id.not_in(gone))
    walls = select(Wall.id).where(Wall.client_id == client.id, Wall.id.in_(staying))
    db.session.execute(delete(WallMember).where(WallMember.wall_id.in_(walls), WallMember.user_id.in_(gone)))


def _require_restrict(thing: Walled, by: Person) -> None:
    if thing.client_id is not None:
        require_for_good(Right.RESTRICT, thing.client_id, wall_id=thing.wall_id, by=by)


def _free_name(folder: Folder, wall_id: uuid.UUID | None) -> str:
    """Return the folder's name, with a number where a folder outside its wall was given the same meanwhile."""
    beside = select(Folder.name).where(
        Folder.client_id == folder.client_id,
        Folder.parent_id == folder.parent_id,
        Folder.wall_id == wall_id,
        Folder.id != folder.id,
    )
    taken = frozenset(db.session.scalars(beside))
    numbered = (f"{folder.name[:LONGEST_BEFORE_NUMBER]} ({number})" for number in count(2))
    return folder.name if folder.name not in taken else next(name for name in numbered if name not in taken)


def _check_people(thing: Walled, people: frozenset[uuid.UUID], outer: uuid.UUID | None) -> None:
    client = db.session.get_one(Client, thing.client_id)
    query = _could_see(client).where(User.id.in_(people))
    could = frozenset(db.session.scalars(query.with_only_columns(User.id)))
    if outer is not None:
        could &= people_on(outer)
    if people - could:
        rule = "Name only people who could see it without this restriction."
        raise Invalid(rule, errors={"user_ids": [rule]})


def _could_see(client: Client) -> Select[User]:
    on_team = User.id.in_(select(TeamMember.user_id).where(TeamMember.client_id == client.id))
    of_firm = User.role != Role.ADMIN if client.access == Access.FIRM else false()
    return select(User).where(User.is_enabled, or_(on_team, of_firm))


def _name(wall_id: uuid.UUID, people: frozenset[uuid.UUID]) -> None:
    _keep_only(wall_id, people)
    db.session.add_all(WallMember(wall_id=wall_id, user_id=each) for each in people - people_on(wall_id))


def _keep_only(wall_id: uuid.UUID | None, people: frozenset[uuid.UUID]) -> None:
    others = delete(WallMember).where(WallMember.wall_id == wall_id, WallMember.user_id.not_in(people))
    db.session.execute(others)


def _put_behind(thing: Walled, wall_id: uuid.UUID | None) -> None:
    """Give the thing its wall, and with it everything inside that stood behind the same one as it did."""
    before = thing.wall_id
    below = thing.with_all_inside()
    inner = {each.wall_id for each in below} - {before, wall_id, None}
    for each in below:
        if each.wall_id in {before, None}:
            each.wall_id = wall_id
    if wall_id is not None:
        db.session.flush()
        for each_id in inner:
            _keep_only(each_id, people_on(wall_id))
