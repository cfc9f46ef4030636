"""Outlook messages (.msg): made into the e-mail they came from, and read as one.

Source of the numbers below: [MS-OXMSG] 2.1 and 2.2 (storages and streams), [MS-OXPROPS] (property tags).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from itertools import count
from string import ascii_letters

import olefile

from legalindia.documents.files import MediaType
from legalindia.documents.reading.compressed_rtf import unpacked
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.formats import Reader, Request, Told
from legalindia.documents.reading.letters import DEEPEST_PART
from legalindia.documents.reading.readers.mail import tell_letters
from legalindia.documents.reading.readers.rtf import plain_text
from legalindia.documents.reading.readers.web import decode_page

_RTF = "1009"
_SUBJECT, _SENDER, _SENDER_ADDRESS, _TO, _CC, _BODY, _HTML = "0037", "0C1A", "0C1F", "0E04", "0E03", "1000", "1013"
_LONG_NAME, _NAME, _DATA = "3707", "3704", "3701"
# Of fixed length, by numbers: when it was sent, and in which code pages its eight-bit texts and its markup are.
_SENT, _CODE_PAGE, _MARKUP_CODE_PAGE = 0x0039, 0x3FFD, 0x3FDE
# Those that Python does not call by "cp" and their number.
_CODECS = {20127: "ascii", 20866: "koi8-r", 28591: "latin-1", 28592: "iso8859-2", 28605: "iso8859-15", 65001: "utf-8"}
_UNICODE, _EIGHT_BIT, _BINARY, _STORAGE = "001F", "001E", "0102", "000D"
_ATTACHMENT = "__attach_version1.0_#"
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
    message.attach(_body(file, place))
    if depth < DEEPEST_PART:
        _attach(file, place, message, depth)
    return message


def _body(file: olefile.OleFileIO, place: list[str]) -> Message:
    """Return the words of the message, in the plainest of the forms in which they are kept."""
    if body := _text(file, place, _BODY).strip():
        return MIMEText(body, "plain", "utf-8")
    if markup := _stream(file, place, _HTML + _BINARY):
        return MIMEText(_decoded(markup, _codec(file, place, _MARKUP_CODE_PAGE)), "html", "utf-8")
    return MIMEText(_rich_text(_stream(file, place, _RTF + _BINARY)), "plain", "utf-8")


def _rich_text(packed: bytes) -> str:
    try:
        return plain_text(unpacked(packed)) if packed else ""
    except ValueError:
        return ""


def _decoded(content: bytes, codec: str | None) -> str:
    """Decode in the encoding that the message names, unless its bytes say otherwise."""
    if codec is not None:
        with suppress(ValueError):
            return content.decode(codec)
    with suppress(Unreadable):
        return decode_page(content)
    return content.decode("cp1252", "replace")


def _attach(file: olefile.OleFileIO, place: list[str], message: MIMEMultipart, depth: int) -> None:
    for number in count():
        inside = [*place, f"{_ATTACHMENT}{number:08X}"]
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
    if wide := _stream(file, place, tag + _UNICODE):
        return wide.decode("utf-16-le", "replace").strip("\0")
    narrow = _stream(file, place, tag + _EIGHT_BIT).strip(b"\0")
    return _decoded(narrow, _codec(file, place, _CODE_PAGE)) if narrow else ""


def _stream(file: olefile.OleFileIO, place: list[str], name: str) -> bytes:
    path = "/".join([*place, f"__substg1.0_{name}"])
    if not file.exists(path) or file.get_type(path) != olefile.STGTY_STREAM:
        return b""
    content: bytes = file.openstream(path).read()
    return content


def _codec(file: olefile.OleFileIO, place: list[str], tag: int) -> str | None:
    """Return the encoding that the message names; None where it names none that is known."""
    number = int.from_bytes(_property(file, place, tag)[:4], "little")
    if number == 0 and place:
        # An attachment's name is in the code page of the message around it.
        return _codec(file, place[:-1], tag)
    try:
        name = codecs.lookup(_CODECS.get(number, f"cp{number}")).name
    except LookupError:
        return None
    # Python knows those of mainframes too, in which no mail program writes: the number is a mistake then.
    return name if ascii_letters.encode().decode(name, "replace") == ascii_letters else None


def _sent(file: olefile.OleFileIO, place: list[str]) -> str:
    moment = _property(file, place, _SENT)
    if not moment:
        return ""
    microseconds = int.from_bytes(moment, "little") // 10
    return format_datetime(_EPOCH + timedelta(microseconds=min(microseconds, 10**17)))


def _property(file: olefile.OleFileIO, place: list[str], tag: int) -> bytes:
    """Find one among the properties of fixed length: 16 bytes each, after a head of 32 (inside: 24, of attachments 8).

    :returns: the 8 bytes of its value; none where it is not there.
    """
    path = "/".join([*place, _PROPERTIES])
    content = file.openstream(path).read() if file.exists(path) else b""
    for at in range(_head_bytes(place), len(content) - 15, 16):
        if int.from_bytes(content[at + 2 : at + 4], "little") == tag:
            return bytes(content[at + 8 : at + 16])
    return b""


def _head_bytes(place: list[str]) -> int:
    if not place:
        return 32
    return 8 if place[-1].startswith(_ATTACHMENT) else 24


READER = Reader((MediaType.OUTLOOK,), read)
