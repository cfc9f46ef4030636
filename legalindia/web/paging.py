"""Lists page by page. A page begins after the last row of the one before, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, tuple_

from legalindia.database import db
from legalindia.errors import Invalid

Row = TypeVar("Row")

PAGE_ROWS = 50
MOST_ROWS = 200
_ENTITY = itemgetter(0)
# Before the names of the parameters that say where a page begins.
_PLACE = "after_"


@dataclass(frozen=True, slots=True)
class PageOf(Generic[Row]):
    """Some rows of a list. :param next: the cursor of the following page, or None on the last."""

    items: Sequence[Row]
    next: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: columns that together are unique, and whether the largest comes first."""

    columns: tuple[Any, ...]
    newest_first: bool = False

    def after(self) -> ColumnElement[bool]:
        """Return the condition of what follows a row, whose values are parameters (`place`)."""
        theirs = [bindparam(_PLACE + column.key, type_=column.type) for column in self.columns]
        ours, row = tuple_(*self.columns), tuple_(*theirs)
        return ours < row if self.newest_first else ours > row

    def place(self, values: Sequence[Any]) -> dict[str, Any]:
        return {_PLACE + column.key: value for column, value in zip(self.columns, values, strict=True)}

    def clauses(self) -> list[Any]:
        return [column.desc() if self.newest_first else column.asc() for column in self.columns]

    def of(self, row: object) -> list[Any]:
        return [getattr(row, column.key) for column in self.columns]


def page_of(
    query: Select[*tuple[Any, ...]],
    order: Order,
    *,
    cursor: str | None,
    limit: int = PAGE_ROWS,
    given: Mapping[str, Any] | None = None,
    made_of: Callable[[Any], Row] = _ENTITY,
) -> PageOf[Row]:
    """Return up to `limit` rows of the query after the cursor.

    :param given: the values of the query's parameters. A query that has them is one that stays: its pages are put
        together once.
    :param made_of: makes a row out of the columns of the query; of a query of entities it is the entity.
    :raises Invalid: the cursor is not one that a list gave out.
    """
    limit = min(max(limit, 1), MOST_ROWS)
    place = order.place(_unpacked(cursor, order)) if cursor else {}
    statement = (_paged if given is None else _paged_once)(query, order, limit, is_first=not place)
    # Columns need nothing of the session but its connection.
    ask = db.session.execute if made_of is _ENTITY else db.session.connection().execute
    rows = [made_of(columns) for columns in ask(statement, {**(given or {}), **place}).all()]
    more = len(rows) > limit
    return PageOf(rows[:limit], _packed(order.of(rows[limit - 1])) if more else None)


def _paged(query: Select[*tuple[Any, ...]], order: Order, limit: int, *, is_first: bool) -> Select[*tuple[Any, ...]]:
    following = query if is_first else query.where(order.after())
    return following.order_by(*order.clauses()).limit(limit + 1)


_paged_once = lru_cache(maxsize=1024)(_paged)


def _packed(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, (datetime, date)) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _unpacked(cursor: str, order: Order) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_typed(column, value) for column, value in zip(order.columns, plain, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Invalid(
            "This place in the list is not known. Please begin at its first page.",
            errors={"cursor": ["Use the value of `next` of the page before, unchanged."]},
        ) from error


def _typed(column: Any, value: str) -> Any:
    kind = column.type.python_type
    if kind is uuid.UUID:
        return uuid.UUID(value)
    return kind.fromisoformat(value) if issubclass(kind, (datetime, date)) else kind(value)
