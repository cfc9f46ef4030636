"""Which words of one text stand in another: a paper and its print, two versions of a paper.

Runs of words that occur once in each are the anchors, in the longest order that both keep; between two anchors the
rest is compared word by word. So it takes about as long as reading both, however long they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

ANCHOR_WORDS = 3
# What lies between two anchors is compared word by word up to so many pairs; beyond, it counts as rewritten.
MOST_PAIRS = 400_000

Words = Sequence[str]


class Match(NamedTuple):
    """The same words in both: `length` of them, from `first` in the one and `second` in the other."""

    first: int
    second: int
    length: int


def align(one: Words, other: Words) -> list[Match]:
    """Return the runs of words that both have, in the order of both."""
    edges = [(-1, -1), *_anchors(one, other), (len(one), len(other))]
    pairs: list[tuple[int, int]] = []
    for (a, b), (c, d) in pairwise(edges):
        pairs += _between(one, other, (a + 1, c), (b + 1, d))
        if c < len(one):
            pairs.append((c, d))
    return list(_joined(pairs))


def _anchors(one: Words, other: Words) -> list[tuple[int, int]]:
    """Return the beginnings of the runs that occur once in each, as far as they come in one order."""
    there = _unique_runs(other)
    common = [(at, there[run]) for run, at in _unique_runs(one).items() if run in there]
    return _rising(sorted(common))


def _unique_runs(words: Words) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[at : at + ANCHOR_WORDS]) for at in range(len(words) - ANCHOR_WORDS + 1)]
    counted = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counted[run] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of the pairs in which the second number rises as the first does."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for number, (_, second) in enumerate(pairs):
        at = bisect_left(tails, second)
        before.append(ends[at - 1] if at else None)
        tails[at : at + 1] = [second]
        ends[at : at + 1] = [number]
    kept: list[tuple[int, int]] = []
    last: int | None = ends[-1] if ends else None
    while last is not None:
        kept.append(pairs[last])
        last = before[last]
    return kept[::-1]


def _between(one: Words, other: Words, first: tuple[int, int], second: tuple[int, int]) -> Iterator[tuple[int, int]]:
    a, b = one[slice(*first)], other[slice(*second)]
    if not a or not b or len(a) * len(b) > MOST_PAIRS:
        return
    for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            yield first[0] + block.a + step, second[0] + block.b + step


def _joined(pairs: list[tuple[int, int]]) -> Iterator[Match]:
    """Join pairs that follow one another in both into runs."""
    run: Match | None = None
    for first, second in pairs:
        if run and (first, second) == (run.first + run.length, run.second + run.length):
            run = run._replace(length=run.length + 1)
            continue
        if run:
            yield run
        run = Match(first, second, 1)
    if run:
        yield run
