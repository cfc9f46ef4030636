"""The old criminal codes and the new ones: which section became which, and which code governs.

The table `data/codes.csv` is our own, made from section numbers and settled on the Acts' own text; `data/codes.md`
says how, and what `data/read_with.csv` adds. A number means nothing without its code: 302 is murder in the IPC and
wounding religious feelings in the BNS.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import NamedTuple, TypeAlias

from legalindia.law.words import fold

# S.O. 848(E), 849(E) and 850(E) of 23 February 2024.
COMMENCEMENT = date(2024, 7, 1)

_LONGEST_SECTION = 40
_SECTION = re.compile(r"(\d+)([A-Z]*)((?:\(\w+\))*)")
_PLACE = re.compile(r"(\d*)([A-Za-z]*)\W?")


class Code(StrEnum):
    """One of the six codes."""

    IPC = "IPC"
    CRPC = "CrPC"
    IEA = "IEA"
    BNS = "BNS"
    BNSS = "BNSS"
    BSA = "BSA"

    @property
    def full_name(self) -> str:
        """The name as the Act gives it, with its year."""
        return _FULL_NAMES[self]

    @property
    def is_new(self) -> bool:
        """Say whether the code came into force on 1 July 2024."""
        return self in _OLD_OF_NEW

    @property
    def counterpart(self) -> Code:
        """The code that took this one's place, or whose place this one took."""
        return _OLD_OF_NEW.get(self) or _NEW_OF_OLD[self]


_FULL_NAMES = {
    Code.IPC: "Indian Penal Code, 1860",
    Code.CRPC: "Code of Criminal Procedure, 1973",
    Code.IEA: "Indian Evidence Act, 1872",
    Code.BNS: "Bharatiya Nyaya Sanhita, 2023",
    Code.BNSS: "Bharatiya Nagarik Suraksha Sanhita, 2023",
    Code.BSA: "Bharatiya Sakshya Adhiniyam, 2023",
}
_NEW_OF_OLD = {Code.IPC: Code.BNS, Code.CRPC: Code.BNSS, Code.IEA: Code.BSA}
_OLD_OF_NEW = {new: old for old, new in _NEW_OF_OLD.items()}


class Relation(StrEnum):
    """What became of a section."""

    SAME = "same"
    SPLIT = "split"
    MERGED = "merged"
    CHANGED = "changed"
    OMITTED = "omitted"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A section of the other code that stands in the place of the one asked about.

    :param section: with its sub-section where the Act has one, such as "318(4)".
    :param parts: what of the section asked about it answers to: "23(1)" where all of 23 was asked about.
    :param note: what a reader should know, in one or two sentences; may be empty.
    :param source: what the row rests on: the Acts' text, and whether published tables agree with it.
    """

    code: Code
    section: str
    parts: tuple[str, ...]
    relation: Relation
    note: str
    source: str


Successor: TypeAlias = Counterpart
Predecessor: TypeAlias = Counterpart


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A section of an old code that was not taken over, or one of a new code that takes no old one's place."""

    relation: Relation
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class _Row:
    old_section: str
    new_section: str
    relation: Relation
    note: str
    source: str


class _Side:
    """The rows by the section of one side, with the sub-sections of each section."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Code, str], list[_Row]] = defaultdict(list)
        self._parts: dict[tuple[Code, str], dict[str, None]] = defaultdict(dict)

    def add(self, code: Code, section: str, row: _Row) -> None:
        self._rows[code, section].append(row)
        for outer in _outers(section):
            self._parts[code, outer].setdefault(section)
            section = outer

    def find(self, code: Code, section: str) -> list[_Row]:
        """Return the rows of a section and of its parts; else those of the section it is a part of."""
        wanted = _normalised(section)
        while wanted:
            found = self._with_parts(code, wanted)
            if found:
                return found
            wanted = _outer(wanted)
        return []

    def _with_parts(self, code: Code, section: str) -> list[_Row]:
        """Whoever asks for all of BNS 125 asks for 125(a) and (b) too, which come from other sections."""
        parts = self._parts.get((code, section), {})
        within = [row for part in parts for row in self._with_parts(code, part)]
        return [*self._rows.get((code, section), ()), *within]


def _normalised(section: str) -> str:
    """Return "124A" for " 124-a", and nothing for what is no section number."""
    match = _SECTION.fullmatch(re.sub(r"[\s.\-–]", "", fold(section[:_LONGEST_SECTION])).upper())
    return "" if match is None else match[1].lstrip("0") + match[2] + _parts_as_printed(match[3])


def _parts_as_printed(parts: str) -> str:
    """Return "(1A)(b)": a number keeps its capital, a clause is in small letters."""
    return "".join(f"({part if part[0].isdigit() else part.lower()})" for part in re.findall(r"\((\w+)\)", parts))


def _outer(section: str) -> str:
    """Return "376" for "376(2)"; nothing for "376" itself."""
    return section[: section.rindex("(")] if section.endswith(")") else ""


def _outers(section: str) -> Iterator[str]:
    """Walk outwards: "376(2)" and "376" for "376(2)(n)"."""
    while section := _outer(section):
        yield section


def _read_table() -> tuple[_Side, _Side]:
    old, new = _Side(), _Side()
    for cells in _rows_in("codes.csv"):
        row = _row(cells)
        old.add(Code(cells["old_code"]), row.old_section, row)
        new.add(Code(cells["new_code"]), row.new_section, row)
    for cells in _rows_in("read_with.csv"):
        # One way only: the definition of rape comes from IPC 375, though who looks for 376 has to read it too.
        old.add(Code(cells["old_code"]), cells["old_section"], _row(cells))
    return old, new


def _rows_in(name: str) -> list[dict[str, str]]:
    with resources.files("legalindia.law").joinpath("data", name).open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def _row(cells: dict[str, str]) -> _Row:
    relation = Relation(cells["relation"])
    return _Row(cells["old_section"], cells["new_section"], relation, cells["note"], cells["source"])


_OLD, _NEW = _read_table()


def successors(code: Code, section: str) -> list[Successor]:
    """Return the sections of the new code that took the place of a section of an old one.

    :param section: as it is cited: "302", "376(1)", "124A", "65-B". A sub-section without a row of its own is
        answered by its section, a section that is only in parts by its parts.
    :returns: none for a section that was omitted, that never was, or of a new code; `unmatched` tells which.
    """
    rows = [] if code.is_new else _OLD.find(code, section)
    return _distinct(code.counterpart, [_Led(row.new_section, row.old_section, row) for row in rows])


def predecessors(code: Code, section: str) -> list[Predecessor]:
    """Return the sections of the old code whose place a section of a new one took.

    :param section: as in `successors`.
    :returns: none for a section that is new, that does not exist, or of an old code; `unmatched` tells which.
    """
    rows = _NEW.find(code, section) if code.is_new else []
    return _distinct(code.counterpart, [_Led(row.old_section, row.new_section, row) for row in rows])


def unmatched(code: Code, section: str) -> Unmatched | None:
    """Say why a section has no counterpart: omitted, or new.

    :returns: None where it has one, and for a section the code never had.
    """
    rows = (_NEW if code.is_new else _OLD).find(code, section)
    if not rows or any(row.old_section and row.new_section for row in rows):
        return None
    return Unmatched(rows[0].relation, rows[0].note, rows[0].source)


class _Led(NamedTuple):
    """Where a row leads, read in one direction: to `section`, from `part`."""

    section: str
    part: str
    row: _Row


def _distinct(code: Code, found: Iterable[_Led]) -> list[Counterpart]:
    """Keep each section once, in the order of the Act, and no part of a section that is there as a whole."""
    by_section: dict[str, list[_Led]] = defaultdict(list)
    for led in found:
        by_section[led.section].append(led)
    kept = [section for section in by_section if section and by_section.keys().isdisjoint(_outers(section))]
    return [_counterpart(code, by_section[section]) for section in sorted(kept, key=_place_in_act)]


def _counterpart(code: Code, found: Sequence[_Led]) -> Counterpart:
    """Make one of all that leads to a section; the first row speaks for it."""
    first = found[0].row
    parts = dict.fromkeys(led.part for led in found)
    named_closer = {outer for part in parts for outer in _outers(part)}
    narrow = tuple(part for part in parts if part not in named_closer)
    return Counterpart(code, found[0].section, narrow, first.relation, first.note, first.source)


def _place_in_act(section: str) -> list[tuple[int, str]]:
    """Sort 3 before 10, 65 before 65A, and 65A before 65B(1)."""
    return [(int(number or 0), letters) for number, letters in _PLACE.findall(section)]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which code governs one side of a case.

    :param code: None where a date is missing; `reason` then asks for it.
    :param reason: the rule with its section, or the question to put.
    """

    code: Code | None
    reason: str


@dataclass(frozen=True, slots=True)
class Governing:
    """Which codes govern a case: the offence, the procedure and the evidence."""

    offence: Choice
    procedure: Choice
    evidence: Choice


def governing(conduct: date | None, proceeding: date | None) -> Governing:
    """Say which codes govern, from the day of the act and the day on which the proceeding began.

    :param conduct: the day of the act or omission.
    :param proceeding: the day on which this investigation, inquiry, trial, application or appeal began.
    :raises ValueError: the proceeding begins before the conduct.

    Source: S.O. 848(E), 849(E), 850(E) of 23 February 2024 (in force on 1 July 2024); BNS s 358(2), BNSS s 531(2)(a),
    BSA s 170(2); Constitution art 20(1). One date can settle the other: no proceeding is older than the conduct.
    """
    if conduct and proceeding and proceeding < conduct:
        raise ValueError("a proceeding cannot begin before the conduct it is about")
    acted_before, pending = _before(conduct), _before(proceeding)
    if acted_before is None and pending:
        acted_before = True
    if pending is None and acted_before is False:
        pending = False
    return Governing(_offence(acted_before), _procedure(pending), _evidence(pending))


def _before(day: date | None) -> bool | None:
    return None if day is None else day < COMMENCEMENT


def _offence(acted_before: bool | None) -> Choice:
    if acted_before is None:
        return Choice(
            None, "On which day was the act done? Before 1 July 2024 the IPC governs it, from then on the BNS."
        )
    if acted_before:
        return Choice(
            Code.IPC, "The act was done before 1 July 2024; the repeal leaves its punishment as it was (BNS s 358(2))."
        )
    return Choice(Code.BNS, "The act was done on or after 1 July 2024, when the BNS came into force (BNS s 1(2)).")


def _procedure(pending: bool | None) -> Choice:
    if pending is None:
        return Choice(
            None,
            "On which day did this investigation, inquiry, trial, application or appeal begin? "
            "What was pending on 1 July 2024 goes on under the CrPC; what begins later is under the BNSS.",
        )
    if pending:
        return Choice(
            Code.CRPC, "The proceeding was pending when the BNSS came into force on 1 July 2024 (BNSS s 531(2)(a))."
        )
    return Choice(
        Code.BNSS,
        "The proceeding began on or after 1 July 2024; BNSS s 531(2)(a) saves only what was pending then.",
    )


def _evidence(pending: bool | None) -> Choice:
    if pending is None:
        return Choice(
            None,
            "On which day did the proceeding begin? If pending on 1 July 2024, it keeps the IEA; if later, the BSA.",
        )
    if pending:
        return Choice(
            Code.IEA, "The proceeding was pending when the BSA came into force on 1 July 2024 (BSA s 170(2))."
        )
    return Choice(
        Code.BSA, "The proceeding began on or after 1 July 2024; BSA s 170(2) saves only what was pending then."
    )
