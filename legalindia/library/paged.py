"""Acts that their source gives in pages of a print, cut into their sections by the print's own arrangement of sections.

A print begins with a list of its sections, number and heading; in the body each begins with the same words. Spaces
tell nothing there (`4 8. Authorities under A ct`), so both are compared without them. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST_SECTIONS = 5
# Sections whose heading in the body is another than in the list: the print of one Act has one of 81.
MOST_AMENDED = 10
LONGEST_HEADING = 600
# What of the next section can stand at the end of one.
_TAIL = 300
_ARRANGEMENT = re.compile(r"A\s?RRANGEMENT\s+OF\s+S\s?ECTIONS", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d(?: ?\d)*(?: ?[A-Z]){0,3})\s?\.\s*(.*)")
_GONE = re.compile(r"\[?\s*(?:Omitted|Repealed)\b", re.IGNORECASE)
_SCHEDULE = re.compile(r"(?m)^[ \t]*T\s?HE\s+(?:F\s?IRST\s+)?S\s?CHEDULE\b")
_DASH = re.compile(r"\A[\s.\]]*[\u2014\u2015\u2013-]*\s*")
_NEXT_BRACKET = re.compile(r"\s\d{1,2} ?\[\s*\Z")
_NEXT_CHAPTER = re.compile(r"\n\s*(?:\d{1,2} ?\[ ?)?C ?H ?A ?P ?T ?E ?R [IVXLC]+ ?[A-Z]?\s*\n[^\n]*\s*\Z")
# A print's notes stand at the foot of its page: `1. Subs. by Act 60 of 1973, s. 2, for …`.
_NOTES = re.compile(
    r"(?m)^1\s?\. (?=[^\n]{0,80}(?:\bby\b|\bibid\b|w\s?\.\s?e\s?\.\s?f))(?:Subs|Ins|Omitted|Rep|Added|The words?)\b"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the arrangement of sections."""

    number: str
    heading: str

    @property
    def letters(self) -> str:
        return _letters(self.number + self.heading)[0]

    @property
    def is_gone(self) -> bool:
        return _GONE.match(self.heading) is not None


def sections_of(pages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Return an Act's pages as rows of sections, with what stands before and behind these as pages.

    :param pages: the rows of an Act in pages: `no` and `text`.
    :returns: None where the print has no arrangement of sections, or not every section that it lists was found: an
        Act that lacks one would seem not to have it.
    """
    body, notes = _without_notes([_without_number(page) for page in pages])
    entries, begins = _arrangement(body)
    if len(entries) < FEWEST_SECTIONS:
        return None
    starts = _starts(entries, body, begins)
    if starts is None:
        return None
    return list(_rows(entries, starts, body, notes))


def _without_number(page: Mapping[str, Any]) -> str:
    """Return a page's text without its number, which the print puts on a line of its own."""
    text = str(page["text"]).strip()
    first, _, rest = text.partition("\n")
    return rest if first.strip() == str(page["no"]).strip() else text


def _without_notes(pages: Sequence[str]) -> tuple[str, list[tuple[int, str]]]:
    """Return the pages as one text without the notes at their feet, and these with where each page ended."""
    kept, notes, length = [], [], 0
    for page in pages:
        found = _NOTES.search(page)
        text = page[: found.start()] if found else page
        kept.append(text.rstrip())
        length += len(kept[-1]) + 1
        notes.append((length, page[found.start() :].strip() if found else ""))
    return "\n".join(kept), notes


def _arrangement(body: str) -> tuple[list[_Entry], int]:
    """Return the entries of the arrangement of sections, and where the body begins: where its first number recurs."""
    found = _ARRANGEMENT.search(body)
    entries: list[_Entry] = []
    at = found.end() if found else len(body)
    for line in body[at:].split("\n"):
        numbered = _NUMBERED.match(line.strip())
        number = re.sub(r"\s", "", numbered[1]) if numbered else ""
        if entries and number == entries[0].number:
            return entries, at
        if numbered:
            entries.append(_Entry(number, numbered[2].strip()))
        elif entries and len(entries[-1].heading) > LONGEST_HEADING:
            break
        elif entries and not entries[-1].heading.rstrip(" ]").endswith("."):
            entries[-1] = _Entry(entries[-1].number, f"{entries[-1].heading} {line.strip()}")
        at += len(line) + 1
    return [], len(body)


def _starts(entries: Sequence[_Entry], body: str, begins: int) -> list[int | None] | None:
    """Return where each section begins in the body.

    :returns: None in the place of one that is gone; None for all where one that is in force was not found.
    """
    letters, places = _letters(body, begins)
    found: list[int | None] = []
    at = amended = 0
    for entry in entries:
        place = -1 if entry.is_gone else letters.find(entry.letters, at)
        found.append(places[place] if place >= 0 else None)
        at = place + len(entry.letters) if place >= 0 else at
        amended += place < 0 and not entry.is_gone
        if amended > MOST_AMENDED:
            return None
    starts = [
        start if start is not None or entry.is_gone else _by_number(entry, body, _between(found, number, begins, body))
        for number, (entry, start) in enumerate(zip(entries, found, strict=True))
    ]
    is_whole = all(start is not None or entry.is_gone for entry, start in zip(entries, starts, strict=True))
    return starts if is_whole and _first(starts) is not None else None


def _between(found: Sequence[int | None], number: int, begins: int, body: str) -> tuple[int, int]:
    """Return the stretch of the body between the sections that were found on either side."""
    before = _first(found[:number][::-1])
    after = _first(found[number + 1 :])
    return begins if before is None else before, len(body) if after is None else after


def _by_number(entry: _Entry, body: str, stretch: tuple[int, int]) -> int | None:
    """Return where a section begins whose heading was amended since, by its number, if just one line begins so."""
    begins = re.compile(rf"(?m)^(?:\d{{1,2}} ?\[ ?)?(?={' ?'.join(entry.number)} ?\. )")
    found = [match.end() for match in begins.finditer(body, *stretch)]
    return found[0] if len(found) == 1 else None


def _first(starts: Iterable[int | None]) -> int | None:
    return next((start for start in starts if start is not None), None)


def _letters(text: str, begins: int = 0) -> tuple[str, list[int]]:
    """Return the letters and digits of a text in small letters, and where each stands."""
    places = [at for at in range(begins, len(text)) if text[at].isalnum()]
    return "".join(text[at] for at in places).lower(), places


def _rows(
    entries: Sequence[_Entry], starts: Sequence[int | None], body: str, notes: Sequence[tuple[int, str]]
) -> Iterator[dict[str, Any]]:
    there = [start for start in starts if start is not None]
    ends = dict(zip(there, [*there[1:], len(body)], strict=True))
    yield {"unit": "page", "no": "1", "heading": "", "text": body[: there[0]].strip()}
    behind = ""
    for entry, start in zip(entries, starts, strict=True):
        if start is None:
            yield {"unit": "section", "no": entry.number, "heading": entry.heading, "text": ""}
            continue
        text = body[start : ends[start]]
        schedule = _SCHEDULE.search(text) if ends[start] == len(body) else None
        if schedule:
            text, behind = text[: schedule.start()], text[schedule.start() :]
        yield _row(entry, text, _notes_of(start, start + len(text), notes))
    if behind:
        yield {"unit": "page", "no": "2", "heading": "", "text": behind.strip()}


def _row(entry: _Entry, text: str, notes: str) -> dict[str, Any]:
    """Return a section without the number and heading that its text begins with: they have columns of their own."""
    letters, places = _letters(text)
    # Of one whose heading was amended its number alone is what stands there.
    opens = entry.letters if letters.startswith(entry.letters) else _letters(entry.number)[0]
    kept = _DASH.sub("", text[places[len(opens) - 1] + 1 :])
    return {"unit": "section", "no": entry.number, "heading": entry.heading, "text": _ended(kept), "footnotes": notes}


def _ended(text: str) -> str:
    """Return a section without what belongs to the next: its chapter's heading, the bracket of its amendment."""
    text = text.strip()
    tail = _NEXT_CHAPTER.sub("", _NEXT_BRACKET.sub("", f"{text[-_TAIL:]} "))
    return f"{text[:-_TAIL]}{tail}".strip()


def _notes_of(start: int, end: int, notes: Sequence[tuple[int, str]]) -> str:
    """Return the notes of the pages that a section stands on."""
    ends = [at for at, _ in notes]
    first, last = bisect_right(ends, start), bisect_right(ends, end - 1)
    return "\n".join(note for _, note in notes[first : last + 1] if note)
