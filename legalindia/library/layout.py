"""A provision's text as it is shown: the marks of its notes in their places, and lines that go on run together.

What is kept, quoted and counted in stays as the source has it; a print breaks its lines where its column ends, and
only what is shown here is joined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from legalindia.documents.annotations import Span

# A line's end inside a paragraph; one before a clause such as `(a)` begins a new line in the Act too.
_LINE_GOES_ON = re.compile(r"(?<=[^\n])\n(?![\n(])")


class Piece(NamedTuple):
    """A stretch of the text. :param note: the number of the note whose mark stands before it; 0 for none."""

    text: str
    is_marked: bool
    note: int


def pieces_of(text: str, notes: Sequence[Sequence[int]], mark: Span | None) -> list[Piece]:
    """Cut a provision's text where a note is marked and where the highlight begins and ends.

    :param notes: pairs of a place in the text and a note's number.
    """
    numbers = {note[0]: note[1] for note in notes}
    shown = _LINE_GOES_ON.sub(" ", text)
    edges = sorted({0, len(text), *numbers, *(mark or ())})
    cuts = [edge for edge in edges if 0 <= edge <= len(text)]
    pieces = [
        Piece(shown[start:end], mark is not None and mark.start <= start < mark.end, numbers.get(start, 0))
        for start, end in pairwise(cuts)
    ]
    return [piece for piece in pieces if piece.text]
