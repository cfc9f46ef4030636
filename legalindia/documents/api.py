"""Documents over the API."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue

from legalindia.adapters.outfit import outfit
from legalindia.audit.trail import record_look
from legalindia.clients.access import get_client
from legalindia.database import db
from legalindia.documents import again, service, versions
from legalindia.documents.access import get_document, get_from_bin, get_page, get_paper
from legalindia.documents.again import Again
from legalindia.documents.bin import bring_back, put_into_bin
from legalindia.documents.downloads import original, plain_text, searchable
from legalindia.documents.intake import Filing
from legalindia.documents.meaning import findable_by
from legalindia.documents.models import Document, DocumentStatus
from legalindia.documents.renditions import have_made_searchable
from legalindia.documents.rows import PageRow
from legalindia.documents.schemas import (
    DocumentAnswer,
    DocumentBody,
    DocumentFilter,
    OutcomeAnswer,
    PageAnswer,
    ReadAgainBody,
    WholeDocumentAnswer,
)
from legalindia.documents.unread import how_much_was_read
from legalindia.errors import Conflict, Invalid
from legalindia.jobs.models import Job
from legalindia.jobs.schemas import JobAnswer
from legalindia.web.json_api import JsonBlueprint, ListArguments, caller, list_of
from legalindia.web.limits import Pace, paced
from legalindia.web.paging import PageOf
from legalindia.web.uploads import receive

bp = JsonBlueprint("documents_api", __name__, description="Documents: sending, reading, naming")

PAGE_OF_DOCUMENTS = list_of(DocumentAnswer)
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
                        "language": {"type": "string", "description": "Tesseract's codes, joined by +"},
                    },
                }
            }
        },
    }
}


@bp.post("/clients/<uuid:client_id>/upload")
@paced(Pace.UPLOADS)
@bp.doc(**UPLOAD_BODY)
@bp.response(202, OutcomeAnswer)
def upload(client_id: uuid.UUID) -> service.Outcome:
    """Send files. Each is taken in or refused by itself."""
    client = get_client(client_id, by=caller())
    with receive(outfit().storage) as sent:
        if not sent.files:
            raise Invalid("No file was sent.", errors={"file": ["Send one file or more in the field `file`."]})
        folder = service.folder_of(client, _folder_id(sent.fields.get("folder_id")), by=caller())
        filing = Filing(
            client,
            folder,
            caller(),
            password=sent.fields.get("password") or None,
            languages=sent.fields.get("language") or None,
        )
        return service.take_in(sent.files, filing)


@bp.get("/clients/<uuid:client_id>/documents")
@bp.arguments(DocumentFilter, location="query")
@bp.response(200, PAGE_OF_DOCUMENTS)
def list_documents(wanted: dict[str, Any], client_id: uuid.UUID) -> PageOf[Document]:
    """List a client's documents, newest first."""
    client = get_client(client_id, by=caller())
    folder = service.folder_of(client, wanted.pop("folder_id"), by=caller())
    record_look(folder or client, by=caller())
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
    """Rename or move a document, or say what it is; with `restore`, bring it back from the bin first."""
    if details.pop("restore", False):
        bring_back(get_from_bin(document_id, by=caller()), by=caller())
    document = get_paper(document_id, by=caller())
    service.change(document, details, by=caller())
    return _whole(document)


@bp.delete("/documents/<uuid:document_id>")
@bp.response(204)
def remove(document_id: uuid.UUID) -> None:
    """Put a document into the bin, with what came inside it."""
    put_into_bin(get_paper(document_id, by=caller()), by=caller())


@bp.get("/clients/<uuid:client_id>/bin")
@bp.arguments(ListArguments, location="query")
@bp.response(200, PAGE_OF_DOCUMENTS)
def list_bin(wanted: dict[str, Any], client_id: uuid.UUID) -> PageOf[Document]:
    """List what of a client lies in the bin."""
    client = get_client(client_id, by=caller())
    record_look(client, by=caller())
    return service.list_bin(client, by=caller(), **wanted)


@bp.post("/documents/<uuid:document_id>/versions")
@paced(Pace.UPLOADS)
@bp.doc(**UPLOAD_BODY)
@bp.response(202, WholeDocumentAnswer)
def add_version(document_id: uuid.UUID) -> dict[str, Any]:
    """Send the next version of a document: one file. The old version stays."""
    document = get_paper(document_id, by=caller())
    with receive(outfit().storage) as sent:
        if len(sent.files) != 1:
            raise Invalid("Send one file.", errors={"file": ["Send exactly one file in the field `file`."]})
        accepted = service.new_version(
            document,
            sent.files[0],
            by=caller(),
            password=sent.fields.get("password") or None,
            languages=sent.fields.get("language"),
        )
        if accepted.is_duplicate:
            raise Conflict("The very same file is here already.")
        return _whole(accepted.document)


@bp.post("/documents/<uuid:document_id>/read-again")
@bp.arguments(ReadAgainBody)
@bp.response(202, WholeDocumentAnswer)
def read_again(wanted: dict[str, Any], document_id: uuid.UUID) -> dict[str, Any]:
    """Read the original again: with a password, in another language (an empty one: in the one that is found out), or
    one page of it only."""
    document = get_paper(document_id, by=caller())
    again.read_again(document, Again(wanted["password"], wanted["language"], wanted["page"]), by=caller())
    return _whole(document)


@bp.get("/documents/<uuid:document_id>/content")
@bp.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
def content(document_id: uuid.UUID) -> ResponseReturnValue:
    """Give the original, byte for byte."""
    return original(get_document(document_id, by=caller()), by=caller())


@bp.get("/documents/<uuid:document_id>/text")
@bp.response(200, {"type": "string"}, content_type="text/plain")
def text(document_id: uuid.UUID) -> ResponseReturnValue:
    """Give the text of all pages, each ended by a form feed."""
    document = get_document(document_id, by=caller())
    return plain_text(document, service.whole_text(document), by=caller())


@bp.post("/documents/<uuid:document_id>/searchable")
@bp.response(202, JobAnswer)
def make_searchable(document_id: uuid.UUID) -> Job:
    """Have a searchable PDF made of a scanned document: its pages, with the recognised words beneath."""
    rendition = have_made_searchable(get_document(document_id, by=caller()), by=caller())
    return db.session.get_one(Job, rendition.job_id)


@bp.get("/documents/<uuid:document_id>/searchable")
@bp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def download_searchable(document_id: uuid.UUID) -> ResponseReturnValue:
    """Give the searchable PDF of a scanned document, once it has been made."""
    return searchable(get_document(document_id, by=caller()), by=caller())


@bp.get("/documents/<uuid:document_id>/pages/<int:number>")
@bp.response(200, PageAnswer)
def page(document_id: uuid.UUID, number: int) -> PageRow:
    """Give the text of one page."""
    document = get_document(document_id, by=caller())
    read = get_page(document, number)
    record_look(document, by=caller(), page=number)
    return read


def _whole(document: Document) -> dict[str, Any]:
    job = service.job_of(document)
    problems, scanned = service.pages_of_note(document)
    about = {field.attribute or name: getattr(document, field.attribute or name) for name, field in _fields().items()}
    newest = versions.newest_version(document, by=caller())
    return {
        **about,
        "unreadable_pages": problems,
        "ocr_pages": [page.number for page in scanned],
        "children": service.children(document, by=caller()),
        "newest_version_id": newest.id,
        "findable_by": findable_by(document, outfit().embedding),
        "progress": job.progress if job else None,
        # While it waits for something that is away, it says for what.
        "failure": document.failure or (job.is_waiting_for if job and not document.is_settled else None),
        "reading": _reading(document),
    }


def _fields() -> Mapping[str, Any]:
    return DocumentAnswer().fields


def _reading(document: Document) -> str | None:
    """Say of a paper that was read how much of it was: "18 of 20 pages read; 4 and 7 unreadable: ..."."""
    if document.status != DocumentStatus.READY or document.page_count is None:
        return None
    return how_much_was_read(document.page_count, document.unread_count, document.error)


def _folder_id(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value else None
    except ValueError as error:
        raise Invalid("The folder is not known.", errors={"folder_id": ["This is not an id."]}) from error
