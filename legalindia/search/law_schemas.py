"""What is said about the criminal codes over the API."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Length

from legalindia.law.codes import Code, Relation
from legalindia.web.json_api import Answer, Text


class SectionArguments(Schema):
    class Meta:
        unknown = EXCLUDE

    section = Text(
        required=True,
        validate=Length(1, 200, error="A section is cited in {min} to {max} characters."),
        metadata={"description": "as it is cited: 302 IPC, section 318(4) BNS; or a number, with `code`"},
    )
    code = fields.Enum(Code, by_value=True, load_default=None)


class GoverningArguments(Schema):
    class Meta:
        unknown = EXCLUDE

    conduct = fields.Date(load_default=None, metadata={"description": "the day of the act or omission"})
    proceeding = fields.Date(
        load_default=None,
        metadata={"description": "the day on which the investigation, inquiry, trial, application or appeal began"},
    )


class CounterpartAnswer(Answer):
    code = fields.Enum(Code, by_value=True)
    act = fields.String(attribute="code.full_name")
    section = fields.String()
    parts = fields.List(
        fields.String(), metadata={"description": "what of the section asked about it answers to, such as 23(1)"}
    )
    relation = fields.Enum(Relation, by_value=True)
    note = fields.String()
    source = fields.String()


class UnmatchedAnswer(Answer):
    relation = fields.Enum(Relation, by_value=True)
    note = fields.String()
    source = fields.String()


class AskedSectionAnswer(Answer):
    code = fields.Enum(Code, by_value=True)
    act = fields.String(attribute="code.full_name")
    section = fields.String()
    counterparts = fields.List(fields.Nested(CounterpartAnswer))
    unmatched = fields.Nested(
        UnmatchedAnswer, allow_none=True, metadata={"description": "why it has no counterpart; null where it has one"}
    )


class SectionsAnswer(Answer):
    items = fields.List(fields.Nested(AskedSectionAnswer))


class ChoiceAnswer(Answer):
    code = fields.Enum(Code, by_value=True, allow_none=True)
    reason = fields.String()


class GoverningAnswer(Answer):
    commencement = fields.Date()
    offence = fields.Nested(ChoiceAnswer)
    procedure = fields.Nested(ChoiceAnswer)
    evidence = fields.Nested(ChoiceAnswer)
