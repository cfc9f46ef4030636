"""Cause titles: `Maneka Gandhi v. Union of India`. Found at the `v.`, then read outwards to both parties."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from legalindia.law.grammar.spans import Span


@dataclass(frozen=True, slots=True)
class CauseTitle:
    """The name of a case as a text writes it; offsets in Unicode code points."""

    text: str
    start: int
    end: int
    petitioner: str
    respondent: str


# A party's name is looked for in so many characters on either side; the longest titles of the Supreme Court fit.
_REACH = 220
_BLANKS = 60
# Marks of emphasis may stand around names and `v.`, as in *Asha* v. *State*; `Vs.State` and `-vs-` are typed so.
_VERSUS = re.compile(
    r"(?<=[\s*_–—-])(?P<word>[Vv][Ss]?|[Vv]/[Ss]|VS|[Vv]ersus|VERSUS|विरुद्ध|बनाम)"
    r"(?:\s?\.?[*_]{0,3}(?:\s?[–—-]\.?\s{0,40}|\s{1,40})|\.(?:(?<=[a-z]\.)|(?<=[/V]S\.)))"
    r"(?:RESPONDENTS?\s?:\s{0,20})?(?=[\"“'*_]{0,3}(?:the\s{1,3})?[A-Z\u0900-\u097f])"
)
_BEFORE_VERSUS = " \t\r\n-–—*_"
# Sujata V. Manohar, J. is a judge and no case.
_INITIAL_BEFORE = re.compile(r"(?:Justice|JUSTICE|J\.|Smt\.?|Mrs?\.?|Ms\.?|Dr\.?|Shri|Sri)\s{1,3}[A-Z][\w.]*\Z")
# Chapter V The Courts
_NUMERAL_BEFORE = re.compile(
    r"\b(?:Chapter|Part|Order|Schedule|Article|Section|Class|Volume|Vol\.?|Entry|List|Title|Book|Group|Type|Phase|Grade)\Z",
    re.IGNORECASE,
)
_INITIAL_AFTER = re.compile(r"[A-Z][A-Za-z]+,?\s{0,3}\(?(?:JJ?\b|C\.?\s?J\b)")
_TOKEN = re.compile(r"\S+")
_NAME = re.compile(
    r"[\"“'‘(\[{*_]*(?:[A-Z][\w.'’&/,;:()\]\[*-]*|[\u0900-\u097f][\u0900-\u097f.,*]*|\([A-Z][\w.&]*\)[.,;:]*)"
    r"(?:[\"”][.,;:)\]]*)?\Z"
)
# Small words inside a party's name; on the right a few more carry it on.
_SMALL = frozenset(
    "of the and & for s/o w/o d/o alias @ etc etc. anr ors. ors anr. another others others."
    " another. - – dead deceased".split()
)
_LEFT_SMALL = _SMALL | {"through", "lrs", "lrs.", "rep.", "since"}
_RIGHT_SMALL = _SMALL | frozenset("through by in rep. its lrs lrs. son wife on behalf represented".split())
# Words with a capital that open the sentence, or name the court, and not the party.
_NOT_A_PARTY = frozenset(
    "in see also vide and the while when where whereas court held as per by but since this that thus further"
    " following relying reliance referring case cases judgment judgement decision reported learned counsel"
    " hon'ble honble apex supreme from of"
    " cf cf. for on to again similarly e.g. i.e. viz. vs. v. titled however moreover therefore"
    " hence ruling viz at under with"
    " like after before respectively both is was has an a or if namely even besides observed".split()
)  # fmt: skip
_OPENERS = _NOT_A_PARTY | _LEFT_SMALL - {"the"} | {""}
_AFTER_COMMA = frozenset(
    "the this that in it supreme court hon'ble honble apex air scc scr justice mr mr. shri sri smt sh. learned"
    " wherein where which while has had however and we i he she jt manu ilr 2 decided dated para"
    " paras reported para. paragraph held".split()
)  # fmt: skip
_HEADINGS = frozenset(
    "DATE BENCH: ACT: JUDGMENT JUDGMENT: CITATION: CITATION RESPONDENT: RESPONDENT PETITIONER: PETITIONER".split()
)
_SECOND_SMALL = frozenset("of the others another ors anr ors. anr. lrs lrs. & its".split())
_CLOSING_WORDS = re.compile(r"(?:ors|anr|others|another|lrs|etc|deceased|dead)\b\.?", re.IGNORECASE)
_SMALL_LETTERS = re.compile(r"[a-z&/]+\.?")
_NEW_BRACKET = re.compile(r"\[|\((?:supra|[12]\d{3}|AIR\b|SCC|reported|decided|W\.?P|Civil|Crl|Criminal|in\b|for\b)")
# The number of an item in a list: `(i) Asha v. Bilal`
_ENUMERATOR = re.compile(r"[\"“*_]{0,2}[(\[]?(?:[ivx]{1,5}|[a-z]|\d{1,3})[)\]]\Z")
_QUOTE_ENDS = re.compile(r"[\"”][.,;:)\]]*\Z")
_SENTENCE_END = re.compile(r"[a-z]{4,}[.?!][\"”'’)]*\Z|[?!;:][\"”'’)]*\Z")
_SHORTENED = re.compile(
    r"(?:corpn|commr|commn|govt|devt|auth|assn|bros|engg|univ|dept|distt|mfg|indus|inds|elec|agri|coop|intl|natl|regd|retd|assoc|assocs|secy|admn|mgmt"
    r"|others|another|company|chem|pharm|pharma|comml|educ|finan|tech|transp|mach|prod|prods|bldg|estt|muni|municipal|board|union|supdt|collr)\.",
    re.IGNORECASE,
)
# The mark of a footnote: `Hyderabad31`, `Grant & Co.(3)`, `Anr.[18]`
_FOOTNOTE = re.compile(r"(?:(?<=[a-z.])\d{1,3}|\(\d{1,2}\)|\[\d{1,3}\])[.,;:]*\Z")
_TRIM_LEFT = "\"“”'‘’([{,;:-–. *_"
_TRIM_RIGHT = "\"“”'‘’[{(,;:-– *_"


def find_cause_titles(text: str, taken: Sequence[Span] = ()) -> Iterator[CauseTitle]:
    """Walk through the cause titles of a text, in order and without overlap.

    :param taken: where citations stand, in order: no name reaches into one.
    """
    starts = [span.start for span in taken]
    end = 0
    for versus in _VERSUS.finditer(text):
        place = bisect_left(starts, versus.start())
        floor = max(end, taken[place - 1].end if place else 0)
        ceiling = starts[place] if place < len(starts) else len(text)
        if _is_initial(text, versus):
            continue
        left = _end_of_left(text, versus.start())
        start = name_before(text, left, floor=floor)
        finish = name_after(text, versus.end(), ceiling=ceiling)
        if start is None or finish is None:
            continue
        end = finish
        petitioner, respondent = text[start:left], text[versus.end() : finish]
        yield CauseTitle(text[start:finish], start, finish, _tidy(petitioner), _tidy(respondent))


def _is_initial(text: str, versus: re.Match[str]) -> bool:
    """Tell whether the `V.` is a person's initial, or a Roman five."""
    if versus["word"] != "V":
        return False
    before = text[max(0, versus.start() - 30) : versus.start()].rstrip()
    is_numeral = "." not in versus.group() and _NUMERAL_BEFORE.search(before)
    return bool(is_numeral or _INITIAL_BEFORE.search(before) or _INITIAL_AFTER.match(text, versus.end()))


def _end_of_left(text: str, position: int) -> int:
    """Return where the left party's name ends: before the blanks, dashes and marks of emphasis at the `v.`"""
    floor = max(0, position - _BLANKS)
    while position > floor and text[position - 1] in _BEFORE_VERSUS:
        position -= 1
    return position


def _tidy(name: str) -> str:
    return " ".join(name.split())


def name_before(text: str, position: int, *, floor: int = 0) -> int | None:
    """Return where the name of a party that ends at a position begins; None where no name stands there.

    :param floor: the name cannot begin before it.
    """
    kept: list[re.Match[str]] = []
    is_bracketed = False
    for token in reversed(list(_TOKEN.finditer(text, max(floor, position - _REACH), position))):
        word = token.group()
        if not is_bracketed and (not _leads(word, is_last=not kept) or _is_enumerator(word, kept)):
            break
        kept.append(token)
        is_bracketed = (is_bracketed or ")" in word) and "(" not in word
        if word[0] in '"“‘[{' or (word[0] == "(" and ")" not in word and not _closes(kept)):
            break
    return _first_of_name(kept[::-1])


def _leads(word: str, *, is_last: bool) -> bool:
    """Tell whether a word, met on the way back from the `v.`, belongs to the name."""
    if is_last:
        return _is_name(word) or word[-1] == ")" or _CLOSING_WORDS.match(word) is not None
    return not _ends_before(word) and (_is_name(word) or word[-1] == ")" or word.lower() in _LEFT_SMALL)


def _is_enumerator(word: str, kept: list[re.Match[str]]) -> bool:
    """Tell `(d) Asha v. Bilal` from `Asha (d) through LRs v. Bilal`."""
    return bool(kept) and _ENUMERATOR.match(word) is not None and kept[-1].group().lower() not in _LEFT_SMALL


def _closes(kept: list[re.Match[str]]) -> bool:
    """Tell whether the bracket that the last word opens is closed in the name: `Asha (since"
    " deceased) through LRs`."""
    written = " ".join(token.group() for token in kept)
    return written.count(")") >= written.count("(")


def _first_of_name(kept: list[re.Match[str]]) -> int | None:
    while kept and kept[0].group().strip(_TRIM_LEFT).lower() in _OPENERS:
        kept.pop(0)
    if len(kept) > 1 and kept[0].group().upper() == "INDIA" and "\n" in kept[0].string[kept[0].end() : kept[1].start()]:
        kept.pop(0)  # the line above: Supreme Court of India
    if not kept or not any(letter.isupper() or letter > "\u0900" for letter in kept[0].group()):
        return None
    first = kept[0].group()
    is_whole_bracket = first[0] == "(" and ")" in first
    return kept[0].start() + (0 if is_whole_bracket else len(first) - len(first.lstrip(_TRIM_LEFT)))


def _is_name(word: str) -> bool:
    return _NAME.match(word) is not None and not _is_citation_piece(word)


def _is_citation_piece(word: str) -> bool:
    return word.strip("[](),:;.") in {"SCC", "AIR", "SCR", "SC", "JT", "SCALE"}


def _ends_before(word: str) -> bool:
    """Tell whether a sentence, or a listed case, ends with the word: the name cannot reach over it."""
    return (
        (_SENTENCE_END.search(word) is not None and not _SHORTENED.search(word))
        or word[-1] in "]}"
        or (_QUOTE_ENDS.search(word) is not None)
    )


def name_after(text: str, position: int, *, ceiling: int) -> int | None:
    """Return where the name of a party that begins at a position ends, at the latest at the ceiling; None for none."""
    end, depth, before = None, 0, ""
    for token in _TOKEN.finditer(text, position, min(ceiling, position + _REACH)):
        word = token.group()
        if depth <= 0 and not _continues(word, before, is_first=end is None):
            break
        depth += word.count("(") - word.count(")")
        last = _CLOSING_WORDS.match(word)
        if depth < 0 or _is_name(word) or depth > 0 or ")" in word:
            end = token.end()
        elif last is not None:
            end = token.start() + last.end()
        if depth < 0 or _ends_before(word) or _FOOTNOTE.search(word):
            break
        before = word
    return _trimmed(text, position, end)


def _continues(word: str, before: str, *, is_first: bool) -> bool:
    """Tell whether a word, met on the way on from the `v.`, belongs to the name."""
    small = _small(word)
    if _NEW_BRACKET.match(word) or word in _HEADINGS or (before.endswith(",") and small in _AFTER_COMMA):
        return False
    if _is_name(word):
        return True
    if is_first:
        return small == "the"
    if small not in _RIGHT_SMALL:
        return word.startswith("(") and word[1:2].isupper()
    # Two small words in a row end the name, save `of the` and `and others`.
    return _small(before) not in _RIGHT_SMALL or small in _SECOND_SMALL


def _small(word: str) -> str:
    match = _SMALL_LETTERS.match(word)
    return match[0] if match and word != "-" else word


def _trimmed(text: str, start: int, end: int | None) -> int | None:
    if end is None:
        return None
    name = text[start:end].rstrip(_TRIM_RIGHT)
    name = _FOOTNOTE.sub("", name).rstrip(_TRIM_RIGHT)
    if re.search(r"[a-z]{4,}\.\Z", name) and not _SHORTENED.search(name[-12:]):
        name = name[:-1]
    for opening, closing in ("()", "[]"):
        if name.endswith(closing) and name.count(closing) > name.count(opening):
            name = name[:-1]
    return start + len(name) if name else None
