"""Short forms: *supra* and *ibid.*, and the authority that each falls back on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from legalindia.law.grammar.cause_titles import name_before
from legalindia.law.grammar.findings import Authority, ShortForm
from legalindia.law.grammar.pinpoints import pinpoint_after

_SHORT = re.compile(r"(?:\(\s?)?\b(?P<word>[Ss]upra|SUPRA|[Ii]bid|IBID)\b\.?(?:\s?\))?")
_OPENER = re.compile(r"[.;:)]\s{1,40}(?:(?:In|See|The|As|But|And|Following|Relying on|Per)\s{1,3})?(?=[A-Z])")
# Asha Menon's case (supra)
_CASE = re.compile(r"(?:['’]s)?\s{1,3}case[\s,]{0,3}\Z")
_LONGEST_CASE = 14
_NAME_WORD = re.compile(r"[A-Za-z\u0900-\u097f]{3,}")
_COMMON = frozenset(
    "the and state union india case ors others another anr ltd limited government govt vs versus".split()
)


def find_short_forms(text: str, authorities: Sequence[Authority]) -> Iterator[ShortForm]:
    """Walk through the *supra* and *ibid.* of a text, each with the authority it falls back on.

    :param authorities: those of the same text, in order.
    """
    earlier, floor = 0, 0
    words: list[frozenset[str]] = []
    for match in _SHORT.finditer(text):
        while earlier < len(authorities) and authorities[earlier].end <= match.start():
            words.append(_words_of(authorities[earlier]))
            earlier += 1
        yield _short_form(text, match, words, floor=floor)
        floor = match.end()


def _short_form(text: str, match: re.Match[str], words: list[frozenset[str]], *, floor: int) -> ShortForm:
    if match["word"].lower() == "ibid":
        latest = len(words) - 1 if words else None
        return _made(text, match, match.start(), "", latest)
    case = _CASE.search(text, max(floor, match.start() - _LONGEST_CASE), match.start())
    end = case.start() if case else match.start()
    begin = name_before(text, end, floor=floor)
    begins = [] if begin is None else _beginnings(text, begin, end)
    for start in begins:
        name = text[start:end].strip(" ,(")
        authority = _last_called(name, words)
        if authority is not None:
            return _made(text, match, start, name, authority)
    start = begins[0] if begins else match.start()
    return _made(text, match, start, text[start:end].strip(" ,(") if begins else "", None)


def _made(text: str, match: re.Match[str], start: int, name: str, authority: int | None) -> ShortForm:
    return ShortForm(text[start : match.end()], start, match.end(), name, authority, pinpoint_after(text, match.end()))


def _beginnings(text: str, begin: int, end: int) -> list[int]:
    """Return where the name may begin: with the run of capitals, or behind what opens a sentence inside that run."""
    return [begin, *(opener.end() for opener in _OPENER.finditer(text, begin, end))]


def _words_of(authority: Authority) -> frozenset[str]:
    return _words(authority.cause_title.text) if authority.cause_title else frozenset()


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _NAME_WORD.findall(name)) - _COMMON


def _last_called(name: str, words: list[frozenset[str]]) -> int | None:
    """Return the place of the last authority whose name has all the telling words of a short name."""
    wanted = _words(name)
    if not wanted:
        return None
    return next((place for place in range(len(words) - 1, -1, -1) if wanted <= words[place]), None)
