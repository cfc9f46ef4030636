"""What a child says is a stranger's word: it is what it must be, or it is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.documents.reading.failures import OverLimit, PasswordNeeded, Stopped, Unreadable
from legalindia.documents.reading.pages import Header, Layout, PageText, PlacedWord
from legalindia.documents.reading.wire import HEAD, Kind, Malformed, pack, unpack

SAID = [
    Header(3, has_images=True, notes=("It holds macros. They are never run.",)),
    PageText(1, "करारनामा \U0001f4ce"),
    PageText(2, "", "no text on this page: it looks like a scan"),
    Layout("a b", (PlacedWord(0, 1, 0.0, 0.1, 0.2, 1.0), PlacedWord(2, 3, 0.3, 0.1, 0.5, 1.0)), 595.3, 842.0),
    b"RIFF....WEBP",
]


@pytest.mark.parametrize("said", SAID, ids=lambda said: type(said).__name__)
def test_what_is_said_arrives_as_it_was(said: Header | PageText | Layout | bytes) -> None:
    kind, length = HEAD.unpack(pack(said)[: HEAD.size])
    body = pack(said)[HEAD.size :]

    assert len(body) == length
    assert unpack(kind, body) == said


@pytest.mark.parametrize("kind", [Unreadable, PasswordNeeded, OverLimit, Stopped])
def test_a_refusal_arrives_with_its_kind_and_sentence(kind: type[Unreadable]) -> None:
    said = pack(kind("it is damaged"))

    arrived = unpack(Kind.FAILURE, said[HEAD.size :])

    assert type(arrived) is kind
    assert arrived.detail == kind("it is damaged").detail


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.PAGE, b'[1,"\\ud800",null]'),
        (Kind.PAGE, b'[1,"a\\u0000b",null]'),
        (Kind.PAGE, b'[true,"a",null]'),
        (Kind.PAGE, b'[-1,"a",null]'),
        (Kind.PAGE, b'[1.5,"a",null]'),
        (Kind.PAGE, b'[1,["a"],null]'),
        (Kind.PAGE, b'[1,"a",5]'),
        (Kind.PAGE, b'{"number":1}'),
        (Kind.PAGE, b"[" * 200_000),
        (Kind.HEADER, b'{"page_count":1,"has_images":true,"notes":[1]}'),
        (Kind.HEADER, b"[]"),
        (Kind.LAYOUT, b'["a",NaN,1,[]]'),
        (Kind.LAYOUT, b'["a",1e999,1,[]]'),
        (Kind.LAYOUT, b'["a",1,1,[[0,2,0,0,0,0]]]'),
        (Kind.LAYOUT, b'["a",1,1,[[1,1,0,0,0,0]]]'),
        (Kind.LAYOUT, b'["a",1,1,[[0,1,"0",0,0,0]]]'),
        (Kind.LAYOUT, b'["a",1' + b"0" * 400 + b",1,[]]"),
        (Kind.FAILURE, b'["SystemExit","now"]'),
        (99, b"{}"),
    ],
)
def test_what_no_reader_says_is_refused(kind: int, body: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(kind, body)


@given(st.integers(min_value=0, max_value=255), st.binary(max_size=200))
def test_whatever_is_said_the_office_goes_on(kind: int, body: bytes) -> None:
    with suppress(Malformed):
        unpack(kind, body)
