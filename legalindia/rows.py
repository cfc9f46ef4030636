"""Rows that are only shown: read as the database's driver gives them, and made into objects once by a process.

To make ids, moments and kinds of fifty rows out of text, and to find by these what was drawn of them, was a quarter of
a list's work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, ColumnElement, Dialect, Text, cast, type_coerce
from sqlalchemy.types import NULLTYPE, TypeEngine

from legalindia.database import db

Kind = TypeVar("Kind")


class ReadOnce(Generic[Kind]):
    """Objects made of some columns, each known by everything that stands in its row.

    Whoever is shown the same is shown the very same object, so that it can be told from others by its identity alone,
    and what is drawn of it remembered by that (`web.pages.DrawnOnce`). It is shared, and must not change.

    :param make: makes one of what stands in the columns. :param most: that are remembered.
    :ivar columns: to be asked for: their values come as they are kept, not as their types would read them.
    """

    def __init__(self, make: Callable[..., Kind], columns: Sequence[ColumnElement[Any]], *, most: int) -> None:
        self.columns = tuple(_as_kept(column).label(column.key) for column in columns)
        self._columns = columns
        self._make = make
        self._known = lru_cache(maxsize=most)(self._read)
        # There is one database, but in tests.
        self._readers = lru_cache(maxsize=1)(self._readers_of)

    def __call__(self, kept: Iterable[Any]) -> Kind:
        """Return the object of this row."""
        return self._known(tuple(kept))

    def _read(self, kept: tuple[Any, ...]) -> Kind:
        readers = self._readers(db.engine.dialect)
        return self._make(*(read(value) if read else value for read, value in zip(readers, kept, strict=True)))

    def _readers_of(self, dialect: Dialect) -> list[Callable[[Any], Any] | None]:
        # Not sooner: that of a foreign key is known when the table that it points to is.
        return [_reader(column.type, dialect) for column in self._columns]


def _as_kept(column: ColumnElement[Any]) -> ColumnElement[Any]:
    # By PostgreSQL's driver JSON comes as lists, by which nothing can be told from others.
    return cast(column, Text) if isinstance(column.type, JSON) else type_coerce(column, NULLTYPE)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return json.loads if isinstance(kind, JSON) else kind.dialect_impl(dialect).result_processor(dialect, None)
