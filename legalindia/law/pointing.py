"""Which authority a quotation belongs to: the one behind it, or one that leads it in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from legalindia.law.grammar.spans import Span
from legalindia.law.quotations import REACH, SAYS, Quotation, mark_before

_COURT = re.compile(
    r"\W*(?:it\s(?:was|is|has|further)|(?:the|this|that)\s(?:hon[’']?ble\s|apex\s|supreme\s|high\s|said\s)*(?:court|bench|section|provision)"
    r"|their\slordships|paragraphs?|paras?|relevant)",
    re.IGNORECASE,
)
_MOST_BEFORE = 4
_SENTENCE_REACH = 160
# Between a quotation and the citation behind it stand brackets, a dash and a word or two, but no new sentence. The
# dash may stand on a line of its own, far to the right: `"…"` and below it `— Asha v. State, para 7`.
_LONGEST_BEHIND = 300
_FOOTNOTE = r"(?:\d{1,3}(?!\d))?[.,;…\s]{0,4}(?:\[\d{1,3}\]|\d{1,3}(?!\d))?[.,;\s]{0,3}"
_REMARK = (
    r"(?:[(\[]\s?(?:emphasis|underlin|sic\b|(?:free\s|own\s|as\s)?translat|citations?\s|footnotes?\s|internal\s)"
    r"[^()\[\]\n]{0,40}[)\]][.,;\s]{0,3})?"
)
_OPENS = r"\s{0,80}(?P<opens>(?:Source|Ref(?:erence)?)\s?:|[(\[–—:~-]{0,3})\s{0,3}"
_JUDGE = (
    r"(?:(?:per\s)?(?-i:(?:Hon[’']ble\s)?(?:[A-Z][\w.’']*,?\s){0,4}(?:Justice\s(?:[A-Z][\w.]*\s){1,3}|C\.?\s?J\.?|JJ?\.?))"
    r",?\s(?:in\s)?)?"
)
_POINT = r"(?P<point>(?:paras?|paragraphs?)[\s.]{1,2}\d{1,4}\s?(?:,\s?|\sof\s|\sin\s)?)?"
_SEE = (
    r"(?:(?:see|vide|per|refer(?:red)?|reliance|ref)\b[.:]?\s?(?:also\s|to\s|[A-Z][\w.]*,?\s(?:C?J+\.?,?\s)?)?(?:in\s)?)?"
    r"(?:the\scase\sof\s)?"
)
_BEHIND = re.compile(rf"{_FOOTNOTE}{_REMARK}{_OPENS}{_JUDGE}{_POINT}{_SEE}", re.IGNORECASE)
# `"…" as was held by this Court in`, `the principle that "…" is settled by`
_IN_SENTENCE = re.compile(
    r"[\s,;…–—-]{1,4}(?:(?:[a-z’'][\w’'-]*|Hon[’']ble|Supreme|Apex|High|Court|Bench|Constitution)[\s,]{1,2}){1,16}+[\"“'‘(]?"
)
_SETTLED = re.compile(r"\b(?:settled|established|laid|principle|proposition|view|ratio|dictum|words?|law)\b")
_LONGEST_TELLING = 120
_NEXT_SENTENCE = re.compile(r"[.;]?[\s,]{1,3}(?:\w[\w’'-]*[\s,:.]{1,2}){1,14}+[\"“'‘(\[]?")
_RELIES = re.compile(r"\b(?:relian\w+|rel(?:y|ied)|refer\w*|see|follow\w*|support\w*|cit(?:e|ed))\b", re.IGNORECASE)
# Whose words a quotation may be, if they are no authority's.
_OF_PAPERS = re.compile(
    r"\b(?:notices?|letters?|e-?mails?|repl(?:y|ies|ied)|agreements?|contracts?|clauses?|deeds?|will|plaint|affidavits?|depos\w+"
    r"|testimony|witness\w*|[PD]\.?W\b|complain\w*|F\.?I\.?R|reports?|advertisements?|circulars?|notifications?|impugned|tender"
    r"|polic(?:y|ies)|statements?|petitioners?|plaintiffs?|defendants?|respondents?|appellants?|accused|counsel|annexure\w*|exhibits?)\b",
    re.IGNORECASE,
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’)\]]*\s")


@dataclass(frozen=True, slots=True)
class Pointing:
    """To which mention a quotation belongs.

    :param mention: its place in the list given. :param is_certain: the draft's wording leaves no doubt.
    :param is_below: it stands on the next line, and nothing but that says that it is meant.
    :param is_told: it stands behind in the same sentence, which gives the words as its own: `as was held in`.
    :param is_open: where it is not certain, nothing says that the words are somebody else's: a notice's, a witness's.
    """

    mention: int
    is_certain: bool
    is_below: bool = False
    is_told: bool = False
    is_open: bool = False


def point(text: str, quotation: Quotation, mentions: Sequence[Span]) -> list[Pointing]:
    """Say to which of the mentions a quotation may belong, the likeliest first.

    That is the one behind it in brackets, else those that lead it in, the nearest first: in `Asha v. State, on article
    21, held that "…"` it is not the nearest.

    :param mentions: where authorities and sections are named, in order and without overlap, outside of quotations.
    """
    before = list(_before(text, quotation, mentions))
    behind = _behind(text, quotation, mentions)
    if behind is None or behind.is_certain:
        return [behind] if behind else before
    if behind.is_below or behind.is_told:
        # What leads a quotation in for certain is nearer to it than what is said of it behind.
        is_certain = behind.is_told and not any(each.is_certain for each in before)
        return [*before, replace(behind, is_certain=is_certain)]
    return [replace(behind, is_certain=not any(each.is_certain for each in before))]


def _behind(text: str, quotation: Quotation, mentions: Sequence[Span]) -> Pointing | None:
    after = quotation.end
    while after < len(text) and text[after] in "”\"’'»`":
        after += 1
    place = bisect_left(mentions, after, key=_start)
    if place == len(mentions) or mentions[place].start > after + _LONGEST_BEHIND:
        return None
    between = text[after : mentions[place].start]
    link = _BEHIND.match(text, after)
    if link is None or mentions[place].start > link.end() or mentions[place].start < after:
        if _tells(between):
            return Pointing(place, is_certain=False, is_told=True)
        is_open = not _is_of_papers(text, quotation)
        return Pointing(place, is_certain=False, is_below=True, is_open=is_open) if _follows(between) else None
    is_apart = _EMPTY_LINE.search(between) is not None
    if link["opens"] == "-" and is_apart:
        # It may be the first of a list.
        return Pointing(place, is_certain=False, is_below=True, is_open=not _is_of_papers(text, quotation))
    if link["opens"].strip() or link["point"]:
        return Pointing(place, is_certain=True)
    if "\n" not in between.strip(" "):
        return Pointing(place, is_certain=False)
    return None if is_apart else Pointing(place, is_certain=False, is_below=True, is_open=True)


def _tells(between: str) -> bool:
    """Tell whether what stands between a quotation and an authority behind it gives the one as the other's words."""
    is_one_sentence = len(between) <= _LONGEST_TELLING and _IN_SENTENCE.fullmatch(between) is not None
    return is_one_sentence and (SAYS.search(between) or _SETTLED.search(between)) is not None


def _follows(between: str) -> bool:
    """Tell whether the next sentence after a quotation turns to an authority: `"…". Reliance is placed on`."""
    is_near = len(between) <= _LONGEST_TELLING and _NEXT_SENTENCE.fullmatch(between) is not None
    return is_near and (SAYS.search(between) or _SETTLED.search(between) or _RELIES.search(between)) is not None


def _is_of_papers(text: str, quotation: Quotation) -> bool:
    """Tell whether the sentence that leads a quotation in speaks of a paper or a person of the case itself."""
    lead = text[max(0, quotation.start - _SENTENCE_REACH) : quotation.start]
    return _OF_PAPERS.search(_SENTENCE_ENDS.split(lead)[-1]) is not None


def _start(mention: Span) -> int:
    return mention.start


def _before(text: str, quotation: Quotation, mentions: Sequence[Span]) -> Iterator[Pointing]:
    nearest = bisect_left(mentions, quotation.start, key=_start) - 1
    for place in range(nearest, max(-1, nearest - _MOST_BEFORE), -1):
        between = text[mentions[place].end : mark_before(text, quotation)]
        if len(between) > REACH or between.count("\n\n") > 1 + quotation.is_block:
            return
        is_certain = _is_one_sentence(between) or _says_so(between)
        yield Pointing(place, is_certain, is_open=not is_certain and not _is_of_papers(text, quotation))


def _is_one_sentence(between: str) -> bool:
    return len(between) <= _SENTENCE_REACH and not _SENTENCE_ENDS.search(between) and "\n\n" not in between


def _says_so(between: str) -> bool:
    """Tell whether what stands between an authority and a quotation gives the one as the words of the other."""
    *_, last = sentences = [each for each in _SENTENCE_ENDS.split(between) if each.strip()] or [between]
    is_of_court = len(sentences) == 1 or (len(sentences) == 2 and _COURT.match(last) is not None)
    return is_of_court and SAYS.search(last) is not None
