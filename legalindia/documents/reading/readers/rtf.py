"""Rich text (.rtf), as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from legalindia.documents.files import MediaType
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.telling import tell, unread_pictures

OBJECTS = "It holds objects of other programs. They are not read."
_PICTURE = re.compile(rb"\\pict(?![a-z])")


def read(request: Request) -> Iterator[Header | PageText]:
    markup = request.path.read_bytes()
    # Word writes each picture a second time, for programs that do not know its kind.
    pictures = len(_PICTURE.findall(markup)) - markup.count(b"\\nonshppict")
    notes = [OBJECTS] if b"\\objdata" in markup else []
    yield from tell([plain_text(markup)], notes=[*notes, *unread_pictures(pictures)])


def plain_text(markup: bytes) -> str:
    """Return the words of rich text. The format is ASCII: letters beyond it are written as escapes."""
    text: str = rtf_to_text(markup.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    return text


READER = Reader((MediaType.RTF,), read)
