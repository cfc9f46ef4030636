"""The database: its session, and the columns every model is made of."""

from __future__ import annotations

import re
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    TypeDecorator,
    bindparam,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column, registry
from sqlalchemy.sql.functions import FunctionElement

# How long a write waits for another's: SQLite for its one writer, PostgreSQL for a locked row.
BUSY_SECONDS = 10
# What PostgreSQL works on for longer is given up, and answered as a database that does not answer.
STATEMENT_SECONDS = 60
# A page waits so long for PostgreSQL to let it in, and for a connection of the pool to come free.
CONNECT_SECONDS = 3
POOL_SECONDS = 4
# What SQLAlchemy raises when the database is away, stops, is too busy, or (PostgreSQL's InternalError) takes no writes.
OUT_OF_REACH = (OperationalError, InternalError, NoConnectionFree)
# Firewalls and proxies forget connections that are older.
RECYCLE_SECONDS = 1800
# What stands for other signs in a pattern of LIKE, and what is put before it where it stands for itself.
_WITH_A_MEANING = re.compile("[/%_]")
_MEANT_AS_IT_IS = "/"
_LIGHT = "commits without waiting for the disk"


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


class UtcMoment(TypeDecorator[datetime]):
    """A moment that is UTC in Python whatever the database makes of time zones. SQLite keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be kept.")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment


def this_moment(*, less: timedelta = timedelta(0)) -> BindParameter[datetime]:
    """Return the moment at which the statement is run, or so much before it, for a statement that is put together
    once and run often."""
    return bindparam(None, callable_=lambda: now() - less, type_=UtcMoment())


class SortKey(TypeDecorator[str]):
    """A folded name (`law.words.fold`), cut to its column: one sign may fold to eighteen, and an index has limits."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    @property
    def python_type(self) -> type[str]:
        return str

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value[: self.length] if value is not None else None


class clock(FunctionElement[datetime]):  # noqa: N801 - written in a query, as `func.now()` is
    """The moment by the database's own clock, or so many seconds from it: one clock for the workers of all machines."""

    type = UtcMoment()
    inherit_cache = False

    def __init__(self, *, seconds: float = 0) -> None:
        self.seconds = seconds
        super().__init__()


@compiles(clock, "sqlite")
def _clock_of_sqlite(element: clock, _compiler: Any, **_: Any) -> str:
    # Six digits behind the second, as SQLAlchemy writes them: the two are compared letter by letter.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '{element.seconds:+.3f} seconds')"


@compiles(clock, "postgresql")
def _clock_of_postgresql(element: clock, _compiler: Any, **_: Any) -> str:
    return f"(clock_timestamp() + interval '{element.seconds:.3f} seconds')"


Id = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]
Moment = Annotated[datetime, mapped_column(UtcMoment)]
Created = Annotated[datetime, mapped_column(UtcMoment, default=now)]


_words = Enum(StrEnum, native_enum=False, length=20, values_callable=lambda kind: [one.value for one in kind])
_constraint_names = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """What every table has in common: constraints named so that a migration can drop them again, enums as words."""

    metadata = MetaData(naming_convention=_constraint_names)
    registry = registry(metadata=metadata, type_annotation_map={StrEnum: _words})


db: SQLAlchemy = SQLAlchemy(model_class=Model)


def is_file(url: str) -> bool:
    """Say whether a database is a file that this process reads by itself; else a server is asked."""
    return url.startswith("sqlite")


def engine_options(url: str, *, connections: int) -> dict[str, Any]:
    """Return what the engine needs for this kind of database.

    On SQLite a transaction begins with its first write, as BEGIN IMMEDIATE: a reader holds no snapshot that a
    later write could find stale, and a writer waits its turn instead of failing at once. Reads before it see
    what is committed, statement by statement, as PostgreSQL's READ COMMITTED has it. So nothing here relies on
    what was read before the first write: one statement, a unique index or a locked row decides between two.

    :param connections: that a process keeps open on PostgreSQL; as many again come and go with the need.
    """
    # An error quotes what was to be written, and an error is logged.
    shared = {"hide_parameters": True}
    if is_file(url):
        return {**shared, "connect_args": {"isolation_level": "IMMEDIATE", "timeout": BUSY_SECONDS}}
    return {
        **shared,
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,
        "pool_size": connections,
        "max_overflow": connections,
        "pool_timeout": POOL_SECONDS,
        "pool_recycle": RECYCLE_SECONDS,
        "connect_args": {
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "legalindia",
            "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={BUSY_SECONDS}s -c timezone=UTC",
            # A machine that has gone without a word is noticed in half a minute, and its locks are let go.
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    }


def holds(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Return the condition that the column has a text in it, for a statement that is put together once.

    :param name: of its parameter, whose value is what `holding` makes of the text.
    """
    return column.like(bindparam(name), escape=_MEANT_AS_IT_IS)


def holding(text: str) -> str:
    """Return the pattern of LIKE for whatever has this text in it, sign for sign."""
    return f"%{_WITH_A_MEANING.sub(lambda found: _MEANT_AS_IT_IS + found[0], text)}%"


def upsert(model: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say ON CONFLICT: both databases have it, SQLAlchemy has it in their dialects only."""
    if db.engine.dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def commit_lightly() -> None:
    """Commit what is noted beside the work (a look, a request's key) without waiting for the disk.

    It is as whole and as ordered as every commit, and survives any end of the process. A power cut may take the
    last of such notes, yet never one that was made before a change which survived: both lie in the same log, in
    order, and the change waits for all of it. Where the transaction has begun to write already, it is a change and
    waits.
    """
    session = db.session()
    connection = session.connection()
    raw: Any = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
    elif not raw.in_transaction:
        raw.execute("PRAGMA synchronous=NORMAL")
        connection.info[_LIGHT] = True
    # A note changes nothing of what the page has read, so none of that is read again.
    kept, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = kept


def settle() -> None:
    """Have what was committed lightly reach the disk, where the database does not see to that by itself."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            # The log is synced before any of it is copied into the database.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")


@event.listens_for(Engine, "checkin")
def _wait_for_the_disk_again(connection: Any, record: Any) -> None:
    if record.info.pop(_LIGHT, False) and connection is not None:
        connection.execute("PRAGMA synchronous=FULL")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # FULL: a commit that was answered survives a power cut, not only a crash of the process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
