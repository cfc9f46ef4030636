"""A check in plain words, line by line: for the command line, and for certificates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from legalindia.drafts.findings import (
    CitationFinding,
    CitationVerdict,
    Failure,
    Findings,
    OldLawFinding,
    QuotationFinding,
)
from legalindia.drafts.governing import Dated, named_in, sentence_on
from legalindia.law.codes import Relation
from legalindia.law.comparison import Verdict

CITATION_WORDS = {
    CitationVerdict.VERIFIED: "Verified",
    CitationVerdict.MISMATCH: "Mismatch",
    CitationVerdict.NOT_HELD: "Not held by our library",
    CitationVerdict.UNCLEAR: "Unclear",
}
FAILURE_WORDS = {
    Failure.CAUSE_TITLE: "another cause title",
    Failure.PARAGRAPH: "no such paragraph",
    Failure.QUOTATION: "other words",
    Failure.CITATION: "wrong citation",
}
QUOTATION_WORDS = {
    Verdict.VERBATIM: "Verbatim",
    Verdict.ALTERED: "Altered",
    Verdict.NOT_FOUND: "Not found",
}
RELATION_WORDS = {
    Relation.SAME: "taken over",
    Relation.SPLIT: "now in several sections",
    Relation.MERGED: "merged with others",
    Relation.CHANGED: "changed",
    Relation.OMITTED: "not taken over",
    Relation.NEW: "new",
}


class HasFindings(Protocol):
    """A check with its findings."""

    @property
    def findings(self) -> Findings: ...


def citation_verdict(finding: CitationFinding) -> str:
    """Say a citation's verdict in words, with what fails."""
    words = CITATION_WORDS[finding.verdict]
    return f"{words}: {FAILURE_WORDS[finding.failure]}" if finding.failure else words


def lines_of(checked: HasFindings) -> Iterator[str]:
    """Walk through a check's findings, one line each."""
    findings = checked.findings
    yield f"{len(findings.citations)} citations"
    yield from map(_citation, findings.citations)
    yield f"{len(findings.quotations)} quotations"
    yield from map(_quotation, findings.quotations)
    yield f"{len(findings.old_law)} sections of the old codes"
    yield from map(_old_law, findings.old_law)
    if asks := sentence_on(named_in(findings), Dated()):
        yield f"{asks} See flask law governs --help."


def successors_of(finding: OldLawFinding) -> str:
    """Say what took a section's place."""
    if not finding.successors:
        return "no section took its place"
    by_act: dict[str, list[str]] = {}
    for each in finding.successors:
        by_act.setdefault(each.act, []).append(each.section)
    return "; ".join(f"{act} {'s' if len(them) == 1 else 'ss'} {', '.join(them)}" for act, them in by_act.items())


def _citation(finding: CitationFinding) -> str:
    title = f"{_flat(finding.cause_title)}, " if finding.cause_title else ""
    note = f" {finding.note}" if finding.note else ""
    return f"  [{citation_verdict(finding)}] {title}{_flat(finding.text)}.{note}"


def _quotation(finding: QuotationFinding) -> str:
    place = f" {finding.found.title}, page {finding.found.page}." if finding.found else ""
    difference = f" {_flat(finding.difference)}" if finding.difference else ""
    return f"  [{QUOTATION_WORDS[finding.verdict]}] “{_flat(finding.text)}”.{place}{difference}"


def _old_law(finding: OldLawFinding) -> str:
    return f"  {finding.act} s {finding.section}: {RELATION_WORDS[finding.relation]}; {successors_of(finding)}"


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
