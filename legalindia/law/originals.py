"""A text against which quotations are held: its words, and the letters they make, with the place of each.

Spacing, hyphens at line ends, ligatures and marks of quotation are not what a text says. Letters and digits are, and
the point inside a number. What a printer puts on every page (running heads, page numbers, footnote marks) is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from legalindia.law.words import fold

# Two signs are words too: "Rao & Sons" is not "Rao Sons", nor 10 % the number 10.
_SIGNS = {"&": "and", "%": "percent"}
# 1,50,000 is one number and 10.5 is not 105; all else is a run of letters, with the signs of the Indian scripts.
_WORD = re.compile(
    r"\d+(?:,\d{2,3})*(?:\.\d+)*(?![^\W_])"
    r"|(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u00ad\u200c\u200d])+|[&%]"
)
_FOOTNOTE_MARK = re.compile(r"\^\d{1,3}")
# `Lama1`: the number of a footnote that stands right behind a word.
_NUMBERED_WORD = re.compile(r"([^\W\d_]{3,})\d{1,3}")
_DIGITS = re.compile(r"\d")
_EDGE_LINES = 3
# A quotation of so many words may have no three in a row left once two are changed.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of the original stands: `pages[page - 1][start:end]`, in code points.

    :param page: number of the page, from 1, on which it begins. :param last_page: on which it ends.
    :param end: counts on the last page.
    """

    page: int
    start: int
    last_page: int
    end: int


class Word(NamedTuple):
    """A word as it is compared. :param form: folded, without grouping commas. :param page: from 1."""

    form: str
    start: int
    end: int
    page: int = 1


class Original:
    """The words of a paper's pages, ready for comparison.

    :param pages: the text of each page in order, as it is kept; a statute's section is one page.
    """

    def __init__(self, pages: Sequence[str]) -> None:
        self.pages = tuple(pages)
        self.words = [word for number, text in enumerate(self.pages, 1) for word in self._of_page(number, text)]

    def _of_page(self, number: int, text: str) -> Iterator[Word]:
        skipped = [mark.span() for mark in _FOOTNOTE_MARK.finditer(text)] + self._furniture[number - 1]
        skipped.sort()
        yield from _outside(split(text, page=number), skipped)

    @cached_property
    def _furniture(self) -> list[list[tuple[int, int]]]:
        """Return, for each page, the lines at its head and foot that a printer repeats, and its bare numbers."""
        edges = [list(_edge_lines(text)) for text in self.pages]
        repeated = Counter(line for page in edges for line in {_shape(text) for _, _, text in page})
        often = max(2, min(3, len(self.pages)))
        return [
            [(start, end) for start, end, text in page if _shape(text) == "#" or repeated[_shape(text)] >= often]
            for page in edges
        ]

    @cached_property
    def letters(self) -> str:
        """All words without a gap between them."""
        return "".join(word.form for word in self.words)

    @cached_property
    def offsets(self) -> list[int]:
        """Where each word begins in `letters`, and one past the end."""
        offsets = [0]
        for word in self.words:
            offsets.append(offsets[-1] + len(word.form))
        return offsets

    @cached_property
    def _grams(self) -> dict[int, dict[tuple[str, ...], list[int]]]:
        """Where each two and each three words in a row stand."""
        forms = [word.form for word in self.words]
        grams: dict[int, dict[tuple[str, ...], list[int]]] = {2: defaultdict(list), 3: defaultdict(list)}
        for size, places in grams.items():
            for at, gram in _in_a_row(forms, size):
                places[gram].append(at)
        return grams

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], int]:
        return {(word.page, word.start): number for number, word in enumerate(self.words)}

    def number_of(self, word: Word) -> int:
        """Return the place of one of these words among all of them."""
        return self._numbers[word.page, word.start]

    def word_at(self, letter: int) -> int:
        """Return the number of the word to which a letter of `letters` belongs."""
        return bisect_right(self.offsets, letter) - 1

    def nearest(self, forms: Sequence[str], *, after: int = 0) -> int | None:
        """Return where the words that are most like these would begin; None when no two or three in a row are there.

        :param after: look no further back than this word.
        """
        votes: Counter[int] = Counter()
        reach = max(4, len(forms) // 4)
        size = 2 if len(forms) <= _SHORT else 3
        for at, gram in _in_a_row(forms, size):
            places = self._grams[size].get(gram, ())
            for place in places[bisect_left(places, after) :]:
                bucket = (place - at) // reach
                votes.update((bucket, bucket + 1))
        if not votes:
            return None
        best = max(votes, key=lambda bucket: (votes[bucket], -bucket))
        return max(after, (best - 1) * reach)

    def place(self, first: int, last: int) -> Place:
        """Return the place of the words from number `first` to number `last`, both included."""
        begin, end = self.words[first], self.words[last]
        return Place(begin.page, begin.start, end.page, end.end)

    def text(self, place: Place) -> str:
        """Return the text at a place as it is printed; pages are joined by a line break."""
        if place.page == place.last_page:
            return self.pages[place.page - 1][place.start : place.end]
        between = self.pages[place.page : place.last_page - 1]
        return "\n".join(
            [self.pages[place.page - 1][place.start :], *between, self.pages[place.last_page - 1][: place.end]]
        )


def split(text: str, *, page: int = 1) -> list[Word]:
    """Return the words of a text in the form in which they are compared."""
    found = [Word(_form(match.group()), *match.span(), page) for match in _WORD.finditer(text)]
    return [word for word in found if word.form]


@lru_cache(maxsize=65536)
def _form(word: str) -> str:
    return _SIGNS.get(word) or fold(word).replace(",", "")


def _in_a_row(forms: Sequence[str], size: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from enumerate(zip(*(forms[shift:] for shift in range(size)), strict=False))


def without_footnote(form: str) -> str:
    """Return a word without the number of a footnote behind it: `lama1` → `lama`; `65b` stays."""
    marked = _NUMBERED_WORD.fullmatch(form)
    return marked[1] if marked else form


def _outside(words: list[Word], skipped: list[tuple[int, int]]) -> Iterator[Word]:
    at = 0
    for word in words:
        while at < len(skipped) and skipped[at][1] <= word.start:
            at += 1
        if at == len(skipped) or word.end <= skipped[at][0]:
            yield word


def _edge_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Walk through the first and the last few lines of a page that hold anything."""
    lines: list[tuple[int, int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append((at, at + len(line), line.strip()))
        at += len(line)
    yield from lines[:_EDGE_LINES]
    yield from lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]


def _shape(line: str) -> str:
    """Return a line with its numbers made alike: page 4 of 9 is page 5 of 9."""
    return re.sub(r"#+", "#", _DIGITS.sub("#", " ".join(line.split())))
