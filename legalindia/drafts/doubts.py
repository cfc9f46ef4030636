"""What stands beside a citation and was not read: a name, or a paragraph, that therefore was not held against anything.

The law's grammar reads how cases are named and paragraphs pointed to; a draft may do either in a way of its own. A
citation beside which something of the kind is left over is not *verified*: that would say that it was looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from legalindia.law.courts import court_called
from legalindia.law.grammar.cause_titles import name_before
from legalindia.law.grammar.spans import Span
from legalindia.law.grammar.versus import NAME_OF_A_CASE
from legalindia.law.statutes import known_act

_BEFORE, _BEHIND = 160, 160
# Between a name and its citation: `Asha Menon's judgment, reported in (1978) 1 SCC 248`.
_LINKS = frozenset(
    "supra case matter since is as was reported report decided dated judgment judgement decision ruling order "
    "authority cited in at on by vide the of no being also from for SC".split()
)
_MOST_LINKS = 12
_PUNCTUATION = ' \n\t\r,;:()[]"\u201c\u201d*_|\u2013\u2014=-'
_APART = re.compile(r"\n[ \t]*\n")
# Capitalised words that stand before a citation and name nobody.
_NOBODY = frozenset(
    "supreme high india hon'ble honble hon\u2019ble apex commission board act code constitution section "
    "sections article articles rule order see in vide also per cf reliance following citation citations "
    "reported scr scc air and or of the judgment judgement decision case law ratio cited citing by it "
    "this that held under equivalent privy council house lords lordship lordships petitioner petitioners "
    "respondent respondents appellant appellants plaintiff defendant accused complainant state parliament "
    "legislature government counsel advocate learned january february march april may june july august "
    "september october november december further reference attention refer".split()
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:courts?|bench|tribunal|justice|lord)\b|\bC?\.?\s?JJ?\.?\W*\Z|\b(?:act|code|rules|sanhita|adhiniyam)\W*\Z",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"(?<!\w)(?:v|vs|v/s|ver|versus|against|contra)[\s.*_\u2013\u2014-]{1,6}\Z", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s?\W*\Z")
# A name in brackets behind a citation, and not the bench, the judge or the court that decided.
_BRACKETED = re.compile(r"\A[,\s]{0,3}[(\[]\s?(?P<name>[A-Z][\w.'\u2019&,\s-]{2,80})[)\]]")
_JUDGE = re.compile(r"\bC?\.?JJ?\b|\bbench\b|\bjudges?\b|\bcoram\b|\bper\b|\bparas?\b|\d", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'\u2019]{2,}")
_PARAGRAPH = r"(?:\b(?:paras?|prs?|paragraphs?)\b|\u00b6|\u092a\u0948\u0930\u093e)"
_POINTS = re.compile(
    rf"{_PARAGRAPH}[^\n\d]{{0,24}}\d|\b\d{{1,4}}(?:st|nd|rd|th)\s+para"
    rf"|{_PARAGRAPH}[\s.:(\[-]{{0,4}}(?:nos?\b\.?\s?)?(?:[ivxlc]{{1,7}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty\S*)\b"
    r"|\A\s*,\s*\d{1,5}\s*(?=[.;)\]]|\Z)",
    re.IGNORECASE,
)
_POINT_BEFORE = re.compile(
    rf"(?:{_PARAGRAPH}[\s.:]{{0,3}}(?:nos?\b\.?\s?)?\d{{1,4}}\S{{0,8}}|\b\d{{1,4}}(?:st|nd|rd|th)\s+para(?:graph)?)\s?[,:;\u2013\u2014-]?\s*\Z",
    re.IGNORECASE,
)
# The paragraphs of the papers of the case itself.
_OF_OUR_PAPERS = re.compile(
    r"[^.\n]{0,24}\bof\s+(?:the|this|his|her|their|its|my|our)\s+(?:present\s+|said\s+|impugned\s+)?(?:plaint|petition|"
    r"application|written|affidavit|reply|rejoinder|counter|appeal|memo|complaint|notice|order|draft|suit|statement)",
    re.IGNORECASE,
)


class Others:
    """Where a draft cites anything: a name or a paragraph that stands right beside one of these is that one's."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = list(spans)
        self._starts = sorted(span.start for span in spans)
        self._ends = sorted(span.end for span in spans)

    def end_before(self, position: int) -> int:
        """Return where the last one ends that ends before a position; 0 where none does."""
        place = bisect_right(self._ends, position)
        return self._ends[place - 1] if place else 0

    def start_behind(self, position: int, *, otherwise: int) -> int:
        """Return where the first one begins that begins behind a position."""
        place = bisect_left(self._starts, position)
        return self._starts[place] if place < len(self._starts) else otherwise


def has_unread_name(text: str, start: int, end: int, others: Others) -> bool:
    """Say whether something that may be a case's name stands beside a citation that has none.

    :param others: what the draft cites: a name that belongs to one of them is not this one's.
    """
    before, behind = _beside(text, start, end, others)
    if NAME_OF_A_CASE.search(before) or NAME_OF_A_CASE.search(behind) or _bracketed(behind):
        return True
    name = _name_before(text, start, floor=start - len(before))
    if name is None or _SOMEBODY_ELSE.search(name) or known_act(name) is not None:
        return False
    words = [word for word in _WORD.findall(name) if word[0].isupper() and not word.endswith("ly")]
    return any(word.casefold() not in _NOBODY for word in words)


def name_beside(text: str, start: int, end: int) -> str | None:
    """Return the capitalised words in front of a citation, or in a bracket right behind it; None for neither.

    None too where they may be only the second party of a name whose first could not be read.
    """
    floor = max(0, start - _BEFORE)
    name = _name_before(text, start, floor=floor)
    if name is None:
        return _bracketed(text[end : end + _BEHIND])
    return None if _AGAINST.search(text, floor, text.rindex(name, floor, start)) else name


def _name_before(text: str, start: int, *, floor: int) -> str | None:
    """Return the run of capitalised words before a citation, and before the words that join the two."""
    stop = start
    for _ in range(_MOST_LINKS):
        while stop > floor and text[stop - 1] in _PUNCTUATION:
            stop -= 1
        begin = stop
        while begin > floor and text[begin - 1].isalpha():
            begin -= 1
        if text[begin:stop] not in _LINKS:
            break
        stop = begin
    first = name_before(text, stop, floor=floor)
    return None if first is None else _POSSESSIVE.sub("", text[first:stop])


def _bracketed(behind: str) -> str | None:
    found = _BRACKETED.match(behind)
    if found is None or _JUDGE.search(found["name"]) or court_called(found["name"]) is not None:
        return None
    telling = [word for word in _WORD.findall(found["name"]) if word[0].isupper() and word.casefold() not in _NOBODY]
    return found["name"] if telling else None


def has_unread_point(text: str, start: int, end: int, others: Others) -> bool:
    """Say whether a paragraph or page is named beside a citation to which none was found."""
    before, behind = _beside(text, start, end, others)
    found = _POINT_BEFORE.search(before)
    if found is not None and not _is_of_other(text, start - len(before) + found.start(), others):
        return True
    found = _POINTS.search(behind)
    return found is not None and not _OF_OUR_PAPERS.match(behind, found.end())


def _is_of_other(text: str, position: int, others: Others) -> bool:
    """Tell whether nothing but punctuation stands between what is cited before and a paragraph named there."""
    end = others.end_before(position)
    return end > 0 and position - end < _BEFORE and not text[end:position].strip(" ,;:()[]\n\u2013\u2014-")


def _beside(text: str, start: int, end: int, others: Others) -> tuple[str, str]:
    """Return what stands before and behind, in the same paragraph and as far as it is nobody else's."""
    first = max(0, start - _BEFORE, others.end_before(start))
    last = min(len(text), end + _BEHIND, others.start_behind(end, otherwise=len(text)))
    return _APART.split(text[first:start])[-1], _APART.split(text[end:last])[0]
