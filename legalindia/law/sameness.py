"""Whether words of a quotation and of its source say the same, though divided, scanned or printed otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from legalindia.law.misreadings import looks_the_same, may_be_misread
from legalindia.law.originals import Original, Word, without_footnote
from legalindia.law.pieces import NEGATIONS

_LONGEST_MARK = 3
_BEFORE_MARK = frozenset(".,;:\"”’')]")
# `No.1` and `Rs.50` are no footnotes.
_NUMBERED = re.compile(
    r"(?:\bnos?|\brs|\bs|\bsec|\bart|\barts|\bpara|\bparas|\bp|\bpp|\bcl|\bvol|\bo|\br|\d)\.\Z", re.IGNORECASE
)


def are_divided_alike(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether two rows of words with the same letters say the same: `not able` is not `notable`."""
    one, other = _seams(ours), _seams(theirs)
    apart = [one.get(at) or other[at] for at in one.keys() ^ other.keys()]
    return not any(_changes_sense(*seam) for seam in apart)


def say_the_same(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether all that differs is spacing, spelling of signs, or the marks of footnotes."""
    if not are_divided_alike(ours, theirs):
        return False
    one = "".join(word.form for word in ours)
    return any(
        looks_the_same(one, "".join(map(form, theirs)))
        for form in (_as_printed, lambda word: without_footnote(word.form))
    )


def are_misread(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether all that differs is letters that a scan takes for one another."""
    return len(ours) == len(theirs) and all(
        one.form == other.form or may_be_misread(one.form, other.form) for one, other in zip(ours, theirs, strict=True)
    )


def is_of_the_print(word: Word, original: Original) -> bool:
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
    return before in NEGATIONS or after in NEGATIONS or (before[-1].isdigit() and after[0].isdigit())


def _as_printed(word: Word) -> str:
    return word.form
