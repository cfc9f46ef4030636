"""Old Word documents (.doc): their text, found by the piece table. Macros are never run.

Source of the places below: [MS-DOC] 2.4.1 (retrieving text), 2.5 (the file information block), 2.9.38 (Clx).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import olefile

from legalindia.documents.files import MediaType
from legalindia.documents.reading.failures import PasswordNeeded, Unreadable
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.telling import tell, unread_pictures

MACROS = "It holds macros. They are never run."
LOCKED = "This file is locked with a password. Save it without the password and send it again."
TOO_OLD = "This Word document was written before 1997 and cannot be read. Save it as .docx and send it again."

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_FLAGS, _PIECES_AT = 0x0A, 0x01A2
_IS_ENCRYPTED, _TABLE_IS_1 = 0x0100, 0x0200
_COMPRESSED = 0x40000000
# A field holds its instruction, then its result, which is what is seen.
_INSTRUCTION = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))|\x15")
# Stands in the text for a picture.
_PICTURE = "\x01"
_MARKS = str.maketrans({"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x1e": "-", "\xa0": " ", "\x1f": None, "\x0c": "\n"})
_DEEPEST_FIELD = 20


def read(request: Request) -> Iterator[Header | PageText]:
    with olefile.OleFileIO(str(request.path)) as file:
        document = file.openstream("WordDocument").read()
        flags = _checked_flags(document)
        table = file.openstream("1Table" if flags & _TABLE_IS_1 else "0Table").read()
        has_macros = file.exists("Macros")
    text = "".join(_pieces(document, table))
    pages = [_seen(page) for page in text.split("\x0c")]
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    notes = [MACROS] if has_macros else []
    yield from tell(pages, notes=[*notes, *unread_pictures(_seen(text).count(_PICTURE))])


def _checked_flags(document: bytes) -> int:
    magic, version = struct.unpack_from("<HH", document)
    (flags,) = struct.unpack_from("<H", document, _FLAGS)
    if magic != _MAGIC or version < _WORD_97:
        raise Unreadable(TOO_OLD)
    if flags & _IS_ENCRYPTED:
        raise PasswordNeeded(LOCKED)
    return int(flags)


def _pieces(document: bytes, table: bytes) -> Iterator[str]:
    """Give the text piece by piece, in order: a saved document keeps its changes at the end and names their places."""
    at, length = struct.unpack_from("<II", document, _PIECES_AT)
    places = _piece_table(table[at : at + length])
    count = (len(places) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", places)
    budget = len(document)
    for number in range(count):
        (offset,) = struct.unpack_from("<I", places, 4 * (count + 1) + 8 * number + 2)
        characters = ends[number + 1] - ends[number]
        is_compressed = bool(offset & _COMPRESSED)
        start = (offset & ~_COMPRESSED) // 2 if is_compressed else offset
        piece = document[start : start + characters * (1 if is_compressed else 2)] if characters > 0 else b""
        # No honest document tells the same bytes twice; one that does would grow without an end.
        budget -= len(piece)
        if budget < 0:
            raise Unreadable("The pieces of this document overlap. It is damaged, or made to do harm.")
        yield piece.decode("cp1252" if is_compressed else "utf-16-le", errors="replace")


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    if at >= len(clx) or clx[at] != 2:
        raise Unreadable("This Word document is damaged and could not be read. Please ask for it to be sent again.")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + length]


def _seen(text: str) -> str:
    for _ in range(_DEEPEST_FIELD):
        text, found = _INSTRUCTION.subn("", text)
        if not found:
            break
    return text.translate(_MARKS)


READER = Reader((MediaType.DOC,), read)
