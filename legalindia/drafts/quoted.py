"""The quotations of a draft, each held against what it points to, or else looked for everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from legalindia.drafts.findings import Spot
from legalindia.drafts.references import Mention
from legalindia.drafts.shelf import Held, HeldAct, Shelf, Titled
from legalindia.law.citations import Pinpoint, paragraphs_between
from legalindia.law.comparison import NOT_THERE, Comparison, Verdict, compare
from legalindia.law.grammar.spans import Span
from legalindia.law.originals import Original, Place
from legalindia.law.quotations import Pointing, Quotation, find_quotations, point
from legalindia.law.statutes import SectionReference

# A pinpoint behind a quotation stands right behind it: "…" (para 12).
_BEHIND = 24


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation, what it points to, and what came of holding the one against the other.

    :param mention: place in the list of mentions; None where it points to nothing.
    :param is_certain: the draft gives it as the words of that very authority.
    :param is_open: it may be the authority's or not, and nothing says whose words it is else.
    :param pinpoint: the paragraph named beside the quotation itself.
    :param outcome: against what it points to; NOT_THERE where nothing of that is held.
    :param was_held_against: the paper it points to could be read.
    :param elsewhere: where it was found among all other papers; only looked for where it is not in the first place.
    """

    quotation: Quotation
    mention: int | None
    is_certain: bool
    pinpoint: Pinpoint | None
    outcome: Comparison
    spot: Spot | None
    was_held_against: bool
    elsewhere: Spot | None = None
    elsewhere_outcome: Comparison = NOT_THERE
    is_elsewhere_in_library: bool = False
    is_open: bool = False


def find_quoted(
    text: str, mentions: Sequence[Mention], papers: Sequence[Held | HeldAct | None], shelf: Shelf
) -> Iterator[Quoted]:
    """Walk through the quotations of a draft.

    :param papers: of each mention, the judgment or Act that our library holds.
    """
    quotations = find_quotations(text, mentions=[Span(mention.start, mention.end) for mention in mentions])
    free = list(_outside(mentions, quotations))
    spans = [Span(mentions[at].start, mentions[at].end) for at in free]
    # A form's sentence may be quoted a thousand times; it is looked for once.
    anywhere = cache(partial(_anywhere, shelf))
    for quotation in quotations:
        tried = [
            _try(text, quotation, replace(pointing, mention=free[pointing.mention]), mentions, papers, shelf)
            for pointing in point(text, quotation, spans)
        ]
        best = _best(tried, mentions) or Quoted(quotation, None, False, None, NOT_THERE, None, False)
        yield _with_elsewhere(best, *anywhere(quotation.text)) if best.outcome.verdict is Verdict.NOT_FOUND else best


def _outside(mentions: Sequence[Mention], quotations: Sequence[Quotation]) -> Iterator[int]:
    """Walk through the places of the mentions that are the draft's own: what is quoted may name sections too."""
    at = 0
    for place, mention in enumerate(mentions):
        while at < len(quotations) and quotations[at].end <= mention.start:
            at += 1
        if at == len(quotations) or mention.end <= quotations[at].start or mention.start < quotations[at].start:
            yield place


def _try(
    text: str,
    quotation: Quotation,
    pointing: Pointing,
    mentions: Sequence[Mention],
    papers: Sequence[Held | HeldAct | None],
    shelf: Shelf,
) -> Quoted:
    mention, held = mentions[pointing.mention], papers[pointing.mention]
    outcome, spot = _against(quotation, held, mention, shelf)
    pinpoint = _own_pinpoint(text, quotation, mention)
    return Quoted(
        quotation,
        pointing.mention,
        pointing.is_certain,
        pinpoint,
        outcome,
        spot,
        was_held_against=held is not None,
        is_open=pointing.is_open,
    )


def _best(tried: Sequence[Quoted], mentions: Sequence[Mention]) -> Quoted | None:
    """Return the pointing that is borne out best; where none is, the nearest judgment's, for sections are not quoted
    by the way."""

    def standing(each: Quoted) -> tuple[bool, float, bool, bool]:
        is_judgment = each.mention is not None and mentions[each.mention].statute is None
        outcome = each.outcome
        return (outcome.verdict is not Verdict.NOT_FOUND, round(outcome.similarity, 1), is_judgment, each.is_certain)

    found = [each for each in tried if each.outcome.verdict is not Verdict.NOT_FOUND]
    if found:
        return max(found, key=standing)
    certain = [each for each in tried if each.is_certain] or list(tried)
    judgments = [each for each in certain if each.mention is not None and mentions[each.mention].statute is None]
    return next(iter(judgments or certain), None)


def _with_elsewhere(quoted: Quoted, elsewhere: Spot | None, outcome: Comparison, is_in_library: bool) -> Quoted:
    return replace(quoted, elsewhere=elsewhere, elsewhere_outcome=outcome, is_elsewhere_in_library=is_in_library)


def _own_pinpoint(text: str, quotation: Quotation, mention: Mention) -> Pinpoint | None:
    """Return the paragraph that is named between authority and quotation, or right behind the quotation."""
    behind = paragraphs_between(text, quotation.end, min(len(text), quotation.end + _BEHIND))
    if behind is not None and not any(letter.isalnum() for letter in text[quotation.end : behind.start]):
        return behind
    return paragraphs_between(text, mention.end, quotation.start) if mention.end <= quotation.start else None


def _against(
    quotation: Quotation, held: Held | HeldAct | None, mention: Mention, shelf: Shelf
) -> tuple[Comparison, Spot | None]:
    if held is None:
        return NOT_THERE, None
    if isinstance(held, HeldAct):
        return _against_act(quotation, held, mention, shelf)
    paper = shelf.paper(held.document_id)
    outcome = compare(quotation.text, paper.original)
    return outcome, _spot(held, paper.original, outcome.place)


def _against_act(quotation: Quotation, act: HeldAct, mention: Mention, shelf: Shelf) -> tuple[Comparison, Spot | None]:
    """Hold a quotation against the sections named; each is a page of the Act."""
    best, spot = NOT_THERE, None
    for reference in mention.statute.sections if mention.statute else ():
        provision = act.provisions.get((reference.unit, base_number(reference)))
        if provision is None:
            continue
        original = Original([shelf.paper(act.document_id).pages[provision.page - 1]])
        outcome = compare(quotation.text, original)
        if outcome.similarity > best.similarity:
            best, spot = outcome, _spot(act, original, outcome.place, first=provision.page)
    return best, spot


def base_number(reference: SectionReference) -> str:
    """Return the section without its sub-section: `376(2)` → `376`."""
    return reference.number.partition("(")[0].strip()


def _anywhere(shelf: Shelf, said: str) -> tuple[Spot | None, Comparison, bool]:
    best, spot, is_in_library = NOT_THERE, None, False
    for stretch in shelf.near(said):
        original = Original(stretch.pages)
        outcome = compare(said, original)
        if outcome.verdict is not Verdict.NOT_FOUND and outcome.similarity > best.similarity:
            best, spot = outcome, _spot(stretch, original, outcome.place, first=stretch.first)
            is_in_library = stretch.is_in_library
        if best.verdict is Verdict.VERBATIM:
            break
    return spot, best, is_in_library


def _spot(paper: Titled, original: Original, place: Place | None, *, first: int = 1) -> Spot | None:
    """Return a place as the viewer opens it: what of it stands on the page on which it begins."""
    if place is None:
        return None
    end = place.end if place.last_page == place.page else len(original.pages[place.page - 1])
    return Spot(paper.document_id, paper.title, first + place.page - 1, place.start, end)
