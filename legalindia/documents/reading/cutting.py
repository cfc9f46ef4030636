"""Cuts a text that has no pages into pieces of about a page."""

from __future__ import annotations

LONGEST_PAGE = 6000
# Best place first: the end of a paragraph, a line, a sentence (Devanagari's too), a word.
_ENDS = ("\n\n", "\n", ". ", "। ", " ")


def cut_pages(text: str, *, longest: int = LONGEST_PAGE) -> list[str]:
    """Cut a text into pages whose concatenation is the text; one empty page for no text.

    :param longest: of a page, in code points.
    """
    pages = []
    start = 0
    while len(text) - start > longest:
        end = _end_of_page(text, start, start + longest)
        pages.append(text[start:end])
        start = end
    return [*pages, text[start:]]


def _end_of_page(text: str, start: int, furthest: int) -> int:
    """Prefer a good end in the second half of the page to a page that is full."""
    for mark in _ENDS:
        at = text.rfind(mark, start + (furthest - start) // 2, furthest)
        if at >= 0:
            return at + len(mark)
    return furthest
