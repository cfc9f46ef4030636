"""Measure the citation parser on labelled Indian text: `python -m benchmarks.citations --data DIR`.

DIR is the `citations` folder of the test data. The exit status is 1 when a target is missed.

How spans are compared. *Exact*: same first and last character. *Overlap*: at least one character in common; a labelled
span counts as found when some finding overlaps it, and a finding as right when it overlaps some labelled span. Targets
are set on overlap for PROVISION, CASE_NUMBER and PRECEDENT, because their labels disagree among themselves on where a
span ends (`Section 43-B.` with its full stop; the numbers of one list together or apart), and on exact spans for
reporters. A case number that meets a labelled PRECEDENT or COURT is neither right nor wrong: a place has one label.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from legalindia.law.citations import Kind, find_authorities, find_citations, normalize
from legalindia.law.courts import parse_cnr
from legalindia.law.statutes import find_sections

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table; `target` is None for a figure that is only reported."""

    name: str
    value: float
    target: float | None
    detail: str

    @property
    def is_missed(self) -> bool:
        return self.target is not None and self.value < self.target

    def __str__(self) -> str:
        target = "" if self.target is None else f"{self.target:.2f}"
        return f"{self.name:<34}{self.value:>9.3f}{target:>8}  {'MISSED' if self.is_missed else '':<7}{self.detail}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the citation parser.")
    parser.add_argument("--data", type=Path, required=True, help="the folder with forms.tsv and the others")
    folder: Path = parser.parse_args(arguments).data
    print(f"{'measure':<34}{'value':>9}{'target':>8}")
    missed = 0
    for measure in measures(folder):
        print(measure)
        missed += measure.is_missed
    return 1 if missed else 0


def measures(folder: Path) -> Iterator[Measure]:
    """Walk through all measures of one data folder."""
    yield _share("forms, normal form exact", 0.98, [_form_is_right(row) for row in _rows(folder / "forms.tsv")])
    strings = [_string_is_right(row) for row in _rows(folder / "citation_strings.tsv")]
    yield _share("equivalent citations, exact", 0.98, strings)
    nothing = [not find_citations(row["raw"]) for row in _rows(folder / "forms_none.tsv")]
    yield _share("nothing found where nothing is", 1.0, nothing)
    yield _share("CNR taken apart", 1.0, [_cnr_is_right(row) for row in _rows(folder / "cnr.tsv")])
    yield _share("Supreme Court index, both found", 0.98, [_both(row) for row in _rows(folder / "sc_index.tsv")])
    yield from _spans("reporter spans", _documents(folder / "reporter_spans.jsonl"), _reporters, exact=0.98)
    sentences = _documents(folder / "ner_judgement.jsonl")
    yield from _spans("PROVISION", _labelled(sentences, "PROVISION"), _provisions, overlap=0.93)
    yield from _spans("CASE_NUMBER", _labelled(sentences, "CASE_NUMBER"), _case_numbers, overlap=0.93)
    yield from _spans("PRECEDENT", _labelled(sentences, "PRECEDENT"), _precedents, overlap=0.80)
    yield _speed([document["text"] for document in sentences])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _documents(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _labelled(documents: list[dict[str, Any]], label: str) -> list[dict[str, Any]]:
    """Return the documents with the spans of one label, and under `unsure` those where other labels took its place."""
    return [
        {
            "text": document["text"],
            "citations": [span for span in document["entities"] if span["label"] == label],
            "unsure": [span for span in document["entities"] if span["label"] in {"PRECEDENT", "COURT"} - {label}],
        }
        for document in documents
    ]


def _share(name: str, target: float, outcomes: list[bool]) -> Measure:
    return Measure(name, sum(outcomes) / len(outcomes), target, f"{sum(outcomes)} of {len(outcomes)}")


def _form_is_right(row: dict[str, str]) -> bool:
    return normalize(row["raw"]) == row["expected"]


def _string_is_right(row: dict[str, str]) -> bool:
    """One citation, over the whole string, with reporter, year, volume, page and, where it is given, court."""
    found = find_citations(row["raw"])
    report = found[0].report if len(found) == 1 else None
    if report is None or found[0].text != row["raw"]:
        return False
    name = f"{report.reporter} Supp" if report.supplement else report.reporter
    parts = (name, report.year, report.volume, report.page)
    return parts == tuple(row[key] for key in ("reporter", "year", "volume", "page")) and row["court"] in {
        "",
        report.court,
    }


def _cnr_is_right(row: dict[str, str]) -> bool:
    cnr = parse_cnr(row["raw"])
    expected = tuple(row[key] for key in ("state", "court", "establishment", "serial", "year"))
    return cnr is not None and (cnr.state, cnr.court, cnr.establishment, cnr.serial, str(cnr.year)) == expected


def _both(row: dict[str, str]) -> bool:
    found = find_citations(f"{row['neutral_citation']} : {row['scr_citation']}")
    return [citation.kind for citation in found] == [Kind.NEUTRAL, Kind.REPORTER] and found[0].group == found[1].group


def _reporters(text: str) -> set[Place]:
    kinds = {Kind.REPORTER, Kind.ONLINE}
    return {(citation.start, citation.end) for citation in find_citations(text) if citation.kind in kinds}


def _provisions(text: str) -> set[Place]:
    return {(reference.mention.start, reference.mention.end) for reference in find_sections(text)}


def _case_numbers(text: str) -> set[Place]:
    found = find_citations(text)
    return {(citation.start, citation.end) for citation in found if citation.kind is Kind.CASE_NUMBER}


def _precedents(text: str) -> set[Place]:
    """Return the named authorities and those cited by a report; a case number alone is no precedent."""
    return {
        (authority.start, authority.end)
        for authority in find_authorities(text)
        if authority.cause_title or any(citation.kind is not Kind.CASE_NUMBER for citation in authority.citations)
    }


def _spans(
    name: str,
    documents: list[dict[str, Any]],
    find: Callable[[str], set[Place]],
    *,
    exact: float | None = None,
    overlap: float | None = None,
) -> Iterator[Measure]:
    """Compare findings with labels over all documents: F1 of exact and of overlapping spans."""
    pairs = [_pair(document, find) for document in documents]
    yield _f1(f"{name} F1, exact", exact, pairs, lambda place, others: place in others)
    yield _f1(f"{name} F1, overlap", overlap, pairs, _meets)


def _pair(document: dict[str, Any], find: Callable[[str], set[Place]]) -> tuple[set[Place], set[Place]]:
    labelled = {(span["start"], span["end"]) for span in document["citations"]}
    unsure = {(span["start"], span["end"]) for span in document.get("unsure", [])}
    has_unsure = find is _case_numbers
    found = {place for place in find(document["text"]) if not (has_unsure and _meets(place, unsure))}
    return found, labelled


def _meets(place: Place, others: set[Place]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _f1(
    name: str,
    target: float | None,
    pairs: list[tuple[set[Place], set[Place]]],
    agrees: Callable[[Place, set[Place]], bool],
) -> Measure:
    found = sum(len(findings) for findings, _ in pairs)
    labelled = sum(len(labels) for _, labels in pairs)
    right = sum(agrees(place, labels) for findings, labels in pairs for place in findings)
    reached = sum(agrees(place, findings) for findings, labels in pairs for place in labels)
    precision, recall = right / max(found, 1), reached / max(labelled, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Measure(name, f1, target, f"precision {precision:.3f} of {found}, recall {recall:.3f} of {labelled}")


def _speed(texts: list[str]) -> Measure:
    """Measure characters a second of `find_citations`, which finds the sections too; best of three runs."""
    text = "\n".join(texts)
    seconds = min(_seconds(text) for _ in range(3))
    return Measure("million characters a second", len(text) / seconds / 1e6, None, f"{len(text)} characters")


def _seconds(text: str) -> float:
    started = time.perf_counter()
    find_citations(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
