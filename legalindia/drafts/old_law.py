"""The sections of the old criminal codes in a draft, each with what took its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legalindia.drafts.findings import OldLawFinding, Successor
from legalindia.law.citations import Citation
from legalindia.law.codes import Code, Relation, successors, unmatched
from legalindia.law.statutes import SectionReference, Unit

_OLD = {code.full_name: code for code in Code if not code.is_new}


def find_old_law(statutes: Sequence[Citation]) -> Iterator[OldLawFinding]:
    """Walk through the sections of the old codes; one that never was has no successor and is left out."""
    for citation in statutes:
        for reference in citation.sections:
            code = _OLD.get(reference.act or "")
            if code is not None and reference.unit is Unit.SECTION:
                yield from _what_became(code, reference)


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
