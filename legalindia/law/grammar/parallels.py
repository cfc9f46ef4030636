"""Joining: parallel citations of one decision, its name, and the paragraph pointed to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from legalindia.law.grammar.cause_titles import CauseTitle
from legalindia.law.grammar.findings import Authority, Citation
from legalindia.law.grammar.pinpoints import Pinpoint, pinpoint_after, pinpoint_before
from legalindia.law.grammar.single_names import single_name_before
from legalindia.law.grammar.spans import Kind, Span

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?\d{{2,4}}\b|\d{{1,2}}(?:st|nd|rd|th)?\s(?:day\sof\s)?{_MONTH},?\s\d{{4}}\b"
    rf"|{_MONTH}\s\d{{1,2}},?\s\d{{4}}\b)"
)
_DECIDED = (
    r"(?:(?:judge?ment|order|decision)\s)?(?:decided|disposed\sof|delivered|passed|dated|dt\.?|d/d\.?|D\.?D\.?)"
    rf"[\s:]{{0,2}}(?:on\s)?{_DATE}"
)
_PARALLEL = re.compile(
    rf"[\s,:=/()\[\]*_–-]{{0,12}}(?:{_DECIDED})?[\s,;:=/()\[\]*_–-]{{0,6}}(?:and\s)?"
    r"(?:(?:since\s|also\s)?(?:reported|equivalent)\s(?:in|as|to|at)|corresponding\sto|equivalent\scitations?:?)?[\s:(\[]{0,6}"
)
# Who decided, and when: [SC], (7J), (Constitution Bench), 1978
_ASIDE = (
    r"(?:[(\[]\s?(?:S\.?C\.?|[FDC]\.?B\.?|\d{1,2}\s?J\.?|(?:\w{3,9}|\d{1,2})[\s-]Judges?(?:\sBench)?|(?:Constitution|Full|Division|Larger)\sBench)\s?[)\]]"
    r"|(?:1[89]|20)\d\d(?=[\s,)\]]{1,3}[\[(])|\ba\s(?:judge?ment|decision)\b|\bwhich\b)"
)
# Only such words may stand between a name and its citation; possessive, so that no stretch is tried twice.
_TITLE_TO_CITATION = re.compile(
    rf"(?:{_DATE}|['’]s\b|{_ASIDE}|[\s,;:.\[\]()\"”“'’*_|–—-]"
    r"|(?:supra|case|since|is|as|was|has been|reported|report|decided|dated|judgment|decision|passed"
    r"|disposed|on|in|at|by|vide|the|this|of|Hon'ble|Hon’ble|Apex|Supreme|High|Court|India|no|being|bearing|reads|cited|date|dt)\b"
    r")*+"
)
_CASE_TO_TITLE = re.compile(r"[\s,:\[(\"“'‘–-]{0,6}(?:titled(?:\sas)?|in\sthe\scase\sof|in\sre)?[\s,:\[(\"“'‘–-]{0,6}")
_LONGEST_LINK = 60
# Behind a report a name is its own only where it stands in a bracket, or is said to be.
_NAME_BEHIND = re.compile(
    r"\s{0,3}(?:[(\[][\"“'‘*_\s]{0,3}(?:[Ii]n\s)?|,?\s?(?:(?:en)?titled(?:\sas)?|captioned|in\sthe\s(?:case|matter)\sof)[\s:\"“'‘*_]{1,4})"
)
_NOT_LETTERS = re.compile(r"[^A-Za-z]")
_CLOSING = re.compile(r"\s?[\])]")


@dataclass(frozen=True, slots=True)
class _Joined:
    """A name and the citations that belong to it; one of the two may be missing."""

    title: CauseTitle | None
    citations: tuple[Citation, ...]

    @property
    def start(self) -> int:
        return min(each.start for each in (self.title, *self.citations) if each)

    @property
    def end(self) -> int:
        return max(each.end for each in (self.title, *self.citations) if each)


def assemble(
    text: str, citations: Sequence[Citation], titles: Sequence[CauseTitle], yearless: Sequence[Span]
) -> Iterator[Authority]:
    """Walk through the authorities of a text.

    :param yearless: citations without a normal form; they belong to the authority they stand beside.
    """
    groups = _parallel_groups(text, citations)
    beside = {span.start: span.end for span in yearless}
    for number, joined in enumerate(_join(text, groups, list(titles))):
        end = _with_yearless(text, joined.end, beside)
        yield _authority(text, joined, end=end, number=number)


def _parallel_groups(text: str, citations: Sequence[Citation]) -> list[list[Citation]]:
    groups: list[list[Citation]] = []
    for citation in citations:
        if groups and _is_parallel(text, groups[-1], citation):
            groups[-1].append(citation)
        else:
            groups.append([citation])
    return groups


def _is_parallel(text: str, group: list[Citation], citation: Citation) -> bool:
    """Tell whether a citation is another of the same decision: right beside the last, of a series not yet named."""
    between = text[group[-1].end : citation.start]
    if len(between) > _LONGEST_LINK or not _PARALLEL.fullmatch(between):
        return False
    return _series(citation) not in {_series(each) for each in group}


def _series(citation: Citation) -> str:
    """Return the letters of the normal form: SCC, its criminal series and its supplement are three series."""
    return _NOT_LETTERS.sub("", citation.normalized or "") if citation.report else citation.kind


def _join(text: str, groups: list[list[Citation]], titles: list[CauseTitle]) -> Iterator[_Joined]:
    """Walk through names and citations side by side; a name goes with what follows, or the case number before it."""
    titles = titles[::-1]
    floor = 0
    for group, following in zip(groups, [*groups[1:], None], strict=False):
        while titles and titles[-1].end <= group[0].start and not _names(text, titles[-1], group[0]):
            title = titles.pop()
            floor = max(floor, title.end)
            yield _Joined(title, ())
        has_title = titles and (
            _names(text, titles[-1], group[0]) or _is_name_behind(text, group[-1], titles[-1], following)
        )
        joined = _Joined(titles.pop() if has_title else _single_name(text, group[0], floor=floor), tuple(group))
        floor = joined.end
        yield joined
    for title in reversed(titles):
        yield _Joined(title, ())


def _single_name(text: str, citation: Citation, *, floor: int) -> CauseTitle | None:
    """Return the name without a second party that stands before a citation."""
    title = single_name_before(text, citation.start, floor=floor)
    return title if title and _names(text, title, citation) else None


def _names(text: str, title: CauseTitle, citation: Citation) -> bool:
    between = text[title.end : citation.start]
    return (
        title.end <= citation.start
        and len(between) <= _LONGEST_LINK
        and _TITLE_TO_CITATION.fullmatch(between) is not None
    )


def _is_name_behind(text: str, citation: Citation, title: CauseTitle, following: list[Citation] | None) -> bool:
    """Tell `Civil Appeal No. 7/2019 (Asha v. State)`: a case number may introduce the name, and a bracket hold it.

    :param following: the citations next after this one; a name that stands before them is theirs.
    """
    between = text[citation.end : title.start]
    if citation.end > title.start or len(between) > _LONGEST_LINK:
        return False
    if citation.kind is Kind.CASE_NUMBER:
        return _CASE_TO_TITLE.fullmatch(between) is not None
    is_of_next = following is not None and _names(text, title, following[0])
    return not is_of_next and _NAME_BEHIND.fullmatch(between) is not None


def _with_yearless(text: str, end: int, yearless: dict[int, int]) -> int:
    while (link := _PARALLEL.match(text, end)) is not None and link.end() in yearless:
        end = yearless[link.end()]
    return end


def _authority(text: str, joined: _Joined, *, end: int, number: int) -> Authority:
    end = _closed(text, joined.start, end)
    citations = tuple(_completed(text, joined, number))
    return Authority(text[joined.start : end], joined.start, end, joined.title, citations)


def _closed(text: str, start: int, end: int) -> int:
    """Return the end with the bracket that closes one opened inside: `[(2010) 8 SCC 329]`."""
    written = text[start:end]
    closing = _CLOSING.match(text, end)
    if closing is None:
        return end
    opening = {"]": "[", ")": "("}[closing.group()[-1]]
    return closing.end() if written.count(opening) > written.count(closing.group()[-1]) else end


def _completed(text: str, joined: _Joined, number: int) -> Iterator[Citation]:
    """Give each citation its number, the name, and the paragraph: its own, or the one that the authority has."""
    own = [pinpoint_after(text, citation.end) for citation in joined.citations]
    shared = next((point for point in own if point and point.paragraphs), None) or pinpoint_before(text, joined.start)
    for citation, point in zip(joined.citations, own, strict=True):
        yield replace(citation, group=number, cause_title=joined.title, pinpoint=point or _without_pages(shared))


def _without_pages(point: Pinpoint | None) -> Pinpoint | None:
    """A page belongs to the one report it was named for; a paragraph to the decision."""
    return point if point and point.paragraphs and not point.pages else None
