"""How the child tells what it read: frames over a socket, each a kind, a length and its bytes.

What a child says is a stranger's word: nothing is unpickled, and every value is checked for its type here.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import asdict
from enum import IntEnum
from typing import Any

from legalindia.documents.reading.failures import OverLimit, PasswordNeeded, Stopped, Unreadable
from legalindia.documents.reading.pages import Enclosure, Header, Layout, PageText, PlacedWord, Scan

HEAD = struct.Struct(">BI")
_DETAILS = struct.Struct(">I")
_FAILURES = {kind.__name__: kind for kind in (Unreadable, PasswordNeeded, OverLimit, Stopped)}


class Kind(IntEnum):
    HEADER = 1
    PAGE = 2
    LAYOUT = 3
    PICTURE = 4
    FAILURE = 5
    END = 6
    ENCLOSURE = 7
    SCAN = 8


Said = Header | PageText | Layout | Enclosure | Scan | bytes


class Malformed(ValueError):
    """The child said something that no reader of ours says."""


def pack(value: Said | Unreadable | None) -> bytes:
    """Put what the child has to say into one frame; None says that this was all."""
    kind, body = _body(value)
    return HEAD.pack(kind, len(body)) + body


def unpack(kind: int, body: bytes) -> Said | Unreadable | None:
    """Take a frame apart; None where the child says that this was all.

    :raises Malformed: it does not hold what its kind must hold.
    """
    if kind == Kind.PICTURE:
        return body
    if kind == Kind.END:
        return None
    try:
        if kind in (Kind.ENCLOSURE, Kind.SCAN):
            return _with_bytes(Kind(kind), body)
        return _value(Kind(kind), _loaded(body))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, struct.error) as error:
        raise Malformed(str(error)) from error


def _body(value: Said | Unreadable | None) -> tuple[Kind, bytes]:
    match value:
        case None:
            return Kind.END, b""
        case bytes():
            return Kind.PICTURE, value
        case Header():
            return Kind.HEADER, _json(asdict(value))
        case PageText():
            return Kind.PAGE, _json([value.number, value.text, value.problem])
        case Layout():
            words = [(w.start, w.end, w.left, w.top, w.right, w.bottom) for w in value.words]
            return Kind.LAYOUT, _json([value.text, value.width, value.height, words])
        case Enclosure():
            return Kind.ENCLOSURE, _detailed([value.path, value.is_last], value.content)
        case Scan():
            details = [value.width, value.height, value.skew_degrees, value.pixels_an_inch]
            return Kind.SCAN, _detailed(details, value.pixels)
        case Stopped():
            return Kind.FAILURE, _json([Stopped.__name__, value.reason])
        case Unreadable():
            return Kind.FAILURE, _json([type(value).__name__, value.detail])


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _detailed(details: object, content: bytes) -> bytes:
    said = _json(details)
    return _DETAILS.pack(len(said)) + said + content


def _loaded(body: bytes) -> Any:
    return json.loads(body, parse_constant=_refuse_constant)


def _with_bytes(kind: Kind, body: bytes) -> Enclosure | Scan:
    (length,) = _DETAILS.unpack_from(body)
    details, content = _loaded(body[_DETAILS.size : _DETAILS.size + length]), body[_DETAILS.size + length :]
    if kind is Kind.ENCLOSURE:
        path, is_last = details
        return Enclosure(_text(path), content, is_last is True)
    width, height, skew, density = details
    if _whole(width) * _whole(height) != len(content) or not content:
        raise Malformed("a picture of another size was expected")
    return Scan(width, height, content, _measure(skew), _whole(density))


def _value(kind: Kind, said: Any) -> Header | PageText | Layout | Unreadable:
    if kind is Kind.HEADER:
        return _header(said)
    if kind is Kind.PAGE:
        number, text, problem = said
        return PageText(_whole(number), _text(text), None if problem is None else _text(problem))
    if kind is Kind.LAYOUT:
        return _layout(*said)
    name, detail = said
    return _FAILURES[name](_text(detail))


def _header(said: Mapping[str, Any]) -> Header:
    notes = tuple(_text(note) for note in said["notes"])
    return Header(_whole(said["page_count"]), said["has_images"] is True, notes, _whole(said["enclosures"]))


def _layout(text: object, width: object, height: object, words: list[Any]) -> Layout:
    known = _text(text)
    return Layout(known, tuple(_word(word, len(known)) for word in words), _measure(width), _measure(height))


def _word(said: list[Any], length: int) -> PlacedWord:
    start, end, *places = said
    if not _whole(start) < _whole(end) <= length:
        raise Malformed("a word lies outside its text")
    left, top, right, bottom = (min(max(_measure(place), 0.0), 1.0) for place in places)
    return PlacedWord(start, end, left, top, right, bottom)


def _measure(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise Malformed("a measure was expected")


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise Malformed("a number was expected")
    return value


def _text(value: object) -> str:
    """Check for text that every database takes: no NUL, no half of a surrogate pair (which cannot be encoded)."""
    if type(value) is not str or "\0" in value:
        raise Malformed("a text was expected")
    value.encode()
    return value


def _refuse_constant(name: str) -> None:
    raise Malformed(f"{name} is not a number")
