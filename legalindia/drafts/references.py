"""What a draft refers to, mention by mention: authorities with their parallel citations, short forms, sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from legalindia.law.citations import (
    Authority,
    Citation,
    Kind,
    Pinpoint,
    ShortForm,
    find_authorities,
    find_citations,
    find_short_forms,
)
from legalindia.law.parties import Likeness, same_case


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation of a draft, or a short form that stands for one.

    :param normals: the normal forms under which to look; of a short form, those of the authority it falls back on.
    """

    text: str
    start: int
    end: int
    kind: Kind
    normals: tuple[str, ...]
    title: str | None = None
    pinpoint: Pinpoint | None = None
    is_short: bool = False

    @property
    def normalized(self) -> str | None:
        return "; ".join(self.normals) or None


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a draft names an authority or a section.

    :param cited: parallel citations of one authority; none where it is only named and was not cited before.
    :param statute: the citation of a section, as the law's parser gives it.
    """

    start: int
    end: int
    cited: tuple[Cited, ...] = ()
    statute: Citation | None = None


def find_mentions(text: str) -> list[Mention]:
    """Find every place where a draft names an authority or a section, in order and without overlap."""
    authorities = find_authorities(text)
    statutes = [citation for citation in find_citations(text) if citation.sections]
    named = _named(authorities)
    found = [*named, *_short(find_short_forms(text, authorities), named)]
    found += [Mention(citation.start, citation.end, statute=citation) for citation in statutes]
    return list(_apart(found))


def _named(authorities: Sequence[Authority]) -> list[Mention]:
    mentions: list[Mention] = []
    for authority in authorities:
        cited = tuple(_cited(citation) for citation in authority.citations)
        if not cited and authority.cause_title:
            cited = _named_before(authority, authority.cause_title.text, mentions)
        mentions.append(Mention(authority.start, authority.end, cited))
    return mentions


def _cited(citation: Citation) -> Cited:
    title = citation.cause_title.text if citation.cause_title else None
    return Cited(citation.text, citation.start, citation.end, citation.kind, citation.normals, title, citation.pinpoint)


def _named_before(authority: Authority, title: str, mentions: Sequence[Mention]) -> tuple[Cited, ...]:
    """Return the authority that was cited before under the same name, for one that is only named here."""
    for mention in reversed(mentions):
        if mention.cited and mention.cited[0].title and same_case(title, mention.cited[0].title) is Likeness.SAME:
            return (_fallen_back(mention, authority.text, authority.start, authority.end, authority.pinpoint),)
    return ()


def _short(forms: Sequence[ShortForm], named: Sequence[Mention]) -> Iterator[Mention]:
    """Walk through the short forms; `named` stands in the order of the authorities they fall back on."""
    for form in forms:
        earlier = named[form.authority] if form.authority is not None else None
        cited = (
            (_fallen_back(earlier, form.text, form.start, form.end, form.pinpoint),)
            if earlier and earlier.cited
            else ()
        )
        yield Mention(form.start, form.end, cited)


def _fallen_back(earlier: Mention, text: str, start: int, end: int, pinpoint: Pinpoint | None) -> Cited:
    normals = tuple(dict.fromkeys(normal for cited in earlier.cited for normal in cited.normals))
    first = earlier.cited[0]
    return Cited(text, start, end, first.kind, normals, first.title, pinpoint, is_short=True)


def _apart(mentions: list[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in sorted(mentions, key=lambda each: (each.start, -each.end)):
        if mention.start >= end:
            yield mention
            end = mention.end
