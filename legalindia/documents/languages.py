"""The languages of a text: told by its scripts, and where several share one, by its commonest words or its letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# Tesseract's code of the language most written in each script here; of those that share it, it stands for all of which
# nothing else is known.
_SCRIPTS = {
    "eng": r"[A-Za-z]+",
    "hin": r"[\u0900-\u0963\u0966-\u097f]+",
    "ben": r"[\u0980-\u09ff]+",
    "pan": r"[\u0a00-\u0a7f]+",
    "guj": r"[\u0a80-\u0aff]+",
    "ori": r"[\u0b00-\u0b7f]+",
    "tam": r"[\u0b80-\u0bff]+",
    "tel": r"[\u0c00-\u0c7f]+",
    "kan": r"[\u0c80-\u0cff]+",
    "mal": r"[\u0d00-\u0d7f]+",
    "urd": r"[\u0600-\u06ff]+",
}
_PATTERNS = {language: re.compile(pattern) for language, pattern in _SCRIPTS.items()}
# Words that hold sentences together, each in one of these languages only.
_DEVANAGARI = {
    "hin": "है हैं और में के की का को से नहीं था थी थे कि गया लिए",
    "mar": "आहे आहेत आणि किंवा नाही नाहीत मध्ये असे केले केली करण्यात झाले यांनी त्यांना त्यांच्या म्हणून पाहिजे",
    "nep": "छ छन् छैन हुने हुन्छ गर्ने गर्नु गरेको भएको पनि लागि बमोजिम",
    "san": "अस्ति सन्ति भवति भवन्ति इति एव अपि तस्य तत्र यत् तत् अथ",
}
_HOLDING = {word: language for language, listed in _DEVANAGARI.items() for word in listed.split()}
# The letter ra, which Assamese and Bengali write otherwise.
_RA = {"\u09f0": "asm", "\u09b0": "ben"}
# Fewer tell nothing: a sentence of one language may quote another.
_LEAST_TELLING = 3
# Which languages a script may stand for.
SHARED = {"hin": frozenset(_DEVANAGARI), "ben": frozenset(_RA.values())}
SMALLEST_SHARE = 0.05


class LanguageCount:
    """Counts letters page by page; a language counts from a twentieth of the letters on."""

    def __init__(self) -> None:
        self._letters: Counter[str] = Counter()
        self._telling: Counter[str] = Counter()

    def add(self, text: str) -> None:
        for language, pattern in _PATTERNS.items():
            runs = pattern.findall(text)
            self._letters[language] += sum(map(len, runs))
            if language == "hin":
                self._telling.update(_HOLDING[run] for run in runs if run in _HOLDING)
            if text.isascii():
                return
        for letter, language in _RA.items():
            self._telling[language] += text.count(letter)

    def letters(self) -> int:
        """Count the letters so far, of all languages."""
        return self._letters.total()

    def languages(self, chosen: Sequence[str] = ()) -> list[str]:
        """Return the languages, the most written first.

        :param chosen: what a person said that the paper is in; of languages that share a script they know better.
        """
        least = max(1, self._letters.total() * SMALLEST_SHARE)
        written = [language for language, letters in self._letters.most_common() if letters >= least]
        return [self._told(language, chosen) for language in written]

    def _told(self, script: str, chosen: Sequence[str]) -> str:
        """Return which of the languages that share a script it is."""
        sharing = SHARED.get(script, frozenset())
        named = [language for language in chosen if language in sharing]
        among = named or sorted(sharing)
        best = max(among, key=lambda language: (self._telling[language], language == script), default=script)
        return best if named or self._telling[best] >= _LEAST_TELLING else script
