"""Passwords that are tried first: common words, in whatever disguise, and runs of the keyboard."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module

_COMMON = sorted(
    (
        "password passwort passcode welcome admin administrator login letmein master monkey dragon football cricket "
        "baseball iloveyou sunshine princess shadow superman batman trustno hello freedom whatever qwerty qwertyuiop "
        "asdfghjkl zxcvbnm qazwsx abc abcd abcdef abcdefgh abcdefghijkl test testing guest user root secret changeme "
        "default office lawyer lawfirm advocate legal legalindia india bharat hindustan mumbai delhi bengaluru "
        "bangalore chennai kolkata hyderabad krishna ganesh lakshmi shiva sairam jaihind namaste computer internet "
        "google michael jordan summer winter spring autumn january february march april june july august september "
        "october november december monday friday sunday please access system server company client love forever "
        "the my new is and one two three four five six seven eight nine zero"
    ).split(),
    key=lambda word: -len(word),
)
_DISGUISES = str.maketrans("013457@$!", "oieastasi")
# What may be left over beside common words before the whole counts as somebody's own.
_OWN_LETTERS = 4
_FEWEST_DIFFERENT = 5


def is_common(password: str) -> bool:
    """Say whether the password is made of common words, digits and signs alone, or of very few characters."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT or folded in _breached():
        return True
    plain, disguised = (_own_letters(text) for text in (folded, folded.translate(_DISGUISES)))
    return min(plain, disguised) < _OWN_LETTERS


@cache
def _breached() -> frozenset[str]:
    """Return the 30,000 passwords that breaches have brought to light most often."""
    # Loaded when somebody first sets a password: the lists take 12 MB.
    return frozenset(import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS["passwords"])


def _own_letters(text: str) -> int:
    letters = "".join(character for character in text if character.isalpha())
    pattern = "|".join(map(re.escape, _COMMON))
    return len(re.sub(pattern, "", letters))
