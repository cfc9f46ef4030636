"""What is said about passages over the API."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Range

from legalindia.law.papers import PaperKind
from legalindia.search.law_schemas import CounterpartAnswer
from legalindia.search.service import MOST_HITS, Where
from legalindia.web.json_api import Answer, Body


class SearchArguments(Schema):
    class Meta:
        unknown = EXCLUDE

    q = fields.String(load_default="", metadata={"description": 'words, "a phrase", -without, begin*'})
    client_id = fields.UUID(load_default=None)
    folder_id = fields.UUID(load_default=None)
    where = fields.Enum(Where, by_value=True, load_default=Where.DOCUMENTS, data_key="in")
    kind = fields.List(fields.Enum(PaperKind, by_value=True), load_default=None)
    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)
    limit = fields.Integer(load_default=20, validate=Range(1, MOST_HITS))


class LibraryBody(Body):
    q = fields.String(required=True, metadata={"description": 'words, "a phrase", -without, begin*'})
    kind = fields.List(fields.Enum(PaperKind, by_value=True), load_default=None)
    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)
    limit = fields.Integer(load_default=20, validate=Range(1, MOST_HITS))


class HitAnswer(Answer):
    document_id = fields.UUID(attribute="document.id")
    passage_id = fields.UUID(attribute="passage.id")
    client_id = fields.UUID(attribute="document.client_id", allow_none=True)
    title = fields.String(attribute="document.title")
    kind = fields.String(metadata={"description": "document, judgment or statute"})
    citation = fields.String(allow_none=True)
    paper = fields.Enum(PaperKind, by_value=True, attribute="document.kind")
    page = fields.Integer(attribute="passage.page")
    start = fields.Integer(attribute="passage.start")
    end = fields.Integer(attribute="passage.end")
    text = fields.String()
    highlights = fields.Method("_highlights")
    score = fields.Float()
    counterparts = fields.List(
        fields.Nested(CounterpartAnswer),
        attribute="in_codes.counterparts",
        dump_default=list,
        metadata={"description": "of a section of the six criminal codes: what stands in its place in the other"},
    )
    continues = fields.Method("_continues")

    def _continues(self, hit: Any) -> dict[str, Any] | None:
        """Say where the words go on on the next page; null where they do not."""
        found = hit.crossing
        if found is None:
            return None
        place = {"page": found.passage.page + 1, "start": found.went_on.start, "end": found.went_on.end}
        return {**place, "text": found.went_on_text}

    def _highlights(self, hit: Any) -> list[list[int]]:
        return [[start, end] for start, end in hit.highlights]


class AlsoAnswer(Answer):
    named = fields.String()
    act = fields.String(attribute="counterpart.code")
    section = fields.String(attribute="counterpart.section")
    relation = fields.String(attribute="counterpart.relation")
    note = fields.String(attribute="counterpart.note")


class SearchAnswer(Answer):
    also = fields.List(fields.Nested(AlsoAnswer))
    hits = fields.List(fields.Nested(HitAnswer))
    by_words_only = fields.Boolean(
        metadata={"description": "the index is away, empty or being filled, and was not, or not fully, asked"}
    )
    took_ms = fields.Float()
