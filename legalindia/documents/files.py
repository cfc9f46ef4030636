"""What may come in: how a file is called, and what it is.

A file is known by its bytes. Its name, and what the sender says it is, decide nothing.
"""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from legalindia.errors import Invalid, Unsupported

LONGEST_NAME = 200
LONGEST_EXTENSION = 20

_HEAD_BYTES = 8192
# Readers of PDF look for the header in the first kilobyte, and mail gateways do put rubbish before it.
_PDF_WITHIN_BYTES = 1024
# More entries than any honest document has; what lies beyond is not looked at.
_MOST_ENTRIES = 5000
_DIRECTORY_BYTES = 1 << 20
# An honest text has next to no control characters; random bytes have one in nine.
_MOST_CONTROLS = 0.02
_JOINERS = "\u200c\u200d"


class MediaType(StrEnum):
    """The kinds of file the office takes in; each has its reader in `reading.readers`."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"


# What is not taken in is named for the person who sent it.
_OTHER_BEGINNINGS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a script"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3\0", "a database"),
    (b"RIFF", "a WebP image, a sound recording or a film"),
    (b"OggS", "a sound recording"),
    (b"ID3", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a film"),
)
# A letter may begin with these too; what follows them tells.
_LIKE_WORDS = (b"MZ", b"RIFF", b"OggS", b"ID3", b"BZh")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COMPOUND_STREAMS = (
    ("EncryptedPackage", "an Office document locked with a password; save it without the password first"),
    ("WordDocument", "an old Word document (.doc)"),
    ("Workbook", "an old Excel sheet (.xls)"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)"),
    ("__nameid_version1.0", "an Outlook message (.msg)"),
)
_ARCHIVE = b"PK\x03\x04"
_ARCHIVE_MEMBERS = (
    (b"xl/workbook.xml", "an Excel sheet (.xlsx)"),
    (b"ppt/presentation.xml", "a PowerPoint file (.pptx)"),
    (b"mimetype", "an OpenDocument file (.odt, .ods) or an e-book"),
)
_MARKUP = re.compile(r"\s*<(?:(?P<page>!doctype\s+html|html|head|body)|(?P<drawing>svg)|\?xml)\b", re.IGNORECASE)
_MAIL_LINE = re.compile(r"([!-9;-~]+):|[ \t]")
# A letter may begin with From: and To: as well; only machines write these.
_MAIL_FIELDS = {"received", "return-path", "message-id", "mime-version", "delivered-to", "content-type"}


def clean_filename(raw: str) -> str:
    """Return the name under which a file is shown and offered for download; "unnamed" where nothing is left.

    Never a path: storage makes its own keys. At most 200 characters, with the extension kept.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    name = unicodedata.normalize("NFC", " ".join("".join(_visible(last)).split())).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    kept = stem[: LONGEST_NAME - len(dot + extension)].rstrip(". ")
    return f"{kept}{dot}{extension}" or "unnamed"


def sniff(path: Path) -> MediaType:
    """Tell from its bytes what kind of file this is. A few reads; nothing is parsed or unpacked.

    :raises Invalid: the file is empty.
    :raises Unsupported: not a kind that is taken in; says what it seems to be.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head:
            raise Invalid("The file is empty. Check the original and send it again.")
        return _binary_kind(file, head) or _text_kind(head)


def text_encoding(head: bytes) -> str | None:
    """Name the encoding of a text by its first bytes, or None where they are not text.

    :returns: a Python codec, or "legacy" for one of the many with eight bits a character.
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return codec
    for codec in ("utf-16-le", "utf-16-be"):
        if _is_unmarked_utf16(head, codec):
            return codec
    if _controls(head) > _MOST_CONTROLS:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None if b"\0" in head else "legacy"
    return "utf-8"


def _visible(name: str) -> Iterator[str]:
    """Leave out what hides or turns other characters. Joiners stay where an Indian script needs them."""
    before = ""
    for character in name:
        if character.isspace():
            yield " "
        elif unicodedata.category(character) not in ("Cc", "Cf", "Cs") or (
            character in _JOINERS and unicodedata.category(before or " ") in ("Mn", "Mc", "Lo")
        ):
            yield character
        before = character


def _binary_kind(file: BinaryIO, head: bytes) -> MediaType | None:
    if head.startswith(_ARCHIVE):
        return _archive_kind(file)
    if head.startswith(_COMPOUND):
        raise _refusal(_compound_kind(file, head))
    for beginning, kind in _OTHER_BEGINNINGS:
        if head.startswith(beginning) and not (beginning in _LIKE_WORDS and text_encoding(head)):
            raise _refusal(kind)
    if head[4:8] == b"ftyp":
        raise _refusal("a phone's photograph, film or recording")
    return MediaType.PDF if _is_pdf(head) else None


def _is_pdf(head: bytes) -> bool:
    """A text may speak of `%PDF-`: where it is not the very beginning, an object has to follow."""
    at = head.find(b"%PDF-", 0, _PDF_WITHIN_BYTES + 5)
    return at == 0 or (at > 0 and b" obj" in head[at:])


def _text_kind(head: bytes) -> MediaType:
    encoding = text_encoding(head)
    if encoding is None:
        raise _refusal("a file of a kind we do not know")
    text = head.decode("latin-1" if encoding == "legacy" else encoding, errors="replace").lstrip("\ufeff")
    if markup := _MARKUP.match(text):
        raise _refusal({"page": "a web page (HTML)", "drawing": "a drawing (SVG)"}.get(markup.lastgroup or "", "XML"))
    if _is_mail(text):
        raise _refusal("an e-mail")
    return MediaType.TEXT


def _is_mail(text: str) -> bool:
    lines = text.splitlines()
    for line in lines[1:] if text.startswith("From ") else lines:
        field = _MAIL_LINE.match(line)
        if field is None:
            return False
        if (field[1] or "").lower() in _MAIL_FIELDS:
            return True
    return False


def _compound_kind(file: BinaryIO, head: bytes) -> str:
    """Read the names of the first streams in a compound file ([MS-CFB] 2.2: sector size and first directory sector)."""
    size = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    file.seek((int.from_bytes(head[48:52], "little") + 1) * size)
    directory = file.read(4096)
    for name, kind in _COMPOUND_STREAMS:
        if name.encode("utf-16-le") in directory:
            return kind
    return "an old Office file"


def _archive_kind(file: BinaryIO) -> MediaType:
    names = set(_archive_names(file))
    if b"word/document.xml" in names:
        return MediaType.DOCX
    raise _refusal(next((kind for member, kind in _ARCHIVE_MEMBERS if member in names), "a ZIP archive"))


def _archive_names(file: BinaryIO) -> Iterator[bytes]:
    """List what an archive says it holds (APPNOTE 4.3.12, 4.3.16), never more than an honest document has.

    Python's own reader would keep an object for each of a million entries in memory.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - 65557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 20:
        return
    length, offset = struct.unpack_from("<II", tail, at + 12)
    file.seek(min(offset, size))
    directory = file.read(min(length, _DIRECTORY_BYTES))
    at = 0
    for _ in range(_MOST_ENTRIES):
        if directory[at : at + 4] != b"PK\x01\x02" or len(directory) < at + 46:
            return
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        yield directory[at + 46 : at + 46 + name]
        at += 46 + name + extra + comment


def _is_unmarked_utf16(head: bytes, codec: str) -> bool:
    """Nearly all of it is ASCII or an Indian script, which in random bytes one pair in fifty would be."""
    text = head[: len(head) // 2 * 2].decode(codec, errors="replace")
    familiar = sum("\t" <= c <= "~" or "\u0900" <= c <= "\u0dff" for c in text)
    return len(text) > 1 and familiar > 0.9 * len(text)


def _controls(head: bytes) -> float:
    return sum(byte < 32 and byte not in b"\t\n\f\r\x1a" for byte in head) / len(head)


def _refusal(kind: str) -> Unsupported:
    return Unsupported(f"This seems to be {kind}. At the moment PDF, Word (.docx) and plain text can be taken in.")
