"""Cleaned text can be stored anywhere, and each of its words is traced to where it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.documents.reading.cleaning import clean, origins
from legalindia.documents.reading.cutting import cut_pages

RAW_TEXT = st.text(
    st.one_of(st.sampled_from("ab -\r\n\t\0\x02\ufffe\ud800\u0301\u093c\u0915\u0958\u212b"), st.characters()),
    max_size=60,
)


@given(RAW_TEXT)
def test_clean_text_can_be_stored_anywhere(raw: str) -> None:
    text = clean(raw)

    text.encode()
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\0\r\x02\ufffe\x0b\x1b")


@given(RAW_TEXT)
def test_every_word_is_traced_to_where_it_was(raw: str) -> None:
    text = clean(raw)
    words = list(origins(raw))

    assert "".join(text[word.start : word.end] for word in words) == "".join(text.split())
    for word in words:
        cleaned = text[word.start : word.end]
        # By itself a part no longer shows what comes after its hyphen, and so not whose hyphen it is.
        assert clean(raw[word.raw_start : word.raw_end]) in {cleaned, cleaned.removesuffix("-")}


def test_a_hyphen_of_the_typesetter_is_dropped_and_its_word_has_two_parts() -> None:
    raw = "the under\ufffesigned agree"

    assert clean(raw) == "the undersigned agree"
    assert [raw[word.raw_start : word.raw_end] for word in origins(raw)] == ["the", "under", "signed", "agree"]


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Rupees eighty\ufffefive thousand", "Rupees eighty-five thousand"),
        ("Certificate IN\ufffeKA90417726", "Certificate IN-KA90417726"),
        ("the Custodian\ufffeGeneral", "the Custodian-General"),
        ("a non\ufffebailable warrant", "a non-bailable warrant"),
    ],
)
def test_a_hyphen_of_the_writer_stays_and_its_word_has_two_parts_too(raw: str, cleaned: str) -> None:
    places = list(origins(raw))

    assert clean(raw) == cleaned
    assert [cleaned[word.start : word.end].strip() for word in places] == [
        raw[word.raw_start : word.raw_end].replace("\ufffe", "-") for word in places
    ]
    assert len(places) == len(cleaned.split()) + 1


@given(st.text("ab .\n", max_size=300), st.integers(min_value=1, max_value=50))
def test_cut_pages_hold_the_whole_text_in_order(text: str, longest: int) -> None:
    pages = cut_pages(text, longest=longest)

    assert "".join(pages) == text
    assert all(len(page) <= longest for page in pages)


def test_a_text_is_cut_at_the_end_of_a_paragraph() -> None:
    assert cut_pages("First paragraph.\n\nSecond one, longer.", longest=30) == [
        "First paragraph.\n\n",
        "Second one, longer.",
    ]
