"""Which codes the sections of a draft are of, and which of them do not govern the case once its dates are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from legalindia.drafts.findings import Findings
from legalindia.drafts.old_law import sections_named
from legalindia.law.codes import Code, Governing, governing
from legalindia.law.counterparts import Mention


@dataclass(frozen=True, slots=True)
class Named:
    """The sections of the six codes that a draft names, each once, in the order of the draft."""

    sections: tuple[Mention, ...]

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes, the old ones first."""
        named = {mention.code for mention in self.sections}
        return tuple(code for code in Code if code in named)

    @property
    def listed(self) -> str:
        """The codes as a sentence lists them: "the IPC, the CrPC and the BNS"."""
        *others, last = (f"the {code}" for code in self.codes)
        return f"{', '.join(others)} and {last}" if others else last

    @property
    def wants_dates(self) -> bool:
        """Say whether the dates of the case decide if the draft cites the right code: it names an old one."""
        return any(not code.is_new for code in self.codes)

    @property
    def is_mixed(self) -> bool:
        """Say whether it names an old code and the one that took its place."""
        return any(code.counterpart in self.codes for code in self.codes)

    def not_governing(self, governs: Governing) -> list[Mention]:
        """Return the sections whose code does not govern; one whose date is missing says nothing."""
        chosen = (governs.offence.code, governs.procedure.code, governs.evidence.code)
        ruled_out = {code.counterpart for code in chosen if code is not None}
        return [mention for mention in self.sections if mention.code in ruled_out]


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of a case. :param conduct: the day of the act. :param proceeding: the day on which it began."""

    conduct: date | None = None
    proceeding: date | None = None

    @property
    def governs(self) -> Governing:
        return governing(self.conduct, self.proceeding)

    @property
    def are_given(self) -> bool:
        return self.conduct is not None or self.proceeding is not None


ASKS = (
    "The draft names sections of {codes}. Which code governs depends on the day of the act and of the proceeding "
    "(1 July 2024), which were not given."
)


def sentence_on(named: Named, dates: Dated) -> str:
    """Say in one line which codes govern and what of the draft is of another, or that the dates were not given.

    :returns: nothing where the draft names none of the old codes.
    """
    if not named.wants_dates:
        return ""
    if not dates.are_given:
        return ASKS.format(codes=named.listed)
    governs = dates.governs
    sides = (("offence", governs.offence), ("procedure", governs.procedure), ("evidence", governs.evidence))
    said = "; ".join(f"{side}: {choice.code or 'wants a date'}" for side, choice in sides)
    others = ", ".join(mention.named for mention in named.not_governing(governs))
    return f"{said[:1].upper()}{said[1:]}.{f' Not governing, though named: {others}.' if others else ''}"


def named_in(findings: Findings) -> Named:
    """Return the sections of the six codes that a checked draft names."""
    every: Iterable[Mention] = (mention for each in findings.citations for mention in sections_named(each))
    return Named(tuple({mention.named: mention for mention in every}.values()))
