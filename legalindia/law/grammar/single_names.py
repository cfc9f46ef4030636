"""Names without a second party beside a citation: `In re Asha Menon`, `Asha Menon's case`, `the case of Asha Menon`.

Capitals are not enough to make a name: only what such words mark as one is read, right in front of a citation.
"""

from __future__ import annotations

import re

from legalindia.law.grammar.cause_titles import CauseTitle, name_after, name_before

_REACH = 200
_MARK = r"[\"“”'‘’*_]{0,3}"
# In re Asha · Re: Asha · Ex parte Asha
_IN_RE = re.compile(
    rf"(?<![\w.])(?:(?:[Ii]n\s{{1,3}}[Rr]e|IN\s{{1,3}}RE|R[Ee]|[Ee]x\s{{1,3}}[Pp]arte)\b[\s.:,–—-]{{1,4}}"
    rf"|(?:[Ii]n\s{{1,3}}the\s{{1,3}}[Mm]atter|IN\s{{1,3}}THE\s{{1,3}}MATTER)\s{{1,3}}(?:of|OF)\b[\s:–—-]{{1,4}}){_MARK}"
    rf"(?:the\s{{1,3}})?(?=[A-Z\u0900-\u097f])"
)
_CASE_OF = re.compile(rf"\b(?:case|CASE|matter)\s{{1,3}}(?:of|OF)\s{{1,3}}{_MARK}(?=[A-Z\u0900-\u097f])")
# Asha, In re
_RE_BEHIND = re.compile(r"[,(\s]{1,3}(?:[Ii]n\s{1,3})?[Rr]e\b[.:]?\)?")
_POSSESSIVE = re.compile(r"(?:[’'][sS]|[sS][’'])[\"”*_]{0,3}\s{1,3}(?:[Cc]ase|CASE|judge?ment|decision|ruling)\b")
# What hears a case, or reports it, is not its name.
_NO_NAME = re.compile(r"\b(?:courts?|bench|tribunal|judges?)\b", re.IGNORECASE)


def single_name_before(text: str, position: int, *, floor: int) -> CauseTitle | None:
    """Return the name of a case that is marked as one, the nearest before a position; None where none is.

    :param floor: the name cannot begin before it.
    """
    begin = max(floor, position - _REACH)
    found = [*_behind_words(text, begin, position), *_before_words(text, begin, position, floor)]
    found = [each for each in found if not _NO_NAME.search(each.petitioner)]
    return max(found, key=lambda each: each.end, default=None)


def _behind_words(text: str, begin: int, end: int) -> list[CauseTitle]:
    """Read the name behind the last `In re` and the last `case of`."""
    found = []
    for pattern, has_words in ((_IN_RE, True), (_CASE_OF, False)):
        opening = next(iter(list(pattern.finditer(text, begin, end))[::-1]), None)
        finish = name_after(text, opening.end(), ceiling=end) if opening else None
        if opening and finish:
            start = opening.start() if has_words else opening.end()
            found.append(_title(text, start, finish, text[opening.end() : finish]))
    return found


def _before_words(text: str, begin: int, end: int, floor: int) -> list[CauseTitle]:
    """Read the name before the last `'s case`, and before the last `, In re`."""
    found = []
    for pattern, has_words in ((_POSSESSIVE, False), (_RE_BEHIND, True)):
        closing = next(iter(list(pattern.finditer(text, begin, end))[::-1]), None)
        start = name_before(text, closing.start(), floor=floor) if closing else None
        if closing and start is not None:
            name = text[start : closing.start()]
            found.append(_title(text, start, closing.end() if has_words else closing.start(), name))
    return found


def _title(text: str, start: int, end: int, name: str) -> CauseTitle:
    return CauseTitle(text[start:end], start, end, " ".join(name.split()), "")
