"""What the embedded index does when passages come, change and go; each function runs inside one transaction."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from legalindia.adapters.index.lexical import encoded, seal
from legalindia.adapters.index.protocol import Entry, Vector
from legalindia.adapters.index.roll import BLOCK, PLACES
from legalindia.adapters.index.signatures import signature
from legalindia.errors import Conflict
from legalindia.law.words import matched_text

# What other processes can catch up on; one that missed more reads everything again.
_CHANGES_KEPT = 100_000
# Values in one statement: many, and few enough for every build of SQLite.
_AT_ONCE = 500

Value = TypeVar("Value", str, bytes)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry whose words are already cut, which takes longer than the writing."""

    entry: Entry
    words: tuple[str, ...]


def draft(entry: Entry) -> Draft:
    """Cut the words of an entry; what follows the first 65,000 words of a passage is not indexed."""
    return Draft(entry, tuple(matched_text(entry.text).split()[: PLACES - 536]))


def add(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> None:
    """Write new passages in place of those with the same ids."""
    _remove(connection, "passage", [one.entry.passage_id.hex for one in drafts])
    numbers = _word_numbers(connection, {word for one in drafts for word in one.words})
    first = _next_passage(connection)
    ids = range(first, first + len(drafts))
    connection.executemany(
        "INSERT INTO passages (id, passage, document, client, folder, kind, dated, length) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        _passage_rows(connection, ids, drafts),
    )
    connection.executemany(
        "INSERT INTO recent VALUES (?, ?)",
        ((number, _packed(one.words, numbers)) for number, one in zip(ids, drafts, strict=True)),
    )
    vectors = [(n, one.entry.vector) for n, one in zip(ids, drafts, strict=True) if one.entry.vector is not None]
    _give_vectors(connection, vectors)
    _note(connection, ids)
    _seal_full_blocks(connection, first + len(drafts))


def add_vectors(connection: sqlite3.Connection, vectors: Sequence[tuple[uuid.UUID, Vector]]) -> None:
    """Give vectors to those passages that are held."""
    known = []
    for passage_id, vector in vectors:
        row = connection.execute("SELECT id FROM passages WHERE passage = ?", (passage_id.hex,)).fetchone()
        if row is not None:
            known.append((row[0], vector))
    _give_vectors(connection, known)
    _note(connection, [number for number, _ in known])


def remove_document(connection: sqlite3.Connection, document_id: uuid.UUID) -> None:
    """Remove the document's passages."""
    document = connection.execute("SELECT id FROM names WHERE key = ?", (document_id.hex,)).fetchone()
    if document is not None:
        _remove(connection, "document", [document[0]])


def remove_passages(connection: sqlite3.Connection, passage_ids: Sequence[uuid.UUID]) -> None:
    """Remove these passages."""
    _remove(connection, "passage", [passage_id.hex for passage_id in passage_ids])


def refile_document(
    connection: sqlite3.Connection,
    document_id: uuid.UUID,
    *,
    folder_id: uuid.UUID | None,
    kind: str,
    dated: date,
) -> None:
    """Write the document's new place, kind and date to all its passages."""
    keys = (_key(folder_id), kind_key(kind), document_id.hex)
    folder, kind_number, document = map(_name_numbers(connection, keys).__getitem__, keys)
    rows = connection.execute(
        "UPDATE passages SET folder = ?, kind = ?, dated = ? WHERE document = ? RETURNING id",
        (folder, kind_number, dated.toordinal(), document),
    ).fetchall()
    _note(connection, [number for (number,) in rows])


def kind_key(kind: str) -> str:
    """Return the name under which a kind of paper is numbered; no id looks like it."""
    return f"kind {kind}"


def _key(number: uuid.UUID | None) -> str:
    return number.hex if number is not None else ""


def _passage_rows(
    connection: sqlite3.Connection, ids: Iterable[int], drafts: Sequence[Draft]
) -> Iterable[tuple[int | str, ...]]:
    entries = [one.entry for one in drafts]
    keys = [
        (entry.document_id.hex, _key(entry.client_id), _key(entry.folder_id), kind_key(entry.kind)) for entry in entries
    ]
    numbers = _name_numbers(connection, dict.fromkeys(key for row in keys for key in row))
    for number, one, row in zip(ids, drafts, keys, strict=True):
        named = (numbers[key] for key in row)
        yield number, one.entry.passage_id.hex, *named, one.entry.dated.toordinal(), len(one.words)


def _name_numbers(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return the numbers of names, giving new ones where needed; the empty name is 0."""
    return {"": 0} | _numbers(connection, "names", "key", [key for key in keys if key])


def _word_numbers(connection: sqlite3.Connection, sought: set[str]) -> dict[str, int]:
    # In alphabetical order neighbours stand on the same page of the file, new ones too.
    spelt = {encoded(word): word for word in sorted(sought)}
    numbers = _numbers(connection, "words", "word", list(spelt))
    return {word: numbers[code] for code, word in spelt.items()}


def _numbers(connection: sqlite3.Connection, table: str, column: str, values: Sequence[Value]) -> dict[Value, int]:
    """Return the numbers of values in a table that gives each its own, entering those that are new."""
    numbers: dict[Value, int] = {}
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = connection.execute(f"SELECT {column}, id FROM {table} WHERE {column} IN ({marks})", some)  # noqa: S608
        numbers.update(rows)
    for value in values:
        if value not in numbers:
            added = connection.execute(f"INSERT INTO {table} ({column}) VALUES (?)", (value,))  # noqa: S608
            numbers[value] = added.lastrowid or 0
    return numbers


def _packed(matched: Sequence[str], numbers: dict[str, int]) -> bytes:
    return np.array([numbers[word] for word in matched], np.uint32).tobytes()


def _next_passage(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return row[0] if row else 1


def _give_vectors(connection: sqlite3.Connection, vectors: Sequence[tuple[int, Vector]]) -> None:
    _agree_on_dimensions(connection, {vector.size for _, vector in vectors})
    connection.executemany(
        "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
        ((number, vector.astype(np.float16).tobytes()) for number, vector in vectors),
    )
    connection.executemany(
        "UPDATE passages SET signature = ? WHERE id = ?",
        ((signature(vector), number) for number, vector in vectors),
    )


def _agree_on_dimensions(connection: sqlite3.Connection, sizes: set[int]) -> None:
    """Refuse vectors of another model than the one whose vectors are held: the two cannot be compared."""
    for size in sizes:
        connection.execute("INSERT OR IGNORE INTO about VALUES ('dimensions', ?)", (str(size),))
        (held,) = connection.execute("SELECT value FROM about WHERE name = 'dimensions'").fetchone()
        if held != str(size):
            raise Conflict(
                f"The search index holds vectors of {held} numbers, and this model gives {size}. "
                "Run `flask index rebuild` to make them all anew."
            )


def _remove(connection: sqlite3.Connection, column: str, values: Sequence[str | int]) -> None:
    """Remove the passages with one of these values; `column` is `passage` or `document`."""
    found: list[int] = []
    for value in values:
        rows = connection.execute(f"SELECT id FROM passages WHERE {column} = ?", (value,))  # noqa: S608
        found.extend(number for (number,) in rows)
    for table in ("passages", "vectors", "recent"):
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((number,) for number in found))  # noqa: S608
    _note(connection, found)
    for block in {number // BLOCK for number in found}:
        _drop_if_empty(connection, block)


def _drop_if_empty(connection: sqlite3.Connection, block: int) -> None:
    span = (block * BLOCK, (block + 1) * BLOCK - 1)
    if connection.execute("SELECT 1 FROM passages WHERE id BETWEEN ? AND ? LIMIT 1", span).fetchone() is None:
        connection.execute("DELETE FROM postings WHERE block = ?", (block,))
        connection.execute("DELETE FROM blocks WHERE id = ?", (block,))


def _note(connection: sqlite3.Connection, passages: Iterable[int]) -> None:
    """Note which passages other processes must read again."""
    connection.executemany("INSERT INTO changes (passage) VALUES (?)", ((number,) for number in passages))
    connection.execute("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - ?", (_CHANGES_KEPT,))


def _seal_full_blocks(connection: sqlite3.Connection, next_passage: int) -> None:
    """Seal the blocks in which no further passage can come to stand."""
    while True:
        (oldest,) = connection.execute("SELECT min(id) FROM recent").fetchone()
        if oldest is None or oldest // BLOCK >= next_passage // BLOCK:
            return
        seal(connection, oldest // BLOCK)
