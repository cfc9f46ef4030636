"""What was removed for good, so that no older backup brings it back.

The audit trail names every paper that was purged. A restore asks three lists: the trail of the office it replaces, the
one that lies in the backup, and a file written by `flask backup purged`, to be kept apart from the machine. What was
purged after the last list that survives cannot be known. It has lain in the bin for its days, though, so a backup from
those days has it in the bin too, and the restore purges at once what is over them.

A restore that is broken off has written over the trail already, so the list lies in the data folder until the end.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, select, update

from legalindia.audit.models import Act, AuditEvent
from legalindia.database import db, now
from legalindia.documents import bin
from legalindia.documents.models import Document
from legalindia.errors import Invalid

_AT_ONCE = 500
_KEPT = "purged-before-restore.txt"


def listed(connection: Connection) -> Iterator[uuid.UUID]:
    """Walk through the ids of all papers that were purged."""
    query = select(AuditEvent.subject_id).where(AuditEvent.act == str(Act.PURGED), AuditEvent.subject_id.is_not(None))
    for (document_id,) in connection.execution_options(yield_per=1000).execute(query):
        yield uuid.UUID(str(document_id))


def write_list(path: Path) -> int:
    """Write the list into a file, an id a line; say how many there are."""
    count = 0
    with path.open("w") as file, db.engine.connect() as connection:
        for document_id in listed(connection):
            file.write(f"{document_id}\n")
            count += 1
    return count


def read_list(lines: Iterable[str]) -> Iterator[uuid.UUID]:
    """Read such a list. :raises Invalid: it is none."""
    try:
        for line in lines:
            if line.strip():
                yield uuid.UUID(line.strip())
    except ValueError as error:
        raise Invalid("That is not a list of purged papers: it has one id a line.") from error


def keep(document_ids: set[uuid.UUID], folder: Path) -> None:
    """Lay the list where a restore that is begun again finds it, before anything is written over."""
    part = folder / f"{_KEPT}.part"
    with part.open("w") as file:
        file.writelines(f"{document_id}\n" for document_id in sorted(document_ids))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / _KEPT)
    _sync(folder)


def kept(folder: Path) -> set[uuid.UUID]:
    """Return the list of a restore that was broken off; empty where there was none."""
    if not is_broken_off(folder):
        return set()
    with (folder / _KEPT).open() as lines:
        return set(read_list(lines))


def is_broken_off(folder: Path) -> bool:
    """Say whether a restore was begun here and has not come to its end."""
    return (folder / _KEPT).exists()


def let_go(folder: Path) -> None:
    """Forget the list: the restore is done, and the trail has it."""
    (folder / _KEPT).unlink()
    _sync(folder)


def purge_again(document_ids: set[uuid.UUID]) -> int:
    """Remove for good those of these papers that are here, and whatever is over its days in the bin."""
    days: int = current_app.config["SETTINGS"].bin_days
    long_ago = now() - timedelta(days=days + 1)
    waiting = list(document_ids)
    while waiting:
        some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        _put_into_bin(some, long_ago)
    return bin.purge(days=days)


def _put_into_bin(document_ids: list[uuid.UUID], since: object) -> None:
    """Lay the papers, and all that came inside them, where the purge finds them."""
    while document_ids:
        among = Document.id.in_(document_ids)
        db.session.execute(update(Document).where(among).values(deleted_at=since, is_current=False))
        inside = Document.parent_id.in_(document_ids)
        document_ids = list(db.session.scalars(select(Document.id).where(inside)))
    db.session.commit()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
