"""Letters and digits of Hindi texts, in which sections and clauses are counted, in their Latin counterparts.

Official texts count क, ख, ग where English ones count A, B, C (498क, 19(1)(क)); everyday ones spell the English letter
by its sound (498ए, 304बी).
"""

from __future__ import annotations

import re

_COUNTED = dict(zip("कखगघङचछजझञटठडढ", "abcdefghijklmn", strict=True))
_SOUNDED = dict(zip("ए बी सी डी ई एफ जी एच आई जे के एल एम एन".split(), "abcdefghijklmn", strict=True))
_DIGITS = {ord("०") + value: str(value) for value in range(10)}
_SIGNS = "\u0900-\u0903\u093a-\u0963\u0971-\u097f"  # vowel signs and marks: a letter that bears one is no number

_BY_SOUND = "|".join(sorted(_SOUNDED, key=lambda sound: (-len(sound), sound)))
_IN_ORDER = f"[{''.join(_COUNTED)}]{{1,2}}(?![{_SIGNS}])"
# `धारा 103 बी.एन.एस.` names an Act. `धारा 302 के अंतर्गत`: the sound of K is the word for *of*, so it counts only
# behind a hyphen or in brackets.
SUFFIX = (
    rf"(?:\s?-\s?(?:{_BY_SOUND}|{_IN_ORDER})|\s?(?:{_BY_SOUND.replace('|के', '')}|{_IN_ORDER}))(?!\.?[\u0904-\u0963])"
)
INSIDE = rf"(?:{_BY_SOUND}|{_IN_ORDER})"
_EACH = re.compile(rf"{_BY_SOUND}|[{''.join(_COUNTED)}]")


def in_latin(written: str) -> str:
    """Return a section's number with Latin letters, in lower case, and ASCII digits: `376घक` → `376da`."""
    plain = written.translate(_DIGITS)
    return plain if plain.isascii() else _EACH.sub(lambda letter: (_SOUNDED | _COUNTED)[letter.group()], plain)
