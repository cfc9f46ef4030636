"""What is said about the library over the API."""

from __future__ import annotations

from marshmallow import fields

from legalindia.jobs.schemas import JobAnswer
from legalindia.law.citations import Kind
from legalindia.library.models import AuthorityKind
from legalindia.web.json_api import Answer, Body, ListArguments, Text


class LibraryFilter(ListArguments):
    q = fields.String(load_default="")
    kind = fields.Enum(AuthorityKind, by_value=True, load_default=None)


class AsOf(ListArguments):
    on = fields.Date(load_default=None, metadata={"description": "as it stood on this day"})


class ImportBody(Body):
    source = Text(required=True, metadata={"description": "a name in the import folder of the server"})


class CitationAnswer(Answer):
    text = fields.String()
    normalized = fields.String(attribute="normal")
    kind = fields.Enum(Kind, by_value=True)
    origin = fields.String()


class AuthorityAnswer(Answer):
    id = fields.UUID(attribute="document_id")
    kind = fields.Enum(AuthorityKind, by_value=True)
    title = fields.String()
    court = fields.String(allow_none=True)
    bench = fields.String(allow_none=True)
    decided = fields.Date(allow_none=True)
    cnr = fields.String(allow_none=True)
    act = fields.String(allow_none=True)
    year = fields.Integer(allow_none=True)
    language = fields.String()
    status = fields.String(allow_none=True)
    source = fields.String(allow_none=True)
    citations = fields.List(fields.Nested(CitationAnswer))


class ContradictionAnswer(Answer):
    field = fields.String()
    metadata = fields.String()
    text = fields.String()


class WholeAuthorityAnswer(AuthorityAnswer):
    origins = fields.Dict(keys=fields.String(), values=fields.String())
    contradictions = fields.List(fields.Nested(ContradictionAnswer))
    page_count = fields.Integer(attribute="document.page_count", allow_none=True)
    sha256 = fields.String(attribute="document.sha256")


class ProvisionAnswer(Answer):
    document_id = fields.UUID()
    page = fields.Integer()
    citation = fields.String(attribute="normal")
    number = fields.String(attribute="printed")
    heading = fields.String()
    part = fields.String(allow_none=True)
    history = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    is_in_force = fields.Boolean()


class WholeProvisionAnswer(ProvisionAnswer):
    text = fields.String()


class CitingAnswer(Answer):
    document_id = fields.UUID(attribute="document.id")
    title = fields.String(attribute="document.title")
    client_id = fields.UUID(attribute="document.client_id", allow_none=True)
    page = fields.Integer()
    start = fields.Integer()
    end = fields.Integer()
    sentence = fields.String()
    treatment = fields.List(fields.String(), metadata={"description": "derived, not checked"})


class CitedByAnswer(Answer):
    documents = fields.Integer(attribute="total")
    papers = fields.List(fields.Nested(CitingAnswer))
    library = fields.List(fields.Nested(CitingAnswer))
    label = fields.Constant("derived, not checked")


class WantedAnswer(Answer):
    citation = fields.String(attribute="normal")
    name = fields.String(allow_none=True)
    papers = fields.Integer()


class WantedList(Answer):
    items = fields.List(fields.Nested(WantedAnswer))
    next = fields.Constant(None)


class ImportAnswer(JobAnswer):
    source = fields.String()
    taken_in = fields.Integer()
    known = fields.Integer()
    updated = fields.Integer()
    refused = fields.Integer()
    notes = fields.List(fields.String())
