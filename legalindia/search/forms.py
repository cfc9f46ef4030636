"""The search form: everything in the address, so that a search can be kept and sent on."""

from __future__ import annotations

from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Optional

from legalindia.law.papers import PaperKind

ANY = ""


class SearchForm(Form):
    """Changes nothing, so it needs no token."""

    q = StringField("Search")
    client_id = SelectField("Client", validate_choice=False)
    folder_id = SelectField("Matter or folder", validate_choice=False)
    kind = SelectField(
        "Kind of paper", choices=[(ANY, "Any kind"), *((k.value, k.label) for k in PaperKind)], validate_choice=False
    )
    since = DateField("Dated from", validators=[Optional()])
    until = DateField("Dated to", validators=[Optional()])
