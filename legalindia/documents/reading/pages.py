"""What reading gives: pages of text, where each word stands on its page, and the files that lie inside."""

from __future__ import annotations

from dataclasses import dataclass

NO_TEXT = "no text on this page: it looks like a scan"
STAMPED = "this page is a scan, of which only what was stamped on it is text"
# The files inside a file come in pieces of at most so many bytes.
PIECE_BYTES = 8 << 20
UNMAPPED = "the letters on this page cannot be told: its fonts do not say what they stand for"
BLANK = "this page is blank"


@dataclass(frozen=True, slots=True)
class Header:
    """What is known before the first page.

    :param page_count: pages that follow, at least 1.
    :param has_images: the pages can be shown as pictures (`reader.render_page`); otherwise only as text.
    :param notes: what a person should know of the file, one sentence each: macros, scripts, what was left out.
    :param enclosures: files inside this one that follow its pages; when fewer come, the others are lost.
    """

    page_count: int
    has_images: bool
    notes: tuple[str, ...] = ()
    enclosures: int = 0


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
class Enclosure:
    """A piece of a file that lies inside the one that is read: an attachment, an entry of an archive.

    :param path: as the file around it says, with slashes between folders. It is shown; nothing is written there.
    :param is_last: the file is whole with this piece.
    """

    path: str
    content: bytes
    is_last: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """One page as a picture made ready for recognition: upright lines, an even ground, letters large enough.

    :param pixels: 8-bit grey, `width` times `height`, row by row from the top.
    :param skew_degrees: by how much the page was turned, clockwise, about its middle to make its lines level.
    :param pixels_an_inch: how large it was drawn, as far as that is known; 0 where it is not.
    """

    width: int
    height: int
    pixels: bytes
    skew_degrees: float = 0.0
    pixels_an_inch: int = 0


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
