"""The languages of a text, told by its scripts."""

from __future__ import annotations

import re
from collections import Counter

# Tesseract's code of the language most written in each script here. Devanagari is Hindi's, Marathi's and Sanskrit's
# alike: the script alone does not tell them apart, so the commonest stands for all.
_SCRIPTS = {
    "eng": r"[A-Za-z]",
    "hin": r"[\u0900-\u097f]",
    "ben": r"[\u0980-\u09ff]",
    "pan": r"[\u0a00-\u0a7f]",
    "guj": r"[\u0a80-\u0aff]",
    "ori": r"[\u0b00-\u0b7f]",
    "tam": r"[\u0b80-\u0bff]",
    "tel": r"[\u0c00-\u0c7f]",
    "kan": r"[\u0c80-\u0cff]",
    "mal": r"[\u0d00-\u0d7f]",
    "urd": r"[\u0600-\u06ff]",
}
_PATTERNS = {language: re.compile(pattern) for language, pattern in _SCRIPTS.items()}
SMALLEST_SHARE = 0.05


class LanguageCount:
    """Counts letters page by page; a language counts from a twentieth of the letters on."""

    def __init__(self) -> None:
        self._letters: Counter[str] = Counter()

    def add(self, text: str) -> None:
        for language, pattern in _PATTERNS.items():
            self._letters[language] += len(pattern.findall(text))

    def letters(self) -> int:
        """Count the letters so far, of all languages."""
        return self._letters.total()

    def languages(self) -> list[str]:
        """Return the languages, the most written first."""
        least = max(1, self._letters.total() * SMALLEST_SHARE)
        return [language for language, letters in self._letters.most_common() if letters >= least]
