"""What a check finds: of each citation, of each quotation, of each section of a code that was replaced."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from legalindia.law.citations import Kind
from legalindia.law.codes import Relation
from legalindia.law.comparison import Verdict


class CitationVerdict(StrEnum):
    """What can be said of a citation. Absence says nothing: what our library does not hold is `not_held`."""

    VERIFIED = "verified"
    MISMATCH = "mismatch"
    NOT_HELD = "not_held"
    UNCLEAR = "unclear"


class Failure(StrEnum):
    """What does not agree with the judgment or the Act."""

    CAUSE_TITLE = "cause_title"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    CITATION = "citation"


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a document of the office: `pages/{page}.text[start:end]`, in code points.

    :param start: with `end`: None for the page as a whole.
    """

    document_id: uuid.UUID
    title: str
    page: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class CitationFinding:
    """What was found of one citation. :param found: what our library holds under it, or nothing."""

    text: str
    start: int
    end: int
    kind: Kind
    normalized: str | None
    cause_title: str | None
    pinpoint: str | None
    verdict: CitationVerdict
    failure: Failure | None = None
    found: Spot | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuotationFinding:
    """What was found of one quotation. :param citation: place of the citation it points to, in the list of these."""

    text: str
    start: int
    end: int
    verdict: Verdict
    found: Spot | None = None
    similarity: float = 0.0
    difference: str | None = None
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    act: str
    section: str
    note: str


@dataclass(frozen=True, slots=True)
class OldLawFinding:
    """A section of the IPC, the CrPC or the Evidence Act, and what took its place on 1 July 2024."""

    text: str
    start: int
    end: int
    act: str
    section: str
    successors: tuple[Successor, ...]
    relation: Relation
    note: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a check has found, each list in the order of the draft."""

    citations: tuple[CitationFinding, ...]
    quotations: tuple[QuotationFinding, ...]
    old_law: tuple[OldLawFinding, ...]
