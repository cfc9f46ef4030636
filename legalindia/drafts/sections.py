"""Sections and articles that a draft names, held against the Acts of the library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from legalindia.drafts.findings import CitationFinding, CitationVerdict, Failure, Spot
from legalindia.drafts.quoted import Quoted, base_number
from legalindia.drafts.shelf import HeldAct, HeldProvision, Shelf
from legalindia.law.citations import Citation
from legalindia.law.codes import Code, predecessors, successors, unmatched
from legalindia.law.comparison import Verdict
from legalindia.law.statutes import SectionReference, Unit

_NUMBER = re.compile(r"(\d+)([A-Z]*)")
# `sub-section (3)` names one of this section or of another, and is not its beginning.
_NO_REFERENCE = r"(?<!section )(?<!sections )(?<!clause )(?<!clauses )(?<![\w)])"
_SUBSECTION = re.compile(rf"{_NO_REFERENCE}\((\d{{1,2}})\)", re.IGNORECASE)
_LEVEL = re.compile(r"\((\w+)\)")
_CODES = {code.full_name: code for code in Code}
NAMES = {
    Unit.SECTION: "section", Unit.ARTICLE: "article", Unit.ORDER: "Order", Unit.RULE: "rule",
    Unit.REGULATION: "regulation", Unit.SCHEDULE: "Schedule", Unit.CHAPTER: "Chapter",
}  # fmt: skip

OPEN_ACT = "The draft leaves open which Act is meant."
NO_ACT = "Our library does not hold {act}."
NO_UNITS = "Our library holds {act}, but not with its {unit}s one by one."
NO_SUCH = "{act}, as our library holds it, has no {unit} {number}."
LACKING = (
    "{act} has a {unit} {number} or may have one, but our copy lacks it: look it up. It was not held against anything."
)
TEXT_LACKING = "{unit} {number} of {act} is there, but our copy lacks its text, so its part {part} was not looked at."
NO_PART = "The part {part} was not found in our copy of {unit} {number}: look it up."
PERHAPS_LATER = (
    "{act}, as our library holds it, has no {unit} {number}. It may have been inserted after our copy was made: "
    "look it up."
)
NOT_IN_FORCE = "{unit} {number} of {act} is there, but was omitted or repealed."
NO_SUBSECTION = "{unit} {number} of {act} has no sub-section ({part}): it goes up to ({last})."
OTHER_WORDS = "The words quoted are not those of the section."
FAR_APART = "The words quoted are the section's, but an ellipsis leaves out {words} words between them."
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
    if _is_of_the_code(reference) or _is_in_a_gap(base_number(reference), known):
        return _Ruling(CitationVerdict.UNCLEAR, note=LACKING.format(**words))
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


def _is_of_the_code(reference: SectionReference) -> bool:
    """Tell whether the table of the criminal codes, old and new, has the section: our copy of the Act may not."""
    code = _CODES.get(reference.act or "")
    if code is None or reference.unit is not Unit.SECTION:
        return False
    number = base_number(reference)
    counterparts = predecessors(code, number) if code.is_new else successors(code, number)
    return bool(counterparts) or unmatched(code, number) is not None


def _is_in_a_gap(number: str, known: Sequence[str]) -> bool:
    """Tell whether our copy has sections before and behind a number, and not the number itself: it has lost it."""
    wanted = _NUMBER.fullmatch(number)
    held = {int(match[1]) for each in known if (match := _NUMBER.match(each))}
    if wanted is None or not held:
        return False
    return int(wanted[1]) not in held and min(held) < int(wanted[1]) < max(held)


def _subsection(
    reference: SectionReference, act: HeldAct, provision: HeldProvision, shelf: Shelf, words: dict[str, str]
) -> _Ruling:
    """Hold every level behind the section's number against its text, where that is numbered at all."""
    levels = _LEVEL.findall(reference.number)
    right = _Ruling(CitationVerdict.VERIFIED, page=provision.page)
    if not levels:
        return right
    text = shelf.paper(act.document_id).pages[provision.page - 1]
    part = "".join(f"({level})" for level in levels)
    if not _body(text):
        note = TEXT_LACKING.format(**words, part=part)
    elif _has_levels(text, levels):
        return right
    elif last := _last_subsection(text, levels[0]):
        note = NO_SUBSECTION.format(**words, part=levels[0], last=last)
        return _Ruling(CitationVerdict.MISMATCH, Failure.CITATION, note[0].upper() + note[1:], provision.page)
    else:
        note = NO_PART.format(**words, part=part)
    return _Ruling(CitationVerdict.UNCLEAR, note=note[0].upper() + note[1:], page=provision.page)


def _body(text: str) -> str:
    """Return a provision's text without the line of its number and heading."""
    return text.partition("\n\n")[2].strip()


def _has_levels(text: str, levels: Sequence[str]) -> bool:
    """Tell whether each level is found inside the one before: (n) between (2) and (3) of `376(2)(n)`."""
    inside = _body(text)
    for level in levels:
        place = _place_of(inside, level)
        if place is None:
            return False
        inside = inside[place.end() :]
        following = _place_of(inside, str(int(level) + 1)) if level.isdigit() else None
        inside = inside[: following.start()] if following else inside
    return True


def _place_of(text: str, level: str) -> re.Match[str] | None:
    """Return where a level stands: at the head of a line or behind a dash, or else anywhere but in a reference."""
    bracket = rf"\(\s?{re.escape(level)}\s?\)"
    head = re.search(rf"(?:^[ \t]*|[-–—]\s?){bracket}", text, re.IGNORECASE | re.MULTILINE)
    return head or re.search(rf"{_NO_REFERENCE}{bracket}", text, re.IGNORECASE)


def _last_subsection(text: str, level: str) -> int | None:
    """Return the last sub-section, where they run from 1 upwards without a gap and the one asked for is beyond it."""
    there = {int(number) for number in _SUBSECTION.findall(text)}
    last = max(there, default=0)
    is_beyond = level.isdigit() and int(level) > last and there == set(range(1, last + 1))
    return last if last and is_beyond else None


def _with_quotations(ruling: _Ruling, quoted: Sequence[Quoted]) -> _Ruling:
    for each in quoted:
        if each.outcome.verdict is Verdict.ALTERED and not each.outcome.is_perhaps_misread:
            return _Ruling(CitationVerdict.MISMATCH, Failure.QUOTATION, OTHER_WORDS, ruling.page)
        if each.outcome.left_out:
            return _Ruling(
                CitationVerdict.UNCLEAR, note=FAR_APART.format(words=each.outcome.left_out), page=ruling.page
            )
        if each.outcome.verdict is not Verdict.VERBATIM and each.is_certain:
            return _Ruling(CitationVerdict.UNCLEAR, note=NOT_ITS_WORDS, page=ruling.page)
    return ruling


def _called(act: str) -> str:
    return act if act.lower().startswith("the ") else f"the {act}"
