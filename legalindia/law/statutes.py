"""Acts and their sections: which Act a lawyer means, and every section, article, rule or schedule a text mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from legalindia.law.grammar.act_links import ACT_AFTER, ACT_BEFORE, LONGEST_PART_WORD, NO_SECTION, SHORT_ACT_AFTER
from legalindia.law.grammar.acts import (
    ACTS,
    CIVIL_PROCEDURE,
    CONSTITUTION,
    Act,
    canonical_act,
    known_act,
)
from legalindia.law.grammar.provisions import (
    Mention,
    Unit,
    end_of_numbers,
    find_mentions,
    numbers_at,
)
from legalindia.law.grammar.spans import Span

__all__ = ["ACTS", "Act", "SectionReference", "Unit", "canonical_act", "find_sections", "known_act", "section_normal"]


@dataclass(frozen=True, slots=True)
class SectionReference:
    """One section, article, rule, schedule or chapter that a text mentions.

    :param act: the canonical name; None where the text leaves it open (`the said Code`).
    :param number: as normal forms write it: `19(1)(a)`, `65B`, `7 r 11` under an Order; a bracket alone for a
        sub-section whose section is not said.
    :param start: of the number itself; the sections inside a range share the range's place.
    :param mention: the whole of the mention that the number stands in: `Sections 302, 307 r/w 34`.
    :param act_span: where the Act is named; None where it is not, or not beside the number.
    """

    act: str | None
    unit: Unit
    number: str
    text: str
    start: int
    end: int
    mention: Span
    act_span: Span | None = None

    @property
    def normalized(self) -> str | None:
        return section_normal(self.act, self.unit, self.number) if self.act else None


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention and the Act that it belongs to."""

    mention: Mention
    act: str | None = None
    span: Span | None = None


_SOMETHING_ELSE = re.compile(r"[\s,]{0,4}(?:of|under)\s+(?:the\s|an?\s|this\s|that\s|said\s|its\s|his\s|[A-Z])")
# How names of Acts end. Looked at first: most mentions follow `under` or `of`, and the name's pattern is dear.
_ENDS_OF_NAMES = (
    "Act",
    "act",
    "Code",
    "code",
    "Sanhita",
    "Adhiniyam",
    "onstitution",
    "India",
    "Rules",
    "pc",
    "ct’s",
    "ct's",
)
_NAME_LOOK_BACK = max(len(act.name) for act in ACTS) + 12
# 302 IPC · 307/34 IPC · IPC 302 · Indian Penal Code, 1860 s 302 (the normal form itself)
_BARE = re.compile(r"(?<![\w./()-])\d{1,3}(?!\d|\.\d)")
# A paragraph's own number, below a line that ends with the name of an Act.
_PARAGRAPH = re.compile(r"\n\d{1,3}[.)]\s")
_RULE_OF_ORDER = re.compile(r"\sr\s(?=\d)")
_UNIT_BEFORE = re.compile(r"(?<!\w)(?P<unit>s|r|reg|sch|ch|O)\s\Z")
# What a list of sections may go on with, or the first letters of a name.
_MAY_BE_NAMED_AFTER = re.compile(
    r"[A-Z]{0,2}[\s,/&()-]{0,4}(?:\d|and\b|r/w|read\b|of\b|[A-Za-z][.A-Za-z&/]|[\u0900-\u097f]|[a-z0-9]{1,3}\))"
)
_JOINED = re.compile(
    r"[\s,]*(?:and|&|or|r/w\.?|read\s+with|read\s+along\s+with|along\s+with|as\s+well\s+as|with|/|to|सह?पठित|और|एवं|तथा|व)?[\s,]*(?:under\s+|u/)?"
)
_WORD_BEFORE = re.compile(r"(?<![^\s(])(?P<word>[A-Za-z\u0900-\u097f][^\s,]*)[\s,]{1,2}\Z")
_LONGEST_ABBREVIATION = 24
_LONGEST_LETTERS = 5  # POCSO
_JOIN_LENGTH = 25
_LOWER_WORD_BEFORE = re.compile(r"[a-z]\s{1,3}\Z|/\Z")
_ADDRESS = re.compile(r",\s{1,3}[A-Z][a-z]+")


def section_normal(act: str, unit: Unit, number: str) -> str:
    """Return the normal form: `Indian Penal Code, 1860 s 302`, `Code of Civil Procedure, 1908 O 7 r 11`."""
    return f"{act} {unit} {number}"


def find_sections(text: str) -> list[SectionReference]:
    """Find every section, article, rule, schedule and chapter of a text, in order; lists and ranges one by one."""
    spoken = [_name(text, mention) for mention in find_mentions(text)]
    named = [*_inherit(text, spoken), *_beside_names(text)]
    return [reference for each in _apart(named) if not _is_address(text, each) for reference in _references(text, each)]


def _name(text: str, mention: Mention) -> _Named:
    """Find the Act that stands right after the mention, or else right before it."""
    after = ACT_AFTER.match(text, mention.end)
    if after is not None:
        return _Named(mention, canonical_act(after["act"]), Span(*after.span("act")))
    before = _act_before(text, mention.start)
    if before is not None:
        return _named_before(mention, before)
    return _Named(mention, None if _SOMETHING_ELSE.match(text, mention.end) else _usual_act(mention))


def _usual_act(mention: Mention) -> str | None:
    """Return the Act meant when none is named: articles are the Constitution's, Orders the Civil Procedure Code's."""
    if mention.unit is Unit.ORDER:
        return CIVIL_PROCEDURE
    is_article = mention.unit is Unit.ARTICLE and all(_is_constitutional(item.number) for item in mention.items)
    return CONSTITUTION if is_article else None


def _is_constitutional(number: str) -> bool:
    """Article 395 is the Constitution's last; `1.2.1` is some contract's."""
    digits = re.match(r"\d+", number)
    return "." not in number and digits is not None and 1 <= int(digits[0]) <= 395


def _act_before(text: str, position: int) -> re.Match[str] | None:
    """Return the Act named just before a position; the match counts in the text from `position - _NAME_LOOK_BACK`."""
    if not _may_end_a_name(text[max(0, position - 24) : position].rstrip(" ,'’\t\r\n")):
        return None
    return ACT_BEFORE.search(text, max(0, position - _NAME_LOOK_BACK), position)


def _may_end_a_name(written: str) -> bool:
    return (
        written[-1:].isupper()
        or written[-2:-1].isupper()
        or written.rstrip(".")[-1:] >= "\u0900"
        or written[-4:].isdigit()
        or written.endswith(_ENDS_OF_NAMES)
    )


def _named_before(mention: Mention, act: re.Match[str]) -> _Named:
    return _Named(mention, canonical_act(act["act"]), Span(*act.span("act")))


def _inherit(text: str, named: list[_Named]) -> list[_Named]:
    """Give `Section 302 read with Section 34 IPC` one Act: a mention without its own takes that of the one joined."""
    whole: list[_Named] = []
    for each in reversed(named):
        following = whole[-1] if whole else None
        if following and each.act is None and each.span is None and _is_joined(text, each.mention, following.mention):
            each = replace(each, act=following.act, span=following.span)
        whole.append(each)
    return whole[::-1]


def _is_joined(text: str, first: Mention, second: Mention) -> bool:
    between = text[first.end : second.start]
    return first.unit is second.unit and len(between) <= _JOIN_LENGTH and _JOINED.fullmatch(between) is not None


def _beside_names(text: str) -> Iterator[_Named]:
    """Walk through numbers that stand beside an Act's name without a word such as `section`: `302 IPC`, `IPC 302`."""
    position = 0
    while (bare := _BARE.search(text, position)) is not None:
        named = _read_bare(text, bare)
        if named is not None:
            yield named
        position = max(named.mention.end if named else 0, bare.end())


def _read_bare(text: str, bare: re.Match[str]) -> _Named | None:
    if _PARAGRAPH.match(text, max(0, bare.start() - 1)):
        return None
    if NO_SECTION.search(text, max(0, bare.start() - LONGEST_PART_WORD), bare.start()):
        return None
    unit = _UNIT_BEFORE.search(text, max(0, bare.start() - 5), bare.start())
    name = _name_of(text, unit.start()) if unit else _abbreviation_before(text, bare.start())
    if name is not None:
        mention = _with_unit(text, bare, unit)
        return _Named(mention, canonical_act(text[name.start : name.end]), name) if mention else None
    if unit is not None or not _MAY_BE_NAMED_AFTER.match(text, bare.end()):
        return None
    after = SHORT_ACT_AFTER.match(text, end_of_numbers(text, bare.start()))
    mention = numbers_at(text, bare.start()) if after else None
    if mention is None or after is None:
        return None
    return _Named(mention, canonical_act(after["act"]), Span(*after.span("act")))


def _name_of(text: str, position: int) -> Span | None:
    before = _act_before(text, position)
    return Span(*before.span("act")) if before else None


def _abbreviation_before(text: str, position: int) -> Span | None:
    """Return the abbreviation just before a bare number: `IPC 302`, but not `the Constitution 12 times`."""
    match = _WORD_BEFORE.search(text, max(0, position - _LONGEST_ABBREVIATION), position)
    if match is None or known_act(match["word"]) is None:
        return None
    is_short = not match["word"].isascii() or len(match["word"].replace(".", "")) <= _LONGEST_LETTERS
    return Span(*match.span("word")) if is_short else None


def _with_unit(text: str, bare: re.Match[str], unit: re.Match[str] | None) -> Mention | None:
    """Read the numbers after an Act's name, with the unit of a normal form before them where there is one."""
    mention = numbers_at(text, bare.start())
    if mention is None or unit is None:
        return mention
    rule = _RULE_OF_ORDER.match(text, bare.end())
    rules = numbers_at(text, rule.end()) if rule else None
    if rules is None:
        return Mention(Unit(unit["unit"]), unit.start("unit"), mention.end, mention.items)
    items = tuple(replace(item, number=f"{bare.group()} r {item.number}") for item in rules.items)
    return Mention(Unit.ORDER, unit.start("unit"), rules.end, items)


def _apart(named: list[_Named]) -> Iterator[_Named]:
    """Walk through the mentions in order; of two that meet, the earlier stays."""
    end = 0
    for each in sorted(named, key=lambda each: (each.mention.start, -each.mention.end)):
        if each.mention.start >= end:
            yield each
            end = each.mention.end


def _is_address(text: str, named: _Named) -> bool:
    """Tell `Flat No. 302, Section 7, Navi Mumbai` from law: no Act, no word such as `under` before, a place after."""
    start, end = named.mention.start, named.mention.end
    return (
        named.act is None
        and _ADDRESS.match(text, end) is not None
        and not _LOWER_WORD_BEFORE.search(text[max(0, start - 6) : start])
    )


def _references(text: str, named: _Named) -> Iterator[SectionReference]:
    mention = named.mention
    whole = Span(mention.start, mention.end)
    for item in mention.items:
        words = text[item.start : item.end]
        yield SectionReference(named.act, mention.unit, item.number, words, item.start, item.end, whole, named.span)
