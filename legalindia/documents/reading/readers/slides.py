"""PowerPoint slides (.pptx), as text: a slide a page, with its notes."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

from legalindia.documents.files import MediaType
from legalindia.documents.reading.archives import check_archive
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import NO_TEXT, Header, PageText
from legalindia.documents.reading.telling import tell, unread_pictures

MACROS = "It holds macros. They are never run."

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BREAK = _DRAWING + "br"
_WRITTEN = {_DRAWING + "t", _BREAK}
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(request: Request) -> Iterator[Header | PageText]:
    check_archive(request.path)
    with zipfile.ZipFile(request.path) as archive:
        slides = list(_slides(archive))
        notes = [MACROS] if "ppt/vbaProject.bin" in archive.namelist() else []
        notes += unread_pictures(sum(_pictures(archive, name) for name in _slide_names(archive)))
    yield from tell(slides, notes=notes, nothing=NO_TEXT)


def _slides(archive: zipfile.ZipFile) -> Iterator[str]:
    """Give the slides in the order in which they are shown, which is not that of their numbers."""
    for name in _slide_names(archive):
        text = _text(archive, name)
        spoken = [_text(archive, target) for target, kind in _links(archive, name).values() if kind == "notesSlide"]
        yield "\n\n".join([text, *(f"Notes: {note}" for note in spoken if note)])


def _slide_names(archive: zipfile.ZipFile) -> Iterator[str]:
    presentation = "ppt/presentation.xml"
    links = _links(archive, presentation)
    for slide in ElementTree.fromstring(archive.read(presentation)).iter(_SLIDES + "sldId"):
        yield links[slide.get(_LINK)][0]


def _pictures(archive: zipfile.ZipFile, slide: str) -> int:
    return sum(1 for _ in ElementTree.fromstring(archive.read(slide)).iter(_SLIDES + "pic"))


def _links(archive: zipfile.ZipFile, part: str) -> dict[str | None, tuple[str, str]]:
    """Return the parts that this one refers to, with their kinds, by the names under which it does."""
    folder, name = posixpath.split(part)
    try:
        links = ElementTree.fromstring(archive.read(f"{folder}/_rels/{name}.rels"))
    except KeyError:
        return {}
    return {
        link.get("Id"): (_inside(folder, link.get("Target", "")), link.get("Type", "").rpartition("/")[2])
        for link in links
        if link.get("TargetMode") != "External"
    }


def _inside(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _text(archive: zipfile.ZipFile, part: str) -> str:
    root = ElementTree.fromstring(archive.read(part))
    return "\n".join(line for paragraph in root.iter(_DRAWING + "p") if (line := _line(paragraph)).strip())


def _line(paragraph: Any) -> str:
    return "".join("\n" if each.tag == _BREAK else each.text or "" for each in paragraph.iter() if each.tag in _WRITTEN)


READER = Reader((MediaType.PPTX,), read)
