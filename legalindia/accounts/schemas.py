"""What is said about people over the API, and the rules of each field."""

from __future__ import annotations

from flask import url_for
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Email, Length, OneOf, Range

from legalindia.accounts.common import is_common
from legalindia.accounts.models import Role
from legalindia.accounts.passwords import LONGEST, SHORTEST
from legalindia.web.json_api import Answer, Body, Text, list_of


def _not_common(password: str) -> None:
    if is_common(password):
        raise ValidationError("This password is too easily guessed. Choose a few words that have nothing in common.")


class NewUser(Body):
    email = Text(required=True, validate=[Email(error="This is not an e-mail address."), Length(max=254)])
    name = Text(required=True, validate=Length(1, 120, error="A name has 1 to 120 characters."))
    role = fields.String(required=True, validate=OneOf([role.value for role in Role]))
    password = fields.String(
        required=True,
        load_only=True,
        validate=[
            Length(SHORTEST, LONGEST, error=f"A password has {SHORTEST} to {LONGEST} characters."),
            _not_common,
        ],
    )


class UserChange(Body):
    name = Text(validate=Length(1, 120, error="A name has 1 to 120 characters."))
    role = fields.String(validate=OneOf([role.value for role in Role]))
    active = fields.Boolean()
    password = fields.String(load_only=True, validate=NewUser().fields["password"].validators)


class NewInvitation(Body):
    email = Text(required=True, validate=NewUser().fields["email"].validators)
    name = Text(required=True, validate=NewUser().fields["name"].validators)
    role = fields.String(required=True, validate=NewUser().fields["role"].validators)


class InvitationAnswer(Answer):
    id = fields.UUID()
    email = fields.String()
    name = fields.String()
    role = fields.Enum(Role, by_value=True)
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class InvitedAnswer(Answer):
    invitation = fields.Nested(InvitationAnswer)
    link = fields.Function(
        lambda invited: url_for("account.take_up_invitation", token=invited.token, _external=True),
        metadata={"type": "string", "description": "send it to the person; it works once and is not shown again"},
    )


class InvitationList(Answer):
    items = fields.List(fields.Nested(InvitationAnswer))
    next = fields.String(allow_none=True)


class Credentials(Schema):
    class Meta:
        unknown = EXCLUDE

    email = fields.String(required=True, validate=Length(max=254))
    password = fields.String(required=True, validate=Length(max=LONGEST))
    otp = fields.String(load_default=None, allow_none=True, validate=Length(max=40))
    name = Text(load_default="", validate=Length(max=80), metadata={"description": "what the program calls itself"})


class UserAnswer(Answer):
    id = fields.UUID()
    email = fields.String()
    name = fields.String()
    role = fields.Enum(Role, by_value=True)
    active = fields.Boolean(attribute="is_enabled")


UserList = list_of(UserAnswer)


class TokensAnswer(Answer):
    access_token = fields.String()
    refresh_token = fields.String()
    token_type = fields.Constant("Bearer")
    expires_in = fields.Integer(metadata={"description": "seconds until the access token ends"})


class NewToken(Body):
    name = Text(required=True, validate=Length(1, 80, error="A name has 1 to 80 characters."))
    days = fields.Integer(
        load_default=90,
        validate=Range(1, 365, error="A token lasts 1 to 365 days."),
        metadata={"description": "how long it lasts"},
    )
    read_only = fields.Boolean(load_default=True, metadata={"description": "whether it may only look"})


class TokenAnswer(Answer):
    id = fields.UUID()
    name = fields.String()
    device = fields.String()
    is_personal = fields.Function(lambda family: bool(family.token_sha256), metadata={"type": "boolean"})
    read_only = fields.Boolean(attribute="is_read_only")
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    last_used_at = fields.AwareDateTime(allow_none=True)


class MadeTokenAnswer(Answer):
    id = fields.UUID(attribute="family.id")
    name = fields.String(attribute="family.name")
    expires_at = fields.AwareDateTime(attribute="family.expires_at")
    token = fields.String(metadata={"description": "send it as the bearer; it is not shown again"})


class TokenList(Answer):
    items = fields.List(fields.Nested(TokenAnswer))
    next = fields.String(allow_none=True)
