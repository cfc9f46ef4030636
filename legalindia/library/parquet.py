"""What the lists of the public collections say of each judgment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

_COLUMNS = ("title", "court", "judge", "decision_date", "citation", "nc_display", "case_id", "cnr", "path", "pdf_link")


def rows_of(path: Path) -> list[Mapping[str, str]]:
    """Return what a Parquet file says of each judgment, in the columns we know.

    :raises ValueError: it cannot be read.
    """
    try:
        return _rows_of(path)
    except duckdb.Error as error:
        raise ValueError(str(error)) from error


def _rows_of(path: Path) -> list[Mapping[str, str]]:
    with duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": "1"}) as connection:
        there = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        columns = [name for name in _COLUMNS if name in {row[0] for row in there}]
        if not columns:
            return []
        listed = ", ".join(f'"{name}"' for name in columns)
        rows = connection.execute(f"SELECT {listed} FROM read_parquet(?)", [str(path)]).fetchall()  # noqa: S608
    return [{name: str(value) for name, value in zip(columns, row, strict=True) if value is not None} for row in rows]
