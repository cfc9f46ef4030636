"""Rich text (.rtf), as text."""

from __future__ import annotations

from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from legalindia.documents.files import MediaType
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.telling import tell

OBJECTS = "It holds objects of other programs. They are not read."
PICTURES = "It holds pictures. They are not read."


def read(request: Request) -> Iterator[Header | PageText]:
    # The format is ASCII: letters beyond it are written as escapes.
    markup = request.path.read_bytes().decode("latin-1")
    notes = [note for word, note in (("\\objdata", OBJECTS), ("\\pict", PICTURES)) if word in markup]
    text: str = rtf_to_text(markup, errors="replace")  # type: ignore[no-untyped-call]
    yield from tell([text], notes=notes)


READER = Reader((MediaType.RTF,), read)
