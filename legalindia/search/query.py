"""What a person typed, understood: plain words, "phrases", -excluded, begin* of words. Never an error.

Whatever is not one of these forms, or one of them malformed, is read as plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from legalindia.adapters.index.protocol import Wording
from legalindia.law.words import STOPWORDS, words
from legalindia.search.counterparts import Also, counterparts_in
from legalindia.search.provisions import Provisions, provisions_in

MOST_WORDS = 64
MOST_CHARACTERS = 2000
SHORTEST_RUN = 5
_TOKEN = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})
_DEVANAGARI_OR_OTHER_INDIC = re.compile(r"[\u0900-\u0dff]")
_NUMBERED = re.compile(r"\d")

# How much the words count against the meaning, 0 to 1. The embedding knows English prose; it knows neither numbers
# (a section, a citation, a sum) nor the Indian scripts, for which the words must lead.
WORDS_LEAD = 0.85
NUMBERS_MATTER = 0.7
PROSE = 0.4

# The index holds stems, and a stem may be shorter than the beginning that was typed: "negotia*" must find
# "negotiable", which is held as "negoti". So the index is asked for a little less, and the rest is compared here.
STEM_CUTS_AT_MOST = 3
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood.

    :param text: what is embedded: the words as typed, without the signs.
    :param wording: for the lexical leg.
    :param exact: folded phrases that must stand so in the passage; the index knows only stems.
    :param beginnings: folded beginnings of words, each of which some word of the passage must have.
    :param lexical_weight: share of the lexical leg in the fused rank.
    :param run: all the words, in the order they were typed, when they are many and nothing else was typed: somebody
        pasted a sentence, and the passage that holds it is the one they want.
    :param also: sections of the other codes, looked for beside those that were named.
    :param provisions: all sections that are looked for; None where none was named.
    """

    text: str
    wording: Wording
    exact: tuple[tuple[str, ...], ...]
    beginnings: tuple[str, ...]
    lexical_weight: float
    run: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    provisions: Provisions | None = None

    @property
    def is_empty(self) -> bool:
        return self.wording.is_empty

    @property
    def marked(self) -> frozenset[str]:
        """The matched forms that are highlighted where they stand."""
        in_phrases = (word for phrase in self.wording.phrases for word in phrase)
        return frozenset([*self.wording.words, *in_phrases])


def parse(typed: str) -> Query:
    """Understand what was typed. Text beyond 2,000 characters and words beyond 64 are left out."""
    typed = typed[:MOST_CHARACTERS].translate(_QUOTES)
    parts = _Parts()
    for token in _TOKEN.finditer(typed):
        parts.take(token)
    text = " ".join(parts.plain)
    content = [word for word in parts.words if word not in STOPWORDS]
    also = counterparts_in(text)
    counterparts = [word.matched for one in also for word in words(one.wording) if word.matched not in STOPWORDS]
    wording = Wording(
        words=tuple(dict.fromkeys([*(content or parts.words), *counterparts]))[:MOST_WORDS],
        phrases=tuple(parts.phrases)[:MOST_WORDS],
        prefixes=tuple(map(_held_beginning, parts.beginnings))[:MOST_WORDS],
        excluded=tuple(parts.excluded)[:MOST_WORDS],
    )
    return Query(
        text=text,
        wording=wording,
        exact=tuple(parts.exact),
        beginnings=tuple(parts.beginnings),
        lexical_weight=_lexical_weight(typed, wording),
        run=_run(parts),
        also=also,
        provisions=provisions_in(text, also),
    )


class _Parts:
    """The parts of a query as they are met, from left to right."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.words: list[str] = []
        self.phrases: list[tuple[str, ...]] = []
        self.exact: list[tuple[str, ...]] = []
        self.beginnings: list[str] = []
        self.excluded: list[tuple[str, ...]] = []

    def take(self, token: re.Match[str]) -> None:
        raw = token["phrase"] or token["word"]
        found = list(words(raw))
        matched = tuple(word.matched for word in found)
        if not matched:
            return
        if token["minus"]:
            self.excluded.append(matched)
            return
        self.plain.append(raw)
        if token["phrase"]:
            self.phrases.append(matched)
            self.exact.append(tuple(word.folded for word in found))
        elif raw.endswith("*") and len(found) == 1:
            self.beginnings.append(found[0].folded)
        else:
            self.words.extend(matched)


def _run(parts: _Parts) -> tuple[str, ...]:
    has_signs = parts.phrases or parts.excluded or parts.beginnings
    return () if has_signs or not SHORTEST_RUN <= len(parts.words) <= MOST_WORDS else tuple(parts.words)


def _held_beginning(beginning: str) -> str:
    if not beginning.isascii():
        return beginning
    return beginning[: max(SHORTEST_BEGINNING, len(beginning) - STEM_CUTS_AT_MOST)]


def _lexical_weight(typed: str, wording: Wording) -> float:
    if wording.phrases or wording.prefixes or _DEVANAGARI_OR_OTHER_INDIC.search(typed):
        return WORDS_LEAD
    if _NUMBERED.search(typed) or len(wording.words) <= 2:
        return NUMBERS_MATTER
    return PROSE
