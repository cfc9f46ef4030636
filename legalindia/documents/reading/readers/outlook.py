"""Outlook messages (.msg): made into the e-mail they came from, and read as one.

Source of the numbers below: [MS-OXMSG] 2.1 and 2.2 (storages and streams), [MS-OXPROPS] (property tags).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from itertools import count

import olefile

from legalindia.documents.files import MediaType
from legalindia.documents.reading.formats import Reader, Request, Told
from legalindia.documents.reading.letters import DEEPEST_PART
from legalindia.documents.reading.readers.mail import tell_letters
from legalindia.documents.reading.readers.text import decode

_SUBJECT, _SENDER, _SENDER_ADDRESS, _TO, _CC, _BODY, _HTML = "0037", "0C1A", "0C1F", "0E04", "0E03", "1000", "1013"
_LONG_NAME, _NAME, _DATA, _SENT = "3707", "3704", "3701", 0x0039
_UNICODE, _EIGHT_BIT, _BINARY, _STORAGE = "001F", "001E", "0102", "000D"
_PROPERTIES = "__properties_version1.0"
# Moments count tenths of microseconds from here.
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read(request: Request) -> Iterator[Told]:
    with olefile.OleFileIO(str(request.path)) as file:
        message = _message(file, [], 0)
    yield from tell_letters([message])


def _message(file: olefile.OleFileIO, place: list[str], depth: int) -> Message:
    """Make an e-mail of the message in this storage."""
    message = MIMEMultipart()
    sender, address = _text(file, place, _SENDER), _text(file, place, _SENDER_ADDRESS)
    headers = {
        "Subject": _text(file, place, _SUBJECT),
        "From": f"{sender} <{address}>" if "@" in address and address != sender else sender or address,
        "To": _text(file, place, _TO),
        "Cc": _text(file, place, _CC),
        "Date": _sent(file, place),
    }
    for name, value in headers.items():
        if value:
            message[name] = " ".join(value.split())
    message.attach(_body(_text(file, place, _BODY), _stream(file, place, _HTML + _BINARY)))
    if depth < DEEPEST_PART:
        _attach(file, place, message, depth)
    return message


def _body(body: str, markup: bytes) -> Message:
    if body.strip() or not markup:
        return MIMEText(body, "plain", "utf-8")
    return MIMEText(decode(markup), "html", "utf-8")


def _attach(file: olefile.OleFileIO, place: list[str], message: MIMEMultipart, depth: int) -> None:
    for number in count():
        inside = [*place, f"__attach_version1.0_#{number:08X}"]
        if not file.exists("/".join(inside)):
            return
        name = _text(file, inside, _LONG_NAME) or _text(file, inside, _NAME)
        nested = [*inside, f"__substg1.0_{_DATA}{_STORAGE}"]
        if file.exists("/".join([*nested, _PROPERTIES])):
            message.attach(MIMEMessage(_message(file, nested, depth + 1)))
        else:
            content = _stream(file, inside, _DATA + _BINARY)
            attached = MIMEApplication(content)
            attached.add_header("Content-Disposition", "attachment", filename=name or f"attachment {number + 1}")
            message.attach(attached)


def _text(file: olefile.OleFileIO, place: list[str], tag: str) -> str:
    wide = _stream(file, place, tag + _UNICODE)
    return (
        wide.decode("utf-16-le", "replace")
        if wide
        else _stream(file, place, tag + _EIGHT_BIT).decode("cp1252", "replace")
    ).strip("\0")


def _stream(file: olefile.OleFileIO, place: list[str], name: str) -> bytes:
    path = "/".join([*place, f"__substg1.0_{name}"])
    if not file.exists(path) or file.get_type(path) != olefile.STGTY_STREAM:
        return b""
    content: bytes = file.openstream(path).read()
    return content


def _sent(file: olefile.OleFileIO, place: list[str]) -> str:
    """Find when it was sent, among the properties of fixed length: 16 bytes each, after a head of 32 (inside: 24)."""
    path = "/".join([*place, _PROPERTIES])
    content = file.openstream(path).read() if file.exists(path) else b""
    for at in range(24 if place else 32, len(content) - 15, 16):
        if int.from_bytes(content[at + 2 : at + 4], "little") == _SENT:
            microseconds = int.from_bytes(content[at + 8 : at + 16], "little") // 10
            return format_datetime(_EPOCH + timedelta(microseconds=min(microseconds, 10**17)))
    return ""


READER = Reader((MediaType.OUTLOOK,), read)
