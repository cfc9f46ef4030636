"""What the viewer shows of a page: its words over the picture, the highlight in its exact place, what `find` finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog
from flask import current_app
from sqlalchemy import select

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.annotations import Span
from legalindia.documents.files import MediaType
from legalindia.documents.models import Document, Page
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import Layout, PlacedWord
from legalindia.documents.reading.reader import layout, render_page
from legalindia.documents.scans import layout_of
from legalindia.law.words import words

log = structlog.get_logger()

# Somebody waits for a page to be drawn: less time than for reading a whole file.
VIEW_SECONDS = 20
# A4 in points, for a page whose own size is not known.
A4_WIDTH, A4_HEIGHT = 595.0, 842.0
MOST_FOUND = 200
SNIPPET_REACH = 60
PAGES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in points from the left and the top."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LaidWord:
    """A word over the picture, so that it can be selected. :param box: where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page as the viewer draws it.

    :param lines: its words in lines; none where their places are not known.
    :param marks: the rectangles of the highlight, one a line.
    """

    width: float
    height: float
    lines: list[list[LaidWord]]
    marks: list[Box]


class Piece(NamedTuple):
    """A run of text that is highlighted or not."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the document where what was looked for stands."""

    page: int
    span: Span
    pieces: list[Piece]


def picture(document: Document, page: int, *, width: int) -> bytes:
    """Draw a page, in WebP. :raises Unreadable: the page cannot be drawn."""
    with outfit().storage.local_copy(document.storage_key, sha256=document.sha256) as path:
        return render_page(
            path,
            MediaType(document.media_type),
            page,
            width=width,
            password=document.password,
            limits=_limits(),
        )


def look(document: Document, page: Page, mark: Span | None) -> PageLook:
    """Return the page's words in their places, and the rectangles of the highlight."""
    laid = layout_of(document, page) or _layout_in_file(document, page)
    if laid is None:
        return PageLook(A4_WIDTH, A4_HEIGHT, [], [])
    lines = [list(line) for line in _lines(laid.words)]
    return PageLook(
        width=laid.width,
        height=laid.height,
        lines=[[LaidWord(laid.text[word.start : word.end], _box([word], laid)) for word in line] for line in lines],
        marks=[_box(marked, laid) for line in lines if (marked := [word for word in line if _is_in(word, mark)])],
    )


def pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """Cut a text into runs that are highlighted and runs that are not. The spans are in order and do not overlap."""
    cut: list[Piece] = []
    at = 0
    for span in spans:
        cut += [Piece(text[at : span.start], False), Piece(text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in [*cut, Piece(text[at:], False)] if piece.text]


def find_in(document: Document, wanted: str) -> list[Found]:
    """Return the places where these words stand one after another, in whatever spelling; the first 200."""
    sought = [word.matched for word in words(wanted)]
    found: list[Found] = []
    last = 0
    while sought and len(found) < MOST_FOUND:
        query = select(Page.number, Page.text).where(Page.document_id == document.id, Page.number > last)
        rows = db.session.execute(query.order_by(Page.number).limit(PAGES_AT_ONCE)).all()
        for number, text in rows:
            found += [Found(number, span, _snippet(text, span)) for span in _runs(text, sought)]
            last = number
        if not rows:
            break
    return found[:MOST_FOUND]


def _layout_in_file(document: Document, page: Page) -> Layout | None:
    media_type = MediaType(document.media_type)
    try:
        with outfit().storage.local_copy(document.storage_key, sha256=document.sha256) as path:
            laid = layout(path, media_type, page.number, password=document.password, limits=_limits())
    except Unreadable as error:
        log.warning("page.layout_failed", document_id=str(document.id), page=page.number, error=type(error).__name__)
        return None
    # Offsets count into the text that was kept; a reader that now reads otherwise must not misplace a highlight.
    return laid if laid.text == page.text else None


def _limits() -> Limits:
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(
        memory_bytes=settings.reading_memory_bytes,
        cpu_seconds=VIEW_SECONDS,
        page_seconds=VIEW_SECONDS,
        total_seconds=VIEW_SECONDS,
        pages=settings.reading_max_pages,
    )


def _lines(placed: Sequence[PlacedWord]) -> Iterator[list[PlacedWord]]:
    """Group words into lines: a word that begins further left, or stands lower, begins a new one."""
    line: list[PlacedWord] = []
    for word in placed:
        if line and (word.left < line[-1].left or _middle(word) > line[-1].bottom or _middle(word) < line[-1].top):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _middle(word: PlacedWord) -> float:
    return (word.top + word.bottom) / 2


def _is_in(word: PlacedWord, mark: Span | None) -> bool:
    return mark is not None and word.start < mark.end and word.end > mark.start


def _box(placed: Sequence[PlacedWord], laid: Layout) -> Box:
    left, right = min(word.left for word in placed), max(word.right for word in placed)
    top, bottom = min(word.top for word in placed), max(word.bottom for word in placed)
    return Box(
        x=round(left * laid.width, 2),
        y=round(top * laid.height, 2),
        width=round((right - left) * laid.width, 2),
        height=round((bottom - top) * laid.height, 2),
    )


def _runs(text: str, sought: list[str]) -> Iterator[Span]:
    there = list(words(text))
    matched = [word.matched for word in there]
    for at in range(len(there) - len(sought) + 1):
        if matched[at] == sought[0] and matched[at : at + len(sought)] == sought:
            yield Span(there[at].start, there[at + len(sought) - 1].end)


def _snippet(text: str, span: Span) -> list[Piece]:
    first, last = max(0, span.start - SNIPPET_REACH), min(len(text), span.end + SNIPPET_REACH)
    return pieces(text[first:last], [Span(span.start - first, span.end - first)])
