"""The one place where something that could be said becomes a statement of an answer.

Whoever proposes it, a rule or a model, a claim has to pass `check` against the record: the pages, as they are kept,
of the documents that lie in the scope and that the asker may see at this moment. What fails is set aside with the
reason, and is never among the statements.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from legalindia.law.citations import find_authorities, find_citations
from legalindia.law.comparison import Verdict, compare
from legalindia.law.originals import Original
from legalindia.law.parties import Likeness, best_likeness
from legalindia.law.quotations import find_quotations
from legalindia.law.statutes import find_sections
from legalindia.research.models import Support

NO_SOURCE = "It names no source."
NOT_ON_RECORD = "Its source is not among the papers that were searched, or may not be seen."
OTHER_WORDS = "The words quoted do not stand at that place in the source."
CUT = "The words quoted break off in the middle of a citation."
NOT_VERBATIM = "It is given as the source's own words, and they differ."
MISQUOTED = "It quotes words that none of its sources has."
EMPTY = "It says nothing."
WITHHELD = "(withheld)"
# No citation is longer: what stands further off cannot be cut by a place's ends.
_AROUND = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said to stand: `text[start:end] == quote` on that page, in code points."""

    document_id: uuid.UUID
    page: int
    start: int
    end: int
    quote: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that could be said, and the places it is said to rest on."""

    text: str
    support: Support
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PageOnRecord:
    """A page as it is kept. :param sha256: of the document's original."""

    text: str
    sha256: str


Record = Mapping[tuple[uuid.UUID, int], PageOnRecord]


@dataclass(frozen=True, slots=True)
class Source:
    """A place that was found to say what it is said to say."""

    number: int
    place: Place
    sha256: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim that passed every check. Made by `Answer.take` only."""

    text: str
    support: Support
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A claim that did not pass, and why."""

    text: str
    reason: str


@dataclass(slots=True)
class Answer:
    """Statements with their sources numbered in the order in which they are first used, and what was set aside."""

    statements: list[Statement] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    def take(self, claim: Claim, record: Record) -> None:
        """Let the claim in as a statement if it passes, else set it aside."""
        reason = check(claim, record)
        if reason is not None:
            # What is not on the record may be a paper the asker has just lost sight of: its words stay out of this.
            self.set_aside.append(SetAside(WITHHELD if reason == NOT_ON_RECORD else claim.text, reason))
            return
        sources = tuple(self._numbered(place, record) for place in dict.fromkeys(claim.places))
        self.statements.append(Statement(claim.text, claim.support, sources))

    def _numbered(self, place: Place, record: Record) -> Source:
        for source in self.sources:
            if source.place == place:
                return source
        source = Source(len(self.sources) + 1, place, record[place.document_id, place.page].sha256)
        self.sources.append(source)
        return source


def verify(claims: Iterable[Claim], record: Record) -> Answer:
    """Return the answer that these claims make, with nothing in it that the record does not bear out."""
    answer = Answer()
    for claim in claims:
        answer.take(claim, record)
    return answer


def check(claim: Claim, record: Record) -> str | None:
    """Return why the claim may not be stated, or None when it may."""
    if not claim.text.strip():
        return EMPTY
    if not claim.places:
        return NO_SOURCE
    for place in claim.places:
        page = record.get((place.document_id, place.page))
        if page is None:
            return NOT_ON_RECORD
        if not _stands_there(place, page.text):
            return OTHER_WORDS
        if _is_cut(place, page.text):
            return CUT
    quotes = [place.quote for place in claim.places]
    if claim.support == Support.VERBATIM and claim.text not in quotes:
        return NOT_VERBATIM
    return _unfounded_authority(claim.text, quotes) or _misquoted(claim, quotes)


def _stands_there(place: Place, text: str) -> bool:
    return 0 <= place.start < place.end <= len(text) and text[place.start : place.end] == place.quote


def _is_cut(place: Place, text: str) -> bool:
    """Say whether a place begins or ends within a citation: half of (2010) 11 SCC 441 is another authority."""
    first = max(0, place.start - _AROUND)
    around = find_citations(text[first : place.end + _AROUND])
    ends = (place.start, place.end)
    return any(first + one.start < end < first + one.end for one in around for end in ends)


def _misquoted(claim: Claim, quotes: list[str]) -> str | None:
    """Return the refusal when other words than a source's are given as quoted, or a case is called by another name.

    It is the check that drafts go through (`law.comparison`, `law.parties`), held to the answer's own sources.
    """
    if claim.support == Support.VERBATIM:
        return None
    originals = [Original([quote]) for quote in quotes]
    for quotation in find_quotations(claim.text):
        if not any(compare(quotation.text, original).verdict is Verdict.VERBATIM for original in originals):
            return MISQUOTED
    names = [name for quote in quotes for name in _names(quote)]
    unknown = [name for name in _names(claim.text) if best_likeness(name, names) is not Likeness.SAME]
    return f"It names {unknown[0]}, which none of its sources names so." if unknown else None


def _names(text: str) -> list[str]:
    return [authority.cause_title.text for authority in find_authorities(text) if authority.cause_title]


def _unfounded_authority(text: str, quotes: list[str]) -> str | None:
    """Return the refusal when the text names a citation or a section that none of its sources names."""
    found = {authority for quote in quotes for authority in _cited(quote) | _sections(quote, with_act=False)}
    found |= {authority for quote in quotes for authority in _sections(quote, with_act=True)}
    missing = sorted((_cited(text) | _sections(text, with_act=True)) - found)
    return f"It names {missing[0]}, which none of its sources names." if missing else None


def _cited(text: str) -> set[str]:
    return {normal for citation in find_citations(text) if not citation.sections for normal in citation.normals}


def _sections(text: str, *, with_act: bool) -> set[str]:
    """Return the sections that a text names: with their Act where it says it, or by their bare numbers."""
    references = find_sections(text)
    bare = {f"{reference.unit} {reference.number}" for reference in references if not (with_act and reference.act)}
    return bare | {reference.normalized for reference in references if with_act and reference.normalized}
