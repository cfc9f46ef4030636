"""Tells when a text layer cannot be what the page shows: a page may look perfect and yet copy out as rubbish.

Many Hindi PDFs carry a wrong table from glyphs to letters, and many a Hindi paper is typed in an old font that draws
Devanagari for Latin letters. What is quoted from either is not what the reader sees.
"""

from __future__ import annotations

import re
from dataclasses import replace

from legalindia.documents.reading.pages import PageText

WRONG_GLYPHS = "text layer is damaged (its Devanagari spells words that cannot be)"
CUT_WORDS = "text layer is damaged (its Devanagari words are cut into pieces)"
OLD_FONT = "text layer is damaged (typed in an old Hindi font, so it reads as Latin letters)"
NO_LETTERS = "text layer is damaged (signs without a letter)"

# Measured on 10 Acts in Hindi, page by page: of 121 sound pages none has more than 0.009 of such words, of 80 broken
# ones none less than 0.088.
MOST_IMPOSSIBLE = 0.03
# Letters a word, in the same pages: 3.68 in the sound one that has fewest; 2.7 where Chromium printed a page to PDF,
# whose vowel signs pdfium takes for the ends of words.
FEWEST_LETTERS = 3.2
# Of 5,023 pages and sections in English and Hindi none has more than 0.024 of both marks; Krutidev has 0.36.
MOST_LIKE_OLD_FONT = 0.1
# Below these counts a share says nothing: everybody mistypes a word.
_FEWEST_WORDS = 3
_FEWEST_SIGNS = 3
_FEWEST_WORDS_FOR_A_MEAN = 30

_DEVANAGARI = re.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d\ufffd\ue000-\uf8ff]+")
_VOWEL_SIGNS = "\u093a\u093b\u093e-\u094c\u094e\u094f\u0955-\u0957\u0962\u0963"
# A word begins with no vowel sign, virama, nukta or nasal mark; a syllable has one vowel sign and nothing after its
# nasal mark; a virama follows a consonant; the private use area is no script.
_IMPOSSIBLE = re.compile(
    f"^[\u0900-\u0903\u093c\u094d{_VOWEL_SIGNS}]|[{_VOWEL_SIGNS}]{{2}}|[{_VOWEL_SIGNS}\u0900-\u0903\u094d]\u094d"
    f"|[\u0900-\u0903][{_VOWEL_SIGNS}]|[\ufffd\ue000-\uf8ff]"
)
_LATIN = re.compile(r"\S*[A-Za-z]\S*")
_CAPITAL_INSIDE = re.compile(r"[a-z][A-Z]")
_SIGN_INSIDE = re.compile(r"[A-Za-z][;\[\]{}&=|~^<>@%$#+*]+[A-Za-z]|[a-z][;\[{&=]$")
# Page numbers and rules between paragraphs are made of these and of digits.
_HARMLESS_SIGNS = frozenset(" \n\t-–—_.…,:*()[]/|")


def examined(page: PageText) -> PageText:
    """Return the page with its problem noted, where its text is given but cannot be right."""
    return page if page.problem else replace(page, problem=damage(page.text))


def damage(text: str) -> str | None:
    """Say what is wrong with a text layer; None where nothing seems to be."""
    devanagari = _DEVANAGARI.findall(text)
    if _is_impossible(devanagari):
        return WRONG_GLYPHS
    if _is_cut(devanagari):
        return CUT_WORDS
    if _is_old_font(text):
        return OLD_FONT
    return NO_LETTERS if _is_without_letters(text) else None


def _is_impossible(words: list[str]) -> bool:
    impossible = sum(_IMPOSSIBLE.search(word) is not None for word in words)
    return impossible >= _FEWEST_WORDS and impossible > MOST_IMPOSSIBLE * len(words)


def _is_cut(words: list[str]) -> bool:
    letters = sum(map(len, words))
    return len(words) >= _FEWEST_WORDS_FOR_A_MEAN and letters < FEWEST_LETTERS * len(words)


def _is_old_font(text: str) -> bool:
    """Such a font uses capitals and signs as letters, in the middle of words: both must be common."""
    words = _LATIN.findall(text)
    capitals = sum(_CAPITAL_INSIDE.search(word) is not None for word in words)
    signs = sum(_SIGN_INSIDE.search(word) is not None for word in words)
    return min(capitals, signs) >= _FEWEST_WORDS and min(capitals, signs) > MOST_LIKE_OLD_FONT * len(words)


def _is_without_letters(text: str) -> bool:
    signs = set(text) - _HARMLESS_SIGNS
    return not any(map(str.isalpha, signs)) and sum(not sign.isdigit() for sign in signs) >= _FEWEST_SIGNS
