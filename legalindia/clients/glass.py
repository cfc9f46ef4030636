"""Breaking the glass: in an emergency a partner or the administrator opens a client's papers, and everybody is told."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import Viewer, asked_by, may_see, once_a_role
from legalindia.clients.models import Client, GlassBreak
from legalindia.database import db, now, this_moment
from legalindia.errors import Invalid, NotFound
from legalindia.ops.remembered import found_anew, remembered

SHORTEST_REASON = 10
LONGEST_REASON = 1000
MOST_HOURS = 24
# The team is told on its pages for so long.
TOLD_FOR = timedelta(days=30)
# The glass is hardly ever broken, and every page would ask. So long after it was, every process of the office tells.
TOLD_WITHIN_SECONDS = 3
_ANY = "glass broken lately"


def break_glass(wanted: str, reason: str, hours: int, *, by: Person) -> GlassBreak:
    """Open all papers of one client to one person for some hours.

    :param wanted: the client's id or exact name.
    :raises Forbidden: the person may not. :raises NotFound: no such client. :raises Invalid: no reason is given.
    """
    require(by, Right.BREAK_GLASS)
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or not 1 <= hours <= MOST_HOURS:
        rule = f"Give a reason of {SHORTEST_REASON} to {LONGEST_REASON} characters and 1 to {MOST_HOURS} hours."
        raise Invalid(rule, errors={"reason": [rule]})
    client = _named(wanted)
    broken = GlassBreak(client_id=client.id, user_id=by.id, reason=reason, until=now() + timedelta(hours=hours))
    db.session.add(broken)
    db.session.flush()
    # The trail holds no text that was typed; by its hash the reason kept beside it is proved to be the one given.
    sealed = hashlib.sha256(reason.encode()).hexdigest()
    record(Act.GLASS_BROKEN, by=by, subject=broken, detail={"hours": hours, "reason_sha256": sealed})
    db.session.commit()
    found_anew(_ANY, _is_any_told, seconds=TOLD_WITHIN_SECONDS)
    return broken


def told_to(user: Person, client_id: uuid.UUID | None = None) -> Sequence[GlassBreak]:
    """Return what was lately opened in an emergency among the clients that the person may see, or of one of them."""
    if not remembered(_ANY, _is_any_told, seconds=TOLD_WITHIN_SECONDS):
        return []
    if client_id is None:
        return db.session.scalars(_told(user), asked_by(user)).all()
    return db.session.scalars(_told_of_client(user), asked_by(user, client_id=client_id)).all()


@once_a_role
def _told(viewer: Viewer) -> Select[GlassBreak]:
    return _lately_opened(viewer)


@once_a_role
def _told_of_client(viewer: Viewer) -> Select[GlassBreak]:
    return _lately_opened(viewer).where(Client.id == bindparam("client_id"))


def _is_any_told() -> bool:
    lately = select(GlassBreak.id).where(GlassBreak.created_at > now() - TOLD_FOR)
    return db.session.scalar(lately.limit(1)) is not None


def _lately_opened(viewer: Viewer) -> Select[GlassBreak]:
    return (
        select(GlassBreak)
        .join(GlassBreak.client)
        .where(may_see(viewer), GlassBreak.created_at > this_moment(less=TOLD_FOR))
        .options(joinedload(GlassBreak.client), joinedload(GlassBreak.user))
        .order_by(GlassBreak.created_at.desc())
    )


def _named(wanted: str) -> Client:
    """Find the client without asking who may see it: that is what the glass is broken for."""
    wanted = wanted.strip()
    same = [Client.name == wanted]
    with suppress(ValueError):
        same.append(Client.id == uuid.UUID(wanted))
    found = db.session.scalars(select(Client).where(or_(*same)).limit(2)).all()
    if len(found) != 1:
        raise NotFound("No client, or more than one, goes by exactly this name. Use the client's id.")
    return found[0]
