"""The text of a page of a PDF in the order in which it is read, and which of pdfium's characters stands where."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from legalindia.documents.reading.columns import LEAST_GUTTER, LEAST_ROWS, Box, Columns, drawn_across

# pdfium's mark for a hyphen at the end of a line, after which the word goes on.
HYPHEN = "\x02"
_HYPHENS = f"-{HYPHEN}\ufffe\xad\u2010"
# Of what is not a space: where there are more figures, the columns are those of a table.
MOST_DIGITS = 0.3
# Of letters drawn at once, on one page; no page that is read has as many.
MOST_RUNS = 20_000
_URDU = range(0x600, 0x700)

Rectangle = tuple[float, float, float, float]
Upright = Callable[[float, float, float, float], Rectangle]
# By the quarters of a circle, clockwise, by which the letters are turned.
_TURNED: tuple[Upright, ...] = (
    lambda left, bottom, right, top: (left, -top, right, -bottom),
    lambda left, bottom, right, top: (-top, -right, -bottom, -left),
    lambda left, bottom, right, top: (-right, bottom, -left, top),
    lambda left, bottom, right, top: (bottom, left, top, right),
)


@dataclass(frozen=True, slots=True)
class PageOrder:
    """A page's text as it was extracted.

    :param raw: halves of surrogate pairs are kept, so that offsets still count pdfium's characters.
    :param units: for each character of `raw` where it stands in pdfium's text, counted in UTF-16 code units; -1 for
        what was put between two columns' lines.
    """

    raw: str
    units: Sequence[int]

    def units_of(self, start: int, end: int) -> Iterator[int]:
        return (unit for unit in self.units[start:end] if unit >= 0)


def raw_text(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> str:
    """Return the page's text: column by column where it was drawn across two."""
    raw = _as_drawn(text_page)
    columns = _columns(page, text_page)
    return raw if columns is None else _by_column(raw, text_page, columns).raw


def page_order(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> PageOrder:
    """Return the page's text, and where each of its characters stands in pdfium's."""
    raw = _as_drawn(text_page)
    columns = _columns(page, text_page)
    return PageOrder(raw, _units(raw)) if columns is None else _by_column(raw, text_page, columns)


def _as_drawn(text_page: pdfium.PdfTextPage) -> str:
    text: str = text_page.get_text_range(errors="surrogatepass")
    return text


def _units(raw: str) -> list[int]:
    units = [0]
    for character in raw:
        units.append(units[-1] + (2 if character > "\uffff" else 1))
    return units


def _columns(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> Columns | None:
    if pdfium_c.FPDFText_CountRects(text_page, 0, -1) > MOST_RUNS:
        return None
    drawn = list(_rectangles(text_page, _upright(text_page)))
    # Hardly any page goes on across a gap so often, and to find that out takes a tenth of what looking closely does.
    if sum(_goes_on_across(before, after) for before, after in pairwise(drawn)) < LEAST_ROWS:
        return None
    return drawn_across([Box(*rectangle) for rectangle in drawn], page.get_size()[0])


def _goes_on_across(before: Rectangle, after: Rectangle) -> bool:
    height = after[3] - after[1]
    return abs(after[3] - before[3]) < height / 2 and after[0] - before[2] > LEAST_GUTTER * height


def _rectangles(text_page: pdfium.PdfTextPage, seen: Upright) -> Iterator[Rectangle]:
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    for number in range(pdfium_c.FPDFText_CountRects(text_page, 0, -1)):
        if pdfium_c.FPDFText_GetRect(text_page, number, left, top, right, bottom):
            yield seen(left.value, bottom.value, right.value, top.value)


def _upright(text_page: pdfium.PdfTextPage) -> Upright:
    """Return what turns left, bottom, right, top on the page into left, top, right, bottom as its text is read.

    Where it begins to count does not matter: only how places lie to each other.
    """
    count = pdfium_c.FPDFText_CountChars(text_page)
    angle: float = pdfium_c.FPDFText_GetCharAngle(text_page, count // 2)
    return _TURNED[round(angle / (math.pi / 2)) % 4]


def _by_column(raw: str, text_page: pdfium.PdfTextPage, columns: Columns) -> PageOrder:
    units = _units(raw)
    sides = list(_sides(raw, units, text_page, _Placing(columns, _upright(text_page))))
    written = ["".join(raw[at] for at, side in enumerate(sides) if side == wanted) for wanted in (0, 1)]
    if not all(map(_is_prose, written)):
        return PageOrder(raw, units)
    first = next(at for at, side in enumerate(sides) if side is not None)
    parts = [
        range(first),
        [at for at, side in enumerate(sides) if side == 0],
        [at for at, side in enumerate(sides) if side == 1],
        [at for at, side in enumerate(sides) if side is None and at > first],
    ]
    # The last line ends with the page.
    lines = [line for part in parts for line in _lines(raw, part)][:-2]
    return PageOrder("".join(character for character, _ in lines), [units[at] if at >= 0 else -1 for _, at in lines])


@dataclass(frozen=True, slots=True)
class _Placing:
    columns: Columns
    seen: Upright

    def side(self, left: float, bottom: float, right: float, top: float) -> int | None:
        return self.columns.side(Box(*self.seen(left, bottom, right, top)))


def _sides(raw: str, units: Sequence[int], text_page: pdfium.PdfTextPage, placing: _Placing) -> Iterator[int | None]:
    """Say of each character in which column it stands; of what has no place of its own, where the one before does."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    last: int | None = None
    for at, character in enumerate(raw):
        index = -1 if character.isspace() else pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, units[at])
        if index >= 0 and pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            last = placing.side(left.value, bottom.value, right.value, top.value)
        yield last


def _is_prose(text: str) -> bool:
    letters = [character for character in text if not character.isspace()]
    digits = sum(character.isdigit() for character in letters)
    # Urdu is read from the right column to the left one, and its letters come in another order anyway.
    urdu = sum(ord(character) in _URDU for character in letters)
    return bool(letters) and digits <= MOST_DIGITS * len(letters) and urdu < len(letters) / 2


def _lines(raw: str, part: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Give the characters of one part, a line where its drawing went elsewhere; -1 for the ends of lines put in."""
    runs = [run for run in (_stripped(raw, run) for run in _runs(part)) if run]
    for run, following in pairwise([*runs, []]):
        is_cut = _goes_on(raw, run, following)
        for at in run[:-1]:
            yield raw[at], at
        last = raw[run[-1]]
        if is_cut:
            yield HYPHEN, run[-1]
            continue
        yield "-" if last in _HYPHENS else last, run[-1]
        yield "\r", -1
        yield "\n", -1


def _goes_on(raw: str, run: Sequence[int], following: Sequence[int]) -> bool:
    """Say whether a word was cut at the end of this line and goes on in the next."""
    is_hyphen = raw[run[-1]] in _HYPHENS and len(run) > 1 and raw[run[-2]].isalpha()
    return is_hyphen and bool(following) and raw[following[0]].islower()


def _runs(part: Sequence[int]) -> Iterator[list[int]]:
    for _, run in groupby(enumerate(part), lambda pair: pair[1] - pair[0]):
        yield [at for _, at in run]


def _stripped(raw: str, run: list[int]) -> list[int]:
    while run and raw[run[-1]].isspace():
        run = run[:-1]
    while run and raw[run[0]].isspace():
        run = run[1:]
    return run
