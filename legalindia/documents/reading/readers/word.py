"""Word documents (.docx, .docm): what stands in them, in the order in which it is read. Macros are never run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from docx.opc.package import OpcPackage
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from legalindia.documents.files import MediaType
from legalindia.documents.reading.archives import check_archive
from legalindia.documents.reading.cleaning import clean
from legalindia.documents.reading.cutting import cut_pages
from legalindia.documents.reading.formats import Reader, Request, Told
from legalindia.documents.reading.numbering import Numbering, numbering_of
from legalindia.documents.reading.pages import BLANK, NO_TEXT, Header, PageText
from legalindia.documents.reading.revisions import tracked_changes
from legalindia.documents.reading.telling import enclosed, unread_pictures

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# The same text a second time for old programs; tracked deletions; the positions of tab stops, which are no tabs.
_SKIPPED = {_FALLBACK, qn("w:del"), qn("w:moveFrom"), qn("w:tabs")}
_WRITTEN = {qn("w:t"), _MATHS}
_SIGNS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}
_PAGE_BREAKS = {qn("w:lastRenderedPageBreak"), qn("w:pageBreakBefore")}
_PICTURES = {qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata"}
SCANS = "It holds no words but pictures, which were taken out as papers of their own."
_OFF = {"0", "false", "off"}
_NOTE_MARKS = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_NOTE_TAGS = {"footnotes": qn("w:footnote"), "endnotes": qn("w:endnote")}
_WARNINGS = {
    "vbaProject": "It holds macros. They are never run.",
    "attachedTemplate": "It names a template kept elsewhere. It is not fetched.",
    "comments": "It holds comments. They are not part of the text.",
    "oleObject": "It holds objects of other programs. They are not read.",
    "package": "It holds other files. They are not read.",
}


class Written(NamedTuple):
    """A stretch of the text, and the element that it came from; None for what is drawn and stands nowhere."""

    text: str
    source: Any


def read(request: Request) -> Iterator[Told]:
    check_archive(request.path)
    part = OpcPackage.open(str(request.path)).main_document_part
    root = _root(part)
    pages = [clean(piece) for page in written_pages(part) for piece in cut_pages(text_of(page))]
    scans = [] if any(page.strip() for page in pages) else _scans(part, root)
    notes = [*_warnings(part, root), *([SCANS] if scans else unread_pictures(_pictures(root)))]
    yield Header(len(pages), has_images=False, notes=tuple(notes), enclosures=len(scans))
    nothing = NO_TEXT if next(root.iter(qn("a:blip")), None) is not None else BLANK
    for number, page in enumerate(pages, start=1):
        yield PageText(number, page) if page.strip() else PageText(number, "", nothing)
    for scan in scans:
        yield from enclosed(scan.partname.rpartition("/")[2], scan.blob)


def _root(part: Part) -> Any:
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


def text_of(page: Iterable[Written]) -> str:
    """Return what is written on a page."""
    return "".join(written.text for written in page)


def written_pages(part: Part) -> list[list[Written]]:
    """Return the pages of a document. Headers stand before the first page and footers after the last, once each.

    :param part: its main part.
    """
    numbering = numbering_of(_first_root(part, "numbering"), _first_root(part, "styles"))
    writer = _Writer({name: _notes(part, name) for name in _NOTE_TAGS}, numbering)
    for header in _running(part, "header"):
        writer.write(header)
    writer.walk(_root(part))
    writer.end_page()
    for footer in _running(part, "footer"):
        writer.write(footer)
    return writer.finished()


def _running(part: Part, kind: str) -> Iterable[str]:
    """Return the different headers, or footers, of a document: sections mostly repeat the same one."""
    texts = [_text_of(_root(related)) for related in _related(part, kind)]
    return dict.fromkeys(f"{text.strip()}\n" for text in texts if text.strip())


def _notes(part: Part, kind: str) -> dict[str, str]:
    """Return the text of the foot- or endnotes by their ids."""
    return {
        note.get(qn("w:id")): _text_of(note).strip()
        for related in _related(part, kind)
        for note in _root(related).iter(_NOTE_TAGS[kind])
    }


def _first_root(part: Part, kind: str) -> Any:
    return next((_root(related) for related in _related(part, kind)), None)


def _related(part: Part, kind: str) -> list[Part]:
    rels = (rel for rel in part.rels.values() if not rel.is_external and rel.reltype.rpartition("/")[2] == kind)
    return [rel.target_part for rel in rels]


def _text_of(root: Any) -> str:
    writer = _Writer()
    writer.walk(root)
    return "\n".join(text_of(page) for page in writer.finished())


def _warnings(part: Part, root: Any) -> Iterator[str]:
    held = {rel.reltype.rpartition("/")[2] for rel in part.rels.values()}
    yield from (sentence for kind, sentence in _WARNINGS.items() if kind in held)
    if changes := tracked_changes(root):
        yield changes


def _scans(part: Part, root: Any) -> list[Part]:
    """Return the pictures, in their order, of a document that has no words: somebody has put scans into it."""
    names = dict.fromkeys(picture.get(qn("r:embed")) for picture in root.iter(qn("a:blip")))
    held = (part.rels[name] for name in names if name in part.rels)
    return [rel.target_part for rel in held if not rel.is_external]


def _pictures(root: Any) -> int:
    """Count the pictures among the words; what is drawn a second time for old programs is one."""
    return sum(next(picture.iterancestors(_FALLBACK), None) is None for picture in root.iter(*_PICTURES))


@dataclass
class _Writer:
    """Walks through the body and writes pages.

    :param notes: the text of each note, by kind and id; it is put at the end of the page that refers to it.
    :param label: the number of the paragraph that was entered, until its first words are written: a page may end
        between the two.
    """

    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    label: str = ""
    pages: list[list[Written]] = field(default_factory=list)
    parts: list[Written] = field(default_factory=list)
    pending: list[Written] = field(default_factory=list)

    def write(self, text: str, source: Any = None) -> None:
        self.parts.append(Written(text, source))

    def walk(self, element: Any) -> None:
        """Go through an element and all in it; the parser has refused more than 256 levels."""
        if element.tag in _SKIPPED:
            return
        self._enter(element)
        for child in element:
            self.walk(child)
        self._leave(element)

    def end_page(self) -> None:
        """Begin a new page, unless this one is still empty: Word writes down many a break twice."""
        if any(written.text.strip() for written in self.parts):
            self.pages.append([*self.parts, *self.pending])
            self.parts, self.pending = [], []

    def finished(self) -> list[list[Written]]:
        rest = [*self.parts, *self.pending]
        if self.pages:
            return [*self.pages[:-1], [*self.pages[-1], *rest]]
        return [rest]

    def _enter(self, element: Any) -> None:
        tag = element.tag
        if tag == qn("w:p"):
            self.label = self.numbering.label(element)
        elif tag in _WRITTEN and element.text:
            self.write(self.label)
            self.write(element.text, element)
            self.label = ""
        elif tag in _SIGNS:
            self.write(_SIGNS[tag], element)
        elif tag == qn("w:br"):
            self._break(element)
        elif tag in _PAGE_BREAKS and element.get(qn("w:val")) not in _OFF:
            self.end_page()
        elif tag in _NOTE_MARKS:
            self._refer(_NOTE_MARKS[tag], element)

    def _break(self, element: Any) -> None:
        if element.get(qn("w:type")) == "page":
            self.end_page()
        else:
            self.write("\n")

    def _leave(self, element: Any) -> None:
        tag, following = element.tag, element.getnext()
        if tag == qn("w:p") and element.getparent().tag != qn("w:tc"):
            self.write("\n")
        elif tag == qn("w:p") and following is not None:
            self.write(" ")
        elif tag == qn("w:tc") and following is not None:
            self.write("\t")
        elif tag == qn("w:tr"):
            self.write("\n")

    def _refer(self, kind: str, mark: Any) -> None:
        note = mark.get(qn("w:id"))
        self.write(f"[{note}]", mark)
        if text := self.notes.get(kind, {}).get(note):
            self.pending.append(Written(f"[{note}] {text}\n", mark))


READER = Reader((MediaType.DOCX,), read)
