"""A quotation as a lawyer writes it, cut where words were left out by an ellipsis or put in square brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from legalindia.law.originals import Word, split

# An ellipsis leaves out some paragraphs at most; a square bracket stands for a few words.
_MOST_LEFT_OUT = 2500
MOST_IN_BRACKET = 14
NEGATIONS = frozenset({"no", "not", "nor", "never", "neither", "without", "नहीं", "न"})

_ELLIPSIS = re.compile(
    r"[(\[]?(?:\.\s?){3,}[)\]]?|[(\[]?…+\.?[)\]]?|(?:\*\s?){3,}|(?<!\w)(?:[xX]\s){2,}[xX](?!\w)|(?<!\w)[xX]{3,}(?!\w)"
)
_REMARK = re.compile(
    r"[(\[]\s*(?:sic|(?:emphasis|underlin|internal quot)[^)\]]{0,40}|(?:citation|footnote)s? omitted)\s*[.:]?\s*[)\]]",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\[([^\[\]]{0,120})\]")
_PARAGRAPH_NUMBER = re.compile(r"\s*[\"“‘']?\s*[(\[]?\d{1,3}(?:\.\d{1,2})?[.)\]]+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quotation without a gap. :param gap: how many words of the source may stand before it."""

    text: str
    words: tuple[Word, ...]
    gap: int

    @property
    def letters(self) -> str:
        return "".join(word.form for word in self.words)


def count_words(quotation: str) -> int:
    """Count the words that a quotation has of its own: those in square brackets are the writer's."""
    return sum(len(piece.words) for piece in cut(quotation))


def probes(quotation: str, *, words: int = 12) -> list[str]:
    """Return a few runs of words from a quotation by which a library can be searched for it."""
    longest = sorted(cut(quotation), key=lambda piece: -len(piece.words))[:2]
    found = []
    for piece in longest:
        starts = sorted({0, max(0, len(piece.words) // 2 - words // 2), max(0, len(piece.words) - words)})
        found += [written(piece.text, piece.words[start : start + words]) for start in starts]
    return [probe for probe in dict.fromkeys(found) if probe]


def readings(quotation: str) -> Iterator[str]:
    """Walk through the ways to read a quotation: without the writer's remarks and the number at its head, or with."""
    bare = _REMARK.sub(" ", quotation)
    yield bare
    if bare != quotation:
        yield quotation
    numbered = _PARAGRAPH_NUMBER.match(bare)
    if numbered and bare[numbered.end() :].strip():
        yield bare[numbered.end() :]


def cut(quotation: str) -> list[Piece]:
    """Cut a quotation where words were left out or put in square brackets."""
    pieces: list[Piece] = []
    gap = at = 0
    for place, width in [*_cuts(quotation), (range(len(quotation), len(quotation)), 0)]:
        text = quotation[at : place.start]
        words = tuple(split(_closed_up(text)))
        if words:
            pieces.append(Piece(_closed_up(text), words, gap))
            gap = 0
        gap, at = max(gap, width), place.stop
    return pieces


def written(text: str, words: Sequence[Word]) -> str:
    """Return words in a row as they stand in the text, with what stands between them."""
    return text[words[0].start : words[-1].end] if words else ""


def _cuts(quotation: str) -> list[tuple[range, int]]:
    """Return each ellipsis and each bracket that stands for words, with how many words it may stand for."""
    found = [(range(*gap.span()), _MOST_LEFT_OUT) for gap in _ELLIPSIS.finditer(quotation)]
    for bracket in _BRACKET.finditer(quotation):
        if _stands_alone(quotation, bracket) and not _is_literal(bracket[1]):
            found.append((range(*bracket.span()), MOST_IN_BRACKET))
    found.sort(key=lambda each: each[0].start)
    apart: list[tuple[range, int]] = []
    for each in found:
        if not apart or each[0].start >= apart[-1][0].stop:
            apart.append(each)
    return apart


def _stands_alone(text: str, bracket: re.Match[str]) -> bool:
    before, after = text[bracket.start() - 1 : bracket.start()], text[bracket.end() : bracket.end() + 1]
    return not before.isalnum() and not after.isalnum()


def _is_literal(inside: str) -> bool:
    """Tell whether what stands in square brackets is to be there: [1971] is of a citation, and [not] no mere gloss."""
    words = split(inside)
    return any(word.form in NEGATIONS for word in words) or all(word.form.isdigit() for word in words)


def _closed_up(text: str) -> str:
    """Let `[t]he` and `establish[ed]` be one word each."""
    return re.sub(r"(?<=\w)\[(\w*)\]|\[(\w*)\](?=\w)", lambda inside: inside[1] or inside[2] or "", text)
