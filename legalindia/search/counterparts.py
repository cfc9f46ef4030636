"""Old criminal law and new: who asks for section 302 IPC is also shown section 103 BNS, and the reverse."""

from __future__ import annotations

from dataclasses import dataclass

from legalindia.law.codes import Code, Counterpart
from legalindia.law.counterparts import code_mentions

MOST_COUNTERPARTS = 12


@dataclass(frozen=True, slots=True)
class Also:
    """A section that is looked for too, because it stands in the place of one that was named.

    :param named: the section as the query named it, such as "302 IPC".
    """

    named: str
    counterpart: Counterpart

    @property
    def label(self) -> str:
        """What a person reads: "section 103 BNS, for 302 IPC"."""
        return f"section {self.counterpart.section} {self.counterpart.code}, for {self.named}"

    @property
    def wording(self) -> str:
        """What is looked for: the section's number, and the names under which its code goes."""
        number, name = self.counterpart.section.partition("(")[0], self.counterpart.code.full_name.partition(",")[0]
        return f"{number} {self.counterpart.code} {name}"


def counterparts_in(text: str) -> tuple[Also, ...]:
    """Return the sections of the other codes that stand for those a text names; none twice."""
    found: dict[tuple[Code, str], Also] = {}
    for mention in code_mentions(text):
        for counterpart in mention.counterparts:
            found.setdefault((counterpart.code, counterpart.section), Also(mention.named, counterpart))
    return tuple(found.values())[:MOST_COUNTERPARTS]
