"""The database in one file while the office works: SQLite's online backup, or pg_dump on one snapshot."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, select, text
from sqlalchemy.sql.schema import Table

from legalindia.database import db
from legalindia.errors import Conflict, Invalid, Refusal

# On PostgreSQL the office that a restore replaces lies here until the restore is done.
BEFORE = "before_restore"
_PAGES_AT_ONCE = 4096


class Original(NamedTuple):
    """A file that a row names."""

    key: str
    sha256: str
    size_bytes: int


def kind() -> str:
    """Say which database this is: sqlite or postgresql."""
    return str(db.engine.dialect.name)


def tables_with_originals() -> list[Table]:
    """Return every table whose rows name a file of the store."""
    return [table for table in db.metadata.sorted_tables if {"storage_key", "sha256"} <= set(table.columns.keys())]


@contextmanager
def dumped(file: Path) -> Iterator[Connection]:
    """Write the database into a file, and lend a connection that sees exactly what the file holds."""
    if kind() == "sqlite":
        with _copied(file) as connection:
            yield connection
    else:
        with _dumped(file) as connection:
            yield connection


def originals(connection: Connection) -> Iterator[Original]:
    """Walk through the files that the rows name, a few rows in memory at a time."""
    for table in tables_with_originals():
        columns = table.c
        # A draft that was typed has a text and no file.
        query = select(columns.storage_key, columns.sha256, columns.size_bytes).where(columns.storage_key.is_not(None))
        for row in connection.execution_options(yield_per=1000).execute(query):
            yield Original(*row)


def put_back(file: Path) -> None:
    """Put the database in the file in the place of the present one."""
    db.session.remove()
    db.engine.dispose()
    if kind() == "sqlite":
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(_path())) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
    else:
        _set_aside()
        try:
            _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(file))
        except Refusal:
            _bring_back()
            raise


def forget_before() -> None:
    """Remove what was set aside when another database was put in its place."""
    if kind() == "postgresql":
        _say(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")


@contextmanager
def _copied(file: Path) -> Iterator[Connection]:
    with closing(sqlite3.connect(_path())) as source, closing(sqlite3.connect(file)) as target:
        # A little at a time: whoever writes meanwhile waits for no more than that.
        source.backup(target, pages=_PAGES_AT_ONCE)
        # It comes without its log, so it must not ask for one.
        target.execute("PRAGMA journal_mode=DELETE")
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _dumped(file: Path) -> Iterator[Connection]:
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        # Large offices take longer than a page may.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}")
        yield connection


def _set_aside() -> None:
    """Make room for another database. What was set aside by a restore that was broken off is the office; it stays."""
    if inspect(db.engine).has_schema(BEFORE):
        _say("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    else:
        _say(f"ALTER SCHEMA public RENAME TO {BEFORE}", "CREATE SCHEMA public")


def _bring_back() -> None:
    _say("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {BEFORE} RENAME TO public")


def _say(*statements: str) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        # A large office takes longer to remove than a page may.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        for statement in statements:
            connection.execute(text(statement))


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise Invalid(f"The program {program} is missing: install the package postgresql-client.")
    url = make_url(db.engine.url)
    done = subprocess.run(
        [program, f"--dbname={_plain(url)}", *arguments],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PGPASSWORD": url.password or ""},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Conflict(f"{program} did not succeed: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}")


def _plain(url: URL) -> str:
    # The password goes by the environment, where other people of the machine do not see it.
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _path() -> str:
    return str(db.engine.url.database)
