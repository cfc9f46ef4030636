"""Pinpoints: the paragraph or page of an authority that a text points to."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """`(SCC p. 501, paras 7-9)`: pages 501, paragraphs 7, 8, 9; offsets in Unicode code points."""

    text: str
    start: int
    end: int
    paragraphs: tuple[int, ...]
    pages: tuple[int, ...]


_NUMBER = r"\d{1,4}(?![\d/])"
_LIST = rf"{_NUMBER}(?:\s{{0,2}}(?:,\s?(?:and\s)?|and|&|to|[-–])\s{{0,2}}{_NUMBER}){{0,12}}"
_PARAGRAPH_WORD = r"(?:[Pp]aras?|PARAS?|[Pp]aragraphs?|¶{1,2})(?:\s?(?:[Nn]os?|[Nn]umbers?)\b)?[\s.:-]{0,3}"
_PAGE_WORD = r"(?:[Pp]ages?|PAGES?|[Pp]p?\.|[Pp]gs?\.?)(?:\s?[Nn]os?\b)?[\s.:-]{0,3}"
_POINT = rf"(?:{_PARAGRAPH_WORD}{_LIST}|{_PAGE_WORD}{_LIST})"
_POINTS = re.compile(
    rf"[\s,;:)\]]{{0,5}}(?P<all>\(?(?:(?:at|@|in|see|vide|SCC|SCR|AIR|SC)\s{{1,2}}){{0,3}}{_POINT}(?:[\s,]{{0,3}}(?:and\s|at\s|@\s?|&\s?)?{_POINT}){{0,3}}\)?)"
)
_PLAIN_PAGE = re.compile(rf"\s?,?\s?(?P<all>(?:at|@)\s?(?P<pages>{_LIST}))(?!\s?(?:am|pm|a\.m|p\.m|%|years))")
_BEFORE = re.compile(
    rf"(?P<all>{_PARAGRAPH_WORD}{_LIST})\s{{1,3}}(?:of|in)\s"
    r"(?:(?:the\s)?(?:said\s)?(?:judgment|judgement|decision|case|ruling|report)\s(?:in|of|reported in)\s)?"
    r"(?:the\scase\sof\s)?[\"“']?\Z"
)
_PARAGRAPHS = re.compile(rf"(?<!\w)(?P<all>{_PARAGRAPH_WORD}{_LIST})")
_EACH_POINT = re.compile(rf"(?:(?P<paragraph>{_PARAGRAPH_WORD})|{_PAGE_WORD})(?P<list>{_LIST})")
_RANGE = re.compile(r"(\d+)(?:\s{0,2}(?:to|[-–])\s{0,2}(\d+))?")
_LOOK_BACK = 90
_LONGEST_RANGE = 100


def pinpoint_after(text: str, position: int) -> Pinpoint | None:
    """Return the pinpoint that follows a citation ending at a position."""
    points = _POINTS.match(text, position)
    if points is not None:
        return _read(points)
    plain = _PLAIN_PAGE.match(text, position)
    if plain is None:
        return None
    return Pinpoint(plain["all"], *plain.span("all"), (), _numbers(plain["pages"]))


def pinpoint_before(text: str, position: int) -> Pinpoint | None:
    """Return the pinpoint in front of an authority: `para 12 of the judgment in …`."""
    points = _BEFORE.search(text, max(0, position - _LOOK_BACK), position)
    return _read(points) if points else None


def paragraphs_between(text: str, start: int, end: int) -> Pinpoint | None:
    """Return the last paragraphs that are named in a stretch of text: `the Court held in para 12 that`."""
    named = list(_PARAGRAPHS.finditer(text, start, end))
    return _read(named[-1]) if named else None


def _read(points: re.Match[str]) -> Pinpoint:
    start, end = points.span("all")
    written = points["all"]
    if written.endswith(")") and not written.startswith("("):
        written, end = written[:-1], end - 1
    paragraphs: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    for each in _EACH_POINT.finditer(written):
        if each["paragraph"]:
            paragraphs += _numbers(each["list"])
        else:
            pages += _numbers(each["list"])
    return Pinpoint(written, start, end, paragraphs, pages)


def _numbers(written: str) -> tuple[int, ...]:
    """Return every number of a list; `501-03` is read as 501 to 503, a range too long as its two ends."""
    numbers: list[int] = []
    for first, last in _RANGE.findall(written):
        begin = int(first)
        end = int(first[: len(first) - len(last)] + last) if last else begin
        numbers += range(begin, end + 1) if begin <= end <= begin + _LONGEST_RANGE else (begin, end)
    return tuple(numbers)
