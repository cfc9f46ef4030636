"""Pages → mentions: what a page cites, by the normal forms under which the library is asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from legalindia.law.citations import find_citations

LONGEST_NORMAL = 200
LONGEST_NAME = 400


def mentions_in(document_id: uuid.UUID, page: int, text: str) -> Iterator[dict[str, Any]]:
    """Walk through the citations of one page as rows of `Mention`; a section whose Act is left open is none."""
    for citation in find_citations(text):
        name = citation.cause_title.text if citation.cause_title else None
        for normal in citation.normals:
            if len(normal) <= LONGEST_NORMAL:
                yield {
                    "document_id": document_id,
                    "page": page,
                    "start": citation.start,
                    "end": citation.end,
                    "normal": normal,
                    "kind": citation.kind,
                    "authority": citation.group,
                    "name": " ".join(name.split())[:LONGEST_NAME] if name else None,
                }
