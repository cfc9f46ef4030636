"""What is left out of extracted text, and where each word of the cleaned text came from.

Cleaning is exact and repeatable: offsets of passages, quotations and highlights all count into the cleaned text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# pdfium marks a word that goes on in the next line with one of these.
_HYPHENS = "\ufffe\x02"
# Control characters but for the three that lay a text out, halves of characters, and what Unicode says is none. These
# sets never change (Unicode's stability policy); asking each of a million characters took a fifth of a second.
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {ord(character) for character in "\n\t\f"}
_HALVES = range(0xD800, 0xE000)
_NONE = {plane << 16 | 0xFFFE | last for plane in range(17) for last in (0, 1)}
_DROPPED = frozenset(map(chr, {*_CONTROLS, *_HALVES, *_NONE}))
_DROP = dict.fromkeys(map(ord, _DROPPED))
_LINE_ENDS = dict.fromkeys(map(ord, "\r\v\x85\u2028\u2029"), "\n")
_WORD = re.compile(r"\S+")
# "re\ufffeenter" may be either; the typesetter cuts far more words than writers join, so a hyphen is taken for the
# writer's own only before a capital or a digit, and after words that are hardly ever cut off from anything else.
_WRITERS_HYPHEN = re.compile(
    rf"(?:(?<=[^\W_])[{_HYPHENS}](?=[A-Z0-9])|"
    rf"\b(?i:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|non|self|cross|half|vice|well|lock)[{_HYPHENS}](?=[a-z]))"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A word of the cleaned text, or the part of it before or after a line's end, and where it was before cleaning.

    :param start: of the cleaned text, like `end`; `raw_start` and `raw_end` count in the text as it was extracted.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int


def clean(raw: str) -> str:
    """Return the text in NFC, one newline a line, words joined over a line's end, no control characters.

    A hyphen at a line's end goes where the typesetter put it, and stays where the writer did.
    """
    return unicodedata.normalize("NFC", _with_newlines(raw).translate(_DROP))


def origins(raw: str) -> Iterator[Origin]:
    """Tell of each word of `clean(raw)` where it stands in `raw`, in reading order."""
    lined = _with_newlines(raw)
    kept = [index for index, character in enumerate(lined) if character not in _DROPPED]
    bare = "".join(lined[index] for index in kept)
    at = behind = 0
    for word in _WORD.finditer(bare):
        # What is between two words is white space, which NFC leaves as it is.
        at += word.start() - behind
        behind = word.end()
        for start, end in _parts(raw, kept, word):
            length = len(unicodedata.normalize("NFC", bare[start:end]))
            yield Origin(at, at + length, kept[start], kept[end - 1] + 1)
            at += length


def _with_newlines(raw: str) -> str:
    """Same length as before, so that offsets still hold: the NUL is dropped later."""
    lined = raw.replace("\r\n", "\0\n").translate(_LINE_ENDS)
    return _WRITERS_HYPHEN.sub(lambda found: f"{found[0][:-1]}-", lined)


def _parts(raw: str, kept: list[int], word: re.Match[str]) -> list[tuple[int, int]]:
    """Cut a word at the hyphens at a line's end inside it, unless it is written differently when cut."""
    start, end = word.span()
    if not any(hyphen in raw[kept[start] : kept[end - 1]] for hyphen in _HYPHENS):
        return [(start, end)]
    cuts = [at for at in range(start + 1, end) if any(hyphen in raw[kept[at - 1] : kept[at]] for hyphen in _HYPHENS)]
    parts = list(zip([start, *cuts], [*cuts, end], strict=True))
    whole = unicodedata.normalize("NFC", word[0])
    cut = "".join(unicodedata.normalize("NFC", word.string[a:b]) for a, b in parts)
    return parts if whole == cut else [(start, end)]
