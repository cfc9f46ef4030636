"""E-mails (.eml) and boxes of them (.mbox): their words as text, and what is attached to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message

from legalindia.documents.files import MediaType
from legalindia.documents.reading.failures import OverLimit
from legalindia.documents.reading.formats import Reader, Request, Told
from legalindia.documents.reading.letters import TOO_DEEP, open_letter, parsed
from legalindia.documents.reading.telling import enclosed, tell

MOST_LETTERS = 2000
# What parts the letters of a box (RFC 4155): the sender, then a day of the week.
_FIRST_LINE = re.compile(rb"^From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*\r?\n", re.MULTILINE)


def read(request: Request) -> Iterator[Told]:
    content = request.path.read_bytes()
    # A single e-mail may enclose another with such a line.
    parts = _FIRST_LINE.split(content) if content.startswith(b"From ") else [content]
    letters = [letter for letter in parts if letter.strip()]
    if len(letters) > MOST_LETTERS:
        raise OverLimit(f"This box holds {len(letters)} e-mails; {MOST_LETTERS} can be read. Please split it.")
    yield from tell_letters(map(parsed, letters))


def tell_letters(messages: Iterable[Message]) -> Iterator[Told]:
    """Tell each e-mail as pages of its own, then all that is attached."""
    letters = [open_letter(message) for message in messages]
    attached = [one for letter in letters for one in letter.attached]
    notes = [TOO_DEEP] if any(letter.is_too_deep for letter in letters) else []
    yield from tell([letter.text for letter in letters], notes=notes, enclosures=len(attached))
    for name, content in attached:
        yield from enclosed(name, content)


READER = Reader((MediaType.MAIL, MediaType.MAILBOX), read)
