"""Whether two cause titles name the same case: as a draft writes it, and as the judgment or its publisher does.

Lawyers shorten ("Maneka Gandhi v. UOI"), leave out those who stand behind a party, spell names by ear and put initials
for names. What must not happen is that another party passes for the one: two names share a word by chance.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from legalindia.law.grammar.versus import BETWEEN_PARTIES, IN_RE
from legalindia.law.words import words

_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_OTHERS = re.compile(
    r"\W*(?:\b(?:and|&)\s*)?(?:\b(?:anr|ors|another|others|etc|connected\s+\w+)\b[\s.,]*)+(?:etc[\s.]*)*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\s+on\s+\d{1,2}\s+\w+,?\s+\d{4}\s*$", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"[,(\s]+(?:through|thr|rep(?:resented)?\s+by|by\s+(?:its|his|her|lrs?|legal)|(?:since\s+)?(?:deceased|dead)\b|(?:s|d|w)/o\b|son\s+of"
    r"|daughter\s+of|wife\s+of|alias|@)(?=[\s.,)])?.*$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<![\w.])((?:[A-Za-z]\.\s?)+(?:[A-Za-z](?![\w]))?)")
_CUT = re.compile(r"(?:\.\s?){3,}\s*$|…\s*$")

# What is written short, by its letters. The longer forms are what courts print.
_SHORT = {
    "up": "uttar pradesh", "mp": "madhya pradesh", "ap": "andhra pradesh", "hp": "himachal pradesh",
    "tn": "tamil nadu", "wb": "west bengal", "jk": "jammu kashmir", "jandk": "jammu kashmir", "uk": "uttarakhand",
    "nct": "delhi", "nctd": "delhi", "gnctd": "government delhi", "uoi": "union india", "govt": "government",
    "cit": "commissioner income tax", "dcit": "deputy commissioner income tax", "itc": "itc",
    "acit": "assistant commissioner income tax", "cce": "commissioner central excise",
    "cbi": "central bureau investigation",
    "sbi": "state bank india", "lic": "life insurance corporation india", "ed": "directorate enforcement",
    "ltd": "limited", "pvt": "private", "co": "company", "corpn": "corporation", "corp": "corporation",
    "commr": "commissioner", "cmr": "commissioner", "comm": "commissioner", "secy": "secretary", "secr": "secretary",
    "dept": "department", "deptt": "department", "distt": "district", "dist": "district", "assn": "association",
    "assoc": "association", "bros": "brothers", "engg": "engineering", "univ": "university", "mfg": "manufacturing",
    "muni": "municipal", "supdt": "superintendent", "admn": "administration", "collr": "collector", "auth": "authority",
    "devt": "development", "intl": "international", "natl": "national", "ins": "insurance", "elec": "electricity",
    "mohd": "mohammad", "md": "mohammad", "mohammed": "mohammad", "muhammad": "mohammad", "orissa": "odisha",
    "bombay": "mumbai", "calcutta": "kolkata", "madras": "chennai", "mysore": "karnataka",
}  # fmt: skip
_LITTLE = frozenset(
    "the of and in for to by on at a an its his her shri sri sh smt mr mrs ms dr prof adv m s messrs km kumari late"
    " lrs lr legal heirs representatives hon ble through etc other others another anr ors appellant respondent"
    " petitioner state_of territory capital national_capital".split()
)
# Words that many parties bear; alone they tell none from another.
_COMMON = frozenset(
    "state union india government central republic limited private company corporation board authority"
    " municipal municipality commissioner secretary department ministry director general officer district collector"
    " bank association society trust committee council university institute college national federation"
    " income tax sales excise customs commercial additional deputy assistant chief joint income officers"
    " insurance industries enterprises brothers sons superintendent administration".split()
)
# Names so frequent that one of them alone names nobody.
_GIVEN = frozenset(
    "kumar singh ram lal devi khan das prasad chand kaur sharma gupta reddy rao raj mohan krishna bai begum ali".split()
)
_LONG_NAME = 8
_SHORTEST_NEAR = 5


class Likeness(StrEnum):
    """How far two titles agree."""

    SAME = "same"
    REVERSED = "reversed"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class _Party:
    """A party's words. :param is_cut: the publisher has left its end out. :param capitals: it, if it is an acronym."""

    words: tuple[str, ...]
    initials: frozenset[str]
    is_cut: bool
    capitals: str

    @property
    def is_hindi(self) -> bool:
        """Written in Devanagari, which nothing here compares with Latin letters."""
        return any(_DEVANAGARI.match(word) for word in self.words)

    @property
    def telling(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if word not in _COMMON)


def same_case(written: str, held: str) -> Likeness:
    """Say whether a cause title as somebody wrote it is the one that a judgment bears."""
    ours, theirs = _parties(written), _parties(held)
    if len(ours) != 2 or len(theirs) != 2:
        return _without_versus(written, held)
    straight = _both(_alike(ours[0], theirs[0]), _alike(ours[1], theirs[1]))
    if straight is Likeness.SAME:
        return straight
    if _both(_alike(ours[0], theirs[1]), _alike(ours[1], theirs[0])) is Likeness.SAME:
        return Likeness.REVERSED
    return straight


def best_likeness(written: str, titles: list[str]) -> Likeness:
    """Say how far a title agrees with any of those that one judgment goes by; doubtful where it has none."""
    order = list(Likeness)
    return min((same_case(written, title) for title in titles), key=order.index, default=Likeness.DOUBTFUL)


def words_to_search(title: str) -> list[str]:
    """Return, of each party that has one, the word by which titles are best searched: its longest that tells it.

    Folded as `law.words` folds them; none for a title of offices alone, such as the State against the Union.
    """
    plain = IN_RE.sub(" ", " ".join(title.split()))
    parts = [_DESCRIBED.sub("", part) for part in BETWEEN_PARTIES.split(plain, maxsplit=1) if part.strip()]
    return [word for word in map(_longest_telling, parts) if word]


def _longest_telling(party: str) -> str:
    plain = _COMMON | _LITTLE | _GIVEN | _SHORT.keys()
    return max((word for word in _tokens(party) if word not in plain and len(word) > 3), key=len, default="")


@lru_cache(maxsize=4096)
def _parties(title: str) -> list[_Party]:
    plain = _DATED.sub("", unicodedata.normalize("NFC", " ".join(title.split())))
    return [_party(part) for part in BETWEEN_PARTIES.split(plain, maxsplit=1) if part.strip()]


def _party(written: str) -> _Party:
    is_cut = _CUT.search(written) is not None
    bare = _OTHERS.sub("", _DESCRIBED.sub("", _CUT.sub("", written)))
    bare = re.sub(r"\bM/s\b\.?|\bM/S\b\.?", " ", bare).replace("&", " and ")
    initials: set[str] = set()
    names: list[str] = []
    for lower in _tokens(_INITIALS.sub(lambda run: _run_of_initials(run[1]), bare)):
        if lower in _LITTLE:
            continue
        if len(lower) == 1:
            initials.add(lower)
        else:
            names += _SHORT.get(lower, lower).split()
    capitals = bare.strip(" .,").replace(".", "")
    is_acronym = capitals.isupper() and capitals.isalpha() and 2 <= len(capitals) <= 6
    return _Party(tuple(dict.fromkeys(names)), frozenset(initials), is_cut, capitals.lower() if is_acronym else "")


def _tokens(text: str) -> list[str]:
    return [word.folded for word in words(text)]


def _run_of_initials(run: str) -> str:
    """Close up `U.P.`, which is a State; leave `A. K.`, which are a person's, as two letters."""
    closed = re.sub(r"[.\s]", "", run)
    return f" {closed} " if closed.lower() in _SHORT else f" {' '.join(closed)} "


def _both(first: Likeness, second: Likeness) -> Likeness:
    order = list(Likeness)
    return max(first, second, key=order.index)


def _alike(ours: _Party, theirs: _Party) -> Likeness:
    if _is_acronym_of(ours, theirs) or _is_acronym_of(theirs, ours):
        return Likeness.SAME
    if ours.is_hindi != theirs.is_hindi:
        return Likeness.DOUBTFUL
    if not ours.telling or not theirs.telling:
        return _alike_by_office(ours, theirs)
    extra = [word for word in ours.telling if not _stands_among(word, theirs)]
    missing = [word for word in theirs.telling if not _stands_among(word, ours)]
    if len(extra) == len(ours.telling):
        return Likeness.DIFFERENT
    if extra and missing and not theirs.is_cut:
        slips = all(any(_is_one_letter_off(word, other) for other in missing) for word in extra)
        return Likeness.DOUBTFUL if slips else Likeness.DIFFERENT
    if missing and not theirs.is_cut and (set(ours.telling) <= _GIVEN or ours.words[0] == "state"):
        return Likeness.DOUBTFUL
    if extra and not theirs.is_cut and len(extra) >= len(ours.telling) - len(extra):
        return Likeness.DOUBTFUL
    return _by_initials(ours, theirs)


def _by_initials(ours: _Party, theirs: _Party) -> Likeness:
    """Tell R. R. Gupta from S. K. Gupta, where both are written with initials."""
    if not ours.initials or not theirs.initials or ours.initials & theirs.initials == ours.initials:
        return Likeness.SAME
    if theirs.initials < ours.initials:
        return Likeness.SAME
    return Likeness.DOUBTFUL if ours.initials & theirs.initials else Likeness.DIFFERENT


def _alike_by_office(ours: _Party, theirs: _Party) -> Likeness:
    """Compare parties of which one has no name of its own: the State, the Union of India, a board."""
    one, other = set(ours.words), set(theirs.words)
    if not one or not other:
        return Likeness.DOUBTFUL
    if one == other or one == {"state"} & other or (other < one and ours.words[: len(other)] == theirs.words):
        return Likeness.SAME
    if theirs.is_cut and theirs.words and ours.words[: len(theirs.words)] == theirs.words:
        return Likeness.SAME
    return Likeness.DOUBTFUL if one < other or other < one else Likeness.DIFFERENT


def _is_acronym_of(short: _Party, long: _Party) -> bool:
    if not short.capitals or len(long.words) < 2:
        return False
    return short.capitals == "".join(word[0] for word in long.words) and len(short.capitals) >= 3


def _stands_among(word: str, party: _Party) -> bool:
    """Tell whether a word is in a party's name; an initial stands for it only beside a name written out."""
    if any(_is_near(word, other) for other in party.words):
        return True
    is_initialled = word[0] in party.initials and word not in _COMMON and not party.is_cut
    return is_initialled and any(other != word for other in party.telling)


def _is_near(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_NEAR:
        return _by_ear(one) == _by_ear(other) and abs(len(one) - len(other)) <= 1
    is_long = min(len(one), len(other)) >= _LONG_NAME
    return _by_ear(one) == _by_ear(other) or (is_long and _is_one_letter_off(one, other))


@lru_cache(maxsize=16384)
def _by_ear(name: str) -> str:
    """Return the letters of a name without what is written now so, now so: doubled letters, h, long vowels, endings."""
    plain = re.sub(r"(?<=[bcdgjkpt])h", "", name)
    for written, heard in (
        ("ee", "i"),
        ("oo", "u"),
        ("ou", "u"),
        ("aa", "a"),
        ("w", "v"),
        ("y", "i"),
        ("z", "j"),
        ("ck", "k"),
        ("ks", "x"),
        ("sh", "s"),
    ):
        plain = plain.replace(written, heard)
    plain = re.sub(r"(.)\1", r"\1", plain)
    return plain[:-1] if len(plain) > _SHORTEST_NEAR and plain.endswith("a") else plain


def _is_one_letter_off(one: str, other: str) -> bool:
    """Say whether one letter was left out, added, changed or two were swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    first, second = one[start:], other[start:]
    return (
        first[1:] == second
        or first == second[1:]
        or first[1:] == second[1:]
        or (first[:2] == second[1::-1] and first[2:] == second[2:])
    )


def _without_versus(written: str, held: str) -> Likeness:
    """Compare titles of which one names no second party: In re, Ex parte, a reference, `Asha Menon's case`."""
    theirs = _parties(held)
    bare = IN_RE.sub(" ", written)
    if len(_parties(written)) == 1 and len(theirs) == 2:
        return _by_one_party(_party(bare), theirs, is_in_re=bare.strip() != written.strip())
    one, other = _party(BETWEEN_PARTIES.sub(" ", bare)), _party(BETWEEN_PARTIES.sub(" ", IN_RE.sub(" ", held)))
    if one.telling and set(one.telling) == set(other.telling):
        return Likeness.SAME
    shared = [word for word in one.telling if _stands_among(word, other)]
    return Likeness.DOUBTFUL if shared or not one.telling or not other.telling else Likeness.DIFFERENT


def _by_one_party(one: _Party, theirs: list[_Party], *, is_in_re: bool) -> Likeness:
    """Compare the name of one party with those of both; `In re` is how a case without a second one is called.

    No case is called by the State that is a party to it.
    """
    named = [party for party in theirs if party.words[:1] != ("state",)]
    if not named or not set(one.telling) - _GIVEN or one.words[0] == "state":
        return Likeness.DOUBTFUL
    best = min((_alike(one, party) for party in named), key=list(Likeness).index)
    if best is Likeness.DIFFERENT and any(_alike(one, party) is Likeness.SAME for party in theirs):
        return Likeness.DOUBTFUL
    return Likeness.DOUBTFUL if best is Likeness.SAME and is_in_re else best
