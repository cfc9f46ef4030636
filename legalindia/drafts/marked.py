"""The text of a draft with its findings marked, and one finding with the two texts side by side."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from legalindia.accounts.models import Person
from legalindia.documents.access import get_document, get_page
from legalindia.drafts.findings import CitationFinding, CitationVerdict, Findings, OldLawFinding, QuotationFinding, Spot
from legalindia.drafts.old_law import sections_named
from legalindia.drafts.printed import (
    CITATION_WORDS,
    QUOTATION_WORDS,
    RELATION_WORDS,
    citation_verdict,
    successors_of,
)
from legalindia.law.codes import Code
from legalindia.law.comparison import Verdict
from legalindia.law.grammar.spans import Kind
from legalindia.library.standing import Place, Standing, standings

LOOK_ELSEWHERE = "https://indiankanoon.org/search/"
_CODES = {code.full_name: code for code in Code}
_REACH = 240
_LONGEST_EXCERPT = 1600
_DIFFERENCE = re.compile(r"\[-(?P<draft>.*?)-\]|\{\+(?P<source>.*?)\+\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page shows it.

    :param number: its place among all findings, from 1. :param tone: good, bad, warn or plain, for its colour.
    :param sort: by which the page filters: a verdict, "quotation" or "old_law".
    :param place: what the page that it rests on is called: "section 302", "page 3".
    :param law: the first section of the criminal codes in it, "302 IPC": which code governs is asked with it.
    """

    number: int
    start: int
    end: int
    text: str
    label: str
    tone: str
    sort: str
    title: str
    note: str
    found: Spot | None
    difference: str | None = None
    elsewhere: str | None = None
    law: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the draft's text. :param line: the finding that it belongs to, the innermost of several."""

    text: str
    line: Line | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text, with a part of it marked."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Word:
    """Words of a comparison. :param side: both, draft or source."""

    side: str
    text: str


_TONES = {
    CitationVerdict.VERIFIED: "good",
    CitationVerdict.MISMATCH: "bad",
    CitationVerdict.NOT_HELD: "plain",
    CitationVerdict.UNCLEAR: "warn",
    Verdict.VERBATIM: "good",
    Verdict.ALTERED: "bad",
    Verdict.NOT_FOUND: "warn",
}
_GRAVITY = {"bad": 0, "warn": 1, "plain": 2, "good": 3}
FILTERS = (
    ("", "All"),
    ("mismatch", CITATION_WORDS[CitationVerdict.MISMATCH]),
    ("unclear", CITATION_WORDS[CitationVerdict.UNCLEAR]),
    ("not_held", "Not held"),
    ("verified", CITATION_WORDS[CitationVerdict.VERIFIED]),
    ("quotation", "Quotations"),
    ("old_law", "Old law"),
)


def lines_of(findings: Findings) -> list[Line]:
    """Return every finding as a line, in the order of the draft."""
    every: list[CitationFinding | QuotationFinding | OldLawFinding]
    every = [*findings.citations, *findings.quotations, *findings.old_law]
    every.sort(key=lambda each: (each.start, -each.end))
    lines = [_line(number, each) for number, each in enumerate(every, 1)]
    named = standings({(line.found.document_id, line.found.page) for line in lines if line.found})
    return [replace(line, place=_place(line.found, named)) if line.found else line for line in lines]


def gravest_first(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with what is wrong before what is unclear, and what is right last; each in the draft's order."""
    return sorted(lines, key=lambda line: (_GRAVITY[line.tone], line.sort == "old_law"))


def pieces_of(text: str, lines: Sequence[Line]) -> list[Piece]:
    """Cut the draft's text into runs, each with the innermost finding that covers it."""
    cuts = sorted({0, len(text), *(line.start for line in lines), *(line.end for line in lines)})
    owners: list[Line | None] = [None] * len(cuts)
    for line in sorted(lines, key=lambda each: each.start - each.end):
        for at in range(bisect_left(cuts, line.start), bisect_left(cuts, line.end)):
            owners[at] = line
    runs = [Piece(text[begin:end], owner) for begin, end, owner in zip(cuts, cuts[1:], owners, strict=False)]
    return [run for run in runs if run.text]


def counts_of(lines: Sequence[Line]) -> list[tuple[str, str, int]]:
    """Return each filter with its label and how many lines it leaves."""
    return [(name, label, sum(1 for line in lines if not name or line.sort == name)) for name, label in FILTERS]


def in_draft(text: str, line: Line) -> Excerpt:
    """Return the place of a finding in the draft, with some words around it."""
    begin, end = max(0, line.start - _REACH), min(len(text), line.end + _REACH)
    return Excerpt(text[begin : line.start], text[line.start : line.end], text[line.end : end])


def in_source(line: Line, *, by: Person) -> Excerpt | None:
    """Return the place in the source that a finding rests on, as far as the person may see it.

    :raises NotFound: the paper is out of their sight.
    """
    if line.found is None:
        return None
    page = get_page(get_document(line.found.document_id, by=by), line.found.page).text
    if line.found.start is None or line.found.end is None:
        return Excerpt("", "", page[:_LONGEST_EXCERPT])
    begin, end = max(0, line.found.start - _REACH), min(len(page), line.found.end + _REACH)
    return Excerpt(page[begin : line.found.start], page[line.found.start : line.found.end], page[line.found.end : end])


def words_of(difference: str) -> list[Word]:
    """Return a difference as words of both sides, of the draft alone and of the source alone."""
    words: list[Word] = []
    at = 0
    for match in _DIFFERENCE.finditer(difference):
        words.append(Word("both", difference[at : match.start()]))
        side = "draft" if match["draft"] is not None else "source"
        words.append(Word(side, match[side]))
        at = match.end()
    return [word for word in [*words, Word("both", difference[at:])] if word.text.strip()]


def line_at(lines: Sequence[Line], number: int | None) -> Line | None:
    """Return the line of this number, if there is one."""
    place = bisect_right([line.number for line in lines], number or 0) - 1
    return lines[place] if number and place >= 0 and lines[place].number == number else None


def _place(spot: Spot, named: dict[Place, Standing]) -> str:
    standing = named.get((spot.document_id, spot.page))
    return standing.name if standing else f"page {spot.page}"


def _line(number: int, each: CitationFinding | QuotationFinding | OldLawFinding) -> Line:
    if isinstance(each, CitationFinding):
        return _citation(number, each)
    if isinstance(each, QuotationFinding):
        return _quotation(number, each)
    title = f"{each.act} s {each.section}"
    note = f"{successors_of(each)[:1].upper()}{successors_of(each)[1:]}."
    notes = [note, each.note, *(successor.note for successor in each.successors)]
    said = " ".join(dict.fromkeys(filter(None, notes)))
    label = f"Old law: {RELATION_WORDS[each.relation]}"
    law = f"{each.section} {_CODES[each.act]}"
    return Line(number, each.start, each.end, each.text, label, "plain", "old_law", title, said, None, law=law)


def _citation(number: int, each: CitationFinding) -> Line:
    title = f"{each.cause_title}, {each.text}" if each.cause_title else each.text
    elsewhere = None
    if each.verdict is not CitationVerdict.VERIFIED and each.kind is not Kind.STATUTE:
        # The citation and the name of the case, which are public, and nothing else of the draft.
        elsewhere = f"{LOOK_ELSEWHERE}?{urlencode({'formInput': ' '.join(title.split())})}"
    return Line(
        number,
        each.start,
        each.end,
        each.text,
        citation_verdict(each),
        _TONES[each.verdict],
        str(each.verdict),
        title,
        each.note,
        each.found,
        elsewhere=elsewhere,
        law=next((mention.named for mention in sections_named(each)), None),
    )


def _quotation(number: int, each: QuotationFinding) -> Line:
    note = (
        "" if each.found else "Neither the authority it points to nor another paper that was searched has these words."
    )
    label = f"Quotation: {QUOTATION_WORDS[each.verdict].lower()}"
    return Line(
        number,
        each.start,
        each.end,
        each.text,
        label,
        _TONES[each.verdict],
        "quotation",
        f"“{' '.join(each.text.split())}”",
        note,
        each.found,
        each.difference,
    )
