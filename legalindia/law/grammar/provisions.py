"""Mentions of sections, articles, rules: the words that open one, and the numbers that follow.

`Sections 302, 307 r/w 34`, `sub-section (3) of section 147`, `Order VII Rule 11(d)`, `Articles 14 to 18`, `धारा ३०२`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from legalindia.law.grammar import devanagari
from legalindia.law.grammar.spans import roman_value


class Unit(StrEnum):
    """The parts of an Act; the value is how a normal form abbreviates it."""

    SECTION = "s"
    ARTICLE = "art"
    ORDER = "O"
    RULE = "r"
    REGULATION = "reg"
    SCHEDULE = "sch"
    CHAPTER = "ch"


@dataclass(frozen=True, slots=True)
class Item:
    """One number of a mention: `307`, `19(1)(a)`, `7 r 11` under an Order. `10 to 12` gives three in one place."""

    number: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A word such as `Sections`, with all the numbers that belong to it."""

    unit: Unit
    start: int
    end: int
    items: tuple[Item, ...]


# A range that names more sections than this is kept as its two ends: nobody means each of 500 sections.
_LONGEST_RANGE = 60

# Item of sub-clause of clause of sub-section of section; the bound keeps a hostile chain from being read over and over.
_DEEPEST = 5

_LEVEL = rf"\(\s?(?:[\d\u0966-\u096f]{{1,3}}[A-Za-z]{{0,2}}|[A-Za-z]{{1,2}}|[ivxIVX]{{1,6}}|{devanagari.INSIDE})\s?\)"
# Levels may be a line apart where a page was printed in columns; bounded, as every repetition here.
_LEVELS = rf"(?:[\s]{{0,4}}{_LEVEL}){{0,6}}"
_LETTER = (
    rf"(?:{devanagari.SUFFIX}|"
    r"\s?-\s?[A-Z]{1,2}(?![A-Za-z])|[A-Z]{1,3}(?![A-Za-z])|[a-z](?![A-Za-z])"
    r"|\s[A-Z](?=\s?(?:\(|,|/|of\s|I\.?P\.?C|r/w|read\s)))?"
)
_DIGITS = r"[\d\u0966-\u096f]{1,4}"
_NUMBER = rf"{_DIGITS}(?:\.\d{{1,2}}(?!\d)){{0,3}}{_LETTER}{_LEVELS}"
_NOT_A_YEAR = r"(?!(?:1[89]|20)\d\d(?![\dA-Z(]))"
_BETWEEN = (
    r"\s{0,3}(?:,\s?(?:and|or|&)?|&|/|[Rr]\s?/\s?[Ww]\.?|[Rr]\.\s?[Ww]\.?|[-–—]|;"
    r"|\b(?:and|AND|or|to|TO|read\s{1,3}with|with)\b|और|व|एवं|तथा|से|या|सह?पठित)\s{0,3}"
)
# What may follow a further number, so that `Section 34, 12 persons` does not make a section of the persons.
_AFTER = (
    r"(?=\s{0,3}(?:[,.;:)\]/&'\"”’-]|$|और|व|एवं|तथा|सह?पठित|से|की|के|भा|of\b|and\b|or\b|to\b|r/w|read\b|with\b|under\b|u/s|in\b|is\b|are\b|was\b|were\b"
    r"|shall\b|as\b|has\b|have\b|for\b|on\b|by\b|which\b|that\b|not\b|would\b|will\b|may\b|can\b|the\b|prior\b|thereof|[A-Z\u0900-\u097f]))"
)
# A further level is no new point of an enumeration: `(i) Section 5, (ii) Section 6`.
_FURTHER_LEVEL = rf"{_LEVEL}{_LEVELS}(?!\s{{0,3}}(?:[A-Z][a-z]|u/s|under\b|whether\b|the\b))"
_FURTHER = rf"{_BETWEEN}(?:{_FURTHER_LEVEL}|{_NOT_A_YEAR}{_NUMBER}{_AFTER})"
_LIST = rf"{_NUMBER}(?:{_FURTHER}){{0,40}}+"

_SECTION_WORD = (
    r"(?:(?:Sections?|SECTIONS?|sections?|Secs?\b|secs?\b|SEC\b|Sectn|Setion)(?:\s?(?:No|no)s?\.?(?=\s?\d))?[\s.:-]{0,5}"
    r"|(?:SS?|Ss|ss?)\.\s{0,2}|S[Ss]\s{1,2}|[Uu]\s?/\s?(?:[Ss]{1,2}|[Ss]ecs?|[Ss]ections?)\b[\s.:-]{0,4}|§{1,2}\s{0,2})(?=[\d\u0966-\u096f])"
)
_ARTICLE_WORD = r"(?:Articles?|ARTICLES?|articles?|Arts?\b|ART\b|art\b)[\s.:-]{0,5}(?=[\d\u0966-\u096f])"
_RULE_WORD = r"(?:Rules?|RULES?|rules?|Rr?\.)[\s.-]{0,4}(?=\d)"
_REGULATION_WORD = r"(?:Regulations?|REGULATIONS?|regulations?|Regn?\.)[\s.-]{0,4}(?=\d)"
_ROMAN = r"[IVXLC]{1,8}"
_ORDER_WORD = rf"(?:Order|ORDER|order|O\.?)[\s.-]{{0,4}}(?P<order>(?:{_ROMAN}|\d{{1,2}})(?:\s?-?\s?[A-D])?)\b"
_ORDER_RULE = rf"{_ORDER_WORD}[\s,.]{{0,4}}(?:Rules?|RULES?|rules?|[Rr]{{1,2}}\b)[\s.-]{{0,4}}(?=\d)"
_HINDI_ORDER_RULE = (
    rf"आदेश[\s.:-]{{0,4}}(?P<horder>(?:{_ROMAN}|[\d\u0966-\u096f]{{1,2}})(?:\s?-?\s?[A-Dक-घ])?)[\s,]{{0,4}}नियम[\s.:-]{{0,4}}"
    r"(?=[\d\u0966-\u096f])"
)
_ORDER_ALONE = rf"(?:Order|ORDER)[\s-]{{1,3}}(?P<lone>{_ROMAN}(?:-?[A-D])?)\b"
_ORDINAL = "First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth"
_SCHEDULE = (
    rf"(?:(?P<ordinal>{_ORDINAL}|{_ORDINAL.upper()})\s{{1,3}}(?:Schedule|SCHEDULE)"
    rf"|(?:Schedule|SCHEDULE)[\s-]{{1,3}}(?P<schedule>(?:{_ROMAN}|\d{{1,2}})(?:-?[A-D])?))\b"
)
_CHAPTER = (
    rf"(?:Chapters?|CHAPTERS?)[\s-]{{1,3}}(?P<chapter>{_ROMAN}(?:-?[A-D])?|\d{{1,2}}[A-Z]?)\b"
    rf"(?:\s{{1,2}}(?:to|and|&|-)\s{{1,2}}{_ROMAN}\b)?"
)
_HINDI_SECTION = r"(?:धाराओं|धाराएं|धाराएँ|धारा)[\s.:-]{0,4}(?=[\d\u0966-\u096f])"
_HINDI_ARTICLE = r"(?:अनुच्छेदों|अनुच्छेद)[\s.:-]{0,4}(?=[\d\u0966-\u096f])"
_HINDI_RULE = r"नियम[\s.:-]{0,4}(?=[\d\u0966-\u096f])"
_PART_WORD = (
    r"(?:[Ss]ub\s?-?\s?(?:[Ss]ections?|[Rr]ules?|[Cc]lauses?|[Aa]rticles?)|SUB-SECTIONS?|[Cc]lauses?|[Cc]ls?\.)"
)
# sub-section (3) of section 147 · clause (b) of sub-section (2) of Section 13 · Sub Section 5 of Section 3
_PART = (
    rf"{_PART_WORD}[\s.]{{0,3}}(?P<part>(?:\d{{1,2}}[A-Z]?(?!\d))?{_LEVELS}(?:\s?(?:and|or|&|,|to)\s?{_LEVEL}){{0,6}})"
)

_OPENING = re.compile(
    # `K. S. 45` are a person's initials; a whole word behind an initial is none.
    rf"(?<![\w.\u0900-\u097f])(?=[SsUu§AaRrOoCcFTENधअआन])(?:(?<![A-Z]\.\s)|(?=[A-Za-z]{{3}}|[Uu]\s?/))(?:(?P<s>{_SECTION_WORD})|(?P<art>{_ARTICLE_WORD})|(?P<orule>{_ORDER_RULE}|{_HINDI_ORDER_RULE})|(?P<r>{_RULE_WORD})"
    rf"|(?P<reg>{_REGULATION_WORD})|(?P<sub>{_PART})|(?P<sch>{_SCHEDULE})|(?P<ch>{_CHAPTER})|(?P<O>{_ORDER_ALONE})"
    rf"|(?P<hs>{_HINDI_SECTION})|(?P<ha>{_HINDI_ARTICLE})|(?P<hr>{_HINDI_RULE}))"
)
_NUMBERS = re.compile(_LIST)
_EACH = re.compile(rf"(?P<between>{_BETWEEN})?(?:(?P<number>{_NUMBER})|(?P<levels>{_LEVEL}{_LEVELS}))")
_EACH_PART = re.compile(rf"(?P<base>\d{{1,2}}[A-Z]?)?(?P<levels>{_LEVELS})")
_OF = re.compile(r"\s{0,3}(?:of|to|in|under)\s{0,3}(?:the\s{1,3})?(?:said\s{1,3})?")
_OF_ORDER = re.compile(rf"\s{{0,3}},?\s{{0,2}}(?:of|under)\s{{1,3}}{_ORDER_WORD}")
_OF_CHAPTER = re.compile(rf"\s{{1,3}}(?:of|in)\s{{1,3}}{_CHAPTER}")
# What of a section is meant: Explanation 2, Part II, Fourthly
PART_WORD = r"(?:Part|Explanation|Expln?\.?|Exception|Exc\.?|Proviso|Illustration|Clause|Cl\.?|Limb)"
PART_OF_SECTION = (
    rf"(?:(?:(?:the|first|second|third|its)\s){{0,2}}(?i:{PART_WORD})(?:[\s.-]{{1,3}}(?:[IVX]{{1,4}}|\d{{1,2}}|[A-D])(?!\w)|\s?\([a-z\d]{{1,3}}\))?"
    r"|(?:First|Second|Third|Fourth|Fif|Six)(?:th)?ly|\d(?:st|nd|rd|th)ly)"
)
_UNITS = {
    "s": Unit.SECTION,
    "hs": Unit.SECTION,
    "art": Unit.ARTICLE,
    "ha": Unit.ARTICLE,
    "r": Unit.RULE,
    "hr": Unit.RULE,
    "reg": Unit.REGULATION,
}


def find_mentions(text: str) -> Iterator[Mention]:
    """Walk through the mentions of a text, in order and without overlap."""
    position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        mention = _read(text, opening)
        if mention is not None:
            yield mention
        position = mention.end if mention else opening.end()


def numbers_at(text: str, position: int) -> Mention | None:
    """Return the list of section numbers at a position that no word opens (`IPC 302`, `302/34 IPC`)."""
    return _listed(text, position, position, Unit.SECTION)


def end_of_numbers(text: str, position: int) -> int:
    """Return where the list of section numbers at a position ends; the position itself where there is none."""
    run = _NUMBERS.match(text, position)
    return run.end() if run else position


def _read(text: str, opening: re.Match[str]) -> Mention | None:
    family = opening.lastgroup or ""
    parts = opening.groupdict()
    if parts["sub"]:
        return _read_parts(text, opening)
    for name, unit in _UNITS.items():
        if parts[name]:
            return _in_order(text, _listed(text, opening.start(), opening.end(), unit))
    if parts["orule"]:
        return _under_order(_listed(text, opening.start(), opening.end(), Unit.RULE), parts["order"] or parts["horder"])
    return _numbered_part(opening, family)


def _numbered_part(opening: re.Match[str], family: str) -> Mention | None:
    """Read a schedule, a chapter or a whole Order: one number, mostly Roman."""
    parts = opening.groupdict()
    if parts["sch"]:
        unit, written = Unit.SCHEDULE, parts["ordinal"] or parts["schedule"]
    elif parts["ch"]:
        unit, written = Unit.CHAPTER, parts["chapter"]
    else:
        unit, written = Unit.ORDER, parts["lone"]
    number = _in_digits(written)
    return Mention(unit, *opening.span(), (Item(number, *opening.span()),)) if number else None


def _listed(text: str, start: int, position: int, unit: Unit) -> Mention | None:
    """Read the list of numbers that begins at a position."""
    run = _NUMBERS.match(text, position)
    if run is None:
        return None
    items: list[Item] = []
    at = run.start()
    while at < run.end() and (each := _EACH.match(text, at)) is not None:
        items += _expand(each, items[-1] if items else None)
        at = each.end()
    return Mention(unit, start, run.end(), tuple(items))


def _expand(each: re.Match[str], before: Item | None) -> list[Item]:
    """Return the number, or all the numbers of the range that it closes."""
    if each["levels"] and before is not None:
        stem = before.number[: before.number.rfind("(")] if "(" in before.number else before.number
        return [Item(stem + devanagari.in_latin(_squeezed(each["levels"])), *each.span("levels"))]
    number = normal_number(each["number"] or "")
    item = Item(number, *each.span("number"))
    between = (each["between"] or "").strip().lower()
    if (
        before is None
        or between not in {"to", "-", "–", "—", "से"}
        or not (number.isdigit() and before.number.isdigit())
    ):
        return [item]
    inner = range(int(before.number) + 1, int(number))
    if len(inner) > _LONGEST_RANGE:
        return [item]
    return [*(Item(str(each_number), before.start, item.end) for each_number in inner), item]


def _read_parts(text: str, opening: re.Match[str]) -> Mention | None:
    """Read `clause (b) of sub-section (2) of Section 13` as 13(2)(b); a sub-section alone keeps its bracket alone."""
    levels, part, position, following = "", opening, opening.end(), None
    for _ in range(_DEEPEST):
        one = _part_levels(part["part"])
        if not one:
            return None
        levels = one[0] + levels
        link = _OF.match(text, position)
        following = _OPENING.match(text, link.end()) if link else None
        if following is None or not following["sub"]:
            break
        part, position = following, following.end()
    mention = _read(text, following) if following and not following["sub"] else None
    if mention is not None and mention.items and mention.unit is not Unit.CHAPTER:
        first = mention.items[0]
        items = (Item(first.number + levels, opening.start(), first.end), *mention.items[1:])
        return Mention(mention.unit, opening.start(), mention.end, items)
    if part is not opening or not opening.group().lower().startswith("sub") or "clause" in opening.group().lower():
        return None
    numbers = tuple(Item(number, *opening.span("part")) for number in _part_levels(opening["part"]))
    return Mention(Unit.SECTION, *opening.span(), numbers)


def _part_levels(written: str) -> list[str]:
    """Return each of the levels: `(1) and (2)` → `(1)`, `(2)`; `2(i)` → `(2)(i)`."""
    found = (each for each in _EACH_PART.finditer(written) if each.group().strip())
    return [(f"({each['base']})" if each["base"] else "") + _squeezed(each["levels"]) for each in found]


def _in_order(text: str, mention: Mention | None) -> Mention | None:
    """Join `Rule 11 of Order VII`, and let `Rule 3 of Chapter VI` reach to its chapter."""
    if mention is None or mention.unit is not Unit.RULE:
        return mention
    order = _OF_ORDER.match(text, mention.end)
    if order is not None:
        joined = _under_order(mention, order["order"])
        return joined and Mention(joined.unit, joined.start, order.end(), joined.items)
    chapter = _OF_CHAPTER.match(text, mention.end)
    return Mention(mention.unit, mention.start, chapter.end(), mention.items) if chapter else mention


def _under_order(mention: Mention | None, order: str) -> Mention | None:
    number = _in_digits(order)
    if mention is None or number is None:
        return None
    items = tuple(Item(f"{number} r {item.number}", item.start, item.end) for item in mention.items)
    return Mention(Unit.ORDER, mention.start, mention.end, items)


_ORDINALS = {word.lower(): str(place) for place, word in enumerate(_ORDINAL.split("|"), 1)}


def _in_digits(written: str) -> str | None:
    """Return a Roman numeral or an ordinal in digits, with the letter of an inserted part: `XXI-A` → `21A`."""
    if written.lower() in _ORDINALS:
        return _ORDINALS[written.lower()]
    match = re.fullmatch(rf"({_ROMAN}|\d{{1,2}})\s?-?\s?([A-Da-d]?)", devanagari.in_latin(written))
    if match is None:
        return None
    value = int(match[1]) if match[1].isdigit() else roman_value(match[1])
    return f"{value}{match[2].upper()}" if value else None


def normal_number(written: str) -> str:
    """Return a section's number as normal forms write it: `13 - b ( 1 )` → `13B(1)`, Devanagari digits in ASCII."""
    head, bracket, levels = devanagari.in_latin(_squeezed(written)).partition("(")
    return head.replace("-", "").upper() + bracket + levels


def _squeezed(written: str) -> str:
    return re.sub(r"\s", "", written)
