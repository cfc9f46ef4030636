"""Forms of pages follow the schemas of the API: one rule a field, in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import session
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from marshmallow import Schema
from marshmallow import ValidationError as SchemaError
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput

from legalindia.web.idempotency import sent_once

# Whose token is remembered, by one process.
MOST_SESSIONS = 1000


class SentOnce(HiddenInput):
    """Beside the token against forgery, one that makes a second click the same click (`web.idempotency`)."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        return Markup(super().__call__(field, **attributes)) + sent_once()  # noqa: S704 - WTForms escaped it


class Form(FlaskForm):
    """A form of a page; its CSRF token lives as long as the session does."""

    class Meta(FlaskForm.Meta):
        csrf_time_limit = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if "csrf_token" in self:
            self["csrf_token"].widget = SentOnce()


def csrf_token() -> str:
    """Return the token of this session's forms: signed once, not anew for each page. It ends with the session."""
    own = session.get("csrf_token")
    return _signed(own) if own else str(generate_csrf())


@lru_cache(maxsize=MOST_SESSIONS)
def _signed(_own: str) -> str:
    return str(generate_csrf())


def follows(schema: type[Schema], name: str) -> Callable[[FlaskForm, Field], None]:
    """Check a form's field by the rule that the schema has for the field `name`, and take its value."""
    rule = schema().fields[name]

    def check(_form: FlaskForm, field: Field) -> None:
        value: Any = field.data
        if value == "" and rule.allow_none:
            value = None
        try:
            field.data = rule.deserialize(value)
        except SchemaError as error:
            raise StopValidation(" ".join(map(str, error.messages))) from error

    # WTForms skips an empty field's validators unless one of them says that it looks at empty values too.
    check.field_flags = {"required": True} if rule.required else {}  # type: ignore[attr-defined]
    return check
