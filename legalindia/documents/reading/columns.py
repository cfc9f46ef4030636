"""Pages in two columns whose text was drawn row by row, across both: found by the gutter, and read column by column.

A PDF gives its text in the order in which it was drawn. Most programs draw one column after the other, and nothing is
done about those. A table is drawn row by row too, and is read so: its cells do not fill their columns as prose does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

# Rows with words on both sides of the gutter; a list of parties or of enclosures has fewer.
LEAST_ROWS = 8
# A gutter is wider than the space between two words: of the height of a line.
LEAST_GUTTER = 0.7
# Of a column's width, by half of its lines at least: prose runs on to the end of the line, a cell ends where it may.
LEAST_FILLED = 0.75
# Of the page's width, by each column; and how much wider one may be than the other.
LEAST_WIDTH = 0.2
MOST_WIDER = 1.7
# Of the rows of a column, those with a gap in the same place.
MOST_LINED = 0.6
# Of the rows on which the drawing went on from the left column to the right one.
LEAST_CROSSED = 0.5
# Of the usual distance between two lines, from one row of a column to the next.
FARTHEST = 2.5
# Two boxes are on one row when their middles are closer: of the height of a line.
_SAME_ROW = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """Where a run of letters stands on the page as it is seen, in points from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Columns:
    """The part of a page that is set in two columns. :param gutter: a place between them, from the left."""

    top: float
    bottom: float
    gutter: float

    def side(self, box: Box) -> int | None:
        """Return 0 for the left column, 1 for the right one, None for what stands above or below them."""
        if not self.top <= box.middle <= self.bottom:
            return None
        return int((box.left + box.right) / 2 > self.gutter)


@dataclass(frozen=True, slots=True)
class _Row:
    """The runs of letters of one line, from the left, those joined that have no more than a space between them."""

    pieces: tuple[Box, ...]

    @property
    def middle(self) -> float:
        return self.pieces[0].middle

    def gaps(self) -> list[tuple[float, float]]:
        return [(left.right, right.left) for left, right in pairwise(self.pieces)]

    def is_crossed(self, place: float) -> bool:
        return any(piece.left < place < piece.right for piece in self.pieces)

    def beside(self, place: float) -> tuple[list[Box], list[Box]]:
        """Return the pieces on the left of a place and on the right of it."""
        left = [piece for piece in self.pieces if piece.right <= place]
        return left, [piece for piece in self.pieces if piece.right > place]


def drawn_across(boxes: Sequence[Box], page_width: float) -> Columns | None:
    """Find the two columns of a page, where it has them and its text was drawn across both.

    :param boxes: in the order in which they were drawn.
    """
    if len(boxes) < 2 * LEAST_ROWS:
        return None
    rows = _rows(boxes)
    gutter = _gutter(rows)
    if gutter is None:
        return None
    body = _body(rows, gutter)
    if not _is_prose(body, gutter, page_width):
        return None
    edges = [piece for row in body for piece in row.pieces]
    columns = Columns(min(piece.top for piece in edges), max(piece.bottom for piece in edges), gutter)
    return columns if _is_crossed_often(boxes, columns, len(_two_sided(body, gutter))) else None


def _rows(boxes: Sequence[Box]) -> list[_Row]:
    usual = median(box.height for box in boxes)
    found: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        if found and box.middle - found[-1][0].middle < _SAME_ROW * usual:
            found[-1].append(box)
        else:
            found.append([box])
    return [_Row(_joined(row, LEAST_GUTTER * usual)) for row in found]


def _joined(boxes: Sequence[Box], gap: float) -> tuple[Box, ...]:
    pieces: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.left):
        if pieces and box.left - pieces[-1].right < gap:
            last = pieces.pop()
            box = Box(last.left, min(last.top, box.top), max(last.right, box.right), max(last.bottom, box.bottom))
        pieces.append(box)
    return tuple(pieces)


def _gutter(rows: Sequence[_Row]) -> float | None:
    """Return the place that lies in a gap of most rows."""
    most, place = _line_of_gaps([gap for row in rows for gap in row.gaps()])
    return place if most >= LEAST_ROWS else None


def _line_of_gaps(gaps: Iterable[tuple[float, float]]) -> tuple[int, float]:
    """Return in how many gaps one place lies, of the place that lies in most of them, and that place."""
    ends = sorted(end for left, right in gaps for end in ((left, 1), (right, -1)))
    most, place, depth = 0, 0.0, 0
    for (end, step), (following, _) in pairwise(ends):
        depth += step
        if depth > most:
            most, place = depth, (end + following) / 2
    return most, place


def _body(rows: Sequence[_Row], gutter: float) -> list[_Row]:
    """Return the longest run of rows that leave the gutter free and follow each other as lines do."""
    pitch = _pitch(rows, gutter)
    runs: list[list[_Row]] = [[]]
    for row in rows:
        if row.is_crossed(gutter):
            runs.append([])
        elif runs[-1] and row.middle - runs[-1][-1].middle > FARTHEST * pitch:
            runs.append([row])
        else:
            runs[-1].append(row)
    return max(runs, key=lambda run: len(_two_sided(run, gutter)))


def _pitch(rows: Sequence[_Row], gutter: float) -> float:
    """Return the usual distance from one row with words on both sides to the next."""
    steps = [below.middle - above.middle for above, below in pairwise(_two_sided(rows, gutter))]
    return median(steps) if steps else 0.0


def _two_sided(rows: Sequence[_Row], gutter: float) -> list[_Row]:
    return [row for row in rows if not row.is_crossed(gutter) and all(row.beside(gutter))]


def _is_prose(body: Sequence[_Row], gutter: float, page_width: float) -> bool:
    if len(_two_sided(body, gutter)) < LEAST_ROWS:
        return False
    sides = [[_Row(tuple(row.beside(gutter)[at])) for row in body if row.beside(gutter)[at]] for at in (0, 1)]
    widths = [_width_of_prose(side, page_width) for side in sides]
    return min(widths) > 0 and max(widths) <= MOST_WIDER * min(widths)


def _width_of_prose(side: Sequence[_Row], page_width: float) -> float:
    """Return how wide a column is; 0 where it is not filled as prose fills it, or is itself set in columns."""
    lefts = [row.pieces[0].left for row in side]
    rights = [row.pieces[-1].right for row in side]
    # The edges that most lines keep to: an indented one, or one that sticks out, is not the column's.
    width = quantiles(rights, n=10)[-1] - median(lefts)
    filled = median(right - left for left, right in zip(lefts, rights, strict=True))
    # The spaces between words lie now here, now there; those between cells lie above each other.
    lined, _ = _line_of_gaps([gap for row in side for gap in row.gaps()])
    is_prose = width >= LEAST_WIDTH * page_width and filled >= LEAST_FILLED * width
    return width if is_prose and lined <= MOST_LINED * len(side) else 0.0


def _is_crossed_often(boxes: Sequence[Box], columns: Columns, rows: int) -> bool:
    sides = [side for box in boxes if (side := columns.side(box)) is not None]
    crossings = sum(before < after for before, after in pairwise(sides))
    return crossings >= LEAST_CROSSED * rows
