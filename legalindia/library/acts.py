"""Statutes as their JSON has them → an Act with its provisions. The shapes are described in the README.

Pure: what is read here is written down by `library.accession`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from legalindia.documents.reading.cleaning import clean
from legalindia.errors import Invalid
from legalindia.law.grammar.acts import CONSTITUTION
from legalindia.law.grammar.provisions import normal_number
from legalindia.law.statutes import Unit, canonical_act, find_sections, known_act, section_normal
from legalindia.library.models import UNIT_WORDS
from legalindia.library.paged import sections_of

PAGE = "page"
UNITS = {
    "section": Unit.SECTION,
    "article": Unit.ARTICLE,
    "rule": Unit.RULE,
    "schedule": Unit.SCHEDULE,
    "order": Unit.ORDER,
}
MOST_SECTIONS = 20_000
# `^1[Where any cheque …]`: the mark of a note, which is no word of the Act.
_NOTE_MARK = re.compile(r"\^(\d{1,3})")
# All that is left of a section that was taken out: "[Repealed.]".
_GONE = re.compile(r"\W*(?:omitted|repealed)\W*", re.IGNORECASE)
_SUB_LEVELS = re.compile(r"(?:\([^()\s]{1,6}\))+\Z")


@dataclass(frozen=True, slots=True)
class Section:
    """A provision as it is kept: its text is the page's, without the marks of the notes.

    :param unit: `law.statutes.Unit` or "page". :param number: in normal form; `printed` as in the source.
    :param marks: where in the text the mark of which note stands.
    """

    unit: str
    number: str
    printed: str
    heading: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    part: str | None = None
    history: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    is_in_force: bool = True
    amendment: int | None = None

    @property
    def label(self) -> str:
        """How its page is called: "section 103", "article 15 from 18 June 1951"."""
        name = f"{UNIT_WORDS[self.unit]} {self.printed}"
        day = self.valid_from
        return f"{name} from {day.day} {day:%B %Y}" if day else name


@dataclass(frozen=True, slots=True)
class Act:
    """An Act as its source has it. :param name: the canonical one; the same for its translations."""

    title: str
    name: str
    year: int | None
    language: str
    status: str | None
    source: str | None
    sections: tuple[Section, ...]

    def normal(self, section: Section) -> str:
        """Return what a provision is cited as; a bare page is cited as nothing else is."""
        if section.unit == PAGE:
            return f"{self.name} {PAGE} {section.number}"
        return section_normal(self.name, Unit(section.unit), section.number)


def is_act(data: object) -> bool:
    """Say whether some JSON has the shape of an Act."""
    return isinstance(data, dict) and isinstance(data.get("sections"), list) and isinstance(data.get("title"), str)


def read_act(data: Mapping[str, Any]) -> Act:
    """Read an Act. :raises Invalid: it has not the shape of one; the sentence says where."""
    rows = data["sections"]
    if not 0 < len(rows) <= MOST_SECTIONS:
        raise Invalid(f"An Act has 1 to {MOST_SECTIONS} sections; this one has {len(rows)}.")
    title = _line(data["title"])
    if all(isinstance(row, dict) and row.get("unit") == PAGE and isinstance(row.get("text"), str) for row in rows):
        rows = sections_of(rows) or rows
    return Act(
        title=title.rstrip(" ."),
        name=_canonical(title, str(data.get("id") or "")),
        year=_year(data.get("year")),
        language=str(data.get("language") or "en")[:10],
        status=_optional(data.get("status") or data.get("currency")),
        source=_optional(data.get("source_url") or data.get("source_repo")),
        sections=tuple(_section(row, place) for place, row in enumerate(rows, 1)),
    )


def order_number(written: str) -> str | None:
    """Return an Order, or a rule of one, as normal forms write it: `7 r 11` for `VII Rule 11`; None for neither."""
    named = written if written.lower().startswith("o") else f"Order {written}"
    found = next(iter(find_sections(named)), None)
    return found.number[:20] if found and found.unit == Unit.ORDER else None


def is_versions(line: str) -> bool:
    """Say whether a line of JSON has the shape of an article's dated versions."""
    try:
        data = json.loads(line)
    except ValueError:
        return False
    return isinstance(data, dict) and {"article", "versions"} <= data.keys()


def read_versions(lines: Sequence[str]) -> Act:
    """Read the dated versions of the Constitution's articles. :raises Invalid: a line has not their shape."""
    sections: list[Section] = []
    for place, line in enumerate(filter(str.strip, lines), 1):
        try:
            data = json.loads(line)
            sections += _versions(data["article"], data["versions"])
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(f"Line {place} is no article with dated versions: {error}.") from error
    return Act(
        title="The Constitution of India: articles in dated versions",
        name=CONSTITUTION,
        year=1950,
        language="en",
        status=None,
        source=None,
        sections=tuple(sections),
    )


def without_levels(normal: str) -> str:
    """Take sub-sections off a normal form: `… s 318(4)` → `… s 318`, which is what the library holds."""
    return _SUB_LEVELS.sub("", normal)


def _versions(article: str, versions: Sequence[Mapping[str, Any]]) -> Iterator[Section]:
    """Walk through one article's versions; each is in force until the next begins."""
    days = [date.fromisoformat(version["current_as_of"]) for version in versions]
    for version, since, until in zip(versions, days, [*days[1:], None], strict=True):
        plain = _with_text(str(article), _line(version.get("title") or ""), str(version["text"]))
        yield replace(
            plain,
            unit=Unit.ARTICLE,
            valid_from=since,
            valid_until=until,
            is_in_force=version["status"] == "active",
            amendment=int(version["amendment_no"]),
            history=_amended_by(int(version["amendment_no"])),
        )


def _amended_by(number: int) -> str:
    return "As adopted in 1950." if number == 0 else f"As it stood after Amendment {number} of the Constitution."


def _section(row: object, place: int) -> Section:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not str(row.get("no") or "").strip():
        raise Invalid(f"Section {place} has no number or no text.")
    unit = UNITS.get(str(row.get("unit") or "section"), PAGE if row.get("unit") == PAGE else Unit.SECTION)
    plain = _with_text(str(row["no"]), _line(row.get("heading") or ""), row["text"], is_page=unit == PAGE)
    of_order = _of_order(row, unit)
    return replace(
        plain,
        unit=Unit.ORDER if of_order else unit,
        number=of_order or plain.number,
        printed=of_order or plain.printed,
        part=_optional(row.get("part_title")),
        history=_optional(row.get("footnotes")),
        is_in_force=_GONE.fullmatch(plain.heading) is None,
    )


def _of_order(row: Mapping[str, Any], unit: str) -> str | None:
    """Return the number of an Order, or of a rule that stands in one, as `Order VII` or its number beside it says."""
    number, order = str(row["no"]).strip(), str(row.get("order") or "").strip()
    if unit == Unit.RULE and order:
        return order_number(f"{order} Rule {number}")
    return order_number(number) if unit == Unit.ORDER else None


def _with_text(number: str, heading: str, raw: str, *, is_page: bool = False) -> Section:
    """Lay a provision out as a page: number and heading on a line, then the text."""
    printed = _line(number)[:20]
    opening = "" if is_page else f"{printed}. {heading}".strip() + "\n\n"
    body, marks = _without_marks(_clean(raw).strip())
    return Section(
        unit=PAGE,
        number=normal_number(printed)[:20],
        printed=printed,
        heading=heading,
        text=(opening + body).strip(),
        marks=tuple((len(opening) + at, number) for at, number in marks),
    )


def _without_marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    kept: list[str] = []
    marks: list[tuple[int, int]] = []
    at = length = 0
    for found in _NOTE_MARK.finditer(text):
        kept.append(text[at : found.start()])
        length += found.start() - at
        marks.append((length, int(found[1])))
        at = found.end()
    return "".join([*kept, text[at:]]), marks


def _canonical(title: str, identifier: str) -> str:
    """Return the name an Act is cited by; a translation goes by its identifier, which is in English."""
    known = known_act(title) or known_act(identifier.replace("-", " "))
    return known.name if known else canonical_act(title) or title


def _line(value: object) -> str:
    return " ".join(_clean(str(value)).split())


def _clean(raw: str) -> str:
    """Clean a text; one of letters and line ends alone, as nearly all are, is clean already."""
    return raw if raw.isascii() and raw.replace("\n", "").isprintable() else clean(raw)


def _optional(value: object) -> str | None:
    return _clean(str(value)).strip() or None if value else None


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() and len(str(value)) == 4 else None
