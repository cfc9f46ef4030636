"""Whether what is held is whole: every original byte for byte, every passage in the index, and nothing beside them.

What is compared is kept in a scratch file of SQLite, so that two million papers need no more memory than two.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.protocol import Altered, Missing
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.backup import database
from legalindia.database import db, now
from legalindia.documents.models import Document, DocumentStatus, Passage
from legalindia.documents.rebuild import index_document

MOST_NAMED = 20
# A file that came in within the last day may be about to be written down.
_SETTLED = timedelta(days=1)
_QUARANTINE = "quarantine/"
_TABLES = """
CREATE TABLE rows (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE held (key TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE wanted (passage TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE indexed (passage TEXT PRIMARY KEY, document TEXT NOT NULL, has_vector INTEGER NOT NULL) WITHOUT ROWID;
"""


class Fault(StrEnum):
    """What can be wrong, as it is said to the administrator."""

    MISSING = "original missing"
    ALTERED = "original altered"
    ORPHAN = "file that no paper names"
    UNINDEXED = "paper with passages that are not in the index"
    WITHOUT_VECTOR = "paper with passages without a vector"
    LEFT_IN_INDEX = "paper in the index that is not to be found any more"


# What a row does not need any more, or what can be made again from it, is put right without harm; bytes cannot be.
MENDABLE = frozenset({Fault.ORPHAN, Fault.UNINDEXED, Fault.WITHOUT_VECTOR, Fault.LEFT_IN_INDEX})


@dataclass(slots=True)
class Found:
    """What is wrong. :ivar named: the first few of each kind, by key or id."""

    checked: int = 0
    counts: Counter[Fault] = field(default_factory=Counter)
    mended: Counter[Fault] = field(default_factory=Counter)
    named: dict[Fault, list[str]] = field(default_factory=dict)

    def note(self, fault: Fault, name: str) -> None:
        self.counts[fault] += 1
        some = self.named.setdefault(fault, [])
        if len(some) < MOST_NAMED:
            some.append(name)

    @property
    def is_whole(self) -> bool:
        return self.counts == self.mended


def check(*, mend: bool = False, bytes_too: bool = True) -> Found:
    """Compare database, store and index.

    :param mend: remove what nothing names, and index again what is not indexed.
    :param bytes_too: read every original; otherwise only see whether it is there.
    """
    found = Found()
    # An empty name makes a file that SQLite removes by itself.
    with closing(sqlite3.connect("", isolation_level=None)) as scratch:
        scratch.executescript(_TABLES)
        for fault, name in _faults(scratch, found, bytes_too=bytes_too):
            found.note(fault, name)
            if mend and fault in MENDABLE:
                _mend(fault, name)
                found.mended[fault] += 1
    if found.mended:
        record(Act.MENDED, by=None, detail={str(fault): count for fault, count in found.mended.items()})
        db.session.commit()
    return found


def _faults(scratch: sqlite3.Connection, found: Found, *, bytes_too: bool) -> Iterator[tuple[Fault, str]]:
    sizes = ((one.key, one.size_bytes) for one in outfit().storage.held())
    scratch.executemany("INSERT INTO held VALUES (?, ?)", sizes if not bytes_too else ())
    with db.engine.connect() as connection:
        for original in database.originals(connection):
            found.checked += 1
            scratch.execute("INSERT OR IGNORE INTO rows VALUES (?)", (original.key,))
            fault = _fault_of(original) if bytes_too else _fault_by_size(original, scratch)
            if fault is not None:
                yield fault, original.key
    yield from _orphans(scratch)
    _remember_passages(scratch)
    yield from _index_faults(scratch)


def _fault_of(original: database.Original) -> Fault | None:
    try:
        outfit().storage.open(original.key, sha256=original.sha256).close()
    except Missing:
        # What was harmful is removed from quarantine when its days are over.
        return None if original.key.startswith(_QUARANTINE) else Fault.MISSING
    except Altered:
        return Fault.ALTERED
    return None


def _fault_by_size(original: database.Original, scratch: sqlite3.Connection) -> Fault | None:
    size = scratch.execute("SELECT size FROM held WHERE key = ?", (original.key,)).fetchone()
    if size is None:
        return None if original.key.startswith(_QUARANTINE) else Fault.MISSING
    return None if size[0] == original.size_bytes else Fault.ALTERED


def _orphans(scratch: sqlite3.Connection) -> Iterator[tuple[Fault, str]]:
    since = now() - _SETTLED
    for one in outfit().storage.held():
        is_named = scratch.execute("SELECT 1 FROM rows WHERE key = ?", (one.key,)).fetchone()
        if not is_named and one.kept_at < since:
            yield Fault.ORPHAN, one.key


def _remember_passages(scratch: sqlite3.Connection) -> None:
    to_be_found = (Document.status == DocumentStatus.READY, Document.is_current, Document.deleted_at.is_(None))
    query = select(Passage.id, Passage.document_id).join(Passage.document).where(*to_be_found)
    with db.engine.connect() as connection:
        rows = connection.execution_options(yield_per=1000).execute(query)
        scratch.execute("BEGIN")
        scratch.executemany("INSERT INTO wanted VALUES (?, ?)", ((row[0].hex, row[1].hex) for row in rows))
        there = ((one.passage_id.hex, one.document_id.hex, one.has_vector) for one in outfit().index.passages())
        scratch.executemany("INSERT OR REPLACE INTO indexed VALUES (?, ?, ?)", there)
        scratch.execute("COMMIT")


def _index_faults(scratch: sqlite3.Connection) -> Iterator[tuple[Fault, str]]:
    absent = scratch.execute(
        "SELECT DISTINCT wanted.document FROM wanted LEFT JOIN indexed USING (passage) WHERE indexed.document IS NULL"
    ).fetchall()
    for (document,) in absent:
        yield Fault.UNINDEXED, document
    if outfit().embedding is not None:
        bare = scratch.execute(
            "SELECT DISTINCT wanted.document FROM wanted JOIN indexed USING (passage) WHERE NOT has_vector"
        ).fetchall()
        yield from ((Fault.WITHOUT_VECTOR, document) for (document,) in bare if (document,) not in set(absent))
    left = scratch.execute(
        "SELECT DISTINCT indexed.document FROM indexed LEFT JOIN wanted USING (passage) WHERE wanted.document IS NULL"
    ).fetchall()
    for (document,) in left:
        yield Fault.LEFT_IN_INDEX, document


def _mend(fault: Fault, name: str) -> None:
    if fault == Fault.ORPHAN:
        outfit().storage.delete(name)
        return
    document_id = uuid.UUID(hex=name)
    document = db.session.get(Document, document_id)
    is_to_be_found = (
        document is not None
        and document.status == DocumentStatus.READY
        and document.is_current
        and document.deleted_at is None
    )
    if document is not None and is_to_be_found:
        index_document(document)
    else:
        outfit().index.remove_document(document_id)
    db.session.rollback()
