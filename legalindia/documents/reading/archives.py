"""Looks through a ZIP archive before anything unpacks it: bombs and trapped XML are refused here."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from legalindia.documents.reading.failures import OverLimit, PasswordNeeded, Unreadable

MOST_ENTRIES = 5000
MOST_INFLATED_BYTES = 200 * 1024 * 1024
# DEFLATE reaches 1032; the wordiest honest sheets stay under 100.
MOST_RATIO = 200
# Below this a ratio says nothing.
_SMALL_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 16
_XML_BEGINS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")

BOMB = "This file unpacks to far more than it should. It may be made to do harm, and was not opened."
TRAPPED = "This file holds XML entities, which documents do not need and attackers use. It was not opened."


def check_archive(path: Path) -> None:
    """Unpack every entry of an Office file once, keeping nothing, and count.

    :raises OverLimit: too many entries, or too much in them.
    :raises PasswordNeeded: an entry is encrypted.
    :raises Unreadable: XML with a document type or entities.
    """
    with zipfile.ZipFile(path) as archive:
        if any(entry.flag_bits & 1 for entry in archive.infolist()):
            raise PasswordNeeded("This file is locked with a password. Save it without the password and send it again.")
        check_entries(archive, most_bytes=MOST_INFLATED_BYTES, is_office=True)


def check_entries(archive: zipfile.ZipFile, *, most_bytes: int, is_office: bool = False) -> None:
    """Unpack every entry once, keeping nothing, and count.

    :param most_bytes: of all entries together.
    :param is_office: refuse trapped XML too, because it is going to be parsed.
    :raises OverLimit: too many entries, or too much in them. :raises Unreadable: trapped XML.
    """
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise OverLimit(f"This file has {len(entries)} parts; {MOST_ENTRIES} can be read.")
    allowed = min(most_bytes, _allowed(archive))
    inflated = 0
    for entry in entries:
        inflated = _check_entry(archive, entry, inflated, allowed, is_office)


def _allowed(archive: zipfile.ZipFile) -> int:
    return max(_SMALL_BYTES, MOST_RATIO * Path(archive.filename or "").stat().st_size)


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inflated: int, allowed: int, is_office: bool) -> int:
    """Return the bytes inflated so far, this entry included. What an entry says of its own size is not believed."""
    parser: DefusedExpatParser | None = None
    with archive.open(entry) as content:
        first = is_office
        while chunk := content.read(_CHUNK_BYTES):
            inflated += len(chunk)
            if inflated > allowed:
                raise OverLimit(BOMB)
            if first and chunk.startswith(_XML_BEGINS):
                parser = _parser()
            first = False
            parser = _feed(parser, chunk)
    return inflated


def _parser() -> DefusedExpatParser:
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(ContentHandler())
    return parser


def _feed(parser: DefusedExpatParser | None, chunk: bytes) -> DefusedExpatParser | None:
    """Go on parsing; what turns out not to be XML is left to whoever wants to read it."""
    if parser is None:
        return None
    try:
        parser.feed(chunk)
    except DefusedXmlException as error:
        raise Unreadable(TRAPPED) from error
    except SAXException:
        return None
    return parser
