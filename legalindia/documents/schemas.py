"""What is said about documents over the API, and the rules of each field."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, Range

from legalindia.documents.models import DocumentStatus
from legalindia.law.papers import PaperKind
from legalindia.web.json_api import Answer, Body, ListArguments, Text


class DocumentBody(Body):
    title = Text(validate=Length(1, 200, error="A title has 1 to {max} characters."))
    filename = Text(validate=Length(1, 200, error="A file name has 1 to {max} characters."))
    folder_id = fields.UUID(allow_none=True)
    kind = fields.Enum(PaperKind, by_value=True)
    dated = fields.Date(allow_none=True)
    restore = fields.Boolean()


class ReadAgainBody(Body):
    password = fields.String(allow_none=True, load_default=None, validate=Length(max=512))
    language = fields.String(allow_none=True, load_default=None, validate=Length(max=60))
    page = fields.Integer(allow_none=True, load_default=None, validate=Range(min=1))


class UnreadablePage(Answer):
    page = fields.Integer(attribute="number")
    reason = fields.String(attribute="problem")


class ChildAnswer(Answer):
    id = fields.UUID()
    filename = fields.String()


class DocumentAnswer(Answer):
    id = fields.UUID()
    client_id = fields.UUID()
    folder_id = fields.UUID(allow_none=True)
    filename = fields.String()
    title = fields.String()
    kind = fields.Enum(PaperKind, by_value=True)
    dated = fields.Date(allow_none=True)
    media_type = fields.String()
    size_bytes = fields.Integer()
    sha256 = fields.String()
    status = fields.Enum(DocumentStatus, by_value=True)
    error = fields.String(allow_none=True, attribute="failure")
    notes = fields.List(fields.String())
    page_count = fields.Integer(allow_none=True)
    languages = fields.List(fields.String())
    parent_id = fields.UUID(allow_none=True)
    replaces_id = fields.UUID(allow_none=True)
    version = fields.Integer()
    is_restricted = fields.Boolean()
    created_at = fields.AwareDateTime()


class WholeDocumentAnswer(DocumentAnswer):
    reading = fields.String(allow_none=True)
    unreadable_pages = fields.List(fields.Nested(UnreadablePage))
    ocr_pages = fields.List(fields.Integer())
    children = fields.List(fields.Nested(ChildAnswer))
    newest_version_id = fields.UUID()
    findable_by = fields.List(fields.String())
    progress = fields.Dict(allow_none=True)


class TakenInAnswer(Answer):
    id = fields.UUID(attribute="document.id")
    filename = fields.String(attribute="document.filename")
    status = fields.Enum(DocumentStatus, by_value=True, attribute="document.status")
    duplicate_of = fields.Method("_duplicate_of")

    def _duplicate_of(self, accepted: Any) -> str | None:
        return str(accepted.document.id) if accepted.is_duplicate else None


class RejectedAnswer(Answer):
    filename = fields.String()
    reason = fields.String()


class OutcomeAnswer(Answer):
    documents = fields.List(fields.Nested(TakenInAnswer), attribute="accepted")
    rejected = fields.List(fields.Nested(RejectedAnswer))


class PageAnswer(Answer):
    page = fields.Integer(attribute="number")
    text = fields.String()
    problem = fields.String(allow_none=True)
    ocr_languages = fields.String(allow_none=True)
    confidence = fields.Float(allow_none=True)


class DocumentFilter(ListArguments):
    q = fields.String(load_default="")
    folder_id = fields.UUID(load_default=None)
