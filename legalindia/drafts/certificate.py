"""A check on paper: the certificate as DOCX and PDF, and the draft with a comment at each place.

An uploaded Word document is given back as it came, with the comments written into it by the confined child; of
anything else the text that was checked is set in a document of its own.
"""

from __future__ import annotations

import ctypes
import html
import importlib
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import structlog
from docx.shared import Pt

from legalindia.adapters.outfit import outfit
from legalindia.documents.files import MediaType
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.reader import comment
from legalindia.documents.tasks import reading_limits
from legalindia.drafts.governing import Dated, named_in, sentence_on
from legalindia.drafts.kept import ShownFindings
from legalindia.drafts.marked import Line, lines_of
from legalindia.drafts.models import Check, Draft, DraftVersion
from legalindia.errors import Unavailable
from legalindia.web.wording import count, moment

log = structlog.get_logger()

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
NO_PRINTER = (
    "A PDF cannot be made on this machine: the libraries of Pango are missing (packages libpango-1.0-0, "
    "libpangoft2-1.0-0, libharfbuzz-subset0). Take the Word document, or print this page."
)
HEADING = "Certificate of a citation check"
NOT_IN_THE_FILE = (
    "The comments could not be written into the file that was handed in. This is its text as it was checked, without "
    "its formatting."
)
WHAT_IT_SAYS = (
    "“Verified” says that our library holds the judgment or section under this citation, and that the name, the "
    "paragraph and the words the draft gives agree with our copy. “Not held” says only that our library does not "
    "hold it. Whether a judgment is still good law was not looked at."
)
_SYSTEM_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
_AUTHOR, _INITIALS = "LegalIndia", "LI"
_STYLE = """
@page { size: A4; margin: 22mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font: 9.5pt/1.45 "Noto Serif", "Noto Serif Devanagari", "DejaVu Serif", serif; color: #1c1f1e }
h1 { font-size: 16pt; margin: 0 0 4mm } h2 { font-size: 11.5pt; margin: 7mm 0 2mm }
table { width: 100%; border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: 1.5mm 2mm;
border-bottom: .3pt solid #cbc4b5; overflow-wrap: anywhere } td:first-child { width: 30mm }
.facts td:first-child { width: 42mm; color: #454a48 } .small { font-size: 8.5pt; color: #454a48 }
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a certificate states. :param facts: names and values, in the order they are printed."""

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    withheld: int


def _can_print() -> bool:
    """Say whether the library that makes PDFs is here, and finds its system libraries; it is not loaded for that."""
    if find_spec("weasyprint") is None:
        return False
    try:
        for library in _SYSTEM_LIBRARIES:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


CAN_PRINT = _can_print()


def stated(draft: Draft, check: Check, shown: ShownFindings, dates: Dated) -> Stated:
    """Put together what a certificate says of a check, as far as this person may see it."""
    version = check.version
    codes = sentence_on(named_in(shown.findings), dates)
    facts = (
        ("Draft", draft.title),
        ("Version", f"{version.number}, handed in {moment(version.created_at)}"),
        ("File", version.filename or "text as pasted"),
        ("SHA-256", version.sha256),
        ("Checked", f"{moment(check.job.finished_at)}, asked for by {check.asked_by.name}"),
        ("Library", _library(check.judgments, check.statutes, check.library_as_of)),
        *((("Codes", codes),) if codes else ()),
        *((("Reading", " ".join(version.notes)),) if version.notes else ()),
    )
    return Stated(draft.title, facts, tuple(lines_of(shown.findings)), shown.withheld)


def as_docx(stated: Stated) -> bytes:
    """Return the certificate as a Word document."""
    paper = _paper()
    paper.add_heading(HEADING, level=1)
    _add_table(paper, stated.facts)
    paper.add_paragraph(WHAT_IT_SAYS)
    for heading, lines in _sections(stated):
        paper.add_heading(f"{heading} ({len(lines)})", level=2)
        _add_table(paper, [(line.label, _said(line)) for line in lines])
    if stated.withheld:
        paper.add_paragraph(_withheld(stated.withheld))
    return _bytes(paper)


def as_pdf(stated: Stated) -> bytes:
    """Return the certificate as a PDF. :raises Unavailable: this machine lacks the libraries."""
    if not CAN_PRINT:
        raise Unavailable(NO_PRINTER)
    # Loaded by whoever prints: it brings 25 MB and takes half a second.
    printer = importlib.import_module("weasyprint")
    # Nothing is fetched: the page is made of text alone.
    data: bytes = printer.HTML(string=_as_html(stated), url_fetcher=_nothing).write_pdf()
    return data


def commented(version: DraftVersion, lines: Sequence[Line], title: str) -> bytes:
    """Return the draft as a Word document with a comment at each place where something was found.

    :raises Unavailable: the uploaded file cannot be reached.
    """
    if version.storage_key is None or version.media_type != MediaType.DOCX:
        return _text_with_comments(version.text or "", lines, title)
    try:
        return _original_with_comments(version, lines)
    except Unreadable as reason:
        log.warning("drafts.not_commented", version=str(version.id), error=type(reason).__name__)
        return _text_with_comments(version.text or "", lines, title, note=NOT_IN_THE_FILE)


def _original_with_comments(version: DraftVersion, lines: Sequence[Line]) -> bytes:
    comments = [{"start": line.start, "end": line.end, "said": _said(line, with_label=True)} for line in lines]
    order = {"text": version.text, "comments": comments, "author": _AUTHOR, "initials": _INITIALS}
    with (
        outfit().storage.local_copy(version.storage_key or "", sha256=version.sha256) as original,
        tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as orders,
    ):
        json.dump(order, orders)
        orders.flush()
        return b"".join(comment(original, Path(orders.name), limits=reading_limits()))


def _text_with_comments(text: str, lines: Sequence[Line], title: str, *, note: str = "") -> bytes:
    paper = _paper()
    paper.core_properties.title = _clean(title)
    if note:
        paper.add_paragraph().add_run(note).italic = True
    at = 0
    for paragraph in text.split("\n"):
        inside = [line for line in lines if at <= line.start < at + max(1, len(paragraph))]
        _add_paragraph(paper, paragraph, at, inside)
        at += len(paragraph) + 1
    return _bytes(paper)


def _add_paragraph(paper: Any, text: str, offset: int, lines: Sequence[Line]) -> None:
    """Add a paragraph in runs that end where a finding does; one over several paragraphs is marked in its first."""
    added = paper.add_paragraph()
    ends = {min(len(text), line.end - offset) for line in lines}
    cuts = sorted({0, len(text), *(line.start - offset for line in lines), *ends})
    runs = {begin: added.add_run(_clean(text[begin:end])) for begin, end in pairwise(cuts)}
    for line in lines:
        begin, end = line.start - offset, min(len(text), line.end - offset)
        covered = [run for start, run in runs.items() if begin <= start < end]
        if covered:
            paper.add_comment(
                [covered[0], covered[-1]], text=_said(line, with_label=True), author=_AUTHOR, initials=_INITIALS
            )


def _sections(stated: Stated) -> Iterator[tuple[str, list[Line]]]:
    kinds = {"quotation": "Quotations", "old_law": "Sections of the codes replaced on 1 July 2024"}
    yield "Citations", [line for line in stated.lines if line.sort not in kinds]
    for sort, heading in kinds.items():
        yield heading, [line for line in stated.lines if line.sort == sort]


def _said(line: Line, *, with_label: bool = False) -> str:
    found = f"Source: {line.found.title}, {line.place}." if line.found else ""
    parts = [f"{line.label}." if with_label else line.title, line.note, line.difference or "", found]
    return _clean("\n".join(part for part in parts if part))


def _withheld(number: int) -> str:
    return f"{count(number, 'finding')} left out: they rest on papers that the person printing this may not see."


def _library(judgments: int | None, statutes: int | None, as_of: datetime | None) -> str:
    held = f"{count(judgments or 0, 'judgment')} and {count(statutes or 0, 'Act')}"
    return f"{held}, as of {moment(as_of)}" if as_of else held


def _as_html(stated: Stated) -> str:
    facts = "".join(f"<tr><td>{_escaped(name)}</td><td>{_escaped(value)}</td></tr>" for name, value in stated.facts)
    body = [f"<h1>{HEADING}</h1><table class=facts>{facts}</table><p class=small>{WHAT_IT_SAYS}</p>"]
    for heading, lines in _sections(stated):
        rows = "".join(f"<tr><td>{_escaped(line.label)}</td><td>{_escaped(_said(line))}</td></tr>" for line in lines)
        body.append(f"<h2>{_escaped(heading)} ({len(lines)})</h2><table>{rows}</table>")
    if stated.withheld:
        body.append(f"<p>{_withheld(stated.withheld)}</p>")
    head = f"<meta charset=utf-8><title>{_escaped(stated.title)}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang=en-IN><head>{head}</head><body>{''.join(body)}</body></html>"


def _nothing(url: str, *_arguments: object, **_options: object) -> dict[str, Any]:
    raise ValueError(f"A certificate fetches nothing, and not {url}.")


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _paper() -> Any:
    paper = docx.Document()
    paper.styles["Normal"].font.size = Pt(10.5)
    return paper


def _add_table(paper: Any, rows: Sequence[tuple[str, str]]) -> None:
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for name, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = _clean(name), _clean(value)


def _clean(text: str) -> str:
    """Leave out characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\n\t" or (letter >= " " and letter not in "\ufffe\uffff"))


def _bytes(paper: Any) -> bytes:
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()
