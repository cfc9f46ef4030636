"""What the families of citations hand over: where something stands, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The families of citations, as the contract names them."""

    NEUTRAL = "neutral"
    REPORTER = "reporter"
    ONLINE = "online"
    CASE_NUMBER = "case_number"
    STATUTE = "statute"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: offsets in Unicode code points, `end` one past the last."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Report:
    """The place in a law report that a citation names.

    :param volume: as printed, without brackets; empty where the year is the volume.
    :param court: the court the citation names itself, or the only one the reporter reports; else empty.
    """

    reporter: str
    year: str
    volume: str
    page: str
    court: str
    supplement: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One citation as its family found it.

    :param normals: its normal forms; more than one where one mention names several cases.
    """

    start: int
    end: int
    kind: Kind
    normals: tuple[str, ...]
    report: Report | None = None


def roman_value(numeral: str) -> int | None:
    """Return the value of a Roman numeral below 400, in either case; None when it is none."""
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}.get(letter, 0) for letter in numeral.upper()]
    if not values or 0 in values:
        return None
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if to_roman(total) == numeral.upper() else None


def to_roman(number: int) -> str:
    """Return a number from 1 to 399 as a Roman numeral."""
    digits = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, letters in digits:
        count, number = divmod(number, value)
        written += letters * count
    return written
