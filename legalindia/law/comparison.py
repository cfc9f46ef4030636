"""A quotation held against the text it is taken from: verbatim, altered (with the words that differ), or not there.

A lawyer may leave words out with an ellipsis and change some in square brackets; a scan breaks words at line ends and
takes rn for m. None of that alters a quotation. A changed word, a changed number, a *not* that came or went does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, pairwise

from legalindia.law.originals import Original, Place, Word, without_footnote
from legalindia.law.pieces import MOST_IN_BRACKET, NEGATIONS, Piece, cut, readings, written
from legalindia.law.sameness import are_divided_alike, are_misread, is_of_the_print, say_the_same

# Less than this share of the words in common, and it is another sentence on the same subject.
LEAST_SIMILARITY = 0.6
# More than a long paragraph, and what an ellipsis joins is said to stand apart.
_FAR_APART = 200
_MOST_STARTS = 40
_Step = tuple[str, int, int, int, int]
# Words of the source, from the first to before the second.
_Stretch = tuple[int, int]


class Verdict(StrEnum):
    """What became of a quotation."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    NOT_FOUND = "not_found"


class Side(StrEnum):
    """Whose words a run is: of both, of the draft alone, of the source alone."""

    BOTH = "both"
    DRAFT = "draft"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that stand on the same side."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of holding a quotation against a text.

    :param similarity: share of the words in common, 0 to 1; 1 for verbatim.
    :param place: where it stands, or where what is most like it stands.
    :param runs: the quotation and the source word by word; empty unless it is altered.
    :param is_perhaps_misread: all that differs is letters that a scan takes for one another.
    :param left_out: of a verbatim one, how many words of the source an ellipsis leaves out, where those are more than
        a paragraph's; else 0.
    """

    verdict: Verdict
    similarity: float
    place: Place | None = None
    runs: tuple[Run, ...] = ()
    is_perhaps_misread: bool = False
    left_out: int = 0

    @property
    def difference(self) -> str | None:
        """The words with those of the draft alone in [-…-] and those of the source alone in {+…+}."""
        marks = {Side.BOTH: "{}", Side.DRAFT: "[-{}-]", Side.SOURCE: "{{+{}+}}"}
        return " ".join(marks[run.side].format(run.text) for run in self.runs) or None


NOT_THERE = Comparison(Verdict.NOT_FOUND, 0.0)


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of the source, from `first` to before `end`, and how they differ from a piece."""

    first: int
    end: int
    runs: tuple[Run, ...] = ()
    same: int = 0
    differs: bool = False
    is_perhaps_misread: bool = False


def compare(quotation: str, original: Original) -> Comparison:
    """Hold a quotation, without its quotation marks, against a text."""
    best = NOT_THERE
    for reading in readings(quotation):
        pieces = cut(reading)
        if not pieces:
            continue
        spans = _exactly(pieces, original)
        if spans:
            return _verbatim(pieces, spans, original)
    for reading in readings(quotation):
        found = _nearly(cut(reading), original)
        best = max(best, found, key=lambda each: (each.verdict is Verdict.VERBATIM, each.similarity))
    return best


def _exactly(pieces: Sequence[Piece], original: Original) -> list[_Stretch]:
    """Return where all the pieces stand one after another in the very same letters, the closest together."""
    closest: list[_Stretch] = []
    for start in _starts(pieces[0], original):
        spans = [start]
        for piece in pieces[1:]:
            following = _next(piece, original, spans[-1][1])
            if following is None:
                break
            spans.append((following - len(piece.words), following))
        else:
            if not closest or _widest(spans) < _widest(closest):
                closest = spans
            if _widest(closest) <= _FAR_APART:
                break
    return closest


def _widest(spans: Sequence[_Stretch]) -> int:
    """Return how many words at most lie between two pieces."""
    return max((following[0] - before[1] for before, following in pairwise(spans)), default=0)


def _verbatim(pieces: Sequence[Piece], spans: Sequence[_Stretch], original: Original) -> Comparison:
    """Say where a quotation stands, and, where its pieces stand far apart, that they do."""
    place = original.place(spans[0][0], spans[-1][1] - 1)
    widest = _widest(spans)
    if widest <= _FAR_APART:
        return Comparison(Verdict.VERBATIM, 1.0, place)
    runs: list[Run] = []
    for before, piece, span in zip([None, *spans], pieces, spans, strict=False):
        between = span[0] - before[1] if before else 0
        runs += [Run(Side.SOURCE, f"[{between} words left out]")] if between > _FAR_APART else []
        runs.append(Run(Side.BOTH, written(piece.text, piece.words)))
    return Comparison(Verdict.VERBATIM, 1.0, place, tuple(_joined(runs)), left_out=widest)


def _starts(piece: Piece, original: Original) -> Iterator[tuple[int, int]]:
    at = -1
    for _ in range(_MOST_STARTS):
        at = original.letters.find(piece.letters, at + 1)
        if at < 0:
            return
        found = _whole_words(piece, original, at)
        if found is not None:
            yield found


def _next(piece: Piece, original: Original, after: int) -> int | None:
    """Return one past the last word of a piece that follows, within its gap."""
    begin = original.offsets[after]
    limit = original.offsets[min(len(original.words), after + piece.gap + len(piece.words) + 8)]
    at = begin - 1
    for _ in range(_MOST_STARTS):
        at = original.letters.find(piece.letters, at + 1, limit)
        if at < 0:
            return None
        found = _whole_words(piece, original, at)
        if (
            found is not None
            and found[0] - after <= piece.gap
            and not _loses_a_no(original.words[after : found[0]], piece)
        ):
            return found[1]
    return None


def _loses_a_no(left_out: Sequence[Word], piece: Piece) -> bool:
    """Tell whether what a bracket stands for made the sentence a denial: `were [very] material`, where the source has
    `were not material`. An ellipsis says openly that words are missing, whichever."""
    return piece.gap <= MOST_IN_BRACKET and any(word.form in NEGATIONS for word in left_out)


def _whole_words(piece: Piece, original: Original, at: int) -> tuple[int, int] | None:
    """Return the words whose letters these are, unless they begin or end inside one, or are divided otherwise."""
    first, last = original.word_at(at), original.word_at(at + len(piece.letters) - 1)
    if original.offsets[first] != at:
        return None
    rest = original.letters[at + len(piece.letters) : original.offsets[last + 1]]
    if rest and not rest.isdigit():
        return None
    there = original.words[first : last + 1]
    if rest and without_footnote(there[-1].form) == there[-1].form:
        return None
    return (first, last + 1) if are_divided_alike(piece.words, there) else None


def _nearly(pieces: Sequence[Piece], original: Original) -> Comparison:
    """Find what is most like the quotation, piece by piece, and say how it differs."""
    matches: list[_Match] = []
    for piece in pieces:
        found = _align(piece, original, matches[-1].end if matches else 0)
        matches += [found] if found else []
    total = sum(len(piece.words) for piece in pieces)
    spread = sum(match.end - match.first for match in matches)
    similarity = sum(match.same for match in matches) / max(total, spread, 1)
    gaps = [
        (before.end, match.first, piece) for before, match, piece in zip(matches, matches[1:], pieces[1:], strict=False)
    ]
    is_whole = len(matches) == len(pieces) and all(first - end <= piece.gap for end, first, piece in gaps)
    lost = {first for end, first, piece in gaps if _loses_a_no(original.words[end:first], piece)}
    if not matches or similarity < LEAST_SIMILARITY:
        return Comparison(Verdict.NOT_FOUND, round(similarity, 3))
    place = original.place(matches[0].first, matches[-1].end - 1)
    differing = [match for match in matches if match.differs]
    if is_whole and not differing and not lost:
        return _verbatim(pieces, [(match.first, match.end) for match in matches], original)
    left_out = {first: original.text(original.place(end, first - 1)) for end, first, _ in gaps if first in lost}
    runs = tuple(_joined(run for match in matches for run in _with_lost(match, left_out)))
    misread = is_whole and not lost and all(match.is_perhaps_misread for match in differing)
    return Comparison(Verdict.ALTERED, round(min(similarity, 0.999), 3), place, runs, misread)


def _with_lost(match: _Match, left_out: Mapping[int, str]) -> tuple[Run, ...]:
    """Return the words of a match, after those that must not be missing before it."""
    missing = left_out.get(match.first)
    return (Run(Side.SOURCE, missing), *match.runs) if missing else match.runs


def _align(piece: Piece, original: Original, after: int) -> _Match | None:
    """Lay a piece beside the words that are most like it, and say of each difference whether it counts."""
    forms = [word.form for word in piece.words]
    begin = original.nearest(forms, after=after)
    if begin is None:
        return _short(piece, original, after)
    window = original.words[begin : begin + len(forms) + len(forms) // 2 + 12]
    matcher = SequenceMatcher(None, forms, [word.form for word in window], autojunk=False)
    steps = _trimmed(matcher.get_opcodes())
    if not any(step[0] == "equal" for step in steps):
        return None
    judged = [_judge(step, piece, window, original) for step in steps]
    first, end = begin + steps[0][3], begin + steps[-1][4]
    return _Match(
        first,
        max(end, first + 1),
        tuple(run for each in judged for run in each.runs),
        sum(each.same for each in judged),
        any(each.differs for each in judged),
        all(each.is_perhaps_misread for each in judged if each.differs),
    )


def _short(piece: Piece, original: Original, after: int) -> _Match | None:
    """Find two words or so, which are too few to search for by what is like them, behind what was found last."""
    end = _next(piece, original, after) if after else None
    if end is None:
        return None
    run = Run(Side.BOTH, written(piece.text, piece.words))
    return _Match(end - len(piece.words), end, (run,), len(piece.words))


def _trimmed(steps: Sequence[_Step]) -> list[_Step]:
    """Leave out the words of the source before and behind those that were quoted."""
    kept = list(steps)
    if kept and kept[0][0] == "insert":
        kept.pop(0)
    if kept and kept[-1][0] == "insert":
        kept.pop()
    if kept and kept[0][0] == "replace":
        tag, a, b, c, d = kept[0]
        kept[0] = (tag, a, b, max(c, d - (b - a)), d)
    if kept and kept[-1][0] == "replace":
        tag, a, b, c, d = kept[-1]
        kept[-1] = (tag, a, b, c, min(d, c + (b - a)))
    return kept


def _judge(step: _Step, piece: Piece, window: Sequence[Word], original: Original) -> _Match:
    """Say of one step of the comparison what its words are, and whether they change what is said."""
    tag, a, b, c, d = step
    ours, theirs = piece.words[a:b], window[c:d]
    if tag == "equal" or (ours and theirs and say_the_same(ours, theirs)):
        return _Match(c, d, (Run(Side.BOTH, written(piece.text, ours)),), len(ours))
    if not ours and all(is_of_the_print(word, original) for word in theirs):
        return _Match(c, d)
    runs = [Run(Side.DRAFT, written(piece.text, ours))] if ours else []
    runs += [Run(Side.SOURCE, original.text(original.place(*_numbers(theirs, original))))] if theirs else []
    return _Match(c, d, tuple(runs), 0, differs=True, is_perhaps_misread=are_misread(ours, theirs))


def _numbers(words: Sequence[Word], original: Original) -> tuple[int, int]:
    return original.number_of(words[0]), original.number_of(words[-1])


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    for side, group in groupby(runs, key=lambda run: run.side):
        yield Run(side, " ".join(run.text for run in group))
