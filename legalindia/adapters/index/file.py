"""The file of the embedded index: its tables, its connections, and what happens when it is gone or unreadable."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from legalindia.errors import Unavailable

_LAYOUT = 1
_WAIT_SECONDS = 15

# names: clients, folders, documents and kinds as small numbers; 0 stands for none.
# recent: the words of passages in reading order, until their block is full and sealed into postings.
# postings: which passages of a block hold a word and how often (held), and where (places).
# changes: the passages that were written, so that other processes need to read only those again.
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE words (id INTEGER PRIMARY KEY, word BLOB NOT NULL UNIQUE);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, passage TEXT NOT NULL UNIQUE, document INTEGER NOT NULL,
    client INTEGER NOT NULL, folder INTEGER NOT NULL, kind INTEGER NOT NULL, dated INTEGER NOT NULL,
    length INTEGER NOT NULL, signature BLOB
);
CREATE INDEX passages_by_document ON passages (document);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE recent (id INTEGER PRIMARY KEY, words BLOB NOT NULL);
CREATE TABLE blocks (id INTEGER PRIMARY KEY);
CREATE TABLE postings (
    block INTEGER NOT NULL, word INTEGER NOT NULL, held BLOB NOT NULL, places BLOB NOT NULL,
    PRIMARY KEY (block, word)
) WITHOUT ROWID;
CREATE TABLE changes (id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL);
"""
_EMPTIED = ("names", "words", "passages", "vectors", "recent", "blocks", "postings", "changes", "sqlite_sequence")

_DISK = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
}
_NO_PLACE = (
    "The search index cannot be reached or written. Check that its disk has space, and that the office may write there."
)
_SPOILT_FILE = (
    "The search index cannot be read. Run `flask index rebuild`: it is then built again from the database, "
    "and nothing is lost."
)
_SPOILT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Unreadable(Unavailable):
    """The file is damaged, or is not an index."""


class OtherLayout(sqlite3.DatabaseError):
    """The file is in order, but not laid out as this version of LegalIndia does it."""


@dataclass(frozen=True, slots=True)
class _Open:
    connection: sqlite3.Connection
    process: int
    inode: int


class IndexFile:
    """One SQLite file in WAL mode, shared by threads and processes; each thread has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that sees one state of the file throughout, from its first read on."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that alone may write, until the block ends; nothing is kept when it fails."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def empty(self) -> None:
        """Forget all that is held; a file that cannot be read is replaced by a new one."""
        try:
            with self.writing() as connection:
                for table in _EMPTIED:
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the tuple above
                _stamp(connection)
        except Unreadable:
            with self._alone():
                self._create()

    def size_bytes(self) -> int:
        """Return what the file and its log take on the disk."""
        return sum(path.stat().st_size for path in (self.path, self._beside("-wal")) if path.exists())

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            self._local.open = None
            _refuse(error)
        except OSError as error:
            raise Unavailable(_NO_PLACE) from error

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection; a new one when the file was replaced or the process forked."""
        held: _Open | None = getattr(self._local, "open", None)
        if held is None or held.process != os.getpid() or held.inode != self._inode():
            held = self._local.open = self._open(held)
        return held.connection

    def _inode(self) -> int:
        with suppress(FileNotFoundError):
            return self.path.stat().st_ino
        return 0

    def _open(self, former: _Open | None) -> _Open:
        if former is not None and former.process != os.getpid():
            # Closing it here would end the locks of the process it belongs to.
            self._local.inherited = former
        if self._inode() == 0 or self.path.stat().st_size == 0:
            with self._alone():
                if self._inode() == 0 or self.path.stat().st_size == 0:
                    self._create()
        inode = self._inode()
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
        )
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -8000")
        if connection.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
            raise OtherLayout("another layout")
        return _Open(connection, os.getpid(), inode)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from making the file at the same moment."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._beside("-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        """Put an empty index in place in one step; a log left by a former file must not be read into it."""
        fresh = self._beside("-new")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_LAYOUT}; COMMIT")
            _stamp(connection)
        for ending in ("-wal", "-shm"):
            self._beside(ending).unlink(missing_ok=True)
        fresh.replace(self.path)

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)


def _stamp(connection: sqlite3.Connection) -> None:
    """Give the content a new name, by which every process sees that what it remembers is void."""
    connection.execute("INSERT OR REPLACE INTO about VALUES ('content', ?)", (secrets.token_hex(8),))
    connection.execute("DELETE FROM about WHERE name = 'dimensions'")


def _code(error: sqlite3.DatabaseError) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _refuse(error: sqlite3.DatabaseError) -> NoReturn:
    if _code(error) in _BUSY:
        raise Unavailable("The search index is being written to. Try again in a moment.") from error
    if _code(error) in _DISK:
        raise Unavailable(_NO_PLACE) from error
    if _code(error) in _SPOILT:
        raise Unreadable(_SPOILT_FILE) from error
    raise error
