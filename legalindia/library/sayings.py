"""What is said of a judgment: by a list that came with it, and by its own text; and what holds when they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from legalindia.law.causes import cause_title
from legalindia.law.citations import Citation, Kind, find_citations
from legalindia.law.courts import COURTS, SUPREME_COURT, court_called, court_of_cnr, court_of_neutral, parse_cnr
from legalindia.law.dates import date_of
from legalindia.law.words import fold, words

# A list calls one thing by many names; these are those of the contract and of the public collections.
_NAMES = {
    "title": ("title", "cause_title", "case_title", "name"),
    "court": ("court", "court_name"),
    "bench": ("bench", "judge", "judges", "coram", "author_judge"),
    "decided": ("date", "decision_date", "date_of_judgment", "judgment_date", "decided", "date_of_decision"),
    "citations": (
        "citations",
        "citation",
        "neutral_citation",
        "nc_display",
        "reporter_citations",
        "reporter_citation",
        "equivalent_citations",
        "citation_block",
        "case_id",
        "case_number",
        "case_no",
    ),
    "cnr": ("cnr", "cnr_number"),
    "source": ("source_url", "url", "source_name", "source"),
}
_OPENING = 6000
# The Supreme Court sat for the first time on the day the Constitution began (Constitution of India, art 394).
OPENED = date(1950, 1, 26)
_LONGEST = 2000
_CNR = re.compile(r"\b[A-Z]{4}\d{2}-?\d{6}-?\d{4}\b")
_BENCH = re.compile(
    r"^[ \t]*(?:bench|coram|before|present)[ \t]*[:\-][ \t]*(\S.{2,200})$", re.IGNORECASE | re.MULTILINE
)
_RUNS_ON = re.compile(r"\b(?:PETITIONER|RESPONDENT|APPELLANT|CASE NO|BENCH|CITATION|DATE OF)\b.*\Z")
# What follows is what the report itself goes by; further down it is what the court relied on.
_OWN = re.compile(r"\b(?:equivalent citations?|neutral citation(?: no\.?)?|citation)[ \t]*:", re.IGNORECASE)
_OWN_REACH = 600
_MOST_BESIDE = 8
_NEUTRAL_REACH = 1500
_COURT = re.compile(
    r"\b(?:high court of (?:judicature )?(?:at |for |of )?(?:the state of )?(?P<of>[A-Z][A-Za-z&. ]{2,40}?)"
    r"(?=\s*(?:\n|,|\bat\b|\bbench\b|:|-|$))|(?P<before>[A-Z][A-Za-z]+(?: Pradesh)?) high court)",
    re.IGNORECASE | re.MULTILINE,
)
_PARTY_NOISE = frozenset("and ors anr others another etc vs v versus the of etcetera ltd limited".split())
# Of the words of both titles, so many must be common before they are one cause: lists cut titles and mistype them.
_SAME_TITLE = 0.34
_RANK = {Kind.NEUTRAL: 0, Kind.REPORTER: 1, Kind.ONLINE: 2, Kind.CASE_NUMBER: 3}
_FIRST_REPORTERS = ("SCC", "SCR", "AIR")


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a judgment; None and empty for what it leaves out."""

    title: str | None = None
    court: str | None = None
    bench: str | None = None
    decided: date | None = None
    cnr: str | None = None
    citations: tuple[Citation, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A fact of which two sources say different things."""

    field: str
    metadata: str
    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds of a judgment. :param origins: of each fact, whether the metadata or the text says it."""

    facts: Said
    origins: dict[str, str]
    contradictions: tuple[Contradiction, ...]


def read_row(row: Mapping[str, Any]) -> Said:
    """Read what a list says: a row of CSV, or an object of JSON."""
    plain = {str(key).strip().lower().replace(" ", "_"): value for key, value in row.items() if value is not None}
    court = _first(plain, "court")
    return Said(
        title=_first(plain, "title"),
        court=_court_named(court) or court,
        bench=_judges(_first(plain, "bench")),
        decided=_day(_first(plain, "decided")),
        cnr=_cnr(_first(plain, "cnr")),
        citations=_decisions(find_citations("; ".join(_all(plain, "citations")))),
        source=_first(plain, "source"),
    )


def read_text(opening: str, closing: str) -> Said:
    """Read what a judgment says of itself. :param opening: its first page or two; `closing`: its last."""
    opening = opening[:_OPENING]
    found = _own_citations(opening)
    neutral = next((one for one in found if one.kind is Kind.NEUTRAL), None)
    cnr = _CNR.search(opening)
    court = _court_named(opening) or (_court_of(neutral) if neutral else None)
    bench = _BENCH.search(opening)
    return Said(
        title=cause_title(opening),
        court=court,
        bench=_judges(bench[1]) if bench else None,
        decided=date_of(f"{opening}\n\n{closing}"),
        cnr=_cnr(cnr[0]) if cnr else None,
        citations=_decisions(found),
    )


def settle(metadata: Said, text: Said) -> Settled:
    """Say what holds. A judgment's own date outranks a list's; for the rest the list, made by hand, comes first."""
    contradictions = tuple(_contradictions(metadata, text))
    differing = {one.field for one in contradictions}
    chosen: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name in ("title", "court", "bench", "decided", "cnr"):
        listed, own = getattr(metadata, name), getattr(text, name)
        from_text = own is not None and (listed is None or (name == "decided" and name in differing))
        if own is not None or listed is not None:
            chosen[name], origins[name] = (own, "text") if from_text else (listed, "metadata")
    if (cut := metadata.title) and cut.endswith("...") and text.title and "title" not in differing:
        chosen["title"], origins["title"] = text.title, "text"
    by_normal = {one.normalized: one for one in [*text.citations, *metadata.citations]}
    chosen["citations"] = tuple(sorted(by_normal.values(), key=_standing))
    return Settled(Said(**chosen, source=metadata.source), origins, contradictions)


def preferred(citations: Iterable[Citation]) -> list[Citation]:
    """Order citations as a lawyer gives them: neutral, the reporters everybody has, the others, case numbers."""
    return sorted(citations, key=_standing)


def _standing(citation: Citation) -> tuple[int, int]:
    reporter = citation.report.reporter if citation.report else ""
    place = _FIRST_REPORTERS.index(reporter) if reporter in _FIRST_REPORTERS else len(_FIRST_REPORTERS)
    return _RANK.get(citation.kind, 4), place


def _contradictions(metadata: Said, text: Said) -> Iterator[Contradiction]:
    for name in ("decided", "court", "cnr"):
        listed, own = getattr(metadata, name), getattr(text, name)
        if listed is not None and own is not None and listed != own:
            yield Contradiction(name, str(listed), str(own))
    if metadata.decided and metadata.court == SUPREME_COURT.name and metadata.decided < OPENED and not text.decided:
        yield Contradiction("decided", str(metadata.decided), f"{SUPREME_COURT.name}, which sat from {OPENED}")
    if metadata.title and text.title and not _same_cause(metadata.title, text.title):
        yield Contradiction("title", metadata.title, text.title)
    for listed, own in _other_places(metadata.citations, text.citations):
        yield Contradiction("citation", listed.text, own.text)


def _other_places(listed: Iterable[Citation], own: Iterable[Citation]) -> Iterator[tuple[Citation, Citation]]:
    """Walk through citations to one reporter and year, or neutral ones, that name different places."""
    by_shelf: dict[object, list[Citation]] = {}
    for citation in own:
        by_shelf.setdefault(_shelf(citation), []).append(citation)
    for citation in listed:
        others = by_shelf.get(_shelf(citation), [])
        if others and all(_place(citation) != _place(other) for other in others):
            yield citation, others[0]


def _shelf(citation: Citation) -> object:
    report = citation.report
    return (report.reporter, report.year, report.supplement) if report else citation.kind


def _place(citation: Citation) -> str | None:
    # A list often leaves the volume out; the page alone tells two places apart.
    return citation.report.page if citation.report else citation.normalized


def _same_cause(one: str, other: str) -> bool:
    these, those = _distinctive(one), _distinctive(other)
    least = min(len(these), len(those))
    return not least or len(these & those) >= _SAME_TITLE * least


def _distinctive(title: str) -> set[str]:
    return {word.folded for word in words(title) if word.folded not in _PARTY_NOISE and len(word.folded) > 1}


def _own_citations(opening: str) -> list[Citation]:
    """Return the citations that a report gives as its own: after a label, or a neutral one at its head."""
    labelled = [opening[label.end() : label.end() + _OWN_REACH] for label in _OWN.finditer(opening)]
    own = [one for piece in labelled for one in _listed(piece)]
    head = [one for one in find_citations(opening[:_NEUTRAL_REACH]) if one.kind is Kind.NEUTRAL and not one.cause_title]
    numbers = [one for one in find_citations(opening[:_NEUTRAL_REACH]) if one.kind is Kind.CASE_NUMBER]
    return [*head[:1], *own, *numbers[:1]]


def _listed(block: str) -> Iterator[Citation]:
    """Walk through the citations of a list, line by line, as far as there is hardly anything else on its lines."""
    for line in filter(str.strip, block.splitlines()):
        found = find_citations(line)
        beside = sum(map(str.isalpha, line)) - sum(sum(map(str.isalpha, one.text)) for one in found)
        if beside > _MOST_BESIDE:
            return
        yield from found


def _decisions(found: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the citations of decisions, one of each normal form."""
    return tuple({one.normalized: one for one in found if one.kind is not Kind.STATUTE and one.normalized}.values())


def _judges(written: str | None) -> str | None:
    """Return the names of the bench without what a print runs on with."""
    return _RUNS_ON.sub("", " ".join(written.split())).strip(" ,;") or None if written else None


def _court_named(text: str | None) -> str | None:
    """Return the first court of the table that a text names."""
    if not text:
        return None
    supreme = re.search(r"\bsupreme court of india\b", text, re.IGNORECASE)
    high = next(((found, court) for found in _COURT.finditer(text) if (court := _high_court(found))), None)
    if supreme and (high is None or supreme.start() < high[0].start()):
        return COURTS[0].name
    return high[1] if high else next((court.name for court in COURTS if fold(court.name) == fold(text.strip())), None)


def _high_court(found: re.Match[str]) -> str | None:
    court = court_called((found["of"] or found["before"] or "").strip())
    return court.name if court else None


def _court_of(neutral: Citation) -> str | None:
    code = re.search(r"[A-Z][A-Z-]+", neutral.normalized or "")
    court = court_of_neutral(code[0]) if code else None
    return court.name if court else None


def _cnr(written: str | None) -> str | None:
    parsed = parse_cnr(written) if written else None
    if parsed is None:
        return None
    # Sixteen characters of that shape may be anything; a court that is known vouches for them.
    return str(parsed) if court_of_cnr(parsed) or len(str(parsed)) == 16 else None


def _day(written: str | None) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return date_of(f"Date of judgment: {written}")


def _first(plain: Mapping[str, Any], name: str) -> str | None:
    return next(iter(_all(plain, name)), None)


def _all(plain: Mapping[str, Any], name: str) -> Iterator[str]:
    for key in _NAMES[name]:
        value = plain.get(key)
        for one in value if isinstance(value, list) else [value]:
            text = " ".join(str(one).split())[:_LONGEST] if one is not None else ""
            if text:
                yield text
