"""What a draft refers to, mention by mention: authorities with their parallel citations, short forms, sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from legalindia.drafts.doubts import Others, has_unread_name, has_unread_point, name_beside
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
from legalindia.law.grammar.spans import Span
from legalindia.law.parties import Likeness, same_case

# What stands in capitals before a sentence's end can look like the beginning of a name: `…AT BOMBAY. See Asha v. …`
_OPENER = re.compile(r"[.;:]\s+(?:See|In|Vide|Also|Per|Cf|Reliance|Following)\b\.?(?:\s+also)?\s+")
_NEAR = 80
_LISTED = re.compile(r"[\s)\]]{0,3}(?:[,:–—|-]|\bin\b|(?<=[)\]]))[\s\"“'‘*_(\[]{0,4}")
_ENDS = re.compile(r"[.!?]\s+[A-Z]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation of a draft, or a short form that stands for one.

    :param normals: the normal forms under which to look; of a short form, those of the authority it falls back on.
    :param near: a case named so shortly before it that it may be meant, though nothing joins the two.
    :param has_unread_name: it has no name, and something beside it may be one that was not read; `has_unread_point`
        says the same of a paragraph or page.
    :param beside: the capitalised words right beside one without a name: they may be a party's, or anything.
    """

    text: str
    start: int
    end: int
    kind: Kind
    normals: tuple[str, ...]
    title: str | None = None
    pinpoint: Pinpoint | None = None
    is_short: bool = False
    near: str | None = None
    beside: str | None = None
    has_unread_name: bool = False
    has_unread_point: bool = False

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
    forms = find_short_forms(text, authorities)
    named = _named(text, authorities, forms)
    found = [*named, *_short(forms, named)]
    found += [Mention(citation.start, citation.end, statute=citation) for citation in statutes]
    return list(_apart(found))


def _named(text: str, authorities: Sequence[Authority], forms: Sequence[ShortForm]) -> list[Mention]:
    mentions: list[Mention] = []
    cited_at = [Span(each.start, each.end) for each in authorities if each.citations]
    others = Others([*cited_at, *(Span(form.start, form.end) for form in forms)])
    for before, authority, after in zip([None, *authorities], authorities, [*authorities[1:], None], strict=False):
        near = _named_near(text, before, authority) or _named_behind(text, authority, after)
        found = tuple(
            _with_doubts(replace(_cited(citation), near=near), text, authority, others)
            for citation in authority.citations
        )
        if not found and authority.cause_title:
            found = _named_before(authority, authority.cause_title.text, mentions)
        mentions.append(Mention(authority.start, authority.end, found))
    return mentions


def _with_doubts(cited: Cited, text: str, authority: Authority, others: Others) -> Cited:
    start, end = authority.start, authority.end
    is_named = bool(cited.title or cited.near)
    is_pointed = any(citation.pinpoint for citation in authority.citations) or authority.pinpoint is not None
    return replace(
        cited,
        has_unread_name=not is_named and has_unread_name(text, start, end, others),
        beside=None if is_named else name_beside(text, start, end),
        has_unread_point=not is_pointed and has_unread_point(text, start, end, others),
    )


def _named_near(text: str, before: Authority | None, authority: Authority) -> str | None:
    """Return the case that is only named, or by its number, right before a citation without a name of its own."""
    if before is None or before.cause_title is None or authority.cause_title is not None:
        return None
    if any(citation.kind is not Kind.CASE_NUMBER for citation in before.citations):
        return None
    between = text[before.end : authority.start]
    return before.cause_title.text if len(between) <= _NEAR and not _ENDS.search(between) else None


def _named_behind(text: str, authority: Authority, after: Authority | None) -> str | None:
    """Return the case that is named right behind a citation without a name, in no bracket: `2023 INSC 7, A v. B`."""
    if after is None or after.cause_title is None or after.citations or authority.cause_title is not None:
        return None
    return after.cause_title.text if _LISTED.fullmatch(text, authority.end, after.start) else None


def _cited(citation: Citation) -> Cited:
    title = _OPENER.split(citation.cause_title.text)[-1] if citation.cause_title else None
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
        if earlier and earlier.cited:
            cited = _fallen_back(earlier, form.text, form.start, form.end, form.pinpoint)
        else:
            # It points to nothing that the draft has cited, and must not be passed over for that.
            cited = Cited(form.text, form.start, form.end, Kind.REPORTER, (), pinpoint=form.pinpoint, is_short=True)
        yield Mention(form.start, form.end, (cited,))


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
