"""A quotation held against the text it is taken from: verbatim, altered (with the words that differ), or not there.

A lawyer may leave words out with an ellipsis and change some in square brackets; a scan breaks words at line ends and
takes rn for m. None of that alters a quotation. A changed word, a changed number, a *not* that came or went does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, pairwise

from legalindia.law.misreadings import looks_the_same, may_be_misread
from legalindia.law.originals import Original, Place, Word, split, without_footnote

# Less than this share of the words in common, and it is another sentence on the same subject.
LEAST_SIMILARITY = 0.6
# An ellipsis leaves out some paragraphs at most; a square bracket stands for a few words.
_MOST_LEFT_OUT = 2500
# More than a long paragraph, and what an ellipsis joins is said to stand apart.
_FAR_APART = 200
_MOST_IN_BRACKET = 14
_MOST_STARTS = 40
_LONGEST_MARK = 3
_Step = tuple[str, int, int, int, int]
# Words of the source, from the first to before the second.
_Stretch = tuple[int, int]
_NEGATIONS = frozenset({"no", "not", "nor", "never", "neither", "without", "नहीं", "न"})

_ELLIPSIS = re.compile(
    r"[(\[]?(?:\.\s?){3,}[)\]]?|[(\[]?…+\.?[)\]]?|(?:\*\s?){3,}|(?<!\w)(?:[xX]\s){2,}[xX](?!\w)|(?<!\w)[xX]{3,}(?!\w)"
)
_REMARK = re.compile(
    r"[(\[]\s*(?:sic|(?:emphasis|underlin|internal quot)[^)\]]{0,40}|(?:citation|footnote)s? omitted)\s*[.:]?\s*[)\]]",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\[([^\[\]]{0,120})\]")
_BEFORE_MARK = frozenset(".,;:\"”’')]")
# `No.1` and `Rs.50` are no footnotes.
_NUMBERED = re.compile(
    r"(?:\bnos?|\brs|\bs|\bsec|\bart|\barts|\bpara|\bparas|\bp|\bpp|\bcl|\bvol|\bo|\br|\d)\.\Z", re.IGNORECASE
)
_PARAGRAPH_NUMBER = re.compile(r"\s*[\"“‘']?\s*[(\[]?\d{1,3}(?:\.\d{1,2})?[.)\]]+\s*")


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
class _Piece:
    """Words of a quotation without a gap. :param gap: how many words of the source may stand before it."""

    text: str
    words: tuple[Word, ...]
    gap: int

    @property
    def letters(self) -> str:
        return "".join(word.form for word in self.words)


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
    for reading in _readings(quotation):
        pieces = _pieces(reading)
        if not pieces:
            continue
        spans = _exactly(pieces, original)
        if spans:
            return _verbatim(pieces, spans, original)
    for reading in _readings(quotation):
        found = _nearly(_pieces(reading), original)
        best = max(best, found, key=lambda each: (each.verdict is Verdict.VERBATIM, each.similarity))
    return best


def count_words(quotation: str) -> int:
    """Count the words that a quotation has of its own: those in square brackets are the writer's."""
    return sum(len(piece.words) for piece in _pieces(quotation))


def probes(quotation: str, *, words: int = 12) -> list[str]:
    """Return a few runs of words from a quotation by which a library can be searched for it."""
    longest = sorted(_pieces(quotation), key=lambda piece: -len(piece.words))[:2]
    found = []
    for piece in longest:
        starts = sorted({0, max(0, len(piece.words) // 2 - words // 2), max(0, len(piece.words) - words)})
        found += [_written(piece.text, piece.words[start : start + words]) for start in starts]
    return [probe for probe in dict.fromkeys(found) if probe]


def _readings(quotation: str) -> Iterator[str]:
    """Walk through the ways to read a quotation: as it stands, and without the paragraph's number at its head."""
    bare = _REMARK.sub(" ", quotation)
    yield bare
    numbered = _PARAGRAPH_NUMBER.match(bare)
    if numbered and bare[numbered.end() :].strip():
        yield bare[numbered.end() :]


def _pieces(quotation: str) -> list[_Piece]:
    """Cut a quotation where words were left out or put in square brackets."""
    pieces: list[_Piece] = []
    gap = at = 0
    for cut, width in [*_cuts(quotation), (range(len(quotation), len(quotation)), 0)]:
        text = quotation[at : cut.start]
        words = tuple(split(_closed_up(text)))
        if words:
            pieces.append(_Piece(_closed_up(text), words, gap))
            gap = 0
        gap, at = max(gap, width), cut.stop
    return pieces


def _cuts(quotation: str) -> list[tuple[range, int]]:
    """Return each ellipsis and each bracket that stands for words, with how many words it may stand for."""
    found = [(range(*gap.span()), _MOST_LEFT_OUT) for gap in _ELLIPSIS.finditer(quotation)]
    for bracket in _BRACKET.finditer(quotation):
        if _stands_alone(quotation, bracket) and not _is_literal(bracket[1]):
            found.append((range(*bracket.span()), _MOST_IN_BRACKET))
    found.sort(key=lambda cut: cut[0].start)
    apart: list[tuple[range, int]] = []
    for cut in found:
        if not apart or cut[0].start >= apart[-1][0].stop:
            apart.append(cut)
    return apart


def _stands_alone(text: str, bracket: re.Match[str]) -> bool:
    before, after = text[bracket.start() - 1 : bracket.start()], text[bracket.end() : bracket.end() + 1]
    return not before.isalnum() and not after.isalnum()


def _is_literal(inside: str) -> bool:
    """Tell whether what stands in square brackets is to be there: [1971] is of a citation, and [not] no mere gloss."""
    words = split(inside)
    return any(word.form in _NEGATIONS for word in words) or all(word.form.isdigit() for word in words)


def _closed_up(text: str) -> str:
    """Let `[t]he` and `establish[ed]` be one word each."""
    return re.sub(r"(?<=\w)\[(\w*)\]|\[(\w*)\](?=\w)", lambda inside: inside[1] or inside[2] or "", text)


def _exactly(pieces: Sequence[_Piece], original: Original) -> list[_Stretch]:
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


def _verbatim(pieces: Sequence[_Piece], spans: Sequence[_Stretch], original: Original) -> Comparison:
    """Say where a quotation stands, and, where its pieces stand far apart, that they do."""
    place = original.place(spans[0][0], spans[-1][1] - 1)
    widest = _widest(spans)
    if widest <= _FAR_APART:
        return Comparison(Verdict.VERBATIM, 1.0, place)
    runs: list[Run] = []
    for before, piece, span in zip([None, *spans], pieces, spans, strict=False):
        between = span[0] - before[1] if before else 0
        runs += [Run(Side.SOURCE, f"[{between} words left out]")] if between > _FAR_APART else []
        runs.append(Run(Side.BOTH, _written(piece.text, piece.words)))
    return Comparison(Verdict.VERBATIM, 1.0, place, tuple(_joined(runs)), left_out=widest)


def _starts(piece: _Piece, original: Original) -> Iterator[tuple[int, int]]:
    at = -1
    for _ in range(_MOST_STARTS):
        at = original.letters.find(piece.letters, at + 1)
        if at < 0:
            return
        found = _whole_words(piece, original, at)
        if found is not None:
            yield found


def _next(piece: _Piece, original: Original, after: int) -> int | None:
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


def _loses_a_no(left_out: Sequence[Word], piece: _Piece) -> bool:
    """Tell whether what a bracket stands for made the sentence a denial: `were [very] material`, where the source has
    `were not material`. An ellipsis says openly that words are missing, whichever."""
    return piece.gap <= _MOST_IN_BRACKET and any(word.form in _NEGATIONS for word in left_out)


def _whole_words(piece: _Piece, original: Original, at: int) -> tuple[int, int] | None:
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
    return (first, last + 1) if _divided_alike(piece.words, there) else None


def _divided_alike(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether two rows of words with the same letters say the same: `not able` is not `notable`."""
    one, other = _seams(ours), _seams(theirs)
    apart = [one.get(at) or other[at] for at in one.keys() ^ other.keys()]
    return not any(_changes_sense(*seam) for seam in apart)


def _seams(words: Sequence[Word]) -> dict[int, tuple[str, str]]:
    """Return, by the letter at which a word ends, that word and the one that follows."""
    seams: dict[int, tuple[str, str]] = {}
    at = 0
    for word, following in pairwise(words):
        at += len(word.form)
        seams[at] = (word.form, following.form)
    return seams


def _changes_sense(before: str, after: str) -> bool:
    if (before, after) == ("can", "not"):
        return False
    return before in _NEGATIONS or after in _NEGATIONS or (before[-1].isdigit() and after[0].isdigit())


def _nearly(pieces: Sequence[_Piece], original: Original) -> Comparison:
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


def _align(piece: _Piece, original: Original, after: int) -> _Match | None:
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


def _short(piece: _Piece, original: Original, after: int) -> _Match | None:
    """Find two words or so, which are too few to search for by what is like them, behind what was found last."""
    end = _next(piece, original, after) if after else None
    if end is None:
        return None
    run = Run(Side.BOTH, _written(piece.text, piece.words))
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


def _judge(step: _Step, piece: _Piece, window: Sequence[Word], original: Original) -> _Match:
    """Say of one step of the comparison what its words are, and whether they change what is said."""
    tag, a, b, c, d = step
    ours, theirs = piece.words[a:b], window[c:d]
    if tag == "equal" or (ours and theirs and _say_the_same(ours, theirs)):
        return _Match(c, d, (Run(Side.BOTH, _written(piece.text, ours)),), len(ours))
    if not ours and all(_is_of_the_print(word, original) for word in theirs):
        return _Match(c, d)
    runs = [Run(Side.DRAFT, _written(piece.text, ours))] if ours else []
    runs += [Run(Side.SOURCE, original.text(original.place(*_numbers(theirs, original))))] if theirs else []
    return _Match(c, d, tuple(runs), 0, differs=True, is_perhaps_misread=_is_misread(ours, theirs))


def _numbers(words: Sequence[Word], original: Original) -> tuple[int, int]:
    return original.number_of(words[0]), original.number_of(words[-1])


def _say_the_same(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    if not _divided_alike(ours, theirs):
        return False
    one = "".join(word.form for word in ours)
    return any(
        looks_the_same(one, "".join(map(form, theirs)))
        for form in (_as_printed, lambda word: without_footnote(word.form))
    )


def _as_printed(word: Word) -> str:
    return word.form


def _is_misread(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    return len(ours) == len(theirs) and all(
        one.form == other.form or may_be_misread(one.form, other.form) for one, other in zip(ours, theirs, strict=True)
    )


def _is_of_the_print(word: Word, original: Original) -> bool:
    """Tell whether a word of the source belongs to its print and not to what it says.

    The letter of a margin, the number of a paragraph, the mark of a footnote: who quotes leaves them out.
    """
    page = original.pages[word.page - 1]
    before, after = page[max(0, word.start - 12) : word.start], page[word.end : word.end + 3]
    opens_line = not before.strip() or "\n" in before[len(before.rstrip(" ([\t")) - 1 :]
    if len(word.form) == 1 and page[word.start] in "ABCDEFGH":
        return opens_line or not after.strip() or after.lstrip(" .").startswith("\n")
    if not word.form.isdigit() or len(word.form) > _LONGEST_MARK:
        return False
    is_numbering = opens_line and after[:1] in {".", ")", "]"}
    is_mark = before[-1:] in _BEFORE_MARK and not _NUMBERED.search(before)
    return is_numbering or is_mark


def _written(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    for side, group in groupby(runs, key=lambda run: run.side):
        yield Run(side, " ".join(run.text for run in group))
