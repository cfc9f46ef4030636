"""The sections of the criminal codes in a draft: of the old codes with what took their place, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from legalindia.drafts.findings import CitationFinding, OldLawFinding, Successor
from legalindia.law.citations import Citation, Kind
from legalindia.law.codes import Code, Relation, successors, unmatched
from legalindia.law.counterparts import Mention, code_mentions
from legalindia.law.statutes import SectionReference, Unit

_OLD = {code.full_name: code for code in Code if not code.is_new}


def find_old_law(statutes: Sequence[Citation]) -> Iterator[OldLawFinding]:
    """Walk through the sections of the old codes; one that never was has no successor and is left out."""
    for citation in statutes:
        for reference in citation.sections:
            code = _OLD.get(reference.act or "")
            if code is not None and reference.unit is Unit.SECTION:
                yield from _what_became(code, reference)


def sections_named(finding: CitationFinding) -> list[Mention]:
    """Return the sections of the six codes that a citation names, each with its counterparts."""
    return list(code_mentions(finding.normalized or "")) if finding.kind is Kind.STATUTE else []


def with_predecessors(finding: CitationFinding) -> CitationFinding:
    """Return the finding with a note that says whose place the sections of a new code took.

    What took the place of an old one is a finding of its own, since it may have to be changed in the draft.
    """
    said = [_came_from(mention) for mention in sections_named(finding) if mention.code.is_new]
    return replace(finding, note=" ".join(filter(None, [finding.note, *said])))


def _came_from(mention: Mention) -> str:
    if mention.counterparts:
        return f"{mention.named} stands in the place of {mention.answer}."
    return f"{mention.named} is new. {' '.join(mention.notes[1:])}".strip()


def _what_became(code: Code, reference: SectionReference) -> Iterator[OldLawFinding]:
    followed = successors(code, reference.number)
    gone = unmatched(code, reference.number)
    if not followed and gone is None:
        return
    relations = {each.relation for each in followed}
    relation = Relation.OMITTED if not followed else relations.pop() if len(relations) == 1 else Relation.SPLIT
    yield OldLawFinding(
        text=reference.text,
        start=reference.start,
        end=reference.end,
        act=code.full_name,
        section=reference.number,
        successors=tuple(Successor(each.code.full_name, each.section, each.note) for each in followed),
        relation=relation,
        note=gone.note if gone else "",
    )
