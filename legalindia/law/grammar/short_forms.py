"""Short forms: *supra*, *ibid.* and a name below a quotation, and the authority that each falls back on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from legalindia.law.grammar.cause_titles import name_before
from legalindia.law.grammar.findings import Authority, ShortForm
from legalindia.law.grammar.pinpoints import pinpoint_after

_SHORT = re.compile(r"(?:\(\s?)?\b(?P<word>[Ss]upra|SUPRA|[Ii]bid|IBID)\b\.?(?:\s?\))?")
# `"…"` and, behind it or below, `— Asha Menon, para 7`
_ATTRIBUTED = re.compile(
    r"[”\"'’»][.,]?\s{0,80}(?:[—–]|--?)\s{0,3}(?P<name>[A-Z\u0900-\u097f][^\n,;:()\[\]\"“”]{2,60}?)(?:['’]s\scase)?(?=\s{0,2}(?:[,(\[\n]|\.?\Z))"
)
_OPENER = re.compile(r"[.;:)]\s{1,40}(?:(?:In|See|The|As|But|And|Following|Relying on|Per)\s{1,3})?(?=[A-Z])")
# Asha Menon's case (supra)
_CASE = re.compile(r"(?:['’]s)?\s{1,3}case[\s,]{0,3}\Z")
_LONGEST_CASE = 14
_NAME_WORD = re.compile(r"[A-Za-z\u0900-\u097f]{3,}")
_COMMON = frozenset(
    "the and state union india case ors others another anr ltd limited government govt vs versus".split()
)


def find_short_forms(text: str, authorities: Sequence[Authority]) -> Iterator[ShortForm]:
    """Walk through the *supra* and *ibid.* of a text, and the names below quotations, each with what it falls back on.

    :param authorities: those of the same text, in order.
    """
    earlier, floor = 0, 0
    words: list[frozenset[str]] = []
    found = sorted((*_SHORT.finditer(text), *_ATTRIBUTED.finditer(text)), key=lambda match: match.end())
    for match in found:
        while earlier < len(authorities) and authorities[earlier].end <= match.start():
            words.append(_words_of(authorities[earlier]))
            earlier += 1
        form = _short_form(text, match, words, floor=floor) if match.re is _SHORT else _attributed(text, match, words)
        if form is not None:
            yield form
            floor = form.end


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


def _attributed(text: str, match: re.Match[str], words: list[frozenset[str]]) -> ShortForm | None:
    """Read the name below a quotation, where an authority was cited under it before."""
    start, end = match.span("name")
    authority = _last_called(match["name"], words)
    if authority is None:
        return None
    return ShortForm(text[start:end], start, end, match["name"], authority, pinpoint_after(text, end))


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
