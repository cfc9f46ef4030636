"""Where the text of a Word document, as it is read, stands in the document: word by word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from legalindia.documents.reading.cleaning import clean, origins
from legalindia.documents.reading.cutting import cut_pages
from legalindia.documents.reading.readers.word import Written, text_of

BETWEEN_PAGES = "\n\n"
TEXT = qn("w:t")


class Place(NamedTuple):
    """A stretch of the text, and the characters of the element it came from.

    :param start: in the text, like `end`. :param at: in the element's text, like `until`.
    """

    start: int
    end: int
    source: Any
    at: int
    until: int


@dataclass(frozen=True)
class Traced:
    """The text of a document as it is read and checked, and where each word of it stands, in order."""

    text: str
    places: Sequence[Place]

    @cached_property
    def ends(self) -> list[int]:
        return [place.end for place in self.places]

    def covering(self, start: int, end: int) -> list[Place]:
        """Return the places of the words from `start` to `end`; none for words that stand nowhere in the body.

        A comment cannot begin in one cell of a table and end in another, so it ends with the cell. The words of a note
        are told behind the page, while its mark stands before: what goes over into one ends with the page.
        """
        stops = bisect_left(self.places, end, key=lambda place: place.start)
        covered = self.places[bisect_right(self.ends, start) : stops]
        found = [place for place in covered if place.source.tag == TEXT] or covered
        return [place for place in found if _cell(place.source) is _cell(found[0].source)]

    def nearest(self, start: int) -> Place:
        """Return the place after a spot of the text, or the last one."""
        return self.places[min(bisect_right(self.ends, start), len(self.places) - 1)]


def traced(pages: Iterable[list[Written]]) -> Traced:
    """Trace each word of a text, as `readers.word` tells it and a draft joins it, to the element it came from."""
    texts: list[str] = []
    places: list[Place] = []
    at = 0
    for page in pages:
        began = 0
        for piece in cut_pages(text_of(page)):
            cleaned = clean(piece)
            kept = cleaned if cleaned.strip() else ""
            places += _places(piece, page, began, at) if kept else []
            texts.append(kept)
            at += len(kept) + len(BETWEEN_PAGES)
            began += len(piece)
    text = BETWEEN_PAGES.join(texts)
    cut = len(text) - len(text.lstrip("\n"))
    moved = [each._replace(start=each.start - cut, end=each.end - cut) for each in places]
    return Traced(text.strip("\n"), moved)


def _places(piece: str, page: list[Written], began: int, at: int) -> Iterator[Place]:
    """Walk through the words of a piece of a page, each cut where another element begins.

    :param began: where the piece begins on the page. :param at: where it begins in the whole text.
    """
    ends = list(accumulate(len(written.text) for written in page))
    for word in origins(piece):
        start, end = began + word.raw_start, began + word.raw_end
        is_plain = word.end - word.start == end - start
        for number in range(bisect_right(ends, start), bisect_left(ends, end) + 1):
            written, from_ = page[number], ends[number] - len(page[number].text)
            if written.source is None:
                continue
            first, last = max(start, from_), min(end, ends[number])
            begins, stops = (first - start, last - start) if is_plain else (0, word.end - word.start)
            yield Place(at + word.start + begins, at + word.start + stops, written.source, first - from_, last - from_)


def _cell(element: Any) -> Any:
    return next(element.iterancestors(qn("w:tc")), None)
