"""Sealing everything anew, after the office's key was changed."""

from __future__ import annotations

from sqlalchemy import Column, Table, select, type_coerce, update
from sqlalchemy.types import Text

from legalindia.database import db
from legalindia.sealing import Sealed, sealed_anew


def renew_all() -> int:
    """Seal every sealed value with the present key, all or none, and return how many there are.

    :raises SealBroken: one of them opens with no key that is known; nothing is changed then.
    """
    renewed = sum(_renew(table, column) for table in db.metadata.sorted_tables for column in _sealed(table))
    db.session.commit()
    return renewed


def _sealed(table: Table) -> list[Column[str]]:
    return [column for column in table.columns if isinstance(column.type, Sealed)]


def _renew(table: Table, column: Column[str]) -> int:
    as_it_lies = type_coerce(column, Text)
    rows = db.session.execute(select(table.c.id, as_it_lies).where(column.is_not(None))).all()
    for identifier, sealed in rows:
        anew = type_coerce(sealed_anew(sealed), Text)
        db.session.execute(update(table).where(table.c.id == identifier).values({column: anew}))
    return len(rows)
