"""PDF, through pdfium: the text layer, the places of its words, and pictures of the pages."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from legalindia.documents.files import MediaType
from legalindia.documents.reading.cleaning import clean, origins
from legalindia.documents.reading.failures import PasswordNeeded, Unreadable
from legalindia.documents.reading.formats import Reader, Request, Told
from legalindia.documents.reading.pages import (
    BLANK,
    NO_TEXT,
    STAMPED,
    UNMAPPED,
    Header,
    Layout,
    PageText,
    PlacedWord,
    Scan,
)
from legalindia.documents.reading.pdftext import PageOrder, page_order, raw_text
from legalindia.documents.reading.preparing import prepare
from legalindia.documents.reading.telling import enclosed

DAMAGED = "The PDF is damaged and could not be read. Please ask for it to be sent again."
NO_PAGES = "The PDF has no pages. Please check the original and send it again."
DAMAGED_PAGE = "this page is damaged and could not be read"
# A page may say that it is 200 inches long; a picture of this many pixels fits into memory many times.
MOST_PIXELS = 8_000_000
# WebP ends at 16,383.
LONGEST_PIXELS = 16_000
# Dots an inch at which pages are recognised as well as at 300, and sooner (`reading.preparing`).
SCANNED_DENSITY = 220
SCANNED_PIXELS = 20_000_000
MOST_ATTACHED = 1000
# A note of who signed a page, when and where, is about twenty words; a page with a letterhead's picture says more.
MOST_STAMPED_WORDS = 60
# Of the page, by its pictures: a scan has white margins where it was cropped.
SCAN_COVERS = 0.6
_SEARCHED_BYTES = 64 << 20
_OBJECTS_SEARCHED = 200_000
_ACTS = frozenset({"/JavaScript", "/Launch", "/FileAttachment"})
_POINTS_AN_INCH = 72
# Measured (benchmarks/extraction.py): letters come out smaller and sharper without loss, and no slower.
_WRITTEN = {"lossless": True, "quality": 20, "method": 1}
_PHOTOGRAPHED = {"quality": 75, "method": 0}
_OBJECTS_LOOKED_AT = 200
# Loads what writes pictures now, once; otherwise each child would load it again.
Image.init()

# Any large number: pdfium gives places on the seen page as whole numbers out of it.
_GRID = 1_000_000


def read(request: Request) -> Iterator[Told]:
    with closing(_open(request)) as document:
        attached = _attached(document)
        yield Header(
            len(document),
            has_images=True,
            notes=tuple(_notes(document, request)),
            enclosures=document.count_attachments(),
        )
        for number in range(request.first, len(document) + 1):
            yield _read_page(document, number)
        for name, content in attached:
            yield from enclosed(name, content)


def render(request: Request, width: int) -> bytes:
    with closing(_open(request)) as document, _page(document, request.first) as page:
        page_width, page_height = page.get_size()
        bitmap = page.render(scale=_scale(page_width, page_height, width))
        picture = io.BytesIO()
        bitmap.to_pil().save(picture, "WEBP", **(_PHOTOGRAPHED if _has_images(page) else _WRITTEN))
        return picture.getvalue()


def _scale(page_width: float, page_height: float, width: int) -> float:
    """Return pixels a point for a picture of this width, or less where it would be too large."""
    wide, high = max(page_width, 1.0), max(page_height, 1.0)
    return float(min(max(width, 1) / wide, LONGEST_PIXELS / max(wide, high), (MOST_PIXELS / (wide * high)) ** 0.5))


def scan(request: Request) -> Scan:
    with closing(_open(request)) as document, _page(document, request.first) as page:
        wide, high = (max(side, 1.0) for side in page.get_size())
        density = min(SCANNED_DENSITY, (SCANNED_PIXELS / (wide * high)) ** 0.5 * _POINTS_AN_INCH)
        bitmap = page.render(scale=density / _POINTS_AN_INCH, grayscale=True)
        return prepare(bitmap.to_pil(), pixels_an_inch=round(density))


def layout(request: Request) -> Layout:
    with closing(_open(request)) as document, _page(document, request.first) as page:
        with closing(page.get_textpage()) as text_page:
            order = page_order(page, text_page)
            words = tuple(_place_words(page, text_page, order))
        return Layout(clean(order.raw), words, *page.get_size())


def _open(request: Request) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(request.path, password=request.password)
    except UnicodeEncodeError as error:
        raise PasswordNeeded(_password_sentence(request.password)) from error
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise PasswordNeeded(_password_sentence(request.password)) from error
        # pdfium opens a file without a page as well as any other; its binding does not.
        raise Unreadable(NO_PAGES if error.err_code == pdfium_c.FPDF_ERR_SUCCESS else DAMAGED) from error


def _password_sentence(given: str | None) -> str:
    if given:
        return "The password does not open this PDF. Please give the right one."
    return "This PDF is locked with a password. Please give the password to have it read."


def _attached(document: pdfium.PdfDocument) -> list[tuple[str, bytes]]:
    """Return the files attached to it; one that is only named holds nothing that could be kept."""
    found = []
    for number in range(min(document.count_attachments(), MOST_ATTACHED)):
        attachment = document.get_attachment(number)
        with suppress(pdfium.PdfiumError):
            found.append((attachment.get_name() or f"attachment {number + 1}", bytes(attachment.get_data())))
    return found


def _notes(document: pdfium.PdfDocument, request: Request) -> Iterator[str]:
    """Name what could act. pdfium lists the scripts of the whole document only; those of buttons stand in the file."""
    acts = _acts(request)
    if pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) > 0 or "/JavaScript" in acts:
        yield "It holds scripts (JavaScript). They are never run."
    if "/Launch" in acts:
        yield "It asks to start programs. They are never started."
    if "/FileAttachment" in acts:
        yield "Files are pinned to its pages. They are not read."
    if document.get_formtype() in (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND):
        yield "It is an XFA form. What was filled in may be missing from its text."


def _acts(request: Request) -> set[str]:
    """Return which of the things that act a file names, in the open or packed into streams of objects."""
    with request.path.open("rb") as file:
        beginning = file.read(_SEARCHED_BYTES)
    found = {name for name in _ACTS if name.encode() in beginning}
    return found | _packed_acts(request) if b"/ObjStm" in beginning else found


def _packed_acts(request: Request) -> set[str]:
    try:
        with pikepdf.open(request.path, password=request.password or "") as pdf:
            said = (one for one in islice(pdf.objects, _OBJECTS_SEARCHED) if isinstance(one, pikepdf.Dictionary))
            return {str(one[key]) for one in said for key in ("/S", "/Subtype") if key in one} & _ACTS
    except (pikepdf.PdfError, ValueError):
        # Too damaged for this library; pdfium reads what it can of it all the same.
        return set()


def _read_page(document: pdfium.PdfDocument, number: int) -> PageText:
    try:
        with closing(document[number - 1]) as page, closing(page.get_textpage()) as text_page:
            raw = raw_text(page, text_page)
            text = clean(raw)
            if not text.strip():
                return PageText(number, "", _why_empty(page, raw))
            return PageText(number, text, STAMPED if _is_stamped_scan(page, text) else None)
    except MemoryError:
        raise
    except Exception:
        # pdfium's binding fails on a damaged page in many ways; the other pages are still worth having.
        return PageText(number, "", DAMAGED_PAGE)


def _why_empty(page: pdfium.PdfPage, raw: str) -> str:
    if _kinds(page) - {pdfium_c.FPDF_PAGEOBJ_TEXT} or pdfium_c.FPDFPage_GetAnnotCount(page) > 0:
        return NO_TEXT
    return UNMAPPED if raw.strip() else BLANK


def _is_stamped_scan(page: pdfium.PdfPage, text: str) -> bool:
    """Say whether the page is a picture with a few words set on it: who signed, its number, the scanner's name.

    The text that recognition has laid under a scan is drawn invisibly; such a page is read already.
    """
    if len(text.split()) > MOST_STAMPED_WORDS:
        return False
    covered = 0.0
    for drawn in _objects(page):
        kind = pdfium_c.FPDFPageObj_GetType(drawn)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
                return False
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += _area(drawn)
    wide, high = page.get_size()
    return bool(covered >= SCAN_COVERS * wide * high)


def _area(drawn: pdfium_c.FPDF_PAGEOBJECT) -> float:
    """Return how much of its page an object takes, in square points."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return 0.0
    return (right.value - left.value) * (top.value - bottom.value)


def _has_images(page: pdfium.PdfPage) -> bool:
    return pdfium_c.FPDF_PAGEOBJ_IMAGE in _kinds(page)


def _kinds(page: pdfium.PdfPage) -> set[int]:
    """Return the kinds of object on a page, as far as the first ones tell."""
    return {pdfium_c.FPDFPageObj_GetType(drawn) for drawn in _objects(page)}


def _objects(page: pdfium.PdfPage) -> Iterator[pdfium_c.FPDF_PAGEOBJECT]:
    count = min(pdfium_c.FPDFPage_CountObjects(page), _OBJECTS_LOOKED_AT)
    return (pdfium_c.FPDFPage_GetObject(page, at) for at in range(count))


@contextmanager
def _page(document: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage]:
    if not 1 <= number <= len(document):
        raise Unreadable(f"There is no page {number}: the PDF has {len(document)}.")
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise Unreadable(f"Page {number} is damaged and cannot be shown.") from error
    with closing(page):
        yield page


def _place_words(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, order: PageOrder) -> Iterator[PlacedWord]:
    seen = _SeenPage(page)
    for word in origins(order.raw):
        box = _box(text_page, order.units_of(word.raw_start, word.raw_end))
        if box is not None:
            yield PlacedWord(word.start, word.end, *seen.place(*box))


def _box(text_page: pdfium.PdfTextPage, units: Iterable[int]) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right, top in the page's own coordinates; None where the characters have no place."""
    box = pdfium_c.FS_RECTF()
    boxes = []
    for unit in units:
        index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, unit)
        if index >= 0 and pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box):
            boxes.append((box.left, box.bottom, box.right, box.top))
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


class _SeenPage:
    """Turns a place in the page's own coordinates into fractions of the page as it is seen: cropped, upright."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.origin = self._seen(page, 0, 0)
        right, up = self._seen(page, 1000, 0), self._seen(page, 0, 1000)
        self.right = ((right[0] - self.origin[0]) / 1000, (right[1] - self.origin[1]) / 1000)
        self.up = ((up[0] - self.origin[0]) / 1000, (up[1] - self.origin[1]) / 1000)

    def place(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        corners = [self._map(left, bottom), self._map(right, top)]
        xs, ys = zip(*corners, strict=True)
        return _share(min(xs)), _share(min(ys)), _share(max(xs)), _share(max(ys))

    def _map(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.origin[0] + x * self.right[0] + y * self.up[0],
            self.origin[1] + x * self.right[1] + y * self.up[1],
        )

    @staticmethod
    def _seen(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, column, row)
        return column.value, row.value


def _share(place: float) -> float:
    return round(min(max(place / _GRID, 0.0), 1.0), 5)


READER = Reader((MediaType.PDF,), read, render, layout, scan)
