"""Two papers side by side: a draft and the judgment, the original and its translation, two versions of one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.audit.trail import record_look
from legalindia.documents import comparing, service, versions, viewing
from legalindia.documents.access import find_page, get_document
from legalindia.documents.annotations import Span, runs
from legalindia.documents.comparing import Side
from legalindia.documents.models import Document
from legalindia.documents.showing import AS_TEXT, PICTURE_PIXELS
from legalindia.web.pages import render

bp = Blueprint("beside", __name__)


@bp.get("/documents/<uuid:document_id>/beside")
def choose(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    wanted = request.args.get("q", "").strip()
    papers: Sequence[Document] = []
    if document.client is not None:
        papers = service.list_documents(
            document.client, by=current_user, q=wanted, cursor=request.args.get("cursor")
        ).items
    return render(
        "documents/beside_choose.html",
        block="choices",
        document=document,
        wanted=wanted,
        versions=_versions(document),
        papers=[paper for paper in papers if paper.id != document.id],
    )


@bp.get("/documents/<uuid:document_id>/beside/<uuid:other_id>")
def show(document_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    other = get_document(other_id, by=current_user)
    is_version = document.id != other.id and comparing.is_version_of(document, other)
    compared = comparing.compare(document, other) if is_version else None
    here = _number("page", document)
    there = _number("other", other) if "other" in request.args else _answering(document, other, here, is_version)
    one, two = compared or (Side(), Side())
    sides = [_side(document, here, one), _side(other, there, two)]
    for side in sides:
        record_look(side["document"], by=current_user, page=side["number"])
    return render(
        "documents/beside.html",
        sides=sides,
        is_version=is_version,
        is_compared=compared is not None,
        as_text=request.args.get("as") == AS_TEXT,
        picture_pixels=PICTURE_PIXELS,
    )


def _versions(document: Document) -> list[Document]:
    """Return the other versions of the paper that this person may see, the newest first."""
    found: list[Document] = []
    version: Document | None = versions.newest_version(document, by=current_user)
    while version is not None:
        if version.id != document.id:
            found.append(version)
        version = versions.version_before(version, by=current_user)
    return found


def _number(name: str, document: Document) -> int:
    return min(max(request.args.get(name, 1, type=int), 1), document.page_count or 1)


def _answering(document: Document, other: Document, page: int, is_version: bool) -> int:
    """Return the page to show beside: of a version, the one that holds the same words."""
    return comparing.pages_that_correspond(document, other, page) if is_version else min(page, other.page_count or 1)


def _side(document: Document, number: int, side: Side) -> dict[str, Any]:
    page = find_page(document, number)
    marks: list[Span] = side.changed.get(number, [])
    has_look = viewing.count_pictures(document) > 0 and request.args.get("as") != AS_TEXT
    return {
        "document": document,
        "number": number,
        "last": document.page_count or 1,
        "page": page,
        "looks": viewing.looks(document, page, marks) if page and has_look else [],
        "runs": runs(page.text, marks) if page else [],
        "changes": len(marks),
        "changed_pages": sorted(side.changed),
    }
