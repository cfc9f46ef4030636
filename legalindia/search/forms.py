"""The search form: everything in the address, so that a search can be kept and sent on."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from legalindia.law.codes import Code
from legalindia.law.papers import PaperKind
from legalindia.search.service import Where

ANY = ""
PLACES = [
    (Where.ALL.value, "Papers and library"),
    (Where.DOCUMENTS.value, "Our papers"),
    (Where.LIBRARY.value, "The library"),
]
CODES = [(ANY, "Code as written"), *((code.value, code.value) for code in Code)]


class SearchForm(Form):
    """Changes nothing, so it needs no token."""

    q = StringField("Search")
    where = SelectField("Where to look", choices=PLACES, default=Where.ALL.value, validate_choice=False, name="in")
    client_id = SelectField("Client", validate_choice=False)
    folder_id = SelectField("Matter or folder", validate_choice=False)
    kind = SelectField(
        "Kind of paper", choices=[(ANY, "Any kind"), *((k.value, k.label) for k in PaperKind)], validate_choice=False
    )
    since = DateField("Dated from", validators=[Optional()])
    until = DateField("Dated to", validators=[Optional()])


class LawForm(Form):
    """What is asked of the criminal codes. Changes nothing, so it needs no token."""

    section = StringField("Section", validators=[Length(max=200)])
    code = SelectField(
        "Of the",
        choices=[(ANY, "Code as written"), *((code.value, code.value) for code in Code)],
        validate_choice=False,
    )
    conduct = DateField("The act was done on", validators=[Optional()])
    proceeding = DateField("The proceeding began on", validators=[Optional()])
    cnr = StringField("CNR number", validators=[Length(max=40)])

    def validate_proceeding(self, field: Any) -> None:
        conduct: date | None = self.conduct.data
        if field.data and conduct and field.data < conduct:
            raise ValidationError("A proceeding cannot begin before the act it is about.")
