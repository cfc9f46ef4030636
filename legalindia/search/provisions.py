"""Sections that a query names: passages that name them too, or are them, come before all that is only like them.

"302 IPC" is three words to an index, of which the number is in every paper and the Act's name in many. Which passages
really name the section, or the one that has taken its place, only `law.statutes` can tell, so those are asked for by
the ways in which a section is named, and read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from legalindia.adapters.index.protocol import Wording
from legalindia.law.statutes import SectionReference, Unit, find_sections, known_act, section_normal
from legalindia.law.words import STOPWORDS, words
from legalindia.search.counterparts import Also

Item = TypeVar("Item")
# What a page is called where it has a name of its own, "The Bharatiya Nyaya Sanhita, 2023, section 103", and a passage.
Said = tuple[str, str]

MOST_PROVISIONS = 8
# A passage that begins with the section's name is the section, or is about it.
HEADING_CHARACTERS = 120
_CALLED = {Unit.SECTION: "section", Unit.ARTICLE: "article"}
# What stands around a section's number and says nothing.
_AROUND = frozenset("section sections sec s ss us u article articles art act code of read with r w and or".split())
_YEAR = re.compile(r", \d{4}(?= )")
_LETTER = re.compile(r"(?<=\d)(?=[A-Z])")
_IS_ASKED_FOR, _IS_IT, _NAMES_IT, _MAY_NAME_IT, _ONLY_ITS_NUMBER = 4, 3, 2, 1, -1


@dataclass(frozen=True, slots=True)
class Provisions:
    """The sections that a query names, and those that stand in their place in the other code.

    :param normals: their normal forms as whole sections: a passage on section 103(2) is one on section 103.
    :param asked: those of them that the query names itself.
    :param numbers: theirs alone, in the matched form.
    :param wordings: what passages that may name them are asked for by.
    :param is_all: the query names nothing else.
    """

    normals: frozenset[str]
    asked: frozenset[str]
    numbers: frozenset[str]
    wordings: tuple[Wording, ...]
    is_all: bool

    def place_first(self, found: Sequence[Item], said_of: Callable[[Item], Said], *, most: int) -> list[Item]:
        """Return what was found with the passages that name a section first, in their order otherwise.

        Of a query that names nothing else, what has none of the numbers is left out; of any other, half of the `most`
        that are wanted is left to what its other words find.
        """
        graded = [(self._grade(*said_of(item)), item) for item in found]
        ranked = sorted(graded, key=lambda one: (-one[0], not self._begins_one(said_of(one[1])[1])))
        naming = [item for grade, item in ranked if grade >= _NAMES_IT]
        if not self.is_all:
            naming = naming[: max(1, most // 2)]
        kept = [(grade, item) for grade, item in graded if grade != _ONLY_ITS_NUMBER]
        others = [item for grade, item in kept if item not in naming and (grade or not self.is_all)]
        return [*naming, *others]

    def _begins_one(self, passage: str) -> bool:
        """Say whether a passage is the beginning of a section, which says what it is of."""
        first = passage.lower().replace("-", "").partition(".")[0].strip()
        return first in self.numbers

    def _grade(self, heading: str, passage: str) -> int:
        """Say how surely a passage is one of the sections, or speaks of it; 0 where no number of theirs is in it.

        The number at the head of another Act's section is that section's own: 482 BNSS is not 482 CrPC.
        """
        # "4-A" is 4A.
        joined = f"{heading}\n{passage}".lower().replace("-", "")
        if not any(number in joined for number in self.numbers):
            return 0
        named = [one for one in find_sections(passage) if _is_one_of(self.normals, _normal(one))]
        if heading:
            return self._grade_of_provision(heading, names_it=bool(named))
        if named:
            return self._grade_of_named(named)
        return _MAY_NAME_IT if any(word.matched in self.numbers for word in words(joined)) else 0

    def _grade_of_provision(self, heading: str, *, names_it: bool) -> int:
        """Grade a provision of an Act: by what it is, whatever it begins by naming; else by what it names."""
        own = next(iter(find_sections(heading)), None)
        normal = _normal(own) if own else None
        if _is_one_of(self.normals, normal):
            return _IS_ASKED_FOR if _is_one_of(self.asked, normal) else _IS_IT
        if names_it:
            return _NAMES_IT
        return _ONLY_ITS_NUMBER if own and self._is_namesake(own) else 0

    def _is_namesake(self, own: SectionReference) -> bool:
        """Say whether it has the number of one that is sought, in the Act of another: 482 BNSS, for 482 CrPC."""
        is_of_an_act = any(normal.startswith(f"{own.act} ") for normal in self.normals)
        return is_of_an_act and _whole(own.number).lower() in self.numbers

    def _grade_of_named(self, named: Sequence[SectionReference]) -> int:
        """Hold a paper that begins with the section that was asked for above one that begins with its counterpart."""
        first = min(named, key=lambda one: one.start)
        if first.start >= HEADING_CHARACTERS:
            return _NAMES_IT
        return _IS_ASKED_FOR if _is_one_of(self.asked, _normal(first)) else _IS_IT


def provisions_in(text: str, also: Iterable[Also]) -> Provisions | None:
    """Return the sections and articles that a query names with their Act; None where it names none."""
    references = [one for one in find_sections(text) if _normal(one)][:MOST_PROVISIONS]
    if not references:
        return None
    in_their_place = [(one.counterpart.code.full_name, Unit.SECTION, _whole(one.counterpart.section)) for one in also]
    named = [(one.act or "", one.unit, _whole(one.number)) for one in references]
    sought = list(dict.fromkeys([*named, *in_their_place]))
    return Provisions(
        normals=frozenset(section_normal(*one) for one in sought),
        asked=frozenset(section_normal(*one) for one in named),
        numbers=frozenset(number.lower() for _, _, number in sought),
        wordings=tuple(wording for one in sought[: 2 * MOST_PROVISIONS] for wording in _wordings(*one)),
        is_all=not _left_over(text, references),
    )


def _is_one_of(normals: frozenset[str], normal: str | None) -> bool:
    """Say whether it is one of the sections; of an Act that was named without its year, whichever year."""
    return normal is not None and (normal in normals or _YEAR.sub("", normal) in normals)


def _normal(reference: SectionReference) -> str | None:
    if reference.act is None or reference.unit not in _CALLED:
        return None
    return section_normal(reference.act, reference.unit, _whole(reference.number))


def _whole(number: str) -> str:
    return number.partition("(")[0]


def _wordings(act: str, unit: Unit, number: str) -> Iterator[Wording]:
    """Yield the ways in which a section is named: "section 103", of whichever Act is named beside it, and "103 BNS"."""
    known = known_act(act)
    short = [name for name in (known.aliases if known else ()) if name.isascii() and " " not in name][:3]
    matched = partial(map, lambda word: word.matched)
    of_the_act = tuple(dict.fromkeys(matched(words(f"{act} {' '.join(short)}"))))
    for written in dict.fromkeys([number, _LETTER.sub("-", number)]):
        yield Wording(words=of_the_act, phrases=(tuple(matched(words(f"{_CALLED[unit]} {written}"))),))
    for name in short:
        yield Wording(phrases=(tuple(matched(words(f"{number} {name}"))),))


def _left_over(text: str, references: Sequence[SectionReference]) -> list[str]:
    """Return the words of a query that belong to no section's name."""
    spans = [span for one in references for span in (one.mention, one.act_span) if span is not None]
    kept = "".join(
        " " if any(span.start <= at < span.end for span in spans) else character for at, character in enumerate(text)
    )
    return [word.folded for word in words(kept) if word.folded not in STOPWORDS and word.folded not in _AROUND]
