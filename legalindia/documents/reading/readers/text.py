"""Plain text, in whatever encoding it came."""

from __future__ import annotations

from collections.abc import Iterator

import charset_normalizer

from legalindia.documents.files import MediaType, text_encoding
from legalindia.documents.reading.cleaning import clean
from legalindia.documents.reading.cutting import cut_pages
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import BLANK, Header, PageText

_HEAD_BYTES = 8192
# The detector's time grows with what it is shown; a quarter of a megabyte tells as much as a whole one.
_SAMPLE_BYTES = 1 << 18
# Beyond ASCII, what English and the languages around it are written with on Windows, by its code page 1252.
_WESTERN = frozenset(
    "‘’‚“”„–—…•‹›«»€£¥§©®™°·¶±×¼½¾¹²³ªº¿¡\xa0\xadàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžßÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÙÚÛÜŒŠŽ"
)
# In a text in another script nearly every letter is one of these: the detector knows those better.
_MOST_WESTERN = 0.25
# So many good characters beyond ASCII for each bad one make it UTF-8 with a few wrong bytes, not another encoding.
_GOOD_FOR_EACH_BAD = 20


def read(request: Request) -> Iterator[Header | PageText]:
    text = clean(decode(request.path.read_bytes()))
    pages = [page for sheet in text.split("\f") for page in cut_pages(sheet)]
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    yield Header(len(pages), has_images=False)
    for number, page in enumerate(pages, start=1):
        yield PageText(number, page) if page.strip() else PageText(number, "", BLANK)


def decode(content: bytes) -> str:
    """Return the text; bytes that mean nothing in its encoding become U+FFFD."""
    encoding = text_encoding(content[:_HEAD_BYTES])
    if encoding is None:
        raise Unreadable("This is not text in any encoding that is known.")
    if encoding not in ("utf-8", "legacy"):
        return content.decode(encoding, errors="replace")
    text = content.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    if bad == 0 or good > _GOOD_FOR_EACH_BAD * bad:
        return text
    return _decode_legacy(content)


def _decode_legacy(content: bytes) -> str:
    sample = content[:_SAMPLE_BYTES]
    if _is_western(sample):
        return content.decode("cp1252", errors="replace")
    guess = charset_normalizer.from_bytes(sample).best()
    return content.decode(guess.encoding if guess else "cp1252", errors="replace")


def _is_western(sample: bytes) -> bool:
    """Say whether it is the code page of Windows here: in a short text the detector takes one sign for proof of any."""
    try:
        beyond = [character for character in sample.decode("cp1252") if character > "\x7f"]
    except UnicodeDecodeError:
        return False
    return _WESTERN.issuperset(beyond) and len(beyond) <= _MOST_WESTERN * len(sample)


READER = Reader((MediaType.TEXT,), read)
