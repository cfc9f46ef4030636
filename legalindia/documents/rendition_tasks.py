"""Making a rendition, as a job."""

from __future__ import annotations

import json
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.database import db
from legalindia.documents.files import MediaType
from legalindia.documents.models import Document, Page, Rendition, RenditionKind
from legalindia.documents.prints import pages_in_print
from legalindia.documents.reading.pages import Layout, PageText
from legalindia.documents.reading.reader import compose, read
from legalindia.documents.renditions import PRINTABLE
from legalindia.documents.scans import layout_of
from legalindia.documents.service import scanned_pages
from legalindia.documents.tasks import reading_limits
from legalindia.errors import BrokeOff, TooLarge
from legalindia.jobs.lease import Work

PRINT_SECONDS = 120
LARGEST_BYTES = 512 << 20
_COPIED_BYTES = 1 << 20
NO_PRINTER = "LibreOffice is not installed here."

# LibreOffice takes a few hundred megabytes: one copy at a time in a process.
_printing = threading.Lock()


def note_failure(rendition_id: uuid.UUID, reason: str) -> None:
    """Say why there is none."""
    db.session.execute(update(Rendition).where(Rendition.id == rendition_id).values(error=reason))


def make(work: Work) -> None:
    """Make one rendition; safe to run twice."""
    rendition = db.session.get(Rendition, work.subject_id)
    if rendition is None or rendition.is_ready:
        # The paper is gone, or an earlier attempt was done but for its last word.
        return
    document = db.session.get_one(Document, rendition.document_id)
    if rendition.kind == RenditionKind.PRINT:
        work.progress("printing its pages")
        _print(document, rendition)
    else:
        work.progress("making its searchable PDF")
        _make_searchable(document, rendition)


def _print(document: Document, rendition: Rendition) -> None:
    printer = outfit().printer
    if printer is None:
        raise BrokeOff(NO_PRINTER)
    ending = PRINTABLE[MediaType(document.media_type)]
    with (
        outfit().storage.local_copy(document.storage_key, sha256=document.sha256) as original,
        _printing,
        printer.print(original, ending, seconds=PRINT_SECONDS) as printed,
    ):
        # What comes out of a stranger's file is a stranger's file.
        said = read(printed, MediaType.PDF, limits=reading_limits())
        texts = [page.text for page in said if isinstance(page, PageText)]
        rendition.pages, rendition.page_count = pages_in_print(_texts(document), texts), len(texts)
        with outfit().storage.arrival(limit_bytes=LARGEST_BYTES) as arrival:
            _copy(printed, arrival)
            _keep(rendition, arrival)


def _make_searchable(document: Document, rendition: Rendition) -> None:
    with (
        outfit().storage.local_copy(document.storage_key, sha256=document.sha256) as original,
        tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as layers,
        outfit().storage.arrival(limit_bytes=LARGEST_BYTES) as arrival,
    ):
        json.dump({"pages": document.page_count, "layers": _layers(document)}, layers)
        layers.flush()
        made = compose(
            original,
            MediaType(document.media_type),
            Path(layers.name),
            password=document.password,
            limits=reading_limits(),
        )
        for piece in made:
            arrival.write(piece)
        rendition.page_count = document.page_count or 0
        _keep(rendition, arrival)


def _layers(document: Document) -> dict[int, dict[str, Any]]:
    """Return for each page that was read as a scan its size, and its words with their places."""
    layers = {}
    for page in scanned_pages(document):
        laid = layout_of(document, page)
        if laid is not None:
            layers[page.number] = {"width": laid.width, "height": laid.height, "lines": list(_lines(laid))}
    return layers


def _lines(laid: Layout) -> Iterator[list[tuple[str, float, float, float, float]]]:
    line: list[tuple[str, float, float, float, float]] = []
    ended = 0
    for word in laid.words:
        if line and "\n" in laid.text[ended : word.start]:
            yield line
            line = []
        line.append((laid.text[word.start : word.end], word.left, word.top, word.right, word.bottom))
        ended = word.end
    if line:
        yield line


def _texts(document: Document) -> list[str]:
    return list(db.session.scalars(select(Page.text).where(Page.document_id == document.id).order_by(Page.number)))


def _copy(path: Path, arrival: Arrival) -> None:
    with path.open("rb") as file:
        while piece := file.read(_COPIED_BYTES):
            arrival.write(piece)


def _keep(rendition: Rendition, arrival: Arrival) -> None:
    if arrival.is_over:
        raise TooLarge("What was made of this paper is too large to be kept. The original can be downloaded.")
    stored = outfit().storage.keep(arrival)
    rendition.storage_key, rendition.sha256, rendition.size_bytes = stored.key, stored.sha256, stored.size_bytes
