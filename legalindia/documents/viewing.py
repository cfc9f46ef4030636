"""What the viewer shows of a page: its pictures, the words over them, the highlight in its exact place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import current_app

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.annotations import Span
from legalindia.documents.files import MediaType
from legalindia.documents.models import Document, Rendition, RenditionKind
from legalindia.documents.prints import places_in_print
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import Layout, PlacedWord
from legalindia.documents.reading.reader import layout, render_page
from legalindia.documents.renditions import PRINTABLE, rendition_of
from legalindia.documents.rows import PageRow, Paper
from legalindia.documents.scans import layout_of

log = structlog.get_logger()

# Somebody waits for a page to be drawn: less time than for reading a whole file.
VIEW_SECONDS = 20
# A4 in points, for a page whose own size is not known.
A4_WIDTH, A4_HEIGHT = 595.0, 842.0
# A sheet of a workbook is one page and may fill a hundred in print.
MOST_PICTURES = 12


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

    :param number: of its picture, from 1. :param lines: its words in lines; none where their places are not known.
    :param marks: the rectangles of the highlight, one a line.
    """

    number: int
    width: float
    height: float
    lines: list[list[LaidWord]]
    marks: list[Box]


def picture(document: Document, number: int, *, width: int) -> bytes:
    """Draw a page, or a page in print, in WebP. :raises Unreadable: it cannot be drawn."""
    with _drawn_file(document, print_of(document)) as (path, media_type, password):
        return render_page(path, media_type, number, width=width, password=password, limits=_limits())


def print_of(document: Paper) -> Rendition | None:
    """Return the paper's print, where it has been made; papers that have pages of their own need none."""
    if document.has_images or document.media_type not in PRINTABLE:
        return None
    rendition = rendition_of(document, RenditionKind.PRINT)
    return rendition if rendition and rendition.is_ready else None


def count_pictures(document: Paper) -> int:
    """Count the pages that can be drawn: its own, or those of its print."""
    if document.has_images:
        return document.page_count or 0
    rendition = print_of(document)
    return rendition.page_count if rendition else 0


def looks(document: Paper, page: PageRow, marks: Sequence[Span]) -> list[PageLook]:
    """Return the pictures that show a page, each with its words in their places and the rectangles of the highlight.

    A page of a Word file may take several pages in print; a page of any other paper is its own picture.
    """
    if document.has_images:
        laid = layout_of(document, page) or _layout_in_file(document, page)
        return [_look(page.number, laid, lambda word: _is_in(word, marks))]
    rendition = print_of(document)
    return _printed_looks(document, rendition, page, marks) if rendition else []


def _printed_looks(document: Paper, rendition: Rendition, page: PageRow, marks: Sequence[Span]) -> list[PageLook]:
    first, last = rendition.pages[page.number - 1]
    numbers = range(first, min(last, first + MOST_PICTURES - 1) + 1)
    laid = [_laid_out(document, rendition, number) for number in numbers]
    written = [[each.text[word.start : word.end] for word in each.words] if each else [] for each in laid]
    marked = {place for mark in marks for place in places_in_print(page.text, mark.start, mark.end, written)}
    return [
        _look(number, each, _picked(each, {word for at, word in marked if at == index}))
        for index, (number, each) in enumerate(zip(numbers, laid, strict=True))
    ]


def _picked(laid: Layout | None, numbers: set[int]) -> Callable[[PlacedWord], bool]:
    picked = {laid.words[number] for number in numbers} if laid else set()
    return lambda word: word in picked


def _look(number: int, laid: Layout | None, is_marked: Callable[[PlacedWord], bool]) -> PageLook:
    if laid is None:
        return PageLook(number, A4_WIDTH, A4_HEIGHT, [], [])
    lines = [list(line) for line in _lines(laid.words)]
    return PageLook(
        number=number,
        width=laid.width,
        height=laid.height,
        lines=[[LaidWord(laid.text[word.start : word.end], _box([word], laid)) for word in line] for line in lines],
        marks=[_box(marked, laid) for line in lines if (marked := [word for word in line if is_marked(word)])],
    )


def _layout_in_file(document: Paper, page: PageRow) -> Layout | None:
    laid = _laid_out(document, None, page.number)
    # Offsets count into the text that was kept; a reader that now reads otherwise must not misplace a highlight.
    return laid if laid and laid.text == page.text else None


def _laid_out(document: Paper, rendition: Rendition | None, number: int) -> Layout | None:
    try:
        with _drawn_file(document, rendition) as (path, media_type, password):
            return layout(path, media_type, number, password=password, limits=_limits())
    except Unreadable as error:
        log.warning("page.layout_failed", document_id=str(document.id), page=number, error=type(error).__name__)
        return None


@contextmanager
def _drawn_file(document: Paper, rendition: Rendition | None) -> Iterator[tuple[Path, MediaType, str | None]]:
    """Give the file whose pages are drawn: the original, or its print."""
    kept = rendition or document
    with outfit().storage.local_copy(kept.storage_key or "", sha256=kept.sha256) as path:
        yield (path, MediaType.PDF, None) if rendition else (path, MediaType(document.media_type), _password(document))


def _password(document: Paper) -> str | None:
    if isinstance(document, Document):
        return document.password
    return db.session.get_one(Document, document.id).password if document.is_locked else None


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


def _is_in(word: PlacedWord, marks: Sequence[Span]) -> bool:
    return any(word.start < mark.end and word.end > mark.start for mark in marks)


def _box(placed: Sequence[PlacedWord], laid: Layout) -> Box:
    left, right = min(word.left for word in placed), max(word.right for word in placed)
    top, bottom = min(word.top for word in placed), max(word.bottom for word in placed)
    return Box(
        x=round(left * laid.width, 2),
        y=round(top * laid.height, 2),
        width=round((right - left) * laid.width, 2),
        height=round((bottom - top) * laid.height, 2),
    )
