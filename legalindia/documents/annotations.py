"""A page's text with what is to be seen in it: the highlight, hidden words, sections of the old codes and the new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from legalindia.law.counterparts import Mention, code_mentions

# Whose sections are remembered, by one process.
MOST_PAGES = 100


class Span(NamedTuple):
    """A stretch of a page's text: from `start` up to, not including, `end`."""

    start: int
    end: int


class Run(NamedTuple):
    """A stretch of text that is the same all along.

    :param answer: what stands in the other code in place of the section that ends here; empty for none.
    """

    text: str
    is_marked: bool
    is_hidden: bool
    answer: str
    notes: str


class Answered(NamedTuple):
    """A section that a text names, once however often it does, and what stands in its place."""

    named: str
    answer: str
    notes: tuple[str, ...]


def runs(text: str, marks: Sequence[Span] = (), hidden: Sequence[Span] = ()) -> list[Run]:
    """Cut a text into runs at the ends of its highlights, its hidden words and the sections that it names."""
    mentions = _by_place(_mentions(text))
    cuts = {0, len(text), *(edge for span in (*marks, *hidden, *mentions) for edge in span)}
    edges = sorted(edge for edge in cuts if 0 <= edge <= len(text))
    return [_run(text, Span(start, end), marks, hidden, mentions) for start, end in pairwise(edges)]


def sections_of(text: str) -> list[Answered]:
    """List the sections of the six codes that a text names, in the order in which it first does."""
    found = (Answered(mention.named, mention.answer, mention.notes) for mention in _mentions(text))
    return list({one.named: one for one in found}.values())


@lru_cache(maxsize=MOST_PAGES)
def _mentions(text: str) -> tuple[Mention, ...]:
    # A page is asked twice what it names, and whoever leafs back asks again.
    return tuple(code_mentions(text))


def _by_place(mentions: Iterable[Mention]) -> dict[Span, list[Mention]]:
    """The sections inside a range share the range's place."""
    places: dict[Span, list[Mention]] = {}
    for mention in mentions:
        places.setdefault(Span(mention.start, mention.end), []).append(mention)
    return places


def _run(
    text: str, place: Span, marks: Sequence[Span], hidden: Sequence[Span], mentions: dict[Span, list[Mention]]
) -> Run:
    ending = next(
        (found for span, found in mentions.items() if span.start <= place.start and span.end == place.end), []
    )
    return Run(
        text[place.start : place.end],
        _covered(place, marks),
        _covered(place, hidden),
        ", ".join(dict.fromkeys(mention.answer for mention in ending)),
        " ".join(dict.fromkeys(note for mention in ending for note in mention.notes)),
    )


def _covered(place: Span, spans: Sequence[Span]) -> bool:
    return any(span.start <= place.start and place.end <= span.end for span in spans)
