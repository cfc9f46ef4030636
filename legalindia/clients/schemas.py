"""What is said about clients and folders over the API, and the rules of each field."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load
from marshmallow.validate import Email, Length, OneOf

from legalindia.clients.models import Access, ClientKind
from legalindia.law.courts import parse_cnr
from legalindia.web.json_api import Answer, Body, ListArguments, Text, list_of

NAME = "A name has 1 to {max} characters."


class ClientBody(Body):
    name = Text(required=True, validate=Length(1, 200, error=NAME))
    kind = fields.String(
        load_default=ClientKind.INDIVIDUAL.value,
        validate=OneOf([kind.value for kind in ClientKind], error="Choose individual or organisation."),
    )
    access = fields.String(
        load_default=Access.TEAM.value,
        validate=OneOf([access.value for access in Access], error="Choose team or firm."),
    )
    email = Text(allow_none=True, validate=[Email(error="This is not an e-mail address."), Length(max=254)])
    phone = Text(allow_none=True, validate=Length(max=40, error="A phone number has at most 40 characters."))
    address = Text(allow_none=True, validate=Length(max=2000))
    notes = Text(allow_none=True, validate=Length(max=20_000))


class ClientAnswer(Answer):
    id = fields.UUID()
    name = fields.String()
    kind = fields.String()
    access = fields.String()
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    notes = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()


class ClientFilter(ListArguments):
    q = fields.String(load_default="", metadata={"description": "part of the name"})


def plain_cnr(typed: str | None) -> str | None:
    """Write a CNR as it is kept: without hyphens and spaces, in capitals; what is none stays as it was typed."""
    return str(parse_cnr(typed) or typed) if typed else typed


def _check_cnr(typed: str) -> None:
    if parse_cnr(typed) is None:
        raise ValidationError(
            "A CNR has four letters or digits for the court, two digits for its establishment, six for the case and "
            "the year, as KABC010012342024."
        )


class MatterBody(Body):
    court = Text(allow_none=True, validate=Length(max=200))
    case_number = Text(allow_none=True, validate=Length(max=120))
    cnr = Text(
        allow_none=True,
        validate=_check_cnr,
    )
    parties = Text(allow_none=True, validate=Length(max=500))
    stage = Text(allow_none=True, validate=Length(max=120))

    @pre_load
    def write_cnr_plainly(self, data: Any, **_options: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("cnr"), str):
            return {**data, "cnr": plain_cnr(data["cnr"])}
        return data


class FolderBody(Body):
    name = Text(required=True, validate=Length(1, 160, error=NAME))
    parent_id = fields.UUID(allow_none=True)
    matter = fields.Nested(MatterBody, allow_none=True)


class FolderAnswer(Answer):
    id = fields.UUID()
    client_id = fields.UUID()
    parent_id = fields.UUID(allow_none=True)
    name = fields.String()
    matter = fields.Nested(
        Schema.from_dict({name: fields.String(allow_none=True) for name in MatterBody().fields}, name="MatterAnswer"),
        allow_none=True,
    )
    is_restricted = fields.Boolean()
    created_at = fields.AwareDateTime()


ClientList = list_of(ClientAnswer)
FolderList = list_of(FolderAnswer)
