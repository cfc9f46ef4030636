"""Sections and articles that a draft names, held against the Acts of the library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from legalindia.drafts.findings import CitationFinding, CitationVerdict, Failure, Spot
from legalindia.drafts.quoted import Quoted, base_number
from legalindia.drafts.shelf import HeldAct, HeldProvision, Shelf
from legalindia.law.citations import Citation
from legalindia.law.comparison import Verdict
from legalindia.law.statutes import SectionReference, Unit

_NUMBER = re.compile(r"(\d+)([A-Z]*)")
_SUBSECTION = re.compile(r"(?<![\w)])\((\d{1,2}[A-Z]?)\)")
_FIRST_LEVEL = re.compile(r"\((\w+)\)")
NAMES = {
    Unit.SECTION: "section", Unit.ARTICLE: "article", Unit.ORDER: "Order", Unit.RULE: "rule",
    Unit.REGULATION: "regulation", Unit.SCHEDULE: "Schedule", Unit.CHAPTER: "Chapter",
}  # fmt: skip

OPEN_ACT = "The draft leaves open which Act is meant."
NO_ACT = "Our library does not hold {act}."
NO_UNITS = "Our library holds {act}, but not with its {unit}s one by one."
NO_SUCH = "{act}, as our library holds it, has no {unit} {number}."
PERHAPS_LATER = (
    "{act}, as our library holds it, has no {unit} {number}. It may have been inserted after our copy was made: "
    "look it up."
)
NOT_IN_FORCE = "{unit} {number} of {act} is there, but was omitted or repealed."
NO_SUBSECTION = "{unit} {number} of {act} has no sub-section ({part}): it goes up to ({last})."
OTHER_WORDS = "The words quoted are not those of the section."
NOT_ITS_WORDS = "The words quoted beside it were not found in it."


@dataclass(frozen=True, slots=True)
class _Ruling:
    """What is to be said of one section."""

    verdict: CitationVerdict
    failure: Failure | None = None
    note: str = ""
    page: int | None = None


def judge_section(citation: Citation, act: HeldAct | None, quoted: Sequence[Quoted], shelf: Shelf) -> CitationFinding:
    """Say of a mention of sections whether the Act has them, and whether what is quoted as theirs is."""
    rulings = list(_rulings(citation, act, shelf))
    ruling = max(rulings, key=lambda each: _GRAVITY.index(each.verdict))
    if ruling.verdict is CitationVerdict.VERIFIED:
        ruling = _with_quotations(ruling, quoted)
    page = ruling.page or next((each.page for each in rulings if each.page), None)
    found = Spot(act.document_id, act.title, page) if act and page else None
    return CitationFinding(
        citation.text,
        citation.start,
        citation.end,
        citation.kind,
        citation.normalized,
        None,
        None,
        ruling.verdict,
        ruling.failure,
        found,
        ruling.note,
    )


_GRAVITY = (
    CitationVerdict.VERIFIED,
    CitationVerdict.NOT_HELD,
    CitationVerdict.UNCLEAR,
    CitationVerdict.MISMATCH,
)


def _rulings(citation: Citation, act: HeldAct | None, shelf: Shelf) -> Iterator[_Ruling]:
    for reference in citation.sections:
        if reference.act is None:
            yield _Ruling(CitationVerdict.UNCLEAR, note=OPEN_ACT)
        elif act is None:
            yield _Ruling(CitationVerdict.NOT_HELD, note=NO_ACT.format(act=_called(reference.act)))
        else:
            yield _rule(reference, act, shelf)


def _rule(reference: SectionReference, act: HeldAct, shelf: Shelf) -> _Ruling:
    provision = act.provisions.get((reference.unit, base_number(reference)))
    words = {
        "act": _called(act.title),
        "unit": NAMES.get(reference.unit, str(reference.unit)),
        "number": base_number(reference),
    }
    if provision is None:
        return _missing(reference, act, words)
    if not provision.is_in_force:
        note = NOT_IN_FORCE.format(**words)
        return _Ruling(CitationVerdict.UNCLEAR, note=note[0].upper() + note[1:], page=provision.page)
    return _subsection(reference, act, provision, shelf, words)


def _missing(reference: SectionReference, act: HeldAct, words: dict[str, str]) -> _Ruling:
    known = [number for unit, number in act.provisions if unit == reference.unit]
    if not known:
        return _Ruling(CitationVerdict.NOT_HELD, note=NO_UNITS.format(**words))
    if act.is_closed or not _may_be_inserted(base_number(reference), known):
        return _Ruling(CitationVerdict.MISMATCH, Failure.CITATION, NO_SUCH.format(**words))
    return _Ruling(CitationVerdict.UNCLEAR, note=PERHAPS_LATER.format(**words))


def _may_be_inserted(number: str, known: Sequence[str]) -> bool:
    """Tell whether an amendment can have brought the section: 65C between 65B and 66, but no section 900."""
    wanted = _NUMBER.fullmatch(number)
    if wanted is None:
        return True
    bases = {match[1] for each in known if (match := _NUMBER.match(each))}
    return bool(wanted[2]) and wanted[1] in bases


def _subsection(
    reference: SectionReference, act: HeldAct, provision: HeldProvision, shelf: Shelf, words: dict[str, str]
) -> _Ruling:
    """Hold the first level behind the section's number against its text, where that is numbered at all."""
    level = _FIRST_LEVEL.search(reference.number)
    right = _Ruling(CitationVerdict.VERIFIED, page=provision.page)
    if level is None:
        return right
    text = shelf.paper(act.document_id).pages[provision.page - 1]
    if f"({level[1]})" in text.replace(" ", "") or f"({level[1].lower()})" in text.replace(" ", ""):
        return right
    there = [number for number in _SUBSECTION.findall(text) if number.isdigit()]
    if level[1].isdigit() and there and int(level[1]) > max(map(int, there)):
        note = NO_SUBSECTION.format(**words, part=level[1], last=max(map(int, there)))
        return _Ruling(CitationVerdict.MISMATCH, Failure.CITATION, note[0].upper() + note[1:], provision.page)
    note = f"The part ({level[1]}) was not found in our copy of {words['unit']} {words['number']}."
    return _Ruling(CitationVerdict.UNCLEAR, note=note, page=provision.page)


def _with_quotations(ruling: _Ruling, quoted: Sequence[Quoted]) -> _Ruling:
    for each in quoted:
        if each.outcome.verdict is Verdict.ALTERED and not each.outcome.is_perhaps_misread:
            return _Ruling(CitationVerdict.MISMATCH, Failure.QUOTATION, OTHER_WORDS, ruling.page)
        if each.outcome.verdict is not Verdict.VERBATIM and each.is_certain:
            return _Ruling(CitationVerdict.UNCLEAR, note=NOT_ITS_WORDS, page=ruling.page)
    return ruling


def _called(act: str) -> str:
    return act if act.lower().startswith("the ") else f"the {act}"
