"""What may come in: how a file is called, and what it is.

A file is known by its bytes. Its name, and what the sender says it is, decide nothing.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

LONGEST_NAME = 200
LONGEST_EXTENSION = 20

# An honest text has next to no control characters; random bytes have one in nine.
_MOST_CONTROLS = 0.02
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1a"))
_UNFAMILIAR = re.compile("[^\t-~\u0900-\u0dff]+")
_JOINERS = "\u200c\u200d"


class MediaType(StrEnum):
    """The kinds of file the office takes in; each has its reader in `reading.readers`."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"
    HTML = "text/html"
    RTF = "application/rtf"
    ODT = "application/vnd.oasis.opendocument.text"
    DOC = "application/msword"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    MAIL = "message/rfc822"
    MAILBOX = "application/mbox"
    OUTLOOK = "application/vnd.ms-outlook"
    ZIP = "application/zip"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    HEIC = "image/heic"


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


def _is_unmarked_utf16(head: bytes, codec: str) -> bool:
    """Nearly all of it is ASCII or an Indian script, which in random bytes one pair in fifty would be."""
    text = head[: len(head) // 2 * 2].decode(codec, errors="replace")
    return len(text) > 1 and len(_UNFAMILIAR.sub("", text)) > 0.9 * len(text)


def _controls(head: bytes) -> float:
    return 1 - len(head.translate(None, _CONTROLS)) / len(head)
