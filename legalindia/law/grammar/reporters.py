"""Citations to law reports, printed and online.

`(1978) 1 SCC 248`, `1995 SCC Supl. (1) 312`, `[1957] SCR 855`, `AIR 1973 SC 1461`, `JT 1994 (3) 492`,
`2019 SCC OnLine Bom 886`, `MANU/DE/0495/2014`, `98 (2002) DLT 123`, `ILR 1997 KAR 1153`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from legalindia.law.courts import COURT_SPELLINGS, court_called
from legalindia.law.grammar.reporter_names import (
    IN_ROMAN,
    MOST_IN_ROMAN,
    NAMES,
    RUNNING_NAMES,
    Reporter,
    Style,
    folded,
    reporter_called,
)
from legalindia.law.grammar.spans import Found, Kind, Report, Span, to_roman

# Every repetition below is bounded and nothing nests, so the work grows with the length of the text alone.
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_CLOSED_YEAR = rf"(?:\[\s?{_YEAR}\s?\]|\(\s?{_YEAR}\s?\)|{_YEAR})"
_SUPPLEMENT = r"S\s?u\s?p\s?p?\s?l?(?:ement|ementary)?\.?"
_NUMBER = r"(?:\d{1,3}|[IVX]{1,5})"
_VOLUME = (
    rf"(?:(?:\({_SUPPLEMENT}\)|{_SUPPLEMENT})[\s-]{{0,3}}(?:\(\s?{_NUMBER}\s?\)|{_NUMBER})?"
    rf"|\(\s?{_SUPPLEMENT}\s?{_NUMBER}\s?\)|[(\[]\s?{_NUMBER}\s?(?:{_SUPPLEMENT})?\s?[)\]]|{_NUMBER}\s?{_SUPPLEMENT}|{_NUMBER})"
)
_SERIES = r"\(\s?(?:Cri|Crl|L\s?&\s?S|LS|Tax|Civ|Civil|Lab)\.?\s?\)"
_COURT_NAMES = "|".join(
    # "P&H" may be spaced, "SC" dotted
    re.escape(name).replace(r"\ ", r"\s?").replace(r"\&", r"\s?&\s?")
    if not (name.isupper() and name.isalpha())
    else r"\.?\s?".join(name)
    for name in sorted(COURT_SPELLINGS, key=lambda name: (-len(name), name))
)
_COURT = rf"(?:{_COURT_NAMES})\.?(?![A-Za-z])"
_TAIL = rf"(?:\s{{0,2}}\(\s?(?:{_COURT}|[FDSL]\.?B\.?)\s?\)|\s{{0,2}}S\.?C\.?(?![A-Za-z]))"
_PAGE = r"(?:(?:p|pp|page)\.?\s{0,2})?(?P<page>\d{1,5})(?![\d/]|\.\d|(?!SC\b)[A-Za-z])"


# (1975) 9 SCC 960 · 1988 SCC Supl. (4) 677 · 98 (2002) DLT 1 · 2001 AIR (SC) 12
_YEAR_FIRST = re.compile(
    rf"(?<![\w/.])(?:(?P<front>{_NUMBER})\s{{0,2}}(?=[(\[]))?(?P<year>{_CLOSED_YEAR})[\s,-]{{0,6}}"
    rf"(?:(?P<volume>{_VOLUME})[\s,-]{{0,6}})?"
    rf"(?P<name>{NAMES}|A\.?\s?I\.?\s?R\.?|J\.?\s?T\.?|(?-i:[A-Z]{{2,6}}))(?![A-Za-z])\s{{0,4}}"
    rf"(?P<series>{_SERIES})?(?P<court>\(\s?{_COURT}\s?\)|(?<=R )S\.?C\.?)?\s{{0,4}}"
    rf"(?P<after>{_SUPPLEMENT}\s{{0,3}}(?:\(\s?{_NUMBER}\s?\)|{_NUMBER}(?=[\s,]{{1,3}}\d))?|\(\s?\d{{1,3}}\s?\))?"
    rf"[\s,:-]{{0,6}}{_PAGE}(?P<tail>{_TAIL})?",
    re.IGNORECASE,
)
# AIR 1988 SC 3010 · JT 2002 (11) SC 324 · ILR (1996) 2 Del 123
_NAME_FIRST = re.compile(
    r"(?<![A-Za-z])(?P<name>A\.?\s?I\.?\s?R\.?|J\.?\s?T\.?|I\.?\s?L\.?\s?R\.?)"
    rf"[\s,]{{0,4}}(?P<year>{_CLOSED_YEAR})[\s,]{{0,4}}(?:(?P<volume>{_VOLUME})(?=[\s,(])[\s,]{{0,4}})?"
    rf"(?P<court>\(\s?{_COURT}\s?\)|{_COURT})?[\s,]{{0,4}}(?:\(\s?(?:Civil|Criminal|Supp)\s?\))?"
    rf"[\s,:-]{{0,6}}{_PAGE}(?P<tail>{_TAIL})?",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    rf"(?<![\w/])(?P<year>{_CLOSED_YEAR})\s{{0,4}},?\s?S\.?C\.?C\.?\s{{0,3}}On\s?-?\s?Line\s{{0,3}}"
    rf"\(?(?P<court>{_COURT}|(?-i:[A-Z][A-Z&]{{1,7}}|[A-Z][a-z]{{1,8}}))\)?\s{{0,4}}0{{0,4}}(?P<page>[1-9]\d{{0,6}})(?![\d/])",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(rf"(?<![\w/.]){_YEAR}(?!\d)")
_BRACKET_BEFORE = re.compile(r"[(\[]\s?\Z")
_VOLUME_BEFORE = re.compile(rf"(?<![\w/.]){_NUMBER}\s{{0,2}}\Z", re.IGNORECASE)
_LIVELAW_NUMBER = rf"\s{{0,3}}\(?\s?(?P<court>{_COURT}|[A-Z]{{2,6}})\s?\)?\s{{0,4}}(?P<page>\d{{1,6}})(?!\d)"
_LIVELAW = re.compile(rf"(?<![\w/])(?P<year>{_CLOSED_YEAR})\s{{0,4}}Live\s?Law{_LIVELAW_NUMBER}", re.IGNORECASE)
_LIVELAW_FIRST = re.compile(rf"(?<![\w/])Live\s?Law\s{{1,3}}(?P<year>{_YEAR}){_LIVELAW_NUMBER}", re.IGNORECASE)
# (1876) ILR 1 Bom 12
_ILR = re.compile(
    rf"(?<![\w/])(?P<year>{_CLOSED_YEAR})[\s,]{{0,3}}I\.?\s?L\.?\s?R\.?[\s,]{{0,3}}(?P<volume>\d{{1,3}}|[IVXLC]{{1,7}})[\s,]{{1,3}}"
    rf"\(?(?P<court>{_COURT})\)?[\s,]{{0,4}}{_PAGE}",
    re.IGNORECASE,
)
# AIR 1998 NOC 12 (Del) · 1998 AIR (NOC) 12
_NOTES = r"\(?\s?N\.?\s?O\.?\s?C\.?\s?\)?[\s,]{0,4}"
_NOTES_FIRST = re.compile(
    rf"(?<![A-Za-z])A\.?\s?I\.?\s?R\.?[\s,]{{0,4}}(?P<year>{_CLOSED_YEAR})[\s,]{{0,4}}{_NOTES}{_PAGE}(?P<tail>{_TAIL})?",
    re.IGNORECASE,
)
_NOTES_BY_YEAR = re.compile(
    rf"(?<![\w/])(?P<year>{_CLOSED_YEAR})[\s,]{{0,4}}A\.?\s?I\.?\s?R\.?[\s,]{{0,4}}{_NOTES}{_PAGE}(?P<tail>{_TAIL})?",
    re.IGNORECASE,
)
_AIR_ONLINE_NAME = r"AIR\s?-?\s?Online"
_AIR_ONLINE_COURT = rf"\(?(?P<court>{_COURT}|(?-i:[A-Z]{{2,5}}))\)?\s{{0,4}}(?P<page>\d{{1,6}})(?![\d/])"
_AIR_ONLINE = re.compile(
    rf"(?<![\w/]){_AIR_ONLINE_NAME}\s{{1,3}}(?P<year>{_CLOSED_YEAR})\s{{1,3}}{_AIR_ONLINE_COURT}", re.IGNORECASE
)
_AIR_ONLINE_BY_YEAR = re.compile(
    rf"(?<![\w/])(?P<year>{_CLOSED_YEAR})\s{{1,3}}{_AIR_ONLINE_NAME}\s{{1,3}}{_AIR_ONLINE_COURT}", re.IGNORECASE
)
_MANU = re.compile(r"(?<![\w/])MANU\s?/\s?([A-Z&]{2,5})\s?/\s?(\d{1,6})\s?/\s?(\d{4})(?!\d)", re.IGNORECASE)

_VOLUME_ONLY = re.compile(
    rf"(?<![\w/.)\]-])\d{{1,3}}\s{{1,3}}(?:{RUNNING_NAMES})(?![A-Za-z])\s{{1,3}}{_PAGE}(?P<tail>{_TAIL})?"
)

# Capitals that stand where an unknown reporter's letters would, and are none.
_NOT_REPORTERS = frozenset(
    "ACT AND ANR ARE ART CR DATED DT FOR IN IS IT NO NOS OF ON OR ORS PAGE PARA RS SEC THE TO VOL VS".split()
)


def find_reports(text: str) -> Iterator[Found]:
    """Walk through the citations to law reports; they come family by family, and two may claim the same stretch."""
    for year in _ANY_YEAR.finditer(text):
        found = _read_at_year(text, year.start())
        if found is not None:
            yield found
    yield from filter(None, map(_read_name_first, _NAME_FIRST.finditer(text)))
    lowered = text.lower()
    # Looking for the plain letters first is many times cheaper than the pattern, and most texts have neither.
    if "law " in lowered and "live" in lowered:
        yield from map(_read_livelaw, _LIVELAW_FIRST.finditer(text))
    if "noc" in lowered or "n.o.c" in lowered or "n. o" in lowered:
        yield from map(_read_notes, _NOTES_FIRST.finditer(text))
    if "online" in lowered and "air" in lowered:
        yield from map(_read_air_online, _AIR_ONLINE.finditer(text))
    if "manu/" in lowered or "manu /" in lowered:
        yield from map(_read_manu, _MANU.finditer(text))


def _read_at_year(text: str, position: int) -> Found | None:
    """Read the citation whose year stands at a position: it begins there, at the bracket, or at a volume before."""
    starts = [position]
    bracket = _BRACKET_BEFORE.search(text, max(0, position - 2), position)
    if bracket is not None:
        front = _VOLUME_BEFORE.search(text, max(0, bracket.start() - 8), bracket.start())
        starts = [front.start() if front else position, bracket.start(), position]
    for start in dict.fromkeys(starts):
        for pattern, read in _BY_YEAR:
            match = pattern.match(text, start)
            if match is not None:
                return read(match)
    return None


def find_yearless(text: str) -> Iterator[Span]:
    """Walk through citations without a year (`309 CTR 321`): they have no normal form, and only extend another."""
    return (Span(*match.span()) for match in _VOLUME_ONLY.finditer(text))


def _read_year_first(match: re.Match[str]) -> Found | None:
    parts = match.groupdict(default="")
    letters = folded(parts["name"])
    volume = parts["front"] or parts["volume"] or parts["after"]
    if letters in {"AIR", "JT", "ILR"}:
        if _is_of_date(match):
            return None
        return _court_report(match, letters, _number(volume))
    reporter = reporter_called(letters) or _unknown_reporter(match)
    is_supplement = any("s" in part.lower() for part in (parts["volume"], parts["after"]))
    if reporter is None or not (volume or parts["series"] or _stands_alone(reporter, parts)):
        return None
    court = reporter.court or _court_in(parts["court"] or parts["tail"])
    report = Report(reporter.name, _year(parts), _number(volume), parts["page"], court, is_supplement)
    return _found(match, _normal(reporter, report, series=parts["series"]), report)


def _is_of_date(match: re.Match[str]) -> bool:
    """Tell whether the year is that of a date before the citation: `on 4 May 1981, AIR 1981 SC 77`."""
    citation = _NAME_FIRST.match(match.string, match.start("name"))
    return citation is not None and citation["court"] is not None


def _stands_alone(reporter: Reporter, parts: dict[str, str]) -> bool:
    """Tell whether a citation to this reporter may do without a volume: `1957 SCR 855`, `[1932] AC 562`."""
    written = parts["name"]
    return not reporter.needs_volume and (len(folded(written)) > 2 or parts["year"][0] in "([")


def _unknown_reporter(match: re.Match[str]) -> Reporter | None:
    """Take capitals for a reporter's letters where brackets, year, volume and page stand around them."""
    letters = match["name"]
    bracketed = match["year"][0] in "([" or (match["volume"] or "")[:1] in {"(", "["}
    # (1995)IILLJ70 is glued, but no unknown reporter is told from its volume so: [2023] INSC 7
    is_glued = match["volume"] and match["volume"][-1].isalpha() and match.end("volume") == match.start("name")
    if not (bracketed and match["volume"]) or is_glued or letters in _NOT_REPORTERS:
        return None
    return Reporter(letters)


def _read_name_first(match: re.Match[str]) -> Found | None:
    return _court_report(match, folded(match["name"]), _number(match["volume"] or ""))


def _court_report(match: re.Match[str], name: str, volume: str) -> Found | None:
    """Read a citation to a reporter that names the court: AIR, ILR, JT (which reports the Supreme Court alone)."""
    parts = match.groupdict(default="")
    court = _court_in(parts["court"] or parts["tail"]) or ("" if name == "ILR" else "SC")
    if not court:
        return None
    report = Report(name, _year(parts), volume, parts["page"], court)
    shown = f"({volume}) " if volume and name != "AIR" else ""
    place = _ilr_place(court) if name == "ILR" else court
    return _found(match, f"{name} {report.year} {shown}{place} {report.page}", report)


def _ilr_place(court: str) -> str:
    """The Indian Law Reports print the series in capitals, and Karnataka's as KAR."""
    return "KAR" if court == "Kant" else court.upper()


def _read_online(match: re.Match[str]) -> Found:
    year, court = _year(match.groupdict()), court_called(match["court"])
    place = court.online if court else match["court"]
    report = Report("SCC OnLine", year, "", match["page"], place)
    normal = f"{year} SCC OnLine {place} {match['page']}"
    return Found(*match.span(), Kind.ONLINE, (normal,), report)


def _read_livelaw(match: re.Match[str]) -> Found:
    year, court = _year(match.groupdict()), court_called(match["court"])
    place = court.online if court else match["court"].upper()
    report = Report("LiveLaw", year, "", match["page"], place)
    return _found(match, f"{year} LiveLaw ({place}) {match['page']}", report)


def _read_notes(match: re.Match[str]) -> Found:
    """Read a note of a case in the AIR; which court's stands in brackets behind the page."""
    parts = match.groupdict(default="")
    court = _court_in(parts["tail"])
    report = Report("AIR", _year(parts), "", parts["page"], court)
    return _found(match, f"AIR {report.year} NOC {report.page}{f' ({court})' if court else ''}", report)


def _read_air_online(match: re.Match[str]) -> Found:
    parts = match.groupdict(default="")
    place = _court_in(parts["court"]) or parts["court"].upper()
    report = Report("AIROnline", _year(parts), "", parts["page"], place)
    return Found(*match.span(), Kind.ONLINE, (f"AIROnline {report.year} {place} {report.page}",), report)


def _read_manu(match: re.Match[str]) -> Found:
    court, number, year = match[1].upper(), match[2].zfill(4), match[3]
    return _found(match, f"MANU/{court}/{number}/{year}", Report("MANU", year, "", number, court))


def _normal(reporter: Reporter, report: Report, *, series: str) -> str:
    name = f"{reporter.name} ({_series(series)})" if series else reporter.name
    year, volume, page = report.year, _counted(reporter, report.volume), report.page
    if report.supplement and reporter.style is Style.SQUARE:
        return " ".join(part for part in (f"[{year}]", "Supp", volume, name, page) if part)
    if report.supplement:
        return " ".join(part for part in (year, "Supp", volume and f"({volume})", name, page) if part)
    if not volume:
        return f"[{year}] {name} {page}" if reporter.style is Style.SQUARE else f"{year} {name} {page}"
    normal = reporter.style.format(year=year, volume=volume, name=name, page=page)
    # A tax report's citation says whose decision it is: authorities and courts share its pages.
    return f"{normal} ({report.court})" if report.court and reporter.runs_on else normal


def _counted(reporter: Reporter, volume: str) -> str:
    """Return the volume as the reporter prints it: II of the CPJ, which is cited as 2 too."""
    is_roman = reporter.name in IN_ROMAN and volume.isdigit() and 0 < int(volume) <= MOST_IN_ROMAN
    return to_roman(int(volume)) if is_roman else volume


def _court_in(written: str) -> str:
    """Return the court as the AIR shortens it; empty where none is named, or only the strength of a bench."""
    court = court_called(written)
    return court.air if court else ""


def _series(written: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", written)
    return {"LS": "L&S", "CRL": "Cri", "CIVIL": "Civ"}.get(letters.upper(), letters.capitalize())


def _year(parts: dict[str, str]) -> str:
    return re.sub(r"\D", "", parts["year"])


def _number(written: str) -> str:
    """Return the number of a volume, in digits or Roman as printed; empty where it has none."""
    match = re.search(r"\d+|(?<![A-Za-z])[IVX]+(?![A-Za-z])", written, re.IGNORECASE)
    return match[0].upper() if match else ""


def _found(match: re.Match[str], normal: str, report: Report) -> Found:
    return Found(*match.span(), Kind.REPORTER, (normal,), report)


_BY_YEAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Found | None]], ...] = (
    (_ONLINE, _read_online),
    (_LIVELAW, _read_livelaw),
    (_AIR_ONLINE_BY_YEAR, _read_air_online),
    (_NOTES_BY_YEAR, _read_notes),
    (_ILR, lambda match: _court_report(match, "ILR", _number(match["volume"]))),
    (_YEAR_FIRST, _read_year_first),
)
