"""The chain: how a row is hashed onto the one before, and how a broken link is found.

Rows wait in the session until its commit and are chained in that very transaction, as its last statements: the
head of the chain is locked for a moment only, and always after every other lock, so two writers cannot deadlock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, insert, select, update
from sqlalchemy.orm import Session

from legalindia.audit.models import GENESIS, AuditEvent, ChainHead
from legalindia.database import db

_WAITING = "audit events of this transaction"
_HEAD = 1
_events: Any = AuditEvent.__table__
_head: Any = ChainHead.__table__
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold. :param number: of the row. :param reason: what is wrong."""

    number: int
    reason: str


def wait_for_commit(row: dict[str, Any]) -> None:
    """Have the row chained when the transaction commits; a rollback takes it along."""
    db.session.info.setdefault(_WAITING, []).append(row)


def digest(row: dict[str, Any]) -> str:
    """Return the SHA-256 of the row in canonical JSON, with its number and the hash of the row before."""
    plain = {name: _plain(value) for name, value in row.items() if name != "sha256"}
    canonical = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def head() -> tuple[int, str]:
    """Return number and hash of the last row; noted down elsewhere, they prove what the trail was."""
    row = db.session.execute(select(ChainHead.number, ChainHead.sha256)).one_or_none()
    return (row.number, row.sha256) if row else (0, GENESIS)


def first_break() -> Break | None:
    """Walk the whole chain and return the first altered, missing or reordered row; None when it holds."""
    number, last = 0, GENESIS
    for row in _rows():
        number += 1
        if row["number"] != number:
            return Break(number, "is missing")
        if row["previous_sha256"] != last or digest(row) != row["sha256"]:
            return Break(number, "is not in its place" if _stands_elsewhere(last, number) else "was altered")
        last = row["sha256"]
    end, end_hash = head()
    if end != number:
        return Break(number + 1, "is missing")
    return None if end_hash == last else Break(number, "is not the row that was written last")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (int, str, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _rows() -> Iterator[dict[str, Any]]:
    query = select(*_events.columns).order_by(_events.c.number)
    for row in db.session.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}):
        yield dict(row._mapping)


def _stands_elsewhere(previous: str, number: int) -> bool:
    successor = select(AuditEvent.number).where(AuditEvent.previous_sha256 == previous, AuditEvent.number != number)
    return db.session.scalar(successor.limit(1)) is not None


def _lock_head(connection: Connection, count: int) -> tuple[int, str]:
    """Take the head for `count` rows until the transaction ends; return number and hash of the last row there is."""
    taken = update(_head).where(_head.c.id == _HEAD).values(number=_head.c.number + count)
    row = connection.execute(taken.returning(_head.c.number, _head.c.sha256)).one_or_none()
    if row is None:
        connection.execute(insert(_head).values(id=_HEAD, number=count, sha256=GENESIS))
        return 0, GENESIS
    return row.number - count, row.sha256


@event.listens_for(Session, "before_commit")
def _chain(session: Session) -> None:
    waiting: list[dict[str, Any]] = session.info.pop(_WAITING, [])
    if not waiting:
        return
    session.flush()
    connection = session.connection()
    end, last = _lock_head(connection, len(waiting))
    for number, row in enumerate(waiting, start=end + 1):
        row["number"], row["previous_sha256"] = number, last
        row["sha256"] = last = digest(row)
    connection.execute(insert(_events), waiting)
    connection.execute(update(_head).where(_head.c.id == _HEAD).values(sha256=last))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_WAITING, None)
