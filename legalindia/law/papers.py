"""What a paper is, what it is called and which date it bears, read from its own words."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import PurePath
from string import capwords

from legalindia.law.causes import cause_title
from legalindia.law.dates import date_of

__all__ = ["PaperKind", "date_of", "kind_of", "title_of"]

_LONGEST_TITLE = 200
_OPENING = 5000
_HEADING_LENGTH = 120
# Zero width joiners are letters of the Indian scripts; every other invisible character can disguise a name.
_JOINERS = "\u200c\u200d"
_SPACED_OUT = re.compile(r"\b(?:[^\W\d_] ){3,}[^\W\d_]\b(?!\.)")
_DECORATION = " \t\r\n*_=#~.:;,–—-|[]()\"'“”‘’"
_EDGE = " *_=#~.:;,–—-|"
_AFTER_HEADING = re.compile(
    r"(?:\W|$)(?:\W*$|\W*(?:under|u/s|u/o|u/r|for|on behalf|filed|in reply|to the"
    r"|अंतर्गत|अन्तर्गत|धारा|वास्ते|बाबत)(?!\w)|\s*\()"
)
_AFTER_CAPITALS = re.compile(r"\W|$")
_RULE_NUMBER = re.compile(r"order\s+(?:[ivxl]+|\d+)\b")
_JUDGE = re.compile(r".{0,60}\bC?\.?J\.?J?\.?\W*$")
_ACT_NAME = re.compile(r"the\s.{3,100}\b(?:act|code|sanhita|adhiniyam|rules|regulations|ordinance|order)\W{1,3}\d{4}")
_SUBJECT = re.compile(r"^[ \t]*(?:sub|subject|re|विषय)[ \t]*[:.–-]+[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_NOTICE = re.compile(r"\bnotice\b|नोटिस", re.IGNORECASE)
_DANGLING = re.compile(r"\s(?:under|u/s|for|of|on)$")
_KEEPS_CAPITALS = re.compile(r"[.\d]|^[IVXL]{2,}$|^[IVXL]+,$")
_EXTENSION = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{1,4}){1,2}$")


class PaperKind(StrEnum):
    """What a paper is in the terms of an Indian office."""

    PLEADING = "pleading"
    APPLICATION = "application"
    AFFIDAVIT = "affidavit"
    VAKALATNAMA = "vakalatnama"
    ORDER = "order"
    JUDGMENT = "judgment"
    DEED = "deed"
    NOTICE = "notice"
    EVIDENCE = "evidence"
    CORRESPONDENCE = "correspondence"
    STATUTE = "statute"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The name a person reads."""
        return _LABELS.get(self, self.value.capitalize())


_LABELS = {
    PaperKind.DEED: "Deed or agreement",
    PaperKind.CORRESPONDENCE: "Letter",
    PaperKind.STATUTE: "Act or rules",
    PaperKind.OTHER: "Other paper",
}
# Papers whose parties are no cause: a lease is not "A v. B" because a clause in it cites a case.
_WITHOUT_CAUSE = {PaperKind.DEED, PaperKind.CORRESPONDENCE, PaperKind.STATUTE}


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: PaperKind
    phrase: str
    line: str


def _read_headings() -> dict[str, list[tuple[str, PaperKind]]]:
    """Return the heading phrases by the place where they stand, the longest first."""
    places: dict[str, list[tuple[str, PaperKind]]] = {"starts": [], "ends": [], "anywhere": []}
    with resources.files("legalindia.law").joinpath("data", "headings.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            places[row["place"]].append((row["heading"], PaperKind(row["kind"])))
    places["starts"].sort(key=lambda entry: -len(entry[0]))
    return places


_HEADINGS = _read_headings()


def kind_of(text: str) -> PaperKind:
    """Say what a paper is, from the opening of its first page.

    :returns: the kind its first telling heading names, else the kind its phrases suggest, else `OTHER`.
    """
    opening = text[:_OPENING]
    heading = _find_heading(opening)
    if heading:
        return heading.kind
    subject = _SUBJECT.search(opening)
    if subject and _NOTICE.search(subject.group(1)):
        return PaperKind.NOTICE
    flat = _plain(re.sub(r"[\s,]+", " ", opening))
    return next((kind for phrase, kind in _HEADINGS["anywhere"] if phrase in flat), PaperKind.OTHER)


def title_of(text: str, filename: str) -> str:
    """Return a readable title of a paper in one line of at most 200 characters.

    The cause title where the paper has one, and what was filed in that cause; else the heading or the subject of
    the letter; else the file's name. Nothing invisible is left in it.
    """
    opening = _visible("\n".join(text[:_OPENING].splitlines()))
    kind, heading = kind_of(opening), _find_heading(opening)
    cause = None if kind in _WITHOUT_CAUSE else cause_title(opening)
    if cause and heading and kind not in {PaperKind.JUDGMENT, PaperKind.ORDER}:
        return _shortened(f"{cause}: {_DANGLING.sub('', heading.phrase).capitalize()}")
    subject = _SUBJECT.search(opening)
    line = heading.line if heading else subject.group(1) if subject else ""
    return _shortened(cause or _calm(line.strip(_EDGE)) or _from_filename(filename))


def _find_heading(opening: str) -> _Heading | None:
    return next(filter(None, map(_read_heading, opening.splitlines())), None)


def _read_heading(line: str) -> _Heading | None:
    line = _closed_up(line)
    heading = line.strip(_DECORATION)
    if not heading or len(heading) > _HEADING_LENGTH or heading[0].islower() or heading[0].isdigit():
        return None
    plain = _plain(heading)
    if _ACT_NAME.fullmatch(plain) and (heading.isupper() or heading.istitle()):
        return _Heading(PaperKind.STATUTE, plain, line)
    for phrase, kind in _HEADINGS["starts"]:
        if plain.startswith(phrase) and _stands_alone(heading, plain, phrase):
            return _Heading(kind, phrase, line)
    ends = _HEADINGS["ends"] if heading.isupper() or _is_titled(heading) else []
    return next((_Heading(kind, plain, line) for phrase, kind in ends if plain.endswith(phrase)), None)


def _stands_alone(heading: str, plain: str, phrase: str) -> bool:
    """Say whether a line that begins with a heading's phrase is that heading, and no sentence or Order VII."""
    if _RULE_NUMBER.match(plain):
        return False
    rest = plain[len(phrase) :]
    if _AFTER_HEADING.match(rest) or _JUDGE.fullmatch(heading[len(phrase) :]):
        return True
    return bool(_AFTER_CAPITALS.match(rest)) and heading[: len(phrase)].isupper()


def _is_titled(heading: str) -> bool:
    words = heading.split()
    return len(words) <= 8 and "," not in heading and all(word[0].isupper() or len(word) <= 3 for word in words)


def _plain(text: str) -> str:
    """Return the form in which headings are compared: one case, one kind of space, no hyphens."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("-", " ").replace("‑", " ").split())


def _closed_up(line: str) -> str:
    """Close up "O R D E R"."""
    return _SPACED_OUT.sub(lambda match: match.group().replace(" ", ""), " ".join(line.split()))


def _calm(heading: str) -> str:
    """Write a heading in capitals as a title is written; the name of an Act keeps a capital for each word."""
    if not (heading.isupper() and heading.isascii()):
        return heading
    if _ACT_NAME.fullmatch(_plain(heading)):
        return capwords(heading)
    words = [word if _KEEPS_CAPITALS.search(word) else word.lower() for word in heading.split()]
    return words[0].capitalize() + " " * bool(words[1:]) + " ".join(words[1:])


def _visible(text: str) -> str:
    """Take out control, format and private characters, but for line ends and the joiners of the Indian scripts."""
    return "".join(
        character for character in text if character in "\n\t" + _JOINERS or unicodedata.category(character)[0] != "C"
    )


def _from_filename(filename: str) -> str:
    name = _EXTENSION.sub("", PurePath(filename.replace("\\", "/")).name)
    name = name if re.search(r"[\s_]", name) else name.replace("-", " ")
    cleaned = " ".join(_visible(name).replace("_", " ").split())
    return cleaned.strip(" .") or "Untitled paper"


def _shortened(title: str) -> str:
    title = " ".join(_visible(title).split())
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
