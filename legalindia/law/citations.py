"""Every citation of a text: neutral, reporter, online, case number, statute; and the authorities they stand for.

The only door to Indian citations, with `law.statutes`. How each family is written is in `law.grammar`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from legalindia.law.grammar import short_forms
from legalindia.law.grammar.case_numbers import find_case_numbers
from legalindia.law.grammar.cause_titles import CauseTitle, find_cause_titles
from legalindia.law.grammar.findings import Authority, Citation, ShortForm
from legalindia.law.grammar.neutral import find_neutral
from legalindia.law.grammar.parallels import assemble
from legalindia.law.grammar.pinpoints import Pinpoint, paragraphs_between, pinpoint_after
from legalindia.law.grammar.reporters import find_reports, find_yearless
from legalindia.law.grammar.spans import Found, Kind, Report, Span
from legalindia.law.statutes import SectionReference, Unit, find_sections

__all__ = [
    "Authority",
    "CauseTitle",
    "Citation",
    "Kind",
    "Pinpoint",
    "Report",
    "ShortForm",
    "find_authorities",
    "find_citations",
    "find_short_forms",
    "normalize",
    "paragraphs_between",
    "pinpoint_after",
]

# Of two that begin at one place the more telling family wins.
_RANK = {kind: place for place, kind in enumerate((Kind.NEUTRAL, Kind.ONLINE, Kind.REPORTER, Kind.CASE_NUMBER))}
# An Act's name this far from the number is still read as one citation with it.
_LONGEST_LINK = 60


def find_citations(text: str) -> list[Citation]:
    """Find every citation of a text, in order and without overlap."""
    decisions = [citation for authority in find_authorities(text) for citation in authority.citations]
    decisions.sort(key=lambda citation: citation.start)
    return sorted([*decisions, *_statutes(text, decisions)], key=lambda citation: citation.start)


def find_authorities(text: str) -> list[Authority]:
    """Find every decision that a text names or cites, in order; parallel citations are one authority."""
    citations = _decisions(text)
    titles = list(find_cause_titles(text, [Span(citation.start, citation.end) for citation in citations]))
    return list(assemble(text, citations, titles, list(find_yearless(text))))


def find_short_forms(text: str, authorities: list[Authority]) -> list[ShortForm]:
    """Find every *supra* and *ibid.* of a text, each with the place in `authorities` of the one it falls back on.

    :param authorities: those of the same text, as `find_authorities` returns them.
    """
    return list(short_forms.find_short_forms(text, authorities))


def normalize(raw: str) -> str | None:
    """Return the normal form of the citations in a short text, joined by `; `; None when it holds none.

    Parallel citations give a form each: choose with `find_citations` where that matters.
    """
    forms = dict.fromkeys(normal for citation in find_citations(raw) for normal in citation.normals)
    return "; ".join(forms) or None


def _decisions(text: str) -> list[Citation]:
    found: list[Found] = [*find_neutral(text), *find_reports(text), *find_case_numbers(text)]
    found.sort(key=lambda each: (each.start, _RANK[each.kind], -each.end))
    kept: list[Found] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return [_citation(text, each) for each in kept]


def _citation(text: str, found: Found) -> Citation:
    words = text[found.start : found.end]
    return Citation(words, found.start, found.end, found.kind, "; ".join(found.normals), report=found.report)


def _statutes(text: str, decisions: list[Citation]) -> Iterator[Citation]:
    """Walk through the sections as citations, one a mention; those inside another citation are none."""
    starts = [decision.start for decision in decisions]
    end = 0
    for mention, references in groupby(find_sections(text), key=lambda reference: reference.mention):
        place = bisect_right(starts, mention.start)
        floor = max(end, decisions[place - 1].end if place else 0)
        ceiling = decisions[place].start if place < len(decisions) else len(text)
        if floor <= mention.start and mention.end <= ceiling:
            citation = _statute(text, tuple(references), floor=floor, ceiling=ceiling)
            if citation is not None:
                end = citation.end
                yield citation


def _statute(text: str, sections: tuple[SectionReference, ...], *, floor: int, ceiling: int) -> Citation | None:
    """Read a mention and the Act named beside it as one citation; a chapter, or a sub-section alone, is none."""
    first = sections[0]
    if first.unit is Unit.CHAPTER or first.number.startswith("("):
        return None
    start, end = first.mention.start, first.mention.end
    act = first.act_span
    if act is not None and _is_right_after(text, end, act) and act.end <= ceiling:
        end = act.end
    elif act is not None and floor <= act.start < start:
        start = act.start
    normals = dict.fromkeys(reference.normalized for reference in sections if reference.normalized)
    normalized = "; ".join(normals) or None
    return Citation(text[start:end], start, end, Kind.STATUTE, normalized, act=first.act, sections=sections)


def _is_right_after(text: str, end: int, act: Span) -> bool:
    """Tell whether no further section stands between: in `Section 302 with Section 34 IPC` the Act is the second's."""
    return end <= act.start <= end + _LONGEST_LINK and not any(letter.isdigit() for letter in text[end : act.start])
