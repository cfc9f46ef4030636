"""The sections of the six criminal codes that a text names, each with what stands in its place in the other code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from legalindia.law.codes import Code, Counterpart, Unmatched, predecessors, successors, unmatched
from legalindia.law.statutes import SectionReference, Unit, find_sections

# "482 CrPC", "65B of the Indian Evidence Act": but in "302 and 34 IPC" the name stands beside the last number only.
_BESIDE = re.compile(r"[\s,]*(?:of\s+(?:the\s+)?)?")
_OF_ANOTHER = re.compile(r"\s+of\s+(?:the\s+)?(?:said|aforesaid|that|such|any|another)\b", re.IGNORECASE)
MOST_LISTED = 10
_CODES = {code.full_name: code for code in Code}


@dataclass(frozen=True, slots=True)
class Mention:
    """A section of one of the six codes, as a text names it.

    :param start: of its number in the text; `end` is one past the number, or past its code where that follows.
    :param counterparts: what stands in its place in the other code; `unmatched` says why there is none.
    """

    start: int
    end: int
    code: Code
    section: str
    counterparts: tuple[Counterpart, ...]
    unmatched: Unmatched | None = None

    @property
    def named(self) -> str:
        """What was named: "302 IPC"."""
        return f"{self.section} {self.code}"

    @property
    def answer(self) -> str:
        """What stands in its place: "103(1) BNS", "351(2), 351(3) BNS", "no section of the BNS"."""
        if not self.counterparts:
            return f"no section of the {self.code.counterpart}"
        listed = ", ".join(one.section for one in self.counterparts[:MOST_LISTED])
        further = len(self.counterparts) - MOST_LISTED
        # BNS 2 took over 34 sections with definitions.
        return f"{listed}{f' and {further} more' if further > 0 else ''} {self.code.counterpart}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of it, none twice."""
        if self.unmatched:
            return tuple(filter(None, [f"{self.unmatched.relation.capitalize()}.", self.unmatched.note]))
        return tuple(dict.fromkeys(one.note for one in self.counterparts if one.note))


def code_mentions(text: str) -> Iterator[Mention]:
    """Walk through the sections of the six codes that a text names with their code; a bare number is nobody's."""
    for reference in find_sections(text):
        code = _CODES.get(reference.act or "")
        if code is not None and reference.unit == Unit.SECTION:
            mention = look_up(code, reference.number, reference.start, _end(text, reference))
            if mention is not None:
                yield mention


def look_up(code: Code, section: str, start: int = 0, end: int = 0) -> Mention | None:
    """Return a section with its counterparts; None for one that the code never had."""
    found = tuple((predecessors if code.is_new else successors)(code, section))
    why_none = None if found else unmatched(code, section)
    return Mention(start, end, code, section, found, why_none) if found or why_none else None


def mentions_within(text: str, own: Mention) -> list[Mention]:
    """Return the sections that a section of one of the codes names by their number alone: they are of its own code.

    Where another Act is named beside them, a bare number may be that one's, and is nobody's.
    """
    references = [each for each in find_sections(text) if each.unit == Unit.SECTION]
    if any(each.act not in {None, own.code.full_name} for each in references):
        return []
    bare = [each for each in references if each.act is None and not _OF_ANOTHER.match(text, each.end)]
    found = (look_up(own.code, each.number, each.start, each.end) for each in bare)
    return [mention for mention in found if mention]


def section_cited(normal: str | None) -> Mention | None:
    """Return the section of the six codes that a normal form cites; None for all else that can be cited."""
    return next(code_mentions(normal), None) if normal else None


def asked_for(typed: str, code: Code | None = None) -> list[Mention]:
    """Return the sections a person asks about: "302 IPC" as it is written, or a bare number in the code they chose."""
    typed = typed.strip()
    found = list(code_mentions(typed)) if typed else []
    if found or not typed or code is None:
        return found
    return [mention for mention in [look_up(code, typed)] if mention]


def _end(text: str, reference: SectionReference) -> int:
    act = reference.act_span
    is_beside = act is not None and _BESIDE.fullmatch(text, reference.end, max(act.start, reference.end))
    return act.end if act is not None and is_beside and act.start >= reference.end else reference.end
