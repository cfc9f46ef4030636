"""The JSON API under /api/v1: bearer tokens only, problem+json errors, described by its own OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_instance
from flask import Flask, Response, current_app, g, jsonify
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Range

from legalindia.errors import Invalid
from legalindia.extensions import csrf
from legalindia.web.description import complete
from legalindia.web.paging import MOST_ROWS, PAGE_ROWS

API_ROOT = "/api/v1"

OPENAPI = {
    "API_TITLE": "LegalIndia",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": API_ROOT,
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
        "security": [{"bearer": []}],
    },
}


class Problem(Schema):
    """An error as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class JsonApi(Api):
    """flask-smorest, with errors answered by `web.errors` like everybody else's."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        pass

    def _openapi_json(self) -> Response:
        """Answer the document, with what is true of every call said of every call."""
        return jsonify(self.document())

    def document(self) -> dict[str, Any]:
        """Return the API's description (OpenAPI 3.1)."""
        return complete(self.spec.to_dict(), current_app)


class JsonBlueprint(SmorestBlueprint):
    """One room's calls. A call names its answer's schema; the person asking is `caller()`."""


class Text(fields.String):
    """A line or paragraph a person typed: without the white space around it and without control characters."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        text = "".join(character for character in text if character >= " " or character in "\n\t")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ValidationError("This holds characters that are not text.")
        return text.replace("\x7f", "").strip()


class Body(Schema):
    """What a call takes: an unknown field is refused, so that a typing error is not silently lost."""


class Answer(Schema):
    """What a call gives."""


class ListArguments(Schema):
    """The arguments of every list."""

    class Meta:
        unknown = EXCLUDE

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=PAGE_ROWS, validate=Range(1, MOST_ROWS))


def list_of(item: type[Schema]) -> Schema:
    """Return the schema of a page of a list of `item`."""
    name = f"{item.__name__.removesuffix('Answer')}List"
    parts: dict[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item)),
        "next": fields.String(allow_none=True),
    }
    return Answer.from_dict(parts, name=name)()


def checked(schema: Schema, entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered as the schema has it, for whoever does not come over HTTP.

    :raises Invalid: a field is not as it must be; its errors are by field.
    """
    try:
        known: dict[str, Any] = schema.load(entered)
    except ValidationError as error:
        found = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        raise Invalid("Some of it cannot be taken as entered.", errors=found) from error
    return known


def caller() -> Any:
    """Return the person whose token came with the request."""
    return g.person


def open_api(app: Flask, blueprints: list[JsonBlueprint]) -> None:
    """Register the rooms' calls and the document that describes them."""
    app.config.update(OPENAPI)
    api = JsonApi(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name_of)})
    for blueprint in blueprints:
        # A cookie never authenticates here, so there is nothing a forged form could use.
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint, url_prefix=API_ROOT)
    app.extensions["json_api"] = api


def _name_of(schema: Any) -> str:
    """Name a schema in the document; one of which every field may be left out is another than the whole."""
    made = resolve_schema_instance(schema)
    return type(made).__name__ + ("Change" if made.partial else "")
