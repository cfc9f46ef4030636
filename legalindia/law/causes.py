"""Who is against whom: the cause title of a paper, in each of the forms in which courts print it."""

from __future__ import annotations

import re

from legalindia.law.grammar.versus import CASE_LINE, ON_TITLE_PAGE

_ROLE = (
    r"(?:plaintiff|petitioner|appellant|applicant|complainant|claimant|respondent|defendant|accused|opposite party"
    r"|opponent|non-applicant|revisionist|decree[ -]holder|judge?ment[ -]debtor|caveator|informant"
    r"|प्रतिवादिनी|प्रतिवादी|वादिनी|वादी|याचिकाकर्ता|याची|प्रत्यर्थी|अपीलार्थी|आवेदक|अनावेदक|अभियुक्त|परिवादी)"
)
_MANY = r"\s?(?:\(s\)|s\b|गण)?"
_ROLES = rf"{_ROLE}{_MANY}[ ]?(?:nos?\.?)?[ ]?[\d,&to -]{{0,12}}(?:\s?[/&]\s?(?:sole )?{_ROLE}{_MANY})?[.,:;)-]*"
_ROLE_LABEL = re.compile(rf"\W*(?:the )?{_ROLES}\s*:?\W*", re.IGNORECASE)
_ROLE_BEFORE = re.compile(rf"\W*{_ROLE}(?:\s?\(s\)|/s|s)?\s?:[-–—]?\s*(?P<name>.*)", re.IGNORECASE)
_ROLE_AT_END = re.compile(rf"(?:[.…_\s–-]{{2,}}|[,\s.…]+)\(?{_ROLES}\W*$", re.IGNORECASE)
_BETWEEN = re.compile(r"between\b.{0,40}:\s*-?|between", re.IGNORECASE)
_FIRST_ON_LINE = re.compile(r"^([ \t]*(?:between|and)[ \t]*:)(?=[ \t]*\w)", re.IGNORECASE | re.MULTILINE)
_AND = re.compile(r"(?:and|:and:|-and-)\s*:?-?", re.IGNORECASE)
_COURT = re.compile(r"\b(?:court|tribunal|bench|forum)\b|\bbefore the\b|न्यायालय", re.IGNORECASE)
_NO_PARTY = re.compile(
    r"in (?:re|the matter of)\b.{0,3}$|between|date|bench|coram|present|jurisdiction|reportable|\(arising",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\(?(?:\d{1,2}[.)]\s*|\d\s+(?=[A-Z]))")
_ASIDE = re.compile(r"\(?\[?(?:by|through|rep)\b", re.IGNORECASE)
_CONTINUES = re.compile(
    r"\(|(?:of|and|for|on|the|&)\s|.*\b(?:limited|ltd|corporation|company|society|board|authority|association|trust|bank"
    r"|department|committee|council)\b",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(
    r"[,;\s(]+(?:(?:s|d|w|c|r)/o\b|(?:son|daughter|wife|widow|resident) of\b|aged?\b|residing\b|resident\b|through\b"
    r"|having (?:its|his)\b|represented by\b|rep\b|a company\b|occ\b"
    r"|(?:पुत्र|पुत्री|पत्नी|आयु|उम्र|निवासी|निवासिनी)(?!\w)).*$",
    re.IGNORECASE,
)
_ON_DATE = re.compile(r"\s+on\s+\d{1,2}\s+\w+,?\s+\d{4}\s*$", re.IGNORECASE)
_AFTER_NUMBER = re.compile(r"^.*\bnos?\b.*(?:\bof|/)\s?(?:19|20)\d\d\s+", re.IGNORECASE)
_UNCLOSED = re.compile(r"\s*\([^()]*$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_EDGE = " \t.,;:…_–—-*'\"“”#$%+!<>&|"
_SMALL = frozenset("of and the in for by & on at to".split())
_OTHERS = frozenset("anr anr. ors ors. another others etc etc. since deceased dead alias lrs l.rs".split())
# The cause stands within the first lines; "A v. B" on one line further down is a citation.
_LINES, _LINES_OF_ONE_LINE_CAUSE, _LINES_OF_A_PARTY, _PARTY_LENGTH = 80, 25, 40, 120
# The patterns look back over a line; this keeps that cheap on a page that is one long line.
_LINE_LENGTH = 300


def cause_title(text: str) -> str | None:
    """Return the cause of a paper as "A v. B", from the first page's text; None where it shows none."""
    lines = [line for line in map(_bare, _FIRST_ON_LINE.sub(r"\1\n", text).splitlines()) if line][:_LINES]
    shortened = None
    for number, line in enumerate(lines):
        cause = _cause_at(lines, number, line)
        if cause and "..." not in cause:
            return cause
        shortened = shortened or cause
    return _labelled_cause(lines) or shortened


def _bare(line: str) -> str:
    return " ".join(line.split())[:_LINE_LENGTH]


def _cause_at(lines: list[str], number: int, line: str) -> str | None:
    versus = ON_TITLE_PAGE.search(line)
    if versus is None:
        return _between_and(lines, number) if _AND.fullmatch(line) else None
    first, second = line[: versus.start()].strip(), line[versus.end() :].strip()
    if first and number >= _LINES_OF_ONE_LINE_CAUSE:
        return None
    if second and number + 1 < len(lines) and not _ON_DATE.search(second) and _ON_DATE.search(lines[number + 1]):
        second = f"{second} {lines[number + 1]}"
    return _joined(first or _party_above(lines[:number]), second or _party_below(lines[number + 1 :]))


def _between_and(lines: list[str], number: int) -> str | None:
    """Read "BETWEEN: A … Plaintiff AND: B … Defendant"; a contract between two has no court above it."""
    above = lines[:number]
    if not any(_BETWEEN.fullmatch(line) for line in above) or not any(map(_COURT.search, above)):
        return None
    return _joined(_party_above(above), _party_below(lines[number + 1 :]))


def _labelled_cause(lines: list[str]) -> str | None:
    """Read "Petitioner :- A" and "Respondent :- B", the names beside or below, or "A … Appellant", "B … Respondent"."""
    labels = [(number, label) for number, line in enumerate(lines) if (label := _ROLE_BEFORE.fullmatch(line))]
    named = [label["name"] or _party_below(lines[number + 1 :]) for number, label in labels]
    named = named if len(named) >= 2 else [line for line in lines if _ROLE_AT_END.search(line)]
    return _joined(named[0], named[1]) if len(named) >= 2 else None


def _party_above(lines: list[str]) -> str:
    block: list[str] = []
    for line in reversed(lines[-_LINES_OF_A_PARTY:]):
        if _ends_party(line):
            break
        block.insert(0, line)
    return _party(block)


def _party_below(lines: list[str]) -> str:
    block: list[str] = []
    for line in lines[:_LINES_OF_A_PARTY]:
        if block and _ends_party(line):
            break
        if not _ROLE_LABEL.fullmatch(line) or not line.endswith(":"):
            block.append(line)
        if _ROLE_AT_END.search(line):
            break
    return _party(block)


def _ends_party(line: str) -> bool:
    label = line.endswith(":") and _ROLE_LABEL.fullmatch(line)
    return bool(label or _NO_PARTY.match(line) or _COURT.search(line) or CASE_LINE.search(line))


def _party(block: list[str]) -> str:
    """Return the first name of a party's lines, with those who stand behind it as "& Anr." or "& Ors."."""
    names = [line for line in block if not _ROLE_LABEL.fullmatch(line) and not line.isdigit()]
    if not names:
        return ""
    numbered = sum(1 for line in names if _NUMBER.match(line))
    return _name(_whole_name(names)) + {0: "", 1: "", 2: " & Anr."}.get(numbered, " & Ors.")


def _whole_name(names: list[str]) -> str:
    """Return the first line, and the second with it where a long name runs on."""
    first = names[0]
    if len(names) < 2 or first.endswith((",", ".", ";")) or _ROLE_AT_END.search(first) or _DESCRIPTION.search(first):
        return first
    runs_on = first.endswith("&") or _CONTINUES.match(names[1])
    return f"{first} {names[1]}" if runs_on and not _ASIDE.match(names[1]) and not _NUMBER.match(names[1]) else first


def _joined(first: str, second: str) -> str | None:
    names = [_name(first), _name(_ON_DATE.sub("", second))]
    return " v. ".join(names) if all(map(_is_name, names)) else None


def _name(party: str) -> str:
    bare = _AFTER_NUMBER.sub("", _NUMBER.sub("", _ROLE_AT_END.sub("", party.strip(_EDGE + "("))))
    bare = _UNCLOSED.sub("", _DESCRIPTION.sub("", bare))
    dots = "..." if party.rstrip().endswith("...") else ""
    bare = bare.strip(_EDGE)
    last = bare.rsplit(" ", 1)[-1].lower()
    bare = bare + "." if last in {"ors", "anr", "ltd", "etc", "co"} or _INITIALS.fullmatch(last) else bare
    return (_calm(bare) if bare.isupper() else bare) + (f" {dots}" if dots and bare else "")


def _is_name(name: str) -> bool:
    """Say whether a piece of text can be a party: words with capitals, and none of a sentence's words."""
    if not 2 <= len(name) <= _PARTY_LENGTH or not any(map(str.isalpha, name)) or ":" in name:
        return False
    if _ROLE_LABEL.fullmatch(name):
        return False
    return all(_is_name_word(word) for word in name.split())


def _is_name_word(word: str) -> bool:
    bare = word.lstrip("(\"'“‘")
    return not bare or not bare[0].islower() or bare in _SMALL or bare.strip(_EDGE) in _OTHERS or "/" in bare


def _calm(name: str) -> str:
    """Write a name in capitals as names are written, and leave initials and abbreviations alone."""
    return " ".join(_calm_word(word, first=number == 0) for number, word in enumerate(name.split()))


def _calm_word(word: str, *, first: bool) -> str:
    if word.lower() in _SMALL:
        return word.capitalize() if first else word.lower()
    if "." in word.rstrip(".") or "/" in word:
        return word
    return "-".join(part.capitalize() for part in word.split("-"))
