"""Documents over the API."""

from __future__ import annotations

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from legalindia.adapters.outfit import outfit
from legalindia.audit.trail import record_look
from legalindia.clients.access import get_client
from legalindia.documents import service
from legalindia.documents.access import get_document, get_page
from legalindia.documents.downloads import original
from legalindia.documents.models import Document, Page
from legalindia.documents.schemas import (
    DocumentAnswer,
    DocumentBody,
    DocumentFilter,
    OutcomeAnswer,
    PageAnswer,
    ReadAgainBody,
    WholeDocumentAnswer,
)
from legalindia.errors import Invalid
from legalindia.web.json_api import JsonBlueprint, caller, list_of
from legalindia.web.paging import PageOf
from legalindia.web.uploads import receive

bp = JsonBlueprint("documents_api", __name__, description="Documents: sending, reading, naming")

UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "folder_id": {"type": "string", "format": "uuid"},
                        "password": {"type": "string"},
                    },
                }
            }
        },
    }
}


@bp.post("/clients/<uuid:client_id>/upload")
@bp.doc(**UPLOAD_BODY)
@bp.response(202, OutcomeAnswer)
def upload(client_id: uuid.UUID) -> service.Outcome:
    """Send files. Each is taken in or refused by itself."""
    client = get_client(client_id, by=caller())
    with receive(outfit().storage) as sent:
        if not sent.files:
            raise Invalid("No file was sent.", errors={"file": ["Send one file or more in the field `file`."]})
        folder = service.folder_of(client, _folder_id(sent.fields.get("folder_id")), by=caller())
        filing = service.Filing(client, folder, caller(), password=sent.fields.get("password") or None)
        return service.take_in(sent.files, filing)


@bp.get("/clients/<uuid:client_id>/documents")
@bp.arguments(DocumentFilter, location="query")
@bp.response(200, list_of(DocumentAnswer))
def list_documents(wanted: dict[str, Any], client_id: uuid.UUID) -> PageOf[Document]:
    """List a client's documents, newest first."""
    client = get_client(client_id, by=caller())
    folder = service.folder_of(client, wanted.pop("folder_id"), by=caller())
    folders = frozenset([folder.id]) if folder else None
    return service.list_documents(client, by=caller(), folders=folders, **wanted)


@bp.get("/documents/<uuid:document_id>")
@bp.response(200, WholeDocumentAnswer)
def show(document_id: uuid.UUID) -> dict[str, Any]:
    """Show a document: how it is called, where it lies, how far it has been read."""
    document = get_document(document_id, by=caller())
    record_look(document, by=caller())
    return _whole(document)


@bp.patch("/documents/<uuid:document_id>")
@bp.arguments(DocumentBody(partial=True))
@bp.response(200, WholeDocumentAnswer)
def change(details: dict[str, Any], document_id: uuid.UUID) -> dict[str, Any]:
    """Rename or move a document, or say what it is."""
    document = get_document(document_id, by=caller())
    service.change(document, details, by=caller())
    return _whole(document)


@bp.post("/documents/<uuid:document_id>/read-again")
@bp.arguments(ReadAgainBody)
@bp.response(202, WholeDocumentAnswer)
def read_again(wanted: dict[str, Any], document_id: uuid.UUID) -> dict[str, Any]:
    """Read the original again, with a password if it needs one."""
    document = get_document(document_id, by=caller())
    service.read_again(document, by=caller(), password=wanted["password"])
    return _whole(document)


@bp.get("/documents/<uuid:document_id>/content")
@bp.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
def content(document_id: uuid.UUID) -> ResponseReturnValue:
    """Give the original, byte for byte."""
    return original(get_document(document_id, by=caller()), by=caller())


@bp.get("/documents/<uuid:document_id>/pages/<int:number>")
@bp.response(200, PageAnswer)
def page(document_id: uuid.UUID, number: int) -> Page:
    """Give the text of one page."""
    document = get_document(document_id, by=caller())
    read = get_page(document, number)
    record_look(document, by=caller(), page=number)
    return read


def _whole(document: Document) -> dict[str, Any]:
    job = service.job_of(document)
    problems = service.problems(document)
    about = {name: getattr(document, name) for name in DocumentAnswer().fields}
    return {**about, "unreadable_pages": problems, "progress": job.progress if job else None}


def _folder_id(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value else None
    except ValueError as error:
        raise Invalid("The folder is not known.", errors={"folder_id": ["This is not an id."]}) from error
