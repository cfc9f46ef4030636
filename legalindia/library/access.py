"""What of the library may be seen: by everybody who is signed in, all of it that is current."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from legalindia.accounts.models import Person
from legalindia.database import db
from legalindia.documents.access import IN_LIBRARY
from legalindia.documents.models import Document
from legalindia.errors import NotFound
from legalindia.library.models import Authority


def authorities_visible_to(_user: Person) -> Select[Authority]:
    """Return the authorities this person may read: every one, for the library is everybody's."""
    return held().where(Document.is_current)


def held() -> Select[Authority]:
    """Return every authority with its document, older prints of an Act too."""
    query = select(Authority).join(Authority.document).where(IN_LIBRARY, Document.deleted_at.is_(None))
    return query.options(contains_eager(Authority.document))


def get_authority(document_id: uuid.UUID, *, by: Person) -> Authority:
    """Return the authority of this document, an older print of an Act too.

    :raises NotFound: there is none in the library.
    """
    authority: Authority | None = db.session.scalar(held().where(Authority.document_id == document_id))
    if authority is None or not by.is_enabled:
        raise NotFound("No such authority in the library.")
    return authority
