"""The lexical leg: the lists that say where each word stands, and BM25 over them.

SQLite's own FTS5 walks through every match row by row, which takes a tenth of a second for a common word in 100,000
passages and ten times that in a million. Here a word is a few arrays and a question a few sums over them: a few
milliseconds (benchmarks/index.py).
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.index.protocol import Wording
from legalindia.adapters.index.ranking import rarity, saturated
from legalindia.adapters.index.roll import BLOCK, PLACES, Snapshot, laid_out

Mask = NDArray[np.bool_]
_PAIR = np.dtype([("passage", np.uint16), ("count", np.uint16)])


@dataclass(frozen=True, slots=True)
class Holders:
    """The passages that hold a word, ascending, and how often each does."""

    passages: NDArray[np.int64]
    counts: NDArray[np.float64]


def encoded(word: str) -> bytes:
    """Return the word as the file holds it; whatever stands in a question can be looked up, and is then not found."""
    return word.encode("utf-8", "surrogatepass")


def seal(connection: sqlite3.Connection, block: int) -> None:
    """Turn the words of a full block's passages into lists by word."""
    span = (block * BLOCK, (block + 1) * BLOCK - 1)
    rows = connection.execute("SELECT id, words FROM recent WHERE id BETWEEN ? AND ? ORDER BY id", span).fetchall()
    words, occurrences = laid_out(rows)
    order = np.argsort(words, kind="stable")
    connection.execute("INSERT INTO blocks VALUES (?)", (block,))
    connection.executemany(
        "INSERT INTO postings VALUES (?, ?, ?, ?)",
        ((block, *row) for row in _lists(words[order], occurrences[order] - block * BLOCK * PLACES)),
    )
    connection.execute("DELETE FROM recent WHERE id BETWEEN ? AND ?", span)


def _lists(words: NDArray[np.uint32], occurrences: NDArray[np.int64]) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield word, holders and places from occurrences ordered by word, passage and place."""
    passages, places = occurrences // PLACES, (occurrences % PLACES).astype(np.uint16)
    is_first = np.ones(words.size, np.bool_)
    is_first[1:] = (words[1:] != words[:-1]) | (passages[1:] != passages[:-1])
    firsts = np.flatnonzero(is_first)
    pairs = np.empty(firsts.size, _PAIR)
    pairs["passage"] = passages[firsts]
    pairs["count"] = np.diff(firsts, append=words.size)
    starts = np.flatnonzero(np.diff(words[firsts], prepend=np.uint32(0)))
    bounds = np.append(firsts, words.size)
    for start, end in itertools.pairwise([*starts.tolist(), firsts.size]):
        held, stands = pairs[start:end], places[bounds[start] : bounds[end]]
        yield int(words[firsts[start]]), held.tobytes(), stands.tobytes()


class Lists:
    """The lists by word that one question needs, from the sealed blocks and from the newest passages."""

    def __init__(self, connection: sqlite3.Connection, snapshot: Snapshot) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._holders: dict[tuple[int, ...], Holders] = {}

    def numbers(self, word: str) -> tuple[int, ...]:
        """Return the number of the word; nothing for one that no passage ever had."""
        rows = self._connection.execute("SELECT id FROM words WHERE word = ?", (encoded(word),))
        return tuple(number for (number,) in rows)

    def numbers_beginning(self, prefix: str) -> tuple[int, ...]:
        """Return the numbers of all words that begin so."""
        begin = encoded(prefix)
        # No byte of UTF-8 is as great as 0xFF, so the end is just past the last word that begins so.
        span = (begin, begin + b"\xff")
        rows = self._connection.execute("SELECT id FROM words WHERE word >= ? AND word < ? ORDER BY id", span)
        return tuple(number for (number,) in rows)

    def holders(self, numbers: tuple[int, ...]) -> Holders:
        """Return the passages that hold at least one of the words."""
        if numbers not in self._holders:
            self._holders[numbers] = self._added_up(numbers)
        return self._holders[numbers]

    def having(self, numbers: tuple[int, ...]) -> Mask:
        """Mark the passages that hold at least one of the words."""
        mask = np.zeros(self._snapshot.is_signed.size, np.bool_)
        mask[self.holders(numbers).passages] = True
        return mask

    def having_run(self, run: Sequence[str], among: Mask) -> Mask:
        """Mark those passages of `among` in which these words follow one another."""
        numbers = [self.numbers(word) for word in run]
        for number in numbers:
            among = among & self.having(number)
        if len(run) == 1 or not among.any():
            return among
        starts = [self._occurrences(number[0], among) - after for after, number in enumerate(numbers)]
        mask = np.zeros_like(among)
        mask[_in_all(starts) // PLACES] = True
        return mask

    def _added_up(self, numbers: tuple[int, ...]) -> Holders:
        sealed, sealed_counts = self._sealed(numbers)
        occurrences = self._snapshot.recent_occurrences[_is_one_of(self._snapshot.recent_words, numbers)]
        recent, recent_counts = np.unique(occurrences // PLACES, return_counts=True)
        passages = np.concatenate([sealed, recent])
        counts = np.concatenate([sealed_counts, recent_counts]).astype(np.float64)
        if len(numbers) == 1:
            return Holders(passages, counts)
        totals = np.bincount(passages, counts, self._snapshot.is_signed.size)
        held = np.flatnonzero(totals)
        return Holders(held, totals[held].astype(np.float64))

    def _sealed(self, numbers: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows = self._connection.execute(
            "SELECT blocks.id, held FROM blocks CROSS JOIN json_each(?) AS sought "
            "CROSS JOIN postings ON block = blocks.id AND word = sought.value",
            (json.dumps(numbers),),
        ).fetchall()
        return _unpacked(rows)

    def _occurrences(self, number: int, among: Mask) -> NDArray[np.int64]:
        """Return where the word stands, as passage id * PLACES + place, ascending."""
        rows = self._connection.execute(
            "SELECT blocks.id, held, places FROM blocks CROSS JOIN postings ON block = blocks.id AND word = ? "
            "ORDER BY blocks.id",
            (number,),
        ).fetchall()
        passages, counts = _unpacked([row[:2] for row in rows])
        places = np.frombuffer(b"".join(row[2] for row in rows), np.uint16)
        sealed = np.repeat(passages, counts) * PLACES + places
        recent = self._snapshot.recent_occurrences[self._snapshot.recent_words == number]
        occurrences: NDArray[np.int64] = np.concatenate([sealed, recent])
        is_among = among[occurrences // PLACES]
        return occurrences[is_among]


def fitting(lists: Lists, wording: Wording, inside: Mask) -> Mask:
    """Mark the passages inside the scope that have all phrases and prefixes and nothing that is excluded."""
    mask = inside
    for phrase in filter(None, wording.phrases):
        mask = lists.having_run(phrase, mask)
    for prefix in wording.prefixes:
        mask = mask & lists.having(lists.numbers_beginning(prefix))
    for run in filter(None, wording.excluded):
        mask = mask & ~lists.having_run(run, mask)
    return mask


def ranked(lists: Lists, wording: Wording, lengths: NDArray[np.int32], inside: Mask, fits: Mask) -> NDArray[np.float64]:
    """Return the BM25 score of every passage, 0 for one that has none of the words or does not fit.

    How rare a word is, is counted inside the scope alone: what others hold must not show in a score.
    """
    scores = np.zeros(inside.size)
    total = int(inside.sum())
    average = float(lengths[inside].sum()) / max(total, 1)
    for numbers in _sought(lists, wording):
        held = lists.holders(numbers)
        is_inside = inside[held.passages]
        passages, counts = held.passages[is_inside], held.counts[is_inside]
        worth = rarity(total, passages.size)
        scores[passages] += worth * saturated(counts, lengths[passages].astype(np.float64), average)
    scores[~fits] = 0
    return scores


def _sought(lists: Lists, wording: Wording) -> Iterator[tuple[int, ...]]:
    for word in dict.fromkeys([*wording.words, *(word for phrase in wording.phrases for word in phrase)]):
        yield lists.numbers(word)
    for prefix in dict.fromkeys(wording.prefixes):
        yield lists.numbers_beginning(prefix)


def _is_one_of(words: NDArray[np.uint32], numbers: Sequence[int]) -> Mask:
    if len(numbers) == 1:
        return np.equal(words, numbers[0])
    wanted = np.zeros(max([*numbers, int(words.max(initial=0))]) + 1, np.bool_)
    wanted[list(numbers)] = True
    return wanted[words]


def _unpacked(rows: Sequence[tuple[int, bytes]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return passage ids and counts of the holders of several blocks, one block after the other."""
    pairs = np.frombuffer(b"".join(held for _, held in rows), _PAIR)
    sizes = [len(held) // _PAIR.itemsize for _, held in rows]
    first = np.repeat(np.array([block for block, _ in rows], np.int64) * BLOCK, sizes)
    return first + pairs["passage"], pairs["count"].astype(np.int64)


def _in_all(sorted_numbers: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the numbers that all of the ascending arrays hold."""
    shortest, *others = sorted(sorted_numbers, key=len)
    for other in others:
        places = np.searchsorted(other, shortest)
        shortest = shortest[other[np.minimum(places, other.size - 1)] == shortest] if other.size else other
    return shortest
