"""What a process remembers of the embedded index, so that a question need not read it all: who may read each
passage, its signature, and the words of the newest passages."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096
"""Passages whose words are sealed together; passage ids count through the blocks."""
PLACES = 1 << 16
"""Places of words in a passage: an occurrence is one number, passage id * PLACES + place."""
FACTS = ("client", "folder", "document", "kind", "dated", "length")
GONE = -1

_ROWS = "SELECT id, signature, client, folder, document, kind, dated, length FROM passages"
_CHANGED = "SELECT passage FROM changes WHERE id > ?"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The passages at one moment; arrays run over passage ids, so that of passage 7 stands at [7].

    :ivar facts: by name as in FACTS; the client is GONE where there is no passage of that id.
    :ivar signatures: shape [64-bit words of a signature, ids].
    :ivar is_signed: whether the passage has a vector.
    :ivar recent_words: the words of the passages not yet sealed, ordered by passage and place.
    :ivar recent_occurrences: for each of them, passage id * PLACES + place.
    :ivar blocks: the sealed blocks.
    """

    content: str
    change: int
    facts: dict[str, NDArray[np.int32]]
    signatures: NDArray[np.uint64]
    is_signed: NDArray[np.bool_]
    recent_words: NDArray[np.uint32]
    recent_occurrences: NDArray[np.int64]
    blocks: tuple[int, ...]


class Roll:
    """Keeps one snapshot up to date, reading only what changed since it was taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._forget(0)

    def _forget(self, width: int) -> None:
        """Start anew, with signatures of `width` 64-bit words."""
        self._end = 0
        self._facts = {name: np.full(0, GONE, np.int32) for name in FACTS}
        self._signatures: NDArray[np.uint64] = np.zeros((width, 0), np.uint64)
        self._is_signed: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._recent_words = np.zeros(0, np.uint32)
        self._recent_occurrences = np.zeros(0, np.int64)

    def snapshot(self, connection: sqlite3.Connection) -> Snapshot:
        """Return the state that the connection's transaction sees; ask before reading anything else in it."""
        with self._lock:
            content, change = _mark(connection)
            held = self._snapshot
            if held is None or (held.content, held.change) != (content, change):
                self._catch_up(connection, content)
                held = self._snapshot = self._taken(connection, content, change)
            return held

    def _catch_up(self, connection: sqlite3.Connection, content: str) -> None:
        (oldest,) = connection.execute("SELECT coalesce(min(id), 0) FROM changes").fetchone()
        held = self._snapshot
        if held is None or held.content != content or held.change + 1 < oldest:
            self._read_all(connection)
        else:
            self._read_changed(connection, held.change)

    def _read_all(self, connection: sqlite3.Connection) -> None:
        self._forget(_signature_width(connection))
        self._make_room(_end(connection))
        rows = connection.execute(_ROWS)
        while batch := rows.fetchmany(10_000):
            self._take(batch)

    def _read_changed(self, connection: sqlite3.Connection, known: int) -> None:
        self._make_room(_end(connection))
        if self._signatures.shape[0] == 0:
            self._signatures = np.zeros((_signature_width(connection), self._is_signed.shape[0]), np.uint64)
        changed = {passage for (passage,) in connection.execute(_CHANGED, (known,))}
        rows = connection.execute(f"{_ROWS} WHERE id IN ({_CHANGED})", (known,)).fetchall()
        self._facts["client"][list(changed - {row[0] for row in rows})] = GONE
        self._take(rows)

    def _take(self, rows: Sequence[tuple[int, bytes | None, int]]) -> None:
        """Enter passages, new or changed."""
        ids = np.array([row[0] for row in rows], np.int64)
        facts = np.array([row[2:] for row in rows], np.int32).reshape(-1, len(FACTS))
        for name, values in zip(FACTS, facts.T, strict=True):
            self._facts[name][ids] = values
        signed = [row for row in rows if row[1] is not None]
        if signed:
            places = np.array([row[0] for row in signed], np.int64)
            joined = np.frombuffer(b"".join(row[1] or b"" for row in signed), np.uint64)
            self._signatures[:, places] = joined.reshape(len(signed), -1).T
            self._is_signed[places] = True

    def _make_room(self, end: int) -> None:
        """Let the arrays reach `end`; snapshots taken before keep theirs, cut where they ended."""
        self._end = max(self._end, end)
        space = self._is_signed.shape[0]
        if end > space:
            more = max(end, 2 * space) - space
            self._facts = {
                name: np.concatenate([held, np.full(more, GONE, np.int32)]) for name, held in self._facts.items()
            }
            self._is_signed = np.concatenate([self._is_signed, np.zeros(more, np.bool_)])
            width = self._signatures.shape[0]
            self._signatures = np.concatenate([self._signatures, np.zeros((width, more), np.uint64)], axis=1)

    def _taken(self, connection: sqlite3.Connection, content: str, change: int) -> Snapshot:
        blocks = tuple(block for (block,) in connection.execute("SELECT id FROM blocks ORDER BY id"))
        self._follow_recent(connection, blocks)
        return Snapshot(
            content=content,
            change=change,
            facts={name: values[: self._end] for name, values in self._facts.items()},
            signatures=self._signatures[:, : self._end],
            is_signed=self._is_signed[: self._end],
            recent_words=self._recent_words,
            recent_occurrences=self._recent_occurrences,
            blocks=blocks,
        )

    def _follow_recent(self, connection: sqlite3.Connection, blocks: Sequence[int]) -> None:
        """Drop the words that were sealed meanwhile and read those that are new."""
        sealed = (blocks[-1] + 1) * BLOCK * PLACES if blocks else 0
        last = int(self._recent_occurrences[-1]) // PLACES if self._recent_occurrences.size else 0
        rows = connection.execute("SELECT id, words FROM recent WHERE id > ? ORDER BY id", (last,)).fetchall()
        words, occurrences = laid_out(rows)
        kept = self._recent_occurrences >= sealed
        self._recent_words = np.concatenate([self._recent_words[kept], words])
        self._recent_occurrences = np.concatenate([self._recent_occurrences[kept], occurrences])


def laid_out(rows: Sequence[tuple[int, bytes]]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the words of passages one after the other, and for each its passage id * PLACES + place."""
    words = np.frombuffer(b"".join(held for _, held in rows), np.uint32)
    lengths = np.array([len(held) // words.itemsize for _, held in rows], np.int64)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    passages = np.repeat(np.array([passage for passage, _ in rows], np.int64), lengths)
    return words, passages * PLACES + (np.arange(words.size) - starts)


def _mark(connection: sqlite3.Connection) -> tuple[str, int]:
    """Return what tells two states of the file apart: the name of its content and its last change."""
    content, change = connection.execute(
        "SELECT value, (SELECT coalesce(max(id), 0) FROM changes) FROM about WHERE name = 'content'"
    ).fetchone()
    return content, change


def _end(connection: sqlite3.Connection) -> int:
    """Return one more than the greatest passage id ever given."""
    row = connection.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return row[0] if row else 0


def _signature_width(connection: sqlite3.Connection) -> int:
    row = connection.execute(
        "SELECT length(signature) / 8 FROM passages WHERE signature IS NOT NULL LIMIT 1"
    ).fetchone()
    return row[0] if row else 0
