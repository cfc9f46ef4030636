"""Forms of pages follow the schemas of the API: one rule a field, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from marshmallow import Schema
from marshmallow import ValidationError as SchemaError
from wtforms import Field
from wtforms.validators import StopValidation


class Form(FlaskForm):
    """A form of a page; its CSRF token lives as long as the session does."""

    class Meta(FlaskForm.Meta):
        csrf_time_limit = None


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
