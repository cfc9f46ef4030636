"""Outlook messages: their words, in whatever form and encoding they are kept."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legalindia.documents.files import MediaType
from legalindia.documents.reading.compressed_rtf import unpacked
from tests.documents.samples import outlook, put, text_of

# [MS-OXRTFCP] 4.1 and 4.2.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
WXYZ = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
SENTENCE = "The café asks for £500 – “forthwith”."


def packed(content: bytes) -> bytes:
    """Compressed RTF that copies nothing: each letter stands for itself."""
    letters = b"".join(b"\0" + content[at : at + 8] for at in range(0, len(content), 8))
    return struct.pack("<4I", len(letters) + 12, len(content), 0x75465A4C, 0) + letters


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"body": SENTENCE.encode("cp1252"), "code_page": 1252}, SENTENCE),
        ({"body": SENTENCE.encode("cp1252")}, SENTENCE),
        ({"body": SENTENCE.encode(), "code_page": 65001}, SENTENCE),
        ({"body": "Арендная плата".encode("cp1251"), "code_page": 1251}, "Арендная плата"),
        ({"body": b"Rent is due.", "code_page": 4711}, "Rent is due."),
        ({"html": f"<p>{SENTENCE}</p>".encode("cp1252"), "code_page": 1252}, SENTENCE),
        ({"html": f"<meta charset=windows-1252><p>{SENTENCE}</p>".encode("cp1252")}, SENTENCE),
        (
            {"rtf": packed(rb"{\rtf1\ansi\ansicpg1252 The caf\'e9 asks for \'a3500.\par Now.}")},
            "The café asks for £500.",
        ),
        ({"rtf": HELLO}, "hello world"),
    ],
)
def test_the_words_of_a_message_are_read_in_every_form(tmp_path: Path, how: dict[str, bytes], said: str) -> None:
    assert said in text_of(put(tmp_path, outlook(**how)), MediaType.OUTLOOK)


def test_of_several_forms_the_plainest_is_read_once(tmp_path: Path) -> None:
    text = text_of(
        put(tmp_path, outlook(body=b"Plain.", html=b"<p>Marked up.", rtf=packed(b"{\\rtf1 Rich.}"))), MediaType.OUTLOOK
    )

    assert "Plain." in text
    assert "Marked up." not in text
    assert "Rich." not in text


@pytest.mark.parametrize("rtf", [b"", b"no rtf", HELLO[:20], struct.pack("<4I", 12, 5, 0x75465A4C, 0)])
def test_a_message_whose_rich_text_is_damaged_keeps_its_heading(tmp_path: Path, rtf: bytes) -> None:
    assert "Subject: Rent" in text_of(put(tmp_path, outlook(rtf=rtf)), MediaType.OUTLOOK)


def test_rich_text_is_unpacked_as_its_specification_shows() -> None:
    assert unpacked(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(WXYZ) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert unpacked(struct.pack("<4I", 17, 5, 0x414C454D, 0) + b"{bare") == b"{bare"


@given(st.binary(max_size=9000))
def test_what_was_packed_comes_out_as_it_was(content: bytes) -> None:
    assert unpacked(packed(content)) == content


@given(st.binary(max_size=300))
def test_rubbish_is_unpacked_to_no_more_than_it_can_hold(rubbish: bytes) -> None:
    content = struct.pack("<4I", len(rubbish) + 12, 1 << 30, 0x75465A4C, 0) + rubbish

    assert len(unpacked(content)) <= 17 * len(rubbish)


@given(st.binary(max_size=60))
def test_what_is_no_compressed_rich_text_is_refused(rubbish: bytes) -> None:
    with pytest.raises(ValueError, match="compressed RTF"):
        unpacked(rubbish[:8] + b"none" + rubbish[8:])


@pytest.mark.parametrize("code_page", [37, 500, 1026, 99999])
def test_a_code_page_in_which_no_mail_is_written_is_not_believed(tmp_path: Path, code_page: int) -> None:
    made = outlook(body="The rent is due.".encode("cp1252"), rtf=packed(b""), code_page=code_page)

    assert "The rent is due." in text_of(put(tmp_path, made), MediaType.OUTLOOK)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200), st.integers(0, 70000))
def test_no_message_breaks_its_reader(tmp_path: Path, body: bytes, rtf: bytes, code_page: int) -> None:
    made = outlook(body=body, rtf=packed(rtf), code_page=code_page)

    assert "Subject: Rent" in text_of(put(tmp_path, made), MediaType.OUTLOOK)
