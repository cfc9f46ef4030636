"""The check of a draft: each citation, quotation and old section, held against a shelf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from legalindia.drafts.authorities import Pick, judge, pick, with_namesakes
from legalindia.drafts.findings import CitationFinding, Findings, QuotationFinding
from legalindia.drafts.old_law import find_old_law, with_predecessors
from legalindia.drafts.quoted import Quoted, find_quoted
from legalindia.drafts.references import Mention, find_mentions
from legalindia.drafts.sections import judge_section
from legalindia.drafts.shelf import Held, HeldAct, Shelf

Tell = Callable[[str, int, int], None]
STEPS = ("finding citations", "comparing quotations", "holding citations against the library")


def check(text: str, shelf: Shelf, *, tell: Tell = lambda _step, _done, _total: None) -> Findings:
    """Check a draft.

    :param tell: is told each step, how much of it is done and how much there is.
    """
    tell(STEPS[0], 0, 0)
    mentions = find_mentions(text)
    under = shelf.held({normal for mention in mentions for cited in mention.cited for normal in cited.normals})
    picks = with_namesakes(mentions, [pick(mention, under, shelf) for mention in mentions], shelf)
    papers = [_paper_of(mention, chosen, shelf) for mention, chosen in zip(mentions, picks, strict=True)]
    quoted: list[Quoted] = []
    for each in find_quoted(text, mentions, papers, shelf):
        quoted.append(each)
        tell(STEPS[1], len(quoted), 0)
    tell(STEPS[2], 0, len(mentions))
    citations, places = _citations(mentions, picks, papers, quoted, shelf, tell)
    statutes = [mention.statute for mention in mentions if mention.statute]
    return Findings(
        tuple(map(with_predecessors, citations)),
        tuple(_quotation(each, places) for each in quoted),
        tuple(find_old_law(statutes)),
    )


def _paper_of(mention: Mention, picks: Sequence[Pick], shelf: Shelf) -> Held | HeldAct | None:
    """Return what a quotation is held against that points to this mention."""
    if mention.statute is not None:
        return shelf.act(mention.statute.act) if mention.statute.act else None
    return next((chosen.held for chosen in picks if chosen.held), None)


def _citations(
    mentions: Sequence[Mention],
    picks: Sequence[Sequence[Pick]],
    papers: Sequence[Held | HeldAct | None],
    quoted: Sequence[Quoted],
    shelf: Shelf,
    tell: Tell,
) -> tuple[list[CitationFinding], dict[int, int]]:
    """Return the findings, and where those of each mention begin among them."""
    pointing: dict[int | None, list[Quoted]] = defaultdict(list)
    for each in quoted:
        pointing[each.mention].append(each)
    found: list[CitationFinding] = []
    places: dict[int, int] = {}
    for at, mention in enumerate(mentions):
        if mention.cited or mention.statute:
            places[at] = len(found)
        paper = papers[at]
        if mention.statute is not None:
            act = paper if isinstance(paper, HeldAct) else None
            found.append(judge_section(mention.statute, act, pointing[at], shelf))
        else:
            found += judge(mention, picks[at], pointing[at], shelf)
        tell(STEPS[2], at + 1, len(mentions))
    return found, places


def _quotation(quoted: Quoted, places: dict[int, int]) -> QuotationFinding:
    """Say what became of a quotation: against what it points to, if that is held; else wherever it was found."""
    is_held_to_it = quoted.was_held_against and (quoted.is_certain or quoted.spot is not None)
    outcome, spot = (quoted.outcome, quoted.spot) if is_held_to_it else (quoted.elsewhere_outcome, quoted.elsewhere)
    return QuotationFinding(
        quoted.quotation.text,
        quoted.quotation.start,
        quoted.quotation.end,
        outcome.verdict,
        spot,
        outcome.similarity,
        outcome.difference,
        places.get(quoted.mention) if quoted.mention is not None else None,
    )
