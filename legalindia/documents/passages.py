"""Pages → passages."""

from __future__ import annotations

import uuid

from legalindia.documents.models import Passage
from legalindia.law.sentences import pack

_NAMESPACE = uuid.UUID("6f1a3c5e-0d8b-4f57-9a37-5f3a2f0c7b11")


def cut(document_id: uuid.UUID, page: int, text: str) -> list[Passage]:
    """Cut one page into passages that end where sentences end; none for a page without text."""
    return [
        Passage(
            id=uuid.uuid5(_NAMESPACE, f"{document_id}/{page}/{span.start}-{span.end}"),
            document_id=document_id,
            page=page,
            start=span.start,
            end=span.end,
        )
        for span in pack(text)
    ]
