"""What reading gives: pages of text, and where each word stands on its page."""

from __future__ import annotations

from dataclasses import dataclass

NO_TEXT = "no text on this page: it looks like a scan"
UNMAPPED = "the letters on this page cannot be told: its fonts do not say what they stand for"
BLANK = "this page is blank"


@dataclass(frozen=True, slots=True)
class Header:
    """What is known before the first page.

    :param page_count: pages that follow, at least 1.
    :param has_images: the pages can be shown as pictures (`reader.render_page`); otherwise only as text.
    :param notes: what a person should know of the file, one sentence each: macros, scripts, attached files.
    """

    page_count: int
    has_images: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as it was read.

    :param number: from 1, without gaps.
    :param text: NFC, lines ended by one newline; offsets of passages and of `Layout` count into it unchanged.
    :param problem: why this page is not, or not wholly, read; `BLANK` where there is nothing to read.
    """

    number: int
    text: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, or the part of it on one line: `text[start:end]` of its page.

    :param left: with `top`, `right` and `bottom` a fraction (0 to 1) of the page as it is seen, upright;
        from the left and from the top.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the words of one page stand.

    :param text: the same as the page's `PageText.text`.
    :param width: of the page as it is seen, in points (1/72 inch), like `height`.
    """

    text: str
    words: tuple[PlacedWord, ...]
    width: float
    height: float
