"""Neutral citations: the number a court itself gives to its judgment.

`2023 INSC 123`; `2024:DHC:2720`, `2024:KHC-D:7336-DB`, `2023/MHC/4812`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legalindia.law.courts import court_of_neutral
from legalindia.law.grammar.spans import Found, Kind

# Every repetition is bounded, so a hostile text costs no more than its length.
_SUPREME = re.compile(
    r"(?<!\d)(?:[\[(]\s?(?=\d{4}\s?[\])]))?((?:19|20)\d\d)(?:\s?[\])])?[\s:/-]{0,4}I\.?N\.?S\.?C\.?[\s:/-]{0,4}0{0,5}([1-9]\d{0,4})(?![\d/])",
    re.IGNORECASE,
)
_HIGH = re.compile(
    r"(?<![\w/:-])((?:19|20)\d\d)\s{0,2}([:/])\s{0,2}([A-Z]{2,6})(?:\s{0,2}-\s{0,2}([A-Z]{1,4}))?"
    r"\s{0,2}\2\s{0,2}0{0,6}([1-9]\d{0,6})(?:\s?[-:]?\s?\(?(DB|FB|SB|LB|CB)\b\)?)?(?![\w/])",
    re.IGNORECASE,
)


def find_neutral(text: str) -> Iterator[Found]:
    """Walk through the neutral citations of a text."""
    for match in _SUPREME.finditer(text):
        yield Found(*match.span(), Kind.NEUTRAL, (f"{match[1]} INSC {match[2]}",))
    for match in _HIGH.finditer(text):
        if _is_court(match[3], match[2]):
            yield Found(*match.span(), Kind.NEUTRAL, (_normal(match),))


def _is_court(code: str, separator: str) -> bool:
    """Tell a court's prefix from a file number: colons are written by courts alone, slashes by every office."""
    return court_of_neutral(code) is not None or (code.isupper() and (separator == ":" or code.endswith("HC")))


def _normal(match: re.Match[str]) -> str:
    year, _, code, bench, number, strength = match.groups()
    prefix = f"{code}-{bench}" if bench else code
    return f"{year}:{prefix}:{number}{f'-{strength}' if strength else ''}".upper()
