"""The words of a text, and the forms in which they are matched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.words import fold, matched_text, words

SCRIPTS = st.text(alphabet=st.characters(min_codepoint=0x900, max_codepoint=0xDFF), max_size=60)
TEXTS = st.one_of(
    st.text(max_size=200), SCRIPTS, st.text(alphabet="aA1 -.'\u0915\u093c\u0901\u0902\u200d\u00ad\u0966\u0130\u00df")
)


def folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


@given(TEXTS)
def test_words_stand_where_they_say_and_in_order(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        assert fold(text[word.start : word.end]) == word.folded
        end = word.end


@given(TEXTS)
def test_every_letter_and_digit_is_in_a_word(text: str) -> None:
    inside = {at for word in words(text) for at in range(word.start, word.end)}
    assert not [c for at, c in enumerate(text) if c.isalnum() and at not in inside and fold(c)]


@given(TEXTS)
def test_a_word_has_forms_without_white_space(text: str) -> None:
    for word in words(text):
        assert word.folded
        assert word.matched
        assert not any(character.isspace() for character in word.folded + word.matched)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_composed_and_decomposed_spellings_match(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=60))
def test_capitals_make_no_difference(text: str) -> None:
    assert matched_text(text.upper()) == matched_text(text.lower())


@given(TEXTS, TEXTS)
def test_the_words_of_two_texts_side_by_side_are_the_words_of_each(first: str, second: str) -> None:
    assert folded(f"{first} {second}") == folded(first) + folded(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("क़ानून", "कानून"),
        ("हँस", "हंस"),
        ("श्\u200dरी", "श्री"),
        ("धारा ३०२", "धारा 302"),
        ("co\u00adoperate", "cooperate"),
        ("LEASES", "lease"),
        ("tenancy tenancies", "Tenancies TENANCY"),
    ],
)
def test_spellings_of_one_word_match(one: str, other: str) -> None:
    assert matched_text(one) == matched_text(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("किरायेदारी का वाद।", ["किरायेदारी", "का", "वाद"]),
        ("Section 302, I.P.C.", ["section", "302", "i", "p", "c"]),
        ("snake_case", ["snake", "case"]),
        ("।॥", []),
        ("\u200d \u00ad", []),
        ("", []),
    ],
)
def test_a_text_falls_into_its_words(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


def test_numbers_are_left_as_they_are() -> None:
    assert [word.matched for word in words("1908 302 498A")] == ["1908", "302", "498a"]
