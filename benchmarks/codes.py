"""How well the table of old and new codes answers, and whether it is complete.

    python -m benchmarks.codes --data DIR

DIR holds `mappings/` (look-ups with their answers) and `statutes/` (the six codes as JSON). Prints one figure a line
and ends with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from legalindia.law.codes import Code, Counterpart, predecessors, successors, unmatched

FILES = {
    Code.IPC: "repealed/indian-penal-code-1860.json",
    Code.CRPC: "repealed/code-of-criminal-procedure-1973.json",
    Code.IEA: "repealed/indian-evidence-act-1872.json",
    Code.BNS: "en/the-bharatiya-nyaya-sanhita-2023.json",
    Code.BNSS: "en/the-bharatiya-nagarik-suraksha-sanhita-2023.json",
    Code.BSA: "en/the-bharatiya-sakshya-adhiniyam-2023.json",
}
LOOKUPS_TARGET = 0.99


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    data: Path = parser.parse_args().data
    missed = [*_lookups(data / "mappings"), *_completeness(data / "statutes")]
    for line in missed:
        print("MISSED", line)
    return 1 if missed else 0


def _lookups(folder: Path) -> Iterator[str]:
    rows, started = _table(folder / "lookups.tsv"), time.perf_counter()
    right = sum(_is_right(row) for row in rows)
    each = (time.perf_counter() - started) / len(rows)
    print(f"look-ups right      {right}/{len(rows)} = {right / len(rows):.3f} (target {LOOKUPS_TARGET})")
    print(f"time for a look-up  {each * 1e6:.0f} µs")
    if right / len(rows) < LOOKUPS_TARGET:
        yield "look-ups"
    none = _table(folder / "lookups_none.tsv")
    given = [row["query"] for row in none if _sections(row)]
    print(f"given none, rightly {len(none) - len(given)}/{len(none)} (target: all)")
    yield from given


def _is_right(row: dict[str, str]) -> bool:
    """Say whether something was found, and nothing that is not among the right answers."""
    found = _sections(row)
    return bool(found) and found <= set(row["expected"].split(";"))


def _sections(row: dict[str, str]) -> set[str]:
    return {found.section.split("(")[0] for found in _counterparts(Code(row["from_act"]), row["from_section"])}


def _counterparts(code: Code, section: str) -> list[Counterpart]:
    return predecessors(code, section) if code.is_new else successors(code, section)


def _completeness(folder: Path) -> Iterator[str]:
    for code, file in FILES.items():
        sections = [section["no"] for section in json.loads((folder / file).read_text(encoding="utf-8"))["sections"]]
        silent = [no for no in sections if not _counterparts(code, no) and unmatched(code, no) is None]
        without = [no for no in sections if unmatched(code, no)]
        answered = f"{len(sections) - len(silent)}/{len(sections)}"
        print(f"{code.value:<5} sections answered {answered}, without counterpart {len(without)}")
        yield from (f"{code.value} {no} has no row" for no in silent)
        yield from _beyond(code, set(sections))


def _beyond(code: Code, sections: set[str]) -> Iterator[str]:
    """Name the sections to which the other code's rows lead and which this Act does not have."""
    if code.is_new:
        old = (found for no in sections for found in predecessors(code, no))
        led = {back.section.split("(")[0] for found in old for back in successors(found.code, found.section)}
        yield from (f"{code.value} {no} is not in the Act" for no in sorted(led - sections))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


if __name__ == "__main__":
    sys.exit(main())
