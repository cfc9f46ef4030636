"""The forms of the library."""

from __future__ import annotations

from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Optional

from legalindia.library.models import AuthorityKind
from legalindia.web import forms

ANY = ""


class ListForm(Form):
    """What of the library is listed. Changes nothing, so it needs no token."""

    q = StringField("Title or citation")
    kind = SelectField(
        "Kind",
        choices=[(ANY, "Everything"), (AuthorityKind.JUDGMENT, "Judgments"), (AuthorityKind.STATUTE, "Statutes")],
        validate_choice=False,
    )


class ActForm(Form):
    """Which provisions of an Act are listed. Changes nothing, so it needs no token."""

    q = StringField("Number or heading")
    on = DateField("As it stood on", validators=[Optional()])


class ImportForm(forms.Form):
    source = SelectField("Folder or file on the server", validate_choice=False)
