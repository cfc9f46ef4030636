"""Pages that are pictures, or whose text cannot be right, are read by text recognition: once, several at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from legalindia.adapters.ocr import NotRecognised, Recogniser
from legalindia.database import db
from legalindia.documents.files import MediaType
from legalindia.documents.languages import LanguageCount
from legalindia.documents.models import Document, Page, Passage, Recognition
from legalindia.documents.passages import cut
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.health import CUT_WORDS, NO_LETTERS, OLD_FONT, WRONG_GLYPHS
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import NO_TEXT, STAMPED, UNMAPPED, Layout, PlacedWord, Scan
from legalindia.documents.reading.reader import scan_page
from legalindia.documents.recognition import (
    LEAST_CONFIDENCE,
    SCRIPT_SECONDS,
    Recognised,
    missing_languages,
    packages,
    raster_of,
    recognise,
    usual_languages,
)
from legalindia.documents.rows import PageRow, Paper
from legalindia.jobs.lease import Work
from legalindia.ops.metrics import OCR_PAGES

CURABLE = (NO_TEXT, STAMPED, UNMAPPED, WRONG_GLYPHS, CUT_WORDS, OLD_FONT, NO_LETTERS)
NO_PROGRAM = (
    "Some pages are scans, and the program that reads scans (Tesseract) is not installed here. The administrator can "
    "install the package tesseract-ocr; then have this paper read again."
)
NO_WORDS = "no words could be recognised on this page"
# A page on which recognition finds so many times the words that are set on it is a scan.
SCAN_SAYS_TIMES = 1.5
# So many letters of sound text tell what the scans beside it are written in.
_TELLING_LETTERS = 400

# However many papers are read at once, no more pages are recognised than there are cores.
_cores = threading.BoundedSemaphore(os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Means:
    """What recognition works with.

    :param recogniser: None where there is none: `read_scans` then says so on the paper.
    :param seconds: for one page; what takes longer is given up alone. :param at_once: pages of one paper.
    """

    recogniser: Recogniser | None
    limits: Limits
    seconds: float
    at_once: int


@dataclass(frozen=True, slots=True)
class _Original:
    path: Path
    media_type: MediaType
    password: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """One page to be read. :param asked: the languages a person wants it read in; None to find out."""

    number: int
    asked: str | None


def read_scans(document: Document, path: Path, work: Work, means: Means) -> None:
    """Read those pages of the document that want it, in the language asked for or told by their script."""
    wishes = _wishes(document)
    if not wishes or not document.has_images:
        return
    if means.recogniser is None:
        document.notes = [*document.notes, NO_PROGRAM]
        return
    # Nothing written is left open over the reading of scans: it would keep everybody else from writing.
    work.progress("reading scans", 0, len(wishes))
    original = _Original(path, MediaType(document.media_type), document.password)
    for done, (number, found) in enumerate(_recognised(document, original, wishes, means, means.recogniser), start=1):
        keep_page(document, number, found)
        work.progress("reading scans", done, len(wishes))


def read_page(document: Document, wish: Wish, path: Path, means: Means) -> str | Recognised:
    """Read one page in the languages a person wants it read in.

    :returns: what was recognised, or half a sentence that says why nothing was. Nothing is written down
        (`keep_page`).
    """
    if means.recogniser is None:
        return "the program that reads scans (Tesseract) is not installed here"
    original = _Original(path, MediaType(document.media_type), document.password)
    [(_, found)] = _recognised(document, original, [wish], means, means.recogniser)
    return found


def layout_of(document: Paper, page: Page | PageRow) -> Layout | None:
    """Return where the recognised words of a page stand; None for a page that was not read as a scan."""
    if page.ocr_languages is None:
        return None
    kept = db.session.get(Recognition, (document.sha256, page.number, page.ocr_languages))
    return _layout(kept) if kept else None


def _wishes(document: Document) -> list[Wish]:
    by_hand = [int(number) for number in document.page_languages]
    query = select(Page.number).where(Page.document_id == document.id)
    wanting = query.where(Page.problem.in_(CURABLE) | Page.number.in_(by_hand)).order_by(Page.number)
    return [
        Wish(number, document.page_languages.get(str(number), document.asked_languages))
        for number in db.session.scalars(wanting)
    ]


def _told(document: Document, original: _Original, rest: list[Wish], means: Means, recogniser: Recogniser) -> str:
    """Find out the language: by the sound text beside the scans, else by the script of the first of them."""
    installed = recogniser.languages
    first = next((wish.number for wish in rest if wish.asked is None), None)
    if first is None:
        return usual_languages(installed)
    count = LanguageCount()
    for text in db.session.scalars(
        select(Page.text).where(Page.document_id == document.id, Page.problem.is_(None)).limit(20)
    ):
        count.add(text)
    if count.letters() >= _TELLING_LETTERS:
        there = [language for language in count.languages() if language in installed]
        return "+".join(there[:2]) or usual_languages(installed)
    try:
        raster = raster_of(_drawn(original, first, means))
    except Unreadable:
        return usual_languages(installed)
    return usual_languages(installed, first=recogniser.script_language(raster, seconds=SCRIPT_SECONDS))


def _recognised(
    document: Document, original: _Original, wishes: list[Wish], means: Means, recogniser: Recogniser
) -> Iterator[tuple[int, Recognised | str]]:
    """Give each page as soon as it is read: what was recognised, or half a sentence that says why nothing was."""
    kept = _kept_before(document)
    rest = []
    for wish in wishes:
        languages = _best(kept.get(wish.number, {}), wish.asked)
        if languages is None:
            rest.append(wish)
        else:
            before = db.session.get_one(Recognition, (document.sha256, wish.number, languages))
            yield wish.number, Recognised(_layout(before), before.confidence, languages)
    usual = _told(document, original, rest, means, recogniser)
    executor = ThreadPoolExecutor(means.at_once, thread_name_prefix="scans")
    try:
        under_way = {executor.submit(_read_one, original, wish, usual, means, recogniser): wish.number for wish in rest}
        for future in as_completed(under_way):
            yield under_way[future], _result(future)
    finally:
        executor.shutdown(cancel_futures=True)


def _kept_before(document: Document) -> dict[int, dict[str, float]]:
    """Return for each page in which languages these bytes were read before, and how certainly."""
    columns = select(Recognition.page, Recognition.languages, Recognition.confidence)
    kept: dict[int, dict[str, float]] = {}
    for page, languages, confidence in db.session.execute(columns.where(Recognition.sha256 == document.sha256)):
        kept.setdefault(page, {})[languages] = confidence
    return kept


def _best(kept: dict[str, float], asked: str | None) -> str | None:
    if asked is not None:
        return asked if asked in kept else None
    return max(kept, key=lambda languages: kept[languages], default=None)


def _result(future: Future[Recognised]) -> Recognised | str:
    try:
        return future.result()
    except NotRecognised as error:
        return error.detail
    except Unreadable as error:
        return f"this page could not be drawn: {error.detail}"


def _read_one(original: _Original, wish: Wish, usual: str, means: Means, recogniser: Recogniser) -> Recognised:
    languages = wish.asked or usual
    if missing := missing_languages(languages, recogniser.languages):
        raise NotRecognised(f"its language is not installed here ({packages(missing)})")
    with _cores:
        scan = _drawn(original, wish.number, means)
        return recognise(scan, languages, recogniser, seconds=means.seconds, is_certain=wish.asked is not None)


def _drawn(original: _Original, number: int, means: Means) -> Scan:
    return scan_page(original.path, original.media_type, number, password=original.password, limits=means.limits)


def keep_page(document: Document, number: int, found: Recognised | str) -> None:
    """Put what was recognised in the place of the page's text and passages; the caller commits."""
    page = db.session.get_one(Page, (document.id, number))
    db.session.execute(delete(Passage).where(Passage.document_id == document.id, Passage.page == number))
    OCR_PAGES.labels("not read" if isinstance(found, str) else "read").inc()
    if isinstance(found, str):
        page.problem = found
        return
    if db.session.get(Recognition, (document.sha256, number, found.languages)) is None:
        db.session.add(_kept(document.sha256, number, found))
    if page.problem == STAMPED and not _says_more(found, page.text):
        # No scan with a stamp, but text on a picture: its own text is better than what was recognised of it.
        page.problem = None
        db.session.add_all(cut(document.id, number, page.text))
        return
    page.text, page.ocr_languages, page.confidence = found.layout.text, found.languages, found.confidence
    page.problem = _doubt(found)
    db.session.add_all(cut(document.id, number, page.text))


def _says_more(found: Recognised, text: str) -> bool:
    return len(found.layout.text.split()) > SCAN_SAYS_TIMES * len(text.split())


def _doubt(found: Recognised) -> str | None:
    if not found.layout.text:
        return NO_WORDS
    if found.confidence < LEAST_CONFIDENCE:
        return f"this page is hard to read: its text was recognised with a certainty of {found.confidence:.0%} only"
    return None


def _kept(sha256: str, number: int, found: Recognised) -> Recognition:
    words = [[word.start, word.end, word.left, word.top, word.right, word.bottom] for word in found.layout.words]
    return Recognition(
        sha256=sha256,
        page=number,
        languages=found.languages,
        text=found.layout.text,
        confidence=found.confidence,
        width=found.layout.width,
        height=found.layout.height,
        words=[[*word[:2], *(round(place, 5) for place in word[2:])] for word in words],
    )


def _layout(kept: Recognition) -> Layout:
    return Layout(kept.text, tuple(_placed(word) for word in kept.words), kept.width, kept.height)


def _placed(word: Sequence[float]) -> PlacedWord:
    start, end, *box = word
    return PlacedWord(int(start), int(end), *box)
