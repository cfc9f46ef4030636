"""The database: its session, and the columns every model is made of."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry

BUSY_SECONDS = 10


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


def engine_options(url: str) -> dict[str, Any]:
    """Return what the engine needs for this kind of database.

    On SQLite a transaction begins with its first write, as BEGIN IMMEDIATE: a reader holds no snapshot that a
    later write could find stale, and a writer waits its turn instead of failing at once. Reads before it see
    what is committed, statement by statement, as PostgreSQL's default isolation has it.
    """
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True}
    return {"connect_args": {"isolation_level": "IMMEDIATE", "timeout": BUSY_SECONDS}}


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # FULL: a commit that was answered survives a power cut, not only a crash of the process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
