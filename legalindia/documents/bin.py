"""The bin: what was deleted can be brought back until its days are over; then nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, Select, delete, exists, or_, select
from sqlalchemy.orm import aliased

from legalindia.accounts.models import Person
from legalindia.accounts.rights import Right, require
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.clients.access import require_for_good
from legalindia.database import db, now
from legalindia.documents.access import bin_visible_to, papers_visible_to
from legalindia.documents.models import Document, DocumentStatus, Page, Passage, Recognition
from legalindia.documents.rebuild import follow_up, index_words
from legalindia.documents.renditions import forget
from legalindia.documents.versions import settle, take_out, versions_of
from legalindia.errors import Conflict

log = structlog.get_logger()

MOST_AT_ONCE = 500


def put_into_bin(document: Document, *, by: Person) -> None:
    """Put the document, and what came inside it, into the bin. The newest version that is left takes its place.

    :raises Forbidden: the person's role does not delete. :raises Conflict: it is being read at the moment.
    """
    if document.client_id is None:
        require(by, Right.DELETE)
    else:
        require_for_good(Right.DELETE, document.client_id, by=by)
    if not document.is_settled:
        raise Conflict("This document is being read at the moment. Wait until that has ended.")
    gone = [document, *_inside(document, papers_visible_to(by))]
    moment = now()
    for each in gone:
        each.deleted_at = moment
    changed = settle(versions_of(document))
    record(Act.DELETED, by=by, subject=document)
    db.session.commit()
    _put_right([*gone, *changed])


def bring_back(document: Document, *, by: Person) -> None:
    """Take the document, and what was deleted together with it, out of the bin.

    :raises Forbidden: the person's role does not delete, and so does not undo it either.
    :raises Conflict: the same file has come in meanwhile, or it lay in a paper that is in the bin too.
    """
    require(by, Right.DELETE)
    _check_place(document, by=by)
    back = [document, *(one for one in _inside(document, bin_visible_to(by)) if one.deleted_at == document.deleted_at)]
    for each in back:
        each.deleted_at = None
    changed = settle(versions_of(document))
    record(Act.RESTORED, by=by, subject=document)
    db.session.commit()
    _put_right([*back, *changed])


def purge(*, days: int) -> int:
    """Remove for good what has lain in the bin for longer than so many days; say how many papers that were."""
    over = Document.deleted_at < now() - timedelta(days=days)
    count = 0
    # What lay inside goes before what it lay in.
    while rows := db.session.scalars(select(Document).where(over, ~_holds_others()).limit(MOST_AT_ONCE)).all():
        for document in rows:
            _remove(document, by=None)
            count += 1
    if count:
        log.info("documents.purged", count=count)
    return count


def remove_harmful(document: Document, *, by: Person) -> None:
    """Remove a paper in quarantine for good; the newest version that is left takes its place.

    :raises Forbidden: the person does not look after the system.
    :raises Conflict: it is not in quarantine any more, or other papers came out of it.
    """
    require(by, Right.RUN_OFFICE)
    if document.status != DocumentStatus.QUARANTINED:
        raise Conflict("This paper is not in quarantine any more.")
    if db.session.scalar(select(Document.id).where(Document.id == document.id, _holds_others())) is not None:
        raise Conflict("Other papers came out of this one. Those have to go first.")
    _remove(document, by=by)


def _holds_others() -> ColumnElement[bool]:
    other = aliased(Document)
    return exists().where(or_(other.parent_id == Document.id, other.root_id == Document.id))


def _remove(document: Document, *, by: Person | None) -> None:
    """Remove bytes, pages, passages and vectors. The row goes last, so that what is interrupted is taken up again."""
    outfit().index.remove_document(document.id)
    forget(document)
    db.session.execute(delete(Passage).where(Passage.document_id == document.id))
    db.session.execute(delete(Page).where(Page.document_id == document.id))
    others = select(Document.id).where(Document.sha256 == document.sha256, Document.id != document.id)
    if db.session.scalar(others.limit(1)) is None:
        db.session.execute(delete(Recognition).where(Recognition.sha256 == document.sha256))
    outfit().storage.delete(document.storage_key)
    record(Act.PURGED, by=by, subject=document)
    left = take_out(document)
    changed = settle(left) if left else []
    db.session.execute(delete(Document).where(Document.id == document.id))
    db.session.commit()
    _put_right(changed)


def _inside(document: Document, visible: Select[Document]) -> Iterator[Document]:
    """Walk through what came inside the document, at whatever depth."""
    for child in db.session.scalars(visible.where(Document.parent_id == document.id)).all():
        yield child
        yield from _inside(child, visible)


def _check_place(document: Document, *, by: Person) -> None:
    # What they may not see is not there for them, the same file behind a wall included.
    live = papers_visible_to(by).with_only_columns(Document.id).where(Document.client_id == document.client_id)
    same = live.where(Document.sha256 == document.sha256, Document.parent_id.is_(None))
    if document.parent_id is None and db.session.scalar(same.limit(1)) is not None:
        raise Conflict("The same file has come in again meanwhile; there is no need to bring this one back.")
    if document.parent_id is not None and db.session.scalar(live.where(Document.id == document.parent_id)) is None:
        raise Conflict("This paper lay in another, which is in the bin too. Bring that one back.")


def _put_right(documents: Sequence[Document]) -> None:
    """Let the index hold of these papers what is to be found, and nothing else."""
    for document in {each.id: each for each in documents}.values():
        if document.status == DocumentStatus.READY and document.is_searched:
            index_words(document)
            follow_up(document)
        else:
            outfit().index.remove_document(document.id)
