"""Findings as rows of the database, and the rows as one person may see them now."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from legalindia.accounts.models import Person
from legalindia.database import db
from legalindia.documents.access import documents_visible_to
from legalindia.documents.models import Document
from legalindia.drafts.findings import (
    CitationFinding,
    CitationVerdict,
    Failure,
    Findings,
    OldLawFinding,
    QuotationFinding,
    Spot,
    Successor,
)
from legalindia.drafts.models import Check, Finding, FindingKind
from legalindia.law.citations import Kind
from legalindia.law.codes import Relation
from legalindia.law.comparison import Verdict

_CITATION = ("text", "kind", "normalized", "cause_title", "pinpoint", "note")
_QUOTATION = ("text", "similarity", "difference", "citation")
_OLD_LAW = ("text", "act", "section", "note")


@dataclass(frozen=True, slots=True)
class ShownFindings:
    """What of a check a person may see now. :param withheld: findings that rest on papers out of their sight."""

    findings: Findings
    withheld: int


def rows_of(findings: Findings) -> Iterator[Finding]:
    """Walk through the rows in which findings are kept."""
    for ordinal, (kind, each) in enumerate(_all(findings)):
        spot = getattr(each, "found", None)
        yield Finding(
            ordinal=ordinal,
            kind=kind,
            start=each.start,
            end=each.end,
            verdict=str(each.relation if isinstance(each, OldLawFinding) else each.verdict),
            failure=getattr(each, "failure", None),
            details=_details(each, spot),
            **_place(spot),
        )


def counts_of(findings: Findings) -> dict[str, dict[str, int]]:
    """Count the findings of each verdict, by kind."""
    return {
        str(FindingKind.CITATION): dict(Counter(str(each.verdict) for each in findings.citations)),
        str(FindingKind.QUOTATION): dict(Counter(str(each.verdict) for each in findings.quotations)),
        str(FindingKind.OLD_LAW): dict(Counter(str(each.relation) for each in findings.old_law)),
    }


def shown_to(check: Check, *, by: Person) -> ShownFindings:
    """Return the findings without those that rest on a paper this person may not see at this moment."""
    rows = db.session.scalars(select(Finding).where(Finding.check_id == check.id).order_by(Finding.ordinal)).all()
    ids = {row.document_id for row in rows if row.document_id}
    query = documents_visible_to(by).with_only_columns(Document.id).where(Document.id.in_(ids))
    seen = set(db.session.scalars(query))
    visible = [row for row in rows if row.document_id is None or row.document_id in seen]
    return ShownFindings(_findings(visible), withheld=len(rows) - len(visible))


def _all(findings: Findings) -> Iterator[tuple[FindingKind, Any]]:
    yield from ((FindingKind.CITATION, each) for each in findings.citations)
    yield from ((FindingKind.QUOTATION, each) for each in findings.quotations)
    yield from ((FindingKind.OLD_LAW, each) for each in findings.old_law)


def _details(each: Any, spot: Spot | None) -> dict[str, Any]:
    names = {CitationFinding: _CITATION, QuotationFinding: _QUOTATION, OldLawFinding: _OLD_LAW}[type(each)]
    details = {name: getattr(each, name) for name in names}
    if spot is not None:
        details["title"] = spot.title
    if isinstance(each, OldLawFinding):
        details["successors"] = [asdict(successor) for successor in each.successors]
    return details


def _place(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {}
    return {"document_id": spot.document_id, "page": spot.page, "page_start": spot.start, "page_end": spot.end}


def _findings(rows: list[Finding]) -> Findings:
    of_kind = {kind: [row for row in rows if row.kind == kind] for kind in FindingKind}
    places = {row.ordinal: place for place, row in enumerate(of_kind[FindingKind.CITATION])}
    return Findings(
        tuple(_citation(row) for row in of_kind[FindingKind.CITATION]),
        tuple(_quotation(row, places) for row in of_kind[FindingKind.QUOTATION]),
        tuple(_old_law(row) for row in of_kind[FindingKind.OLD_LAW]),
    )


def _citation(row: Finding) -> CitationFinding:
    known = row.details
    return CitationFinding(
        known["text"],
        row.start,
        row.end,
        Kind(known["kind"]),
        known["normalized"],
        known["cause_title"],
        known["pinpoint"],
        CitationVerdict(row.verdict),
        Failure(row.failure) if row.failure else None,
        _spot(row),
        known["note"],
    )


def _quotation(row: Finding, places: dict[int, int]) -> QuotationFinding:
    known = row.details
    citation = places.get(known["citation"]) if known["citation"] is not None else None
    return QuotationFinding(
        known["text"],
        row.start,
        row.end,
        Verdict(row.verdict),
        _spot(row),
        known["similarity"],
        known["difference"],
        citation,
    )


def _old_law(row: Finding) -> OldLawFinding:
    known = row.details
    successors = tuple(Successor(**successor) for successor in known["successors"])
    return OldLawFinding(
        known["text"],
        row.start,
        row.end,
        known["act"],
        known["section"],
        successors,
        Relation(row.verdict),
        known["note"],
    )


def _spot(row: Finding) -> Spot | None:
    document_id: uuid.UUID | None = row.document_id
    if document_id is None or row.page is None:
        return None
    return Spot(document_id, row.details.get("title", ""), row.page, row.page_start, row.page_end)
