"""The words of a text: where each stands, and the form in which it is matched.

The same words feed the index, the query and the highlight, so what is found is what is shown.
What a person reads stays verbatim; only the matched form is folded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

# Letters and digits, with the vowel signs, nukta and joiners of the Indian scripts: Python's \w drops
# those and would cut a Hindi word at every matra. The two dandas (U+0964, U+0965) end sentences.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u00ad\u200c\u200d])+")
# Removed before matching: soft hyphen, joiners and nukta are written or left out at the typist's whim.
_UNWRITTEN = re.compile("[\u00ad\u200c\u200d\u093c\u09bc\u0a3c\u0abc\u0b3c]")
# Chandrabindu and anusvara stand for one another in everyday Hindi spelling.
_ONE_FOR_ANOTHER = str.maketrans({"\u0901": "\u0902"})

_english = Stemmer.Stemmer("porter")

STOPWORDS = frozenset(
    "a an and any are as at be been but by can could did do does for from had has have he her him his how i if in "
    "into is it its may me my no nor not of on or our shall she should so such than that the their them then there "
    "these they this those to was we were what when where which who whom whose why will with would you your "
    "का की के को में से पर है हैं था थी थे और या कि यह वह ने तो भी हो कर इस उस एक लिए द्वारा तथा एवं".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    :param matched: the form in which it is looked for: folded and, for English, stemmed.
    :param folded: the form without stemming.
    :param start: offset of its first code point; `end` is one past its last.
    """

    matched: str
    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Walk through the words of a text in reading order."""
    for match in _WORD.finditer(text):
        folded, matched = _forms(match.group())
        if folded:
            yield Word(matched, folded, match.start(), match.end())


def matched_text(text: str) -> str:
    """Return the text as the index holds it: the matched forms, one space between two."""
    return " ".join(matched for found in _WORD.findall(text) if (matched := _forms(found)[1]))


def fold(text: str) -> str:
    """Return the form in which a piece of text is compared: NFC, without case, joiners and nukta, digits in ASCII."""
    plain = _UNWRITTEN.sub("", unicodedata.normalize("NFC", text.casefold())).translate(_ONE_FOR_ANOTHER)
    return plain if plain.isascii() else "".join(map(_ascii_digit, plain))


@lru_cache(maxsize=65536)
def _forms(word: str) -> tuple[str, str]:
    folded = fold(word)
    stemmed = _english.stemWord(folded) if folded.isascii() and not folded.isdigit() else folded
    return folded, stemmed or folded


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
