"""What is handed out: citations, the authorities they stand for, and later short mentions of these."""

from __future__ import annotations

from dataclasses import dataclass

from legalindia.law.grammar.cause_titles import CauseTitle
from legalindia.law.grammar.pinpoints import Pinpoint
from legalindia.law.grammar.spans import Kind, Report
from legalindia.law.statutes import SectionReference


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation as it stands in a text.

    :param start: offset of its first code point; `end` is one past its last, so `text[start:end]` is `self.text`.
    :param normalized: its normal form; several, joined by `; `, where one mention names several cases or sections;
        None for a section whose Act the text leaves open.
    :param cause_title: the name of the case beside it, also where another parallel citation stands between.
    :param pinpoint: the paragraph or page it points to.
    :param group: the same number for parallel citations of one authority, in reading order; None for statutes.
    :param act: the canonical name of a statute's Act.
    :param sections: for a statute, its sections one by one.
    """

    text: str
    start: int
    end: int
    kind: Kind
    normalized: str | None
    cause_title: CauseTitle | None = None
    pinpoint: Pinpoint | None = None
    group: int | None = None
    report: Report | None = None
    act: str | None = None
    sections: tuple[SectionReference, ...] = ()

    @property
    def normals(self) -> tuple[str, ...]:
        """The normal forms one by one."""
        return tuple(self.normalized.split("; ")) if self.normalized else ()


@dataclass(frozen=True, slots=True)
class Authority:
    """A decision that a text relies on: its name, its parallel citations, or one of the two.

    :param start: of the name or of the first citation; `end` is after the last citation and the bracket it stands in.
    """

    text: str
    start: int
    end: int
    cause_title: CauseTitle | None
    citations: tuple[Citation, ...]

    @property
    def pinpoint(self) -> Pinpoint | None:
        return next((citation.pinpoint for citation in self.citations if citation.pinpoint), None)


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A later mention of an authority: `Maneka Gandhi (supra)`, `ibid.`

    :param name: the words that go with *supra*; empty for *ibid*.
    :param authority: the place, in the list given, of the authority meant; None where none fits.
    """

    text: str
    start: int
    end: int
    name: str
    authority: int | None
    pinpoint: Pinpoint | None
