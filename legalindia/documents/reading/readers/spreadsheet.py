"""Excel sheets (.xlsx), as text: a row a line, its cells parted by tabs. Formulas give what Excel last made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Any

import openpyxl

from legalindia.documents.files import MediaType
from legalindia.documents.reading.archives import check_archive
from legalindia.documents.reading.failures import OverLimit
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.telling import tell

MACROS = "It holds macros. They are never run."
MOST_ROWS = 200_000


def read(request: Request) -> Iterator[Header | PageText]:
    check_archive(request.path)
    with (
        request.path.open("rb") as file,
        closing(openpyxl.load_workbook(file, read_only=True, data_only=True, keep_vba=True, keep_links=False)) as book,
    ):
        texts = [f"{sheet.title}\n\n{_text(sheet)}" for sheet in book.worksheets]
        notes = [MACROS] if "xl/vbaProject.bin" in book._archive.namelist() else []
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    notes += [f"It holds hidden sheets, which are read too: {', '.join(hidden)}."] if hidden else []
    yield from tell(texts, notes=notes)


def _text(sheet: Any) -> str:
    lines = []
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number >= MOST_ROWS:
            raise OverLimit(f"A sheet of this file has more than {MOST_ROWS} rows. Please split it.")
        if line := "\t".join(map(_shown, row)).rstrip():
            lines.append(line)
    return "\n".join(lines)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if not (value.hour or value.minute or value.second) else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


READER = Reader((MediaType.XLSX,), read)
