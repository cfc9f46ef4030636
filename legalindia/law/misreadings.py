"""What a scan takes for something else: letters that look the same in print, and those that are easily mistaken."""

from __future__ import annotations

# In most faces these are the same strokes. Digits stay apart from digits, and i from l: bail is no ball.
_SAME_STROKES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("5", "s"), ("|", "l"))
_MISTAKEN = frozenset(
    frozenset(pair)
    for pair in "ce ec hb oc eo ao ae un il it lt tf ft yv gq bo th nr ri rt sz ij lj fl kx hk nm vu".split()
)
_SHORTEST = 4
_VOWELS = frozenset("aeiouy")


def looks_the_same(one: str, other: str) -> bool:
    """Say whether two words, or rows of them without gaps, are the same strokes: `modem` and `modern`."""
    return one == other or _strokes(one) == _strokes(other)


def may_be_misread(one: str, other: str) -> bool:
    """Say whether one letter was mistaken in a word long enough that this is likelier than another word."""
    if len(one) != len(other) or one.isdigit() or other.isdigit():
        return False
    pairs = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    is_telling = len(one) >= _SHORTEST or not _VOWELS & set(one) or not _VOWELS & set(other)
    return len(pairs) == 1 and is_telling and pairs[0] in _MISTAKEN


def _strokes(word: str) -> str:
    for seen, meant in _SAME_STROKES:
        word = word.replace(seen, meant)
    return word
