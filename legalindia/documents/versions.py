"""The versions of a paper: which of them counts, and what becomes of the others when one of them goes or comes back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import or_, select, update

from legalindia.accounts.models import Person
from legalindia.database import db
from legalindia.documents.access import documents_visible_to
from legalindia.documents.models import Document
from legalindia.documents.rows import OpenedPaper, Paper

AnyPaper = TypeVar("AnyPaper", Document, OpenedPaper)


def versions_of(document: Document) -> list[Document]:
    """Return all versions of the paper, whoever may see them, the oldest first; those in the bin too."""
    first = document
    while first.replaces_id is not None:
        first = db.session.get_one(Document, first.replaces_id)
    found = later = [first]
    while later:
        replacing = select(Document).where(Document.replaces_id.in_([each.id for each in later]))
        later = list(db.session.scalars(replacing))
        found = [*found, *later]
    return sorted(found, key=_place)


def newest_version(document: AnyPaper, *, by: Person) -> AnyPaper | Document:
    """Return the version that has taken this one's place; itself where none has, or none that this person may see."""
    if document.is_current:
        return document
    seen = _visible(_all_of(document), by=by)
    return next((each for each in seen if each.is_current), document)


def version_before(document: Paper, *, by: Person) -> Document | None:
    """Return the version before this one, of those that this person may see and that do not lie in the bin."""
    if document.replaces_id is None:
        return None
    seen = _visible(_all_of(document), by=by)
    return next((each for each in reversed(seen) if _place(each) < _place(document)), None)


def settle(versions: Sequence[Document]) -> list[Document]:
    """Let the newest of a paper's versions that does not lie in the bin count, with all that came inside it.

    It does not commit.

    :param versions: all of them (`versions_of`); of a paper that is in the bin as a whole the newest counts, so that
        it does so when it comes back.
    :returns: what counts now and did not before, or the other way round: the index is to follow.
    """
    living = [each for each in versions if each.deleted_at is None]
    newest = max(living or versions, key=_place)
    changed = [each for each in versions if each.is_current != (each is newest)]
    for each in changed:
        each.is_current = each is newest
        inside = update(Document).where(Document.root_id == each.id).values(is_current=each.is_current)
        db.session.execute(inside)
    touched = or_(*(column.in_([each.id for each in changed]) for column in (Document.id, Document.root_id)))
    return list(db.session.scalars(select(Document).where(touched))) if changed else []


def take_out(document: Document) -> list[Document]:
    """Tie the versions that replaced this one, which is about to go for good, to those before it; does not commit.

    :returns: the versions that are left (`settle` says which of them counts).
    """
    versions = versions_of(document)
    heirs = [each for each in versions if each.replaces_id == document.id]
    before: uuid.UUID | None = document.replaces_id
    for heir in heirs:
        heir.replaces_id = before
        # Of several that replaced the first of all, the oldest is the first now.
        before = before or heir.id
    db.session.flush()
    return [each for each in versions if each is not document]


def _visible(versions: Sequence[Document], *, by: Person) -> list[Document]:
    among = documents_visible_to(by).where(Document.id.in_([each.id for each in versions]))
    return sorted(db.session.scalars(among), key=_place)


def _all_of(document: Paper) -> list[Document]:
    return versions_of(db.session.get_one(Document, document.id))


def _place(document: Paper) -> tuple[int, float]:
    return document.version, document.created_at.timestamp()
