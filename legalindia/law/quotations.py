"""The quotations of a draft: between marks of any kind, and in blocks without marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from legalindia.law.grammar.spans import Span
from legalindia.law.pieces import count_words

# Three quoted words are a term ("the Suit Property"); four can be a rule ("procedure established by law").
FEWEST_WORDS = 4
_LONGEST = 12_000
# In single marks, which are apostrophes too; and over paragraphs each of which opens anew.
_LONGEST_IN_SINGLE = 3_000
_MOST_PARAGRAPHS = 60
_OPENING = re.compile(r"[“«„]|(?<![\w\"”’])\"(?=[^\s\"])|``|(?<![\w’'])[‘'](?=[\w\[(“.…])")
_CLOSERS = {"“": "”", "«": "»", "„": "”", '"': '"', "``": "''", "‘": "’", "'": "'"}
_CONTINUES = re.compile(r"[ \t]*(?:[(\[]?\d{1,3}[.)\]]\s*)?([“\"‘])")
_TERM = re.compile(
    r"(?:referred\s+to|known|called|termed|styled|titled|entitled|described|marked|exhibited|defined|hereinafter|hereinafter\s+"
    r"(?:as|called)|short|namely|expression|words?|phrase|term|heading)(?:\s+(?:as|the|to|jointly|collectively))*[\s,:(]*\Z",
    re.IGNORECASE,
)
_SPEECH = (
    r"(?:held|holds?|observ\w+|stat(?:ed|es)|sa(?:id|ys)|rul(?:ed|es)|laid\s+down|lays\s+down|noted|notes|reiterat\w+|explain\w*"
    r"|declar\w+|opin\w+|remark\w+|emphasi\w+|reads?|provid\w+|quot\w+|extract\w+|reproduc\w+|as\s+under|as\s+follows"
    r"|following|thus|found|clarif\w+|cautio\w+|conclud\w+|reason\w+|wrote|defin\w+|stipulat\w+|enact\w+|records?|recorded"
    r"|in\s+these\s+words|in\s+the\s+words|categorical\w*|mention\w*|summari\w+|enunciat\w+|propound\w+|affirm\w+|recogni\w+)"
)
SAYS = re.compile(rf"\b{_SPEECH}\b", re.IGNORECASE)
# How far back the authority may stand to which a quotation belongs: a long title, three parallel citations, a verb.
REACH = 420
_LEADS_IN = re.compile(r":\s*[-–—]*\s*\Z")
_INDENT = re.compile(r"[ \t]*")
_LEAST_INDENT = 3
# The line below a quotation that says whose it is.
_ATTRIBUTION = re.compile(r"\s*(?:[—–]|--)")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a draft gives as another's.

    :param text: without its outer marks; `draft[start:end]` is the same.
    :param is_block: a paragraph that stands apart, without marks.
    """

    text: str
    start: int
    end: int
    is_block: bool = False


def find_quotations(text: str, *, mentions: Sequence[Span] = ()) -> list[Quotation]:
    """Find the quotations of at least four words, in order; one inside another is part of it.

    :param mentions: where authorities and sections are named, in order: a paragraph that is led in by one is a
        quotation even without marks.
    """
    marked = [each for each in _marked(text) if _is_quotation(text, each)]
    return sorted([*marked, *_blocks(text, marked, mentions)], key=lambda quotation: quotation.start)


def _is_quotation(text: str, quotation: Quotation) -> bool:
    if count_words(quotation.text) < FEWEST_WORDS:
        return False
    return not _TERM.search(text, max(0, quotation.start - 60), mark_before(text, quotation))


def mark_before(text: str, quotation: Quotation) -> int:
    return quotation.start - 1 if quotation.start and text[quotation.start - 1] in "“”\"‘'«„`" else quotation.start


def _marked(text: str) -> Iterator[Quotation]:
    at = 0
    ends = [match.start() for match in _PARAGRAPH_ENDS.finditer(text)]
    while (opening := _OPENING.search(text, at)) is not None:
        end = _closing(text, opening, ends)
        if end is None:
            at = opening.end()
            continue
        start, stop = _bare(text, opening.end(), end)
        if stop > start:
            yield Quotation(text[start:stop], start, stop)
        at = end + 1


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _closing(text: str, opening: re.Match[str], ends: Sequence[int]) -> int | None:
    """Return where the mark stands that closes a quotation; it may run over paragraphs that each open anew.

    :param ends: where paragraphs end, ascending.
    """
    mark, begin = opening.group(), opening.end()
    longest = _LONGEST_IN_SINGLE if mark in {"'", "‘"} else _LONGEST
    for _ in range(_MOST_PARAGRAPHS):
        end_of_paragraph = _end_of_paragraph(text, begin, ends)
        end = _closing_in(text, mark, begin, min(end_of_paragraph, opening.end() + longest))
        if end is not None:
            return end
        following = _CONTINUES.match(text, _next_line(text, end_of_paragraph))
        if following is None or following[1] != mark or following.end() - opening.end() > longest:
            # Nobody closed it. What stands in double marks goes to the paragraph's end; an apostrophe opens nothing.
            return None if mark in {"'", "‘"} or begin != opening.end() else _end_of_open(text, begin, end_of_paragraph)
        begin = following.end()
    return None


def _end_of_open(text: str, begin: int, end: int) -> int | None:
    return end if "\n" not in text[begin:end].strip() or end - begin < REACH * 5 else None


def _closing_in(text: str, mark: str, begin: int, end: int) -> int | None:
    if mark in {"‘", "'"}:
        return _closing_single(text, _CLOSERS[mark], begin, end)
    if mark == '"':
        return next((at for at in _each(text, '"', begin, end) if not text[at - 1].isspace()), None)
    depth, closer = 1, _CLOSERS[mark]
    for at in range(begin, end):
        if text[at] == mark[0] and text[at : at + len(mark)] == mark:
            depth += not _reopens(text, at, begin)
        elif text.startswith(closer, at):
            depth -= 1
            if depth == 0:
                return at
    return None


def _reopens(text: str, at: int, begin: int) -> bool:
    """Tell whether a mark opens the next paragraph of the same quotation, and nothing inside it."""
    line = text.rfind("\n", begin, at)
    return line >= 0 and not text[line:at].strip(" \t\n0123456789.()")


def _closing_single(text: str, closer: str, begin: int, end: int) -> int | None:
    """Return the mark that closes a single quotation; `plaintiffs’` does so only where no other mark does."""
    possessive = None
    for at in _each(text, closer, begin, end):
        if text[at - 1].isspace() or text[at + 1 : at + 2].isalnum():
            continue
        if text[at - 1] != "s" or text[at + 1 : at + 2] in {".", ",", ";", ")", "]", "", "\n"}:
            return at
        possessive = possessive or at
    return possessive


def _each(text: str, mark: str, begin: int, end: int) -> Iterator[int]:
    at = text.find(mark, begin, end)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1, end)


def _end_of_paragraph(text: str, position: int, ends: Sequence[int]) -> int:
    """Return where the paragraph ends: at an empty line, or where a line opens a quotation or a numbered paragraph."""
    place = bisect_left(ends, position)
    return ends[place] if place < len(ends) else len(text)


_PARAGRAPH_ENDS = re.compile(
    r"\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[(\[]?\d{1,3}[.)\]]\s+)?[“\"])|\n(?=[ \t]*\d{1,3}\.\s+[A-Z])"
)


def _next_line(text: str, position: int) -> int:
    while position < len(text) and text[position] in "\n\r":
        position += 1
    return position


def _blocks(text: str, marked: Sequence[Quotation], mentions: Sequence[Span]) -> Iterator[Quotation]:
    """Walk through what a lead-in with an authority in it gives as a quotation without marks.

    That is the paragraph behind it, and whatever follows as deeply indented.
    """
    paragraphs = list(_paragraphs(text))
    starts = [quotation.start for quotation in marked]
    at = 1
    while at < len(paragraphs):
        begin, end = paragraphs[at]
        if _has_marks(starts, begin, end) or not _is_lead_in(text, *paragraphs[at - 1], mentions):
            at += 1
            continue
        indent = _indent(text, begin)
        while at + 1 < len(paragraphs) and _goes_on(text, paragraphs[at + 1], indent, starts):
            at += 1
        start, stop = _bare(text, begin, _end_of_words(text, *paragraphs[at]))
        if count_words(text[start:stop]) >= FEWEST_WORDS:
            yield Quotation(text[start:stop], start, stop, is_block=True)
        at += 1


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Walk through the runs of lines that have something on them: begin of the first, end of the last."""
    begin = end = at = 0
    for line in text.split("\n"):
        if line.strip():
            end = at + len(line)
        elif end > begin:
            yield begin, end
        at += len(line) + 1
        if not line.strip():
            begin = end = at
    if end > begin:
        yield begin, end


def _has_marks(starts: Sequence[int], begin: int, end: int) -> bool:
    place = bisect_left(starts, begin)
    return place < len(starts) and starts[place] < end


def _goes_on(text: str, paragraph: tuple[int, int], indent: int, starts: Sequence[int]) -> bool:
    if _ATTRIBUTION.match(text, paragraph[0]):
        return False
    return _LEAST_INDENT <= indent <= _indent(text, paragraph[0]) and not _has_marks(starts, *paragraph)


def _end_of_words(text: str, begin: int, end: int) -> int:
    """Return where a paragraph ends, without a last line that says whose words it holds."""
    last = text.rfind("\n", begin, end)
    return last if last > begin and _ATTRIBUTION.match(text, last + 1) else end


def _indent(text: str, begin: int) -> int:
    match = _INDENT.match(text, begin)
    return len(match.group().expandtabs(4)) if match else 0


def _is_lead_in(text: str, begin: int, end: int, mentions: Sequence[Span]) -> bool:
    lead = text[max(begin, end - REACH) : end]
    if not _LEADS_IN.search(lead) or not SAYS.search(lead):
        return False
    return any(mention.end > end - REACH and begin <= mention.start < end for mention in mentions)
