"""Which drafts a person may see: their own, and those filed with a client or folder that they may see.

A draft filed with a client is gone from its author's sight too, once the client is.
"""

from __future__ import annotations

import uuid

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from legalindia.accounts.models import Person
from legalindia.clients.access import folders_visible_to, visible_to
from legalindia.clients.models import Client, Folder
from legalindia.database import db
from legalindia.drafts.models import Check, Draft, DraftVersion
from legalindia.errors import NotFound


def drafts_visible_to(user: Person) -> Select[Draft]:
    """Return the drafts this person may see."""
    clients = visible_to(user).with_only_columns(Client.id)
    folders = folders_visible_to(user).with_only_columns(Folder.id)
    filed = and_(Draft.client_id.in_(clients), or_(Draft.folder_id.is_(None), Draft.folder_id.in_(folders)))
    return select(Draft).where(or_(and_(Draft.client_id.is_(None), Draft.author_id == user.id), filed))


def get_draft(draft_id: uuid.UUID, *, by: Person) -> Draft:
    """Return the draft. :raises NotFound: no such draft, or not one this person may see."""
    shown_with = (joinedload(Draft.author), joinedload(Draft.client), joinedload(Draft.folder))
    draft: Draft | None = db.session.scalar(drafts_visible_to(by).where(Draft.id == draft_id).options(*shown_with))
    if draft is None:
        raise NotFound("No such draft.")
    return draft


def get_check(draft: Draft, check_id: uuid.UUID | None = None) -> Check:
    """Return a check of the draft, the newest where none is named. :raises NotFound: the draft has no such check."""
    query = (
        select(Check)
        .join(Check.version)
        .where(DraftVersion.draft_id == draft.id)
        .options(joinedload(Check.version), joinedload(Check.job), joinedload(Check.asked_by))
        .order_by(Check.created_at.desc(), Check.id.desc())
    )
    check: Check | None = db.session.scalars(query.where(Check.id == check_id) if check_id else query.limit(1)).first()
    if check is None:
        raise NotFound("The draft has no such check.")
    return check
