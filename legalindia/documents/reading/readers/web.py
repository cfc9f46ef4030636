"""Web pages (HTML), as text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from legalindia.documents.files import MediaType
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.markup import seen_text
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.readers.text import decode
from legalindia.documents.reading.telling import tell

SCRIPTS = "It holds scripts. They are never run."
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096


def read(request: Request) -> Iterator[Header | PageText]:
    text, has_scripts = seen_text(decode_page(request.path.read_bytes()))
    yield from tell([text], notes=[SCRIPTS] if has_scripts else [])


def decode_page(content: bytes) -> str:
    """Return the markup, in the encoding that it names unless its bytes say otherwise."""
    named = _CHARSET.search(content[:_HEAD_BYTES])
    if named and not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        try:
            return content.decode(named[1].decode("ascii"))
        except (LookupError, ValueError):
            pass
    return decode(content)


READER = Reader((MediaType.HTML,), read)
