"""What a check needs to know of the library: the papers under a citation, an Act's sections, pages to read."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from legalindia.law.originals import Original
from legalindia.law.paragraphs import Paragraphs


class Titled(Protocol):
    """A document that a finding names."""

    @property
    def document_id(self) -> uuid.UUID: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Held:
    """A judgment that the library holds. :param normals: the normal forms of all its citations."""

    document_id: uuid.UUID
    title: str
    normals: frozenset[str]


@dataclass(frozen=True, slots=True)
class HeldProvision:
    """A section of an Act. :param page: of the Act's document. :param is_in_force: False once omitted or repealed."""

    page: int
    number: str
    heading: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class HeldAct:
    """An Act that the library holds.

    :param provisions: by unit ("s", "art") and number. :param is_closed: no section can have been inserted since.
    """

    document_id: uuid.UUID
    title: str
    provisions: Mapping[tuple[str, str], HeldProvision]
    is_closed: bool = False


class Paper:
    """The pages of a document, with what is worked out from them once. :param pages: their texts, in order."""

    def __init__(self, pages: Sequence[str]) -> None:
        self.pages = tuple(pages)

    @cached_property
    def original(self) -> Original:
        return Original(self.pages)

    @cached_property
    def paragraphs(self) -> Paragraphs:
        return Paragraphs(self.pages)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A few pages of a document on which the words looked for may stand.

    :param first: number of the first page. :param is_in_library: everybody of the office may know its title.
    """

    document_id: uuid.UUID
    title: str
    first: int
    pages: tuple[str, ...]
    is_in_library: bool = False


class Shelf(Protocol):
    """The library and the papers, as far as whoever asks for the check may see them."""

    def held(self, normals: Collection[str]) -> Mapping[str, Sequence[Held]]:
        """Return the judgments under each of these citations; nothing for one that is not held."""

    def named(self, titles: Collection[str]) -> Mapping[str, Sequence[Held]]:
        """Return the judgments that may bear each of these names; nothing for one that none does."""

    def act(self, name: str) -> HeldAct | None:
        """Return the Act of this canonical name."""

    def paper(self, document_id: uuid.UUID) -> Paper:
        """Return a document's pages."""

    def near(self, quotation: str) -> Iterable[Stretch]:
        """Walk through the places that are most like a quotation, the likeliest first."""
