"""Pinpoints: the paragraph or page of an authority that a text points to."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """`(SCC p. 501, paras 7-9)`: pages 501, paragraphs 7, 8, 9; offsets in Unicode code points.

    :param parts: what is named inside a paragraph, each with the paragraph's number: `para 12.3` is (12, ".3").
    """

    text: str
    start: int
    end: int
    paragraphs: tuple[int, ...]
    pages: tuple[int, ...]
    parts: tuple[tuple[int, str], ...] = ()


# 12 · 12.3 · 12A · 12(iv) · (12) · [12]
_PART = r"(?:(?:\.\d{1,3}){1,2}|-?[A-Z](?![A-Za-z])|(?:\s?\([a-z\d]{1,4}\)){1,2})"
_PLAIN = rf"\d{{1,4}}(?!\d){_PART}?(?![\d/])"
_NUMBER = rf"(?:\(\s?{_PLAIN}\s?\)|\[\s?{_PLAIN}\s?\]|{_PLAIN})"
_LIST = rf"{_NUMBER}(?:\s{{0,2}}(?:,\s?(?:and\s)?|and|&|to|[-–—])\s{{0,2}}{_NUMBER}){{0,12}}"
_PARAGRAPH_WORD = (
    r"(?:[Pp]aras?|PARAS?|[Pp]aragraphs?|PARAGRAPHS?|[Pp]rs?(?=[\s.])|¶{1,2}|पैरा(?:ग्राफ)?|प्रस्तर)"
    r"(?:[\s.]{0,2}(?:[Nn]os?|NOS?|[Nn]umbers?)\b)?[\s.:-]{0,3}"
)
_PAGE_WORD = r"(?:[Pp]ages?|PAGES?|[Pp]p?\.|[Pp]gs?\.?)(?:\s?[Nn]os?\b)?[\s.:-]{0,3}"
_ORDINAL = r"\d{1,4}(?:st|nd|rd|th)\s{1,2}(?:[Pp]aragraph|[Pp]ara)\b"
_POINT = rf"(?:{_PARAGRAPH_WORD}{_LIST}|{_PAGE_WORD}{_LIST}|{_ORDINAL})"
_LEAD = (
    r"(?:at|@|in|see|vide|SCC|SCR|AIR|SC|its|the|relevant|internal|particularly|especially|specifically|also|refer(?:\sto)?"
    r"|के|का|की|में)"
)
_POINTS = re.compile(
    rf"[\s,;:)\]–—-]{{0,5}}(?P<all>[(\[{{]?(?:{_LEAD}[\s,]{{1,2}}){{0,4}}{_POINT}"
    rf"(?:[\s,]{{0,3}}(?:and\s|at\s|@\s?|&\s?)?{_POINT}){{0,3}}[)\]}}]?)"
)
_PLAIN_PAGE = re.compile(
    rf"\s?,?\s?(?P<all>(?:at|@)\s?(?P<pages>{_LIST}))(?!\s?(?:am|pm|a\.m|p\.m|%|years))"
    # (1978) 1 SCC 248, 251.
    rf"|,\s?(?P<bare>\d{{1,4}}(?:\s?[-–]\s?\d{{1,4}})?)(?=\s{{0,2}}(?:[.;)\]]|\Z))"
)
_BEFORE = re.compile(
    rf"(?P<all>{_PARAGRAPH_WORD}{_LIST}|{_ORDINAL})\s{{1,3}}(?:of|in)\s"
    r"(?:(?:the\s)?(?:said\s)?(?:judgment|judgement|decision|case|ruling|report)\s(?:in|of|reported in)\s)?"
    r"(?:the\scase\sof\s)?[\"“']?\Z"
)
_PARAGRAPHS = re.compile(rf"(?<!\w)(?P<all>{_PARAGRAPH_WORD}{_LIST}|{_ORDINAL})")
_EACH_POINT = re.compile(rf"(?P<ordinal>{_ORDINAL})|(?:(?P<paragraph>{_PARAGRAPH_WORD})|{_PAGE_WORD})(?P<list>{_LIST})")
_EACH_NUMBER = re.compile(rf"(?P<number>\d{{1,4}})(?P<part>{_PART})?")
_RANGE = re.compile(r"[\s)\]]{0,3}(?:to|[-–—])[\s(\[]{0,3}")
_LOOK_BACK = 90
_LONGEST_RANGE = 100
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def pinpoint_after(text: str, position: int) -> Pinpoint | None:
    """Return the pinpoint that follows a citation ending at a position."""
    points = _POINTS.match(text, position)
    if points is not None:
        return _read(points)
    plain = _PLAIN_PAGE.match(text, position)
    if plain is None:
        return None
    name = "all" if plain["all"] else "bare"
    return Pinpoint(plain[name], *plain.span(name), (), _numbers(plain["pages"] or plain["bare"])[0])


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
    opening = _BRACKETS.get(written[-1])
    if opening and written.count(opening) < written.count(written[-1]):
        written, end = written[:-1], end - 1
    paragraphs: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    parts: tuple[tuple[int, str], ...] = ()
    for each in _EACH_POINT.finditer(written):
        numbers, inside = _numbers(each["list"] or each["ordinal"])
        if each["paragraph"] or each["ordinal"]:
            paragraphs, parts = paragraphs + numbers, parts + inside
        else:
            pages += numbers
    return Pinpoint(written, start, end, paragraphs, pages, parts)


def _numbers(written: str) -> tuple[tuple[int, ...], tuple[tuple[int, str], ...]]:
    """Return every number of a list, and what is named inside of some.

    `501-03` is read as 501 to 503, a range too long as its two ends.
    """
    numbers: list[int] = []
    parts: list[tuple[int, str]] = []
    before: re.Match[str] | None = None
    for each in _EACH_NUMBER.finditer(written):
        is_range = before is not None and _RANGE.fullmatch(written, before.end(), each.start()) is not None
        last = numbers[-1] if is_range else None
        number = _last_of_range(str(last), each["number"]) if last is not None else int(each["number"])
        if last is not None and last < number <= last + _LONGEST_RANGE:
            numbers += range(last + 1, number)
        numbers.append(number)
        parts += [(number, re.sub(r"[\s-]", "", each["part"]))] if each["part"] else []
        before = each
    return tuple(dict.fromkeys(numbers)), tuple(parts)


def _last_of_range(first: str, last: str) -> int:
    """Return the end of a range: `501-03` ends at 503."""
    return int(first[: len(first) - len(last)] + last)
