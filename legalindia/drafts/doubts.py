"""What stands beside a citation and was not read: a name, or a paragraph, that therefore was not held against anything.

The law's grammar reads how cases are named and paragraphs pointed to; a draft may do either in a way of its own. A
citation beside which something of the kind is left over is not *verified*: that would say that it was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from legalindia.law.courts import court_called
from legalindia.law.grammar.cause_titles import name_before
from legalindia.law.grammar.spans import Span

_BEFORE, _BEHIND = 160, 160
_LONGEST_LINK = 24
_LINK = re.compile(r"(?:\s{1,3}(?:case|matter|decision|judge?ment|ruling)\b)?[\s,;:(\[*_]{0,6}\Z")
_APART = re.compile(r"\n[ \t]*\n")
# How a case is named, in whatever shape.
_NAMES = re.compile(
    r"(?<!\w)(?:v|vs|versus)(?:\.|\s|[\u2013\u2014-])|[\u2013\u2014-]v(?:s?)[.\u2013\u2014-]|\u092c\u0928\u093e\u092e|\bin\s+re\b|\bin\s+the\s+matter\s+of\b|\bex\s+parte\b"
    r"|(?-i:[A-Z][\w.'\u2019-]*)\s+case\b|\bcase\s+of\b|\btitled\b",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"(?P<before>\S*)\s*(?<!\w)(?P<word>[A-Z][\w.'\u2019-]+)[*_\s,:;(\[\u2013\u2014-]*\Z")
# Capitalised words that stand before a citation and name nobody.
_NOBODY = frozenset(
    "court supreme high india hon'ble honble apex bench tribunal commission board act code section sections article "
    "articles rule order see in vide also per cf reliance following citation citations reported scr scc air and or of "
    "the judgment judgement decision case law ratio cited citing by it this that held under equivalent".split()
)
# A name in brackets behind a citation, and not the bench, the judge or the court that decided.
_BRACKETED = re.compile(r"\A[,\s]{0,3}[(\[]\s?(?P<name>[A-Z][\w.'\u2019&,\s-]{2,80})[)\]]")
_JUDGE = re.compile(r"\bC?\.?JJ?\b|\bbench\b|\bjudges?\b|\bcoram\b|\bper\b|\bparas?\b|\d", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'\u2019]{2,}")
_POINTS = re.compile(
    r"(?:\b(?:paras?|prs?|paragraphs?)\b|\u00b6)[^\n\d]{0,24}\d|\b\d{1,4}(?:st|nd|rd|th)\s+para"
    r"|\A\s*,\s*\d{1,5}\s*(?=[.;)\]]|\Z)",
    re.IGNORECASE,
)
# The paragraphs of the papers of the case itself.
_OF_OUR_PAPERS = re.compile(
    r"[^.\n]{0,24}\bof\s+(?:the|this|his|her|their|its|my|our)\s+(?:present\s+|said\s+|impugned\s+)?(?:plaint|petition|"
    r"application|written|affidavit|reply|rejoinder|counter|appeal|memo|complaint|notice|order|draft|suit|statement)",
    re.IGNORECASE,
)


def has_unread_name(text: str, start: int, end: int, others: Sequence[Span]) -> bool:
    """Say whether something that may be a case's name stands beside a citation that has none.

    :param others: what else the draft cites, in order: a name that belongs to one of them is not this one's.
    """
    before, behind = _beside(text, start, end, others)
    if _NAMES.search(before) or _NAMES.search(behind) or _bracketed(behind):
        return True
    last = _LAST_WORD.search(before)
    if last is None or last["word"].strip(".").casefold() in _NOBODY:
        return False
    # The first word of a sentence is a capital's whatever it says.
    return bool(last["before"]) and last["before"][-1] not in ".!?:"


def name_beside(text: str, start: int, end: int) -> str | None:
    """Return the capitalised words right in front of a citation, or in a bracket right behind it; None for neither."""
    link = _LINK.search(text, max(0, start - _LONGEST_LINK), start)
    stop = link.start() if link else start
    begin = name_before(text, stop, floor=max(0, start - _BEFORE))
    return _bracketed(text[end : end + _BEHIND]) if begin is None else text[begin:stop]


def _bracketed(behind: str) -> str | None:
    found = _BRACKETED.match(behind)
    if found is None or _JUDGE.search(found["name"]) or court_called(found["name"]) is not None:
        return None
    telling = [word for word in _WORD.findall(found["name"]) if word[0].isupper() and word.casefold() not in _NOBODY]
    return found["name"] if telling else None


def has_unread_point(text: str, start: int, end: int, others: Sequence[Span]) -> bool:
    """Say whether a paragraph or page is named behind a citation to which none was found."""
    _, behind = _beside(text, start, end, others)
    found = _POINTS.search(behind)
    return found is not None and not _OF_OUR_PAPERS.match(behind, found.end())


def _beside(text: str, start: int, end: int, others: Sequence[Span]) -> tuple[str, str]:
    """Return what stands before and behind, in the same paragraph and as far as it is nobody else's."""
    first = max([0, start - _BEFORE, *(other.end for other in others if other.end <= start)])
    last = min([len(text), end + _BEHIND, *(other.start for other in others if other.start >= end)])
    return _APART.split(text[first:start])[-1], _APART.split(text[end:last])[0]
