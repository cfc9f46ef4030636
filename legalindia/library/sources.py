"""What lies at a path that can go into the library: judgments with what lists say of them, Acts, dated versions."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from legalindia.errors import Invalid
from legalindia.library.acts import Act, is_act, is_versions, read_act, read_versions

LISTS = frozenset({"metadata.csv", "metadata.json", "metadata.jsonl", "meta.csv", "meta.json", "meta.jsonl"})
JUDGMENTS = frozenset({".pdf", ".txt", ".html", ".htm", ".docx", ".rtf"})
MOST_JSON_BYTES = 256 * 1024 * 1024
_FILE_KEYS = ("file", "filename", "file_name", "path", "pdf", "pdf_link", "id")


class Shape(StrEnum):
    """What a file holds."""

    JUDGMENT = "judgment"
    ACT = "act"
    VERSIONS = "versions"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """A file that can be taken in.

    :param row: what a list says of it. :param origin: the list's name.
    :param trouble: why it cannot be taken in; None where it can.
    """

    path: Path
    shape: Shape
    row: Mapping[str, Any] = field(default_factory=dict)
    origin: str = ""
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of one file. :param origin: the list's name."""

    row: Mapping[str, Any]
    origin: str


def items_at(path: Path) -> list[Item]:
    """Return what lies at a path, file by file in the order of their names; a folder with all folders in it.

    :raises Invalid: there is nothing there.
    """
    if not path.exists():
        raise Invalid(f"There is nothing at {path}.")
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    beside = [one for one in path.parent.iterdir() if one.name.lower() in LISTS] if path.is_file() else []
    listed = _read_lists([one for one in [*files, *beside] if one.name.lower() in LISTS])
    stems = {one.with_suffix("") for one in files if one.suffix.lower() in JUDGMENTS}
    wanted = [one for one in files if one.name.lower() not in LISTS and not one.name.startswith(".")]
    return [item for one in wanted if (item := _item(one, listed, stems)) is not None]


def rows_of(path: Path, *, called: str | None = None) -> Iterator[Mapping[str, Any]]:
    """Walk through the rows of a list: CSV with a header, a JSON array or object of rows, or JSON line by line.

    :param called: its name, where the path does not end in it.
    :raises Invalid: it is none of these.
    """
    name = called or path.name
    suffix = Path(name).suffix.lower()
    try:
        if suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from csv.DictReader(file)
        elif suffix == ".jsonl":
            with path.open(encoding="utf-8-sig") as file:
                yield from (json.loads(line) for line in file if line.strip())
        else:
            yield from _rows_of_json(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, csv.Error, UnicodeDecodeError) as error:
        raise Invalid(f"{name} cannot be read as a list: {error}.") from error


def said_by(row: Mapping[str, Any]) -> list[str]:
    """Return the names of the file that a row speaks of, the surest first."""
    return [name for key in _FILE_KEYS if (name := str(row.get(key) or "").strip())]


def _rows_of_json(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        yield from (row for row in data if isinstance(row, dict))
    elif isinstance(data, dict) and all(isinstance(row, dict) for row in data.values()):
        yield from ({"file": name, **row} for name, row in data.items())
    elif isinstance(data, dict):
        yield data


def _read_lists(lists: list[Path]) -> dict[Path, Listed]:
    """Return what the lists say, by the file they say it of: its path, or its name beside the list."""
    said: dict[Path, Listed] = {}
    for path in lists:
        for row in rows_of(path):
            for name in said_by(row):
                listed = Listed(row, path.name)
                said.setdefault((path.parent / name).resolve(), listed)
                said.setdefault((path.parent / Path(name).name).resolve(), listed)
    return said


def _item(path: Path, listed: Mapping[Path, Listed], stems: set[Path]) -> Item | None:
    suffix = path.suffix.lower()
    if suffix in JUDGMENTS:
        said = _said_of(path, listed)
        return Item(path, Shape.JUDGMENT, said.row, said.origin)
    if suffix == ".json" and path.with_suffix("") in stems:
        # It lies beside a judgment of the same name: what it says was read with that.
        return None
    if suffix in {".json", ".jsonl"}:
        return _json_item(path)
    return Item(path, Shape.UNKNOWN, trouble="This is no kind of file that the library takes in.")


def _said_of(path: Path, listed: Mapping[Path, Listed]) -> Listed:
    beside = path.with_suffix(".json")
    if beside.exists():
        row = next(iter(rows_of(beside)), {})
        return Listed(row, beside.name)
    found = listed.get(path.resolve()) or listed.get(path.resolve().with_suffix(""))
    return found or Listed({}, "")


def _json_item(path: Path) -> Item:
    if path.stat().st_size > MOST_JSON_BYTES:
        return Item(path, Shape.UNKNOWN, trouble="This JSON is larger than any Act.")
    return Item(path, Shape.VERSIONS if path.suffix.lower() == ".jsonl" else Shape.ACT)


def act_in(text: str, *, is_lines: bool) -> Act:
    """Read an Act, or dated versions line by line. :raises Invalid: it is neither."""
    if is_lines and is_versions(text.partition("\n")[0]):
        return read_versions(text.splitlines())
    try:
        data = None if is_lines else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"This cannot be read as JSON: {error}.") from error
    if data is None or not is_act(data):
        raise Invalid("This JSON is neither an Act nor dated versions of articles.")
    return read_act(data)
