"""What a file is, told by its bytes at the door: the kinds that are taken in, and what the others seem to be."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from legalindia.documents.files import MediaType, text_encoding
from legalindia.errors import Invalid, Unsupported

_HEAD_BYTES = 8192
# Readers of PDF look for the header in the first kilobyte, and mail gateways do put rubbish before it.
_PDF_WITHIN_BYTES = 1024
# More entries than any honest document has; what lies beyond is not looked at.
_MOST_ENTRIES = 5000
_DIRECTORY_BYTES = 1 << 20

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\0", MediaType.TIFF),
    (b"MM\0*", MediaType.TIFF),
    (b"{\\rtf", MediaType.RTF),
)
# What is not taken in is named for the person who sent it.
_OTHER_BEGINNINGS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a script"),
    (b"GIF8", "a GIF image"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3\0", "a database"),
    (b"RIFF", "a sound recording or a film"),
    (b"OggS", "a sound recording"),
    (b"ID3", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a film"),
)
# A letter may begin with these too; what follows them tells.
_LIKE_WORDS = (b"MZ", b"RIFF", b"OggS", b"ID3", b"BZh")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COMPOUND_STREAMS = (("WordDocument", MediaType.DOC), ("__properties_version1.0", MediaType.OUTLOOK))
# The class of the first directory entry ([MS-OXMSG] 2.2.1): the names of a message's streams may lie further on.
_CLASS = slice(80, 96)
_OUTLOOK_CLASS = bytes.fromhex("0b0d020000000000c000000000000046")
_OTHER_STREAMS = (
    ("EncryptedPackage", "an Office document locked with a password; save it without the password first"),
    ("Workbook", "an old Excel sheet (.xls); save it as .xlsx first"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt); save it as .pptx first"),
)
_ARCHIVE = b"PK\x03\x04"
_ARCHIVE_MEMBERS = (
    (b"word/document.xml", MediaType.DOCX),
    (b"xl/workbook.xml", MediaType.XLSX),
    (b"ppt/presentation.xml", MediaType.PPTX),
)
_OTHER_MEMBERS = (
    (b"[Content_Types].xml", "an Office file of a rare kind"),
    (b"META-INF/MANIFEST.MF", "a Java program"),
    (b"AndroidManifest.xml", "an app for telephones"),
    (b"mimetype", "an OpenDocument file other than a text (.ods, .odp) or an e-book"),
)
_OPEN_DOCUMENT_TEXT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:(?P<page>!doctype\s+html|html|head|body)|(?P<drawing>svg))\b", re.IGNORECASE
)
_MAIL_LINE = re.compile(r"([!-9;-~]+):|[ \t]")
# A letter may begin with From: and To: as well; only machines write these.
_MAIL_FIELDS = {"received", "return-path", "message-id", "mime-version", "delivered-to", "content-type"}


# Formats that are never plain text. A .doc or .xls that is a web page is an old habit of other programs, and is read.
_NEVER_TEXT = frozenset("pdf docx docm odt xlsx pptx zip jpg jpeg png tif tiff webp heic".split())


def check_claim(filename: str, media_type: MediaType) -> None:
    """Make sure that a file whose name claims such a format is not a mere text: a download that went wrong, most often.

    What a file is its bytes alone decide; but what was meant to be filed is then not in it.

    :raises Unsupported: it is.
    """
    claimed = filename.rpartition(".")[2].lower()
    if claimed in _NEVER_TEXT and media_type in (MediaType.TEXT, MediaType.HTML):
        what = "a web page" if media_type == MediaType.HTML else "plain text"
        raise Unsupported(
            f"This is called .{claimed} but holds {what}: what was meant may not be in it. Please check the original "
            "and send it again, or send it under a name that says what it is."
        )


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


def _binary_kind(file: BinaryIO, head: bytes) -> MediaType | None:
    if head.startswith(_ARCHIVE):
        return _archive_kind(file, head)
    if head.startswith(_COMPOUND):
        return _compound_kind(file, head)
    if picture := _picture_kind(head):
        return picture
    for beginning, kind in _OTHER_BEGINNINGS:
        if head.startswith(beginning) and not (beginning in _LIKE_WORDS and text_encoding(head)):
            raise _refusal(kind)
    return MediaType.PDF if _is_pdf(head) else None


def _picture_kind(head: bytes) -> MediaType | None:
    """Know pictures, and RTF, by how they begin."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIF_BRANDS:
            return MediaType.HEIC
        raise _refusal("a film or a recording")
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)


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
        if markup["drawing"]:
            raise _refusal("a drawing (SVG)")
        return MediaType.HTML
    if _is_mail(text):
        return MediaType.MAILBOX if text.startswith("From ") else MediaType.MAIL
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


def _compound_kind(file: BinaryIO, head: bytes) -> MediaType:
    """Read the names of the first streams in a compound file ([MS-CFB] 2.2: sector size and first directory sector)."""
    size = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    file.seek((int.from_bytes(head[48:52], "little") + 1) * size)
    directory = file.read(1 << 14)
    if directory[_CLASS] == _OUTLOOK_CLASS:
        return MediaType.OUTLOOK
    for name, kind in _OTHER_STREAMS:
        if name.encode("utf-16-le") in directory:
            raise _refusal(kind)
    for name, media_type in _COMPOUND_STREAMS:
        if name.encode("utf-16-le") in directory:
            return media_type
    raise _refusal("an old Office file")


def _archive_kind(file: BinaryIO, head: bytes) -> MediaType:
    names = set(_archive_names(file))
    for member, media_type in _ARCHIVE_MEMBERS:
        if member in names:
            return media_type
    if head[30:].startswith(_OPEN_DOCUMENT_TEXT):
        return MediaType.ODT
    for member, kind in _OTHER_MEMBERS:
        if member in names:
            raise _refusal(kind)
    if not names:
        raise _refusal("a damaged or empty ZIP archive")
    return MediaType.ZIP


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


def _refusal(kind: str) -> Unsupported:
    return Unsupported(
        f"This seems to be {kind}. PDF, Word, OpenDocument and RTF texts, Excel, PowerPoint, e-mails, web pages, plain "
        "text, pictures (JPEG, PNG, TIFF, WebP, HEIC) and ZIP archives of them can be taken in."
    )
