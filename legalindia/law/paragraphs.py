"""The numbered paragraphs of a judgment: which there are, and which of them a place lies in.

A judgment quotes others with their numbers. Its own run from 1 upwards without a gap; what does not fit into that run
is somebody else's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from legalindia.law.sentences import sentences

_NUMBER = re.compile(
    r"^[ \t]{0,12}[\"“‘']?[(\[]?(?P<number>\d{1,4})(?:\.(?=\s|[\"“‘A-Z(\[])|[)\]](?=\s))[ \t]*", re.MULTILINE
)
_DECIMAL = re.compile(r"\d{1,3}\.\d")
# Numbers that a scan lost, in a row; more, and the run has ended.
_MOST_LOST = 3
_FEWEST = 3
# Of 24 judgments of the Supreme Court with a numbering, none had more than 500 words to a paragraph on average.
_MOST_WORDS_EACH = 600
# Beyond the last paragraph by so much, a number is of something else: a year, a quotation.
_FAR = 15
_SHARE_FOUND = 0.6
_MOST_CANDIDATES = 6000


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number at the head of a line. :param page: from 1. :param start: in code points, on that page."""

    number: int
    page: int
    start: int


class Paragraphs:
    """The numbered paragraphs of a paper.

    :param pages: the text of each page, in order.
    """

    def __init__(self, pages: Sequence[str]) -> None:
        self.pages = tuple(pages)
        self.candidates = [
            Numbered(int(match["number"]), page, match.start("number"))
            for page, text in enumerate(self.pages, 1)
            for match in _NUMBER.finditer(text)
        ][:_MOST_CANDIDATES]

    @cached_property
    def run(self) -> list[Numbered]:
        """The paper's own paragraphs: the longest run that begins at 1, 2 or 3 and goes up without losing many."""
        best: list[int] = []
        before: list[int | None] = []
        last_of: dict[int, int] = {}
        for at, candidate in enumerate(self.candidates):
            choices = [
                last_of[low] for low in range(candidate.number - 1 - _MOST_LOST, candidate.number) if low in last_of
            ]
            parent = max(choices, key=lambda place: (best[place], place), default=None)
            starts = candidate.number <= _MOST_LOST
            length = best[parent] + 1 if parent is not None else int(starts)
            best.append(length)
            before.append(parent)
            known = last_of.get(candidate.number)
            if length and (known is None or length >= best[known]):
                last_of[candidate.number] = at
        return self._back_from(best, before)

    def _back_from(self, best: list[int], before: list[int | None]) -> list[Numbered]:
        at: int | None = max(range(len(best)), key=lambda place: (best[place], -place), default=None)
        run: list[Numbered] = []
        while at is not None:
            run.insert(0, self.candidates[at])
            at = before[at]
        return run if self._is_numbering(run) else []

    def _is_numbering(self, run: list[Numbered]) -> bool:
        """Tell the numbering of a whole judgment from three points that a headnote or an argument counts up."""
        if len(run) < _FEWEST or len(run) < _SHARE_FOUND * run[-1].number:
            return False
        return sum(len(text.split()) for text in self.pages) <= _MOST_WORDS_EACH * run[-1].number

    @property
    def last(self) -> int:
        """The number of the last paragraph; 0 where the paragraphs bear no numbers."""
        return self.run[-1].number if self.run else 0

    @cached_property
    def most(self) -> int:
        """More paragraphs than sentences no numbering can give."""
        return sum(len(sentences(text)) for text in self.pages)

    def has(self, number: int) -> bool | None:
        """Say whether there is a paragraph of this number; None where that cannot be told from this copy."""
        if self.run:
            return 1 <= number <= self.last or (None if self._is_elsewhere(number) else False)
        return False if number > self.most or number < 1 else None

    def has_part(self, number: int, part: str) -> bool:
        """Say whether something inside a paragraph is found: `.3` and `A` head a line with the number, `(iv)` is in it.

        False says only that it was not found: prints number what is inside a paragraph in many ways.
        """
        if part.startswith("("):
            return part in re.sub(r"\s", "", self._between(number))
        headed = re.compile(rf"^\W{{0,12}}{number}\s?-?{re.escape(part)}(?!\d)", re.MULTILINE)
        return any(headed.search(text) for text in self.pages)

    def _between(self, number: int) -> str:
        """Return the text from a paragraph's number to the next one of the run; all of it where there is no run."""
        begin = self.place(number)
        if begin is None:
            return "\n".join(self.pages)
        following = next((each for each in self.run if (each.page, each.start) > (begin.page, begin.start)), None)
        last = following.page if following else len(self.pages)
        texts = list(self.pages[begin.page - 1 : last])
        if following is not None:
            texts[-1] = texts[-1][: following.start]
        texts[0] = texts[0][begin.start :]
        return "\n".join(texts)

    def place(self, number: int) -> Numbered | None:
        """Return where the paragraph begins; where a scan lost its number, the paragraph before it."""
        place = bisect_right([each.number for each in self.run], number) - 1
        if self.run and number <= self.last:
            return self.run[max(0, place)]
        return None

    def lies_in(self, number: int, page: int, start: int) -> bool:
        """Say whether a place lies in a paragraph of this number, be it the paper's own or one that it quotes."""
        spot = (page, start)
        for at, candidate in enumerate(self.candidates):
            if candidate.number == number and (candidate.page, candidate.start) <= spot:
                following = (each for each in self.candidates[at + 1 :] if each.number == number + 1)
                end = next(following, None)
                if end is None or (end.page, end.start) > spot:
                    return True
        return self._opens_before_first_number(number, spot)

    def number_at(self, page: int, start: int) -> int | None:
        """Return the number of the paper's own paragraph in which a place lies."""
        place = bisect_right([(each.page, each.start) for each in self.run], (page, start)) - 1
        return self.run[place].number if place >= 0 else None

    def _opens_before_first_number(self, number: int, spot: tuple[int, int]) -> bool:
        """Many a judgment begins with a paragraph that bears no number: the next is 2."""
        first = self.run[0] if self.run else None
        return first is not None and number < first.number and spot < (first.page, first.start)

    def _is_elsewhere(self, number: int) -> bool:
        """Tell whether a number past the run's end is there: the run may have been broken off too early."""
        after = (self.run[-1].page, self.run[-1].start)
        return any(
            each.number == number and (each.page, each.start) > after and number <= self.last + _FAR
            for each in self.candidates
        )
