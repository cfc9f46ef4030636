"""An e-mail as it is read: who wrote it to whom and when, its words, and the files attached to it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32

from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.markup import seen_text
from legalindia.documents.reading.readers.text import decode

SHOWN = ("Subject", "From", "To", "Cc", "Date")
DEEPEST_PART = 20
TOO_DEEP = "Its parts lie in one another deeper than is read. Some may be missing."
_EXTENSIONS = {"application/pdf": ".pdf", "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics"}


class _AsTheyStand(Compat32):
    """Gives headers as they were sent. Python's own way gives a sign of doubt for each byte that is not ASCII, while
    many programs send UTF-8 (RFC 6532), or what their machine writes.
    """

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


@dataclass
class Letter:
    """What an e-mail holds. :ivar attached: names and contents."""

    heading: str
    words: list[str] = field(default_factory=list)
    attached: list[tuple[str, bytes]] = field(default_factory=list)
    is_too_deep: bool = False

    @property
    def text(self) -> str:
        names = "\n".join(name for name, _ in self.attached)
        return "\n\n".join(part for part in [self.heading, *self.words, names and f"Attached:\n{names}"] if part)


def parsed(content: bytes) -> Message:
    """Return the e-mail that these bytes are."""
    return message_from_bytes(content, policy=_AsTheyStand())


def open_letter(message: Message) -> Letter:
    """Take an e-mail apart. What it says of itself is shown as it stands and believed in nothing."""
    letter = Letter("\n".join(f"{name}: {value}" for name in SHOWN if (value := _header(message, name))))
    _take(letter, message, 0)
    return letter


def _take(letter: Letter, part: Message, depth: int) -> None:
    if depth > DEEPEST_PART:
        letter.is_too_deep = True
    elif part.get_content_type() == "message/rfc822":
        letter.attached += _enclosed_letters(part)
    elif part.get_content_type() == "multipart/alternative":
        _take(letter, _best(part), depth + 1)
    elif part.is_multipart():
        for each in _parts(part):
            _take(letter, each, depth + 1)
    elif part.get_content_maintype() == "text" and not _is_attached(part):
        letter.words.append(_words(part))
    else:
        letter.attached.append((_name(part, len(letter.attached) + 1), _content(part)))


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _best(part: Message) -> Message:
    """Choose among renderings of the same words: plain text, else one that holds more, else the last."""
    parts = _parts(part)
    plain = next((each for each in parts if each.get_content_type() == "text/plain" and _content(each).strip()), None)
    return plain or (parts[-1] if parts else Message())


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _enclosed_letters(part: Message) -> Iterator[tuple[str, bytes]]:
    for each in _parts(part):
        # Some programs encode the whole e-mail, which is against RFC 2046 (5.2.1), and common.
        if str(part.get("Content-Transfer-Encoding", "")).lower().strip() == "base64":
            each = parsed(_unpacked(each.as_bytes()))
        yield f"{_header(each, 'Subject') or 'message'}.eml".replace("/", "-"), each.as_bytes()


def _unpacked(encoded: bytes) -> bytes:
    try:
        return base64.b64decode(encoded)
    except ValueError:
        return encoded


def _name(part: Message, number: int) -> str:
    raw = part.get_filename()
    if raw:
        return _decoded(raw).replace("/", "-")
    return f"attachment {number}{_EXTENSIONS.get(part.get_content_type(), '')}"


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _words(part: Message) -> str:
    content = _content(part)
    try:
        text = content.decode(part.get_content_charset() or "ascii")
    except (LookupError, ValueError):
        text = _guessed(content)
    return seen_text(text)[0] if part.get_content_subtype() == "html" else text.strip()


def _guessed(content: bytes) -> str:
    # One part that is no text must not take the whole letter with it.
    try:
        return decode(content)
    except Unreadable:
        return content.decode("cp1252", "replace")


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return " ".join(_decoded(str(value)).split()) if value else ""


def _decoded(raw: str) -> str:
    """Read an encoded word (RFC 2047); what is encoded wrongly is shown as it stands."""
    plain = _guessed(raw.encode("utf-8", "surrogateescape"))
    try:
        return str(make_header(decode_header(plain)))
    except (HeaderParseError, LookupError, ValueError):
        return plain
