"""OpenDocument texts (.odt): what stands in them, in the order in which it is read. Macros are never run."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

from legalindia.documents.files import MediaType
from legalindia.documents.reading.archives import check_archive
from legalindia.documents.reading.failures import PasswordNeeded
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.telling import tell, unread_pictures

MACROS = "It holds macros. They are never run."
CHANGES = "It holds tracked changes. The text is read as if all were accepted."
LOCKED = "This file is locked with a password. Save it without the password and send it again."

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FRAME, _IMAGE = (f"{{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}}{name}" for name in ("frame", "image"))
# Tracked deletions; comments; the marks that repeat a note's number are written as [1] instead.
_SKIPPED = {_TEXT + "tracked-changes", _OFFICE + "annotation", _OFFICE + "forms"}
_SIGNS = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}
_PARAGRAPHS = {_TEXT + "p", _TEXT + "h"}
_MOST_SPACES = 200


def read(request: Request) -> Iterator[Header | PageText]:
    check_archive(request.path)
    with zipfile.ZipFile(request.path) as archive:
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise PasswordNeeded(LOCKED)
        content = ElementTree.fromstring(archive.read("content.xml"))
        names = archive.namelist()
    text = "".join(_walk(content.find(f"{_OFFICE}body")))
    yield from tell([text], notes=list(_notes(content, names)))


def _notes(content: Any, names: list[str]) -> Iterator[str]:
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        yield MACROS
    if content.find(f".//{_TEXT}tracked-changes") is not None:
        yield CHANGES
    # A picture may be kept in several forms, of which one is shown.
    yield from unread_pictures(sum(frame.find(_IMAGE) is not None for frame in content.iter(_FRAME)))


def _walk(element: Any) -> Iterator[str]:
    """Write an element and all in it; the check of the archive has refused markup that is too deep."""
    if element is None or element.tag in _SKIPPED:
        return
    yield _SIGNS.get(element.tag, "")
    if element.tag == _TEXT + "s":
        yield " " * min(int(element.get(_TEXT + "c", "1")), _MOST_SPACES)
    if element.tag == _TEXT + "note":
        yield from _note(element)
        return
    yield element.text or ""
    for child in element:
        yield from _walk(child)
        yield child.tail or ""
    yield from _ending(element.tag)


def _note(element: Any) -> Iterator[str]:
    mark = element.findtext(_TEXT + "note-citation") or "*"
    body = "".join(_walk(element.find(_TEXT + "note-body")))
    yield f" [{mark}: {' '.join(body.split())}] "


def _ending(tag: str) -> Iterator[str]:
    if tag in _PARAGRAPHS or tag == _TABLE + "table-row":
        yield "\n"
    elif tag == _TABLE + "table-cell":
        yield "\t"


READER = Reader((MediaType.ODT,), read)
