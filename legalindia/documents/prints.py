"""Where the pages of a paper, and the words on them, stand in its print.

A Word file has no pages until it is printed, so its text was cut by other rules than LibreOffice's. The pages that are
cited stay as they were read, with or without LibreOffice; each is shown by the pages in print that hold its words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from legalindia.documents.alignment import align
from legalindia.law.words import words


def pages_in_print(texts: Sequence[str], printed: Sequence[str]) -> list[list[int]]:
    """Return for each page of the paper the first and the last page in print, from 1, that hold its words.

    A page none of whose words is found stands where the one before it ends.
    """
    own, begins = _all_words(texts)
    theirs, printed_begins = _all_words(printed)
    found: list[list[int]] = [[] for _ in texts]
    for match in align(own, theirs):
        for step in range(match.length):
            found[_page_of(match.first + step, begins)].append(_page_of(match.second + step, printed_begins) + 1)
    pages: list[list[int]] = []
    for numbers in found:
        before = pages[-1][1] if pages else 1
        pages.append([min(numbers), max(numbers)] if numbers else [before, before])
    return pages


def places_in_print(text: str, start: int, end: int, printed: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return which words of which pages in print are the words of `text[start:end]`.

    :param printed: the words of some pages in print, as they stand there.
    :returns: number of the page among these, and of the word on it, both from 0; none where the words are not found.
    """
    own = list(words(text))
    theirs: list[str] = []
    places: list[tuple[int, int]] = []
    for page, written in enumerate(printed):
        for number, word in enumerate(written):
            for part in words(word):
                theirs.append(part.folded)
                places.append((page, number))
    marked = {at for at, word in enumerate(own) if word.start < end and word.end > start}
    found: dict[tuple[int, int], None] = {}
    for match in align([word.folded for word in own], theirs):
        for step in range(match.length):
            if match.first + step in marked:
                found.setdefault(places[match.second + step])
    return list(found)


def _all_words(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the words of all pages, and at which of them each page begins."""
    found: list[str] = []
    begins: list[int] = []
    for text in texts:
        begins.append(len(found))
        found += [word.folded for word in words(text)]
    return found, begins


def _page_of(word: int, begins: Sequence[int]) -> int:
    return bisect_right(begins, word) - 1
