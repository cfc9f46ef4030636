"""Short forms: *supra* and *ibid.*, and the authority that each falls back on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from legalindia.law.grammar.cause_titles import name_before
from legalindia.law.grammar.findings import Authority, ShortForm
from legalindia.law.grammar.pinpoints import pinpoint_after

_SHORT = re.compile(r"(?:\(\s?)?\b(?P<word>[Ss]upra|SUPRA|[Ii]bid|IBID)\b\.?(?:\s?\))?")
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
    is_ibid = match["word"].lower() == "ibid"
    begin = None if is_ibid else name_before(text, match.start(), floor=floor)
    start = match.start() if begin is None else begin
    name = text[start : match.start()].strip(" ,(")
    authority = (len(words) - 1 if words else None) if is_ibid else _last_called(name, words)
    return ShortForm(text[start : match.end()], start, match.end(), name, authority, pinpoint_after(text, match.end()))


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
