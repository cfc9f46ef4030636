"""The forms of documents."""

from __future__ import annotations

from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import Optional

from legalindia.documents.schemas import DocumentBody
from legalindia.law.papers import PaperKind
from legalindia.web.forms import Form, follows

TOP = ""


class DocumentForm(Form):
    title = StringField("Title", validators=[follows(DocumentBody, "title")])
    kind = SelectField("Kind of paper", choices=[(kind.value, kind.label) for kind in PaperKind])
    dated = DateField("Date on the paper", validators=[Optional()])
    folder_id = SelectField("Folder")


class ReadAgainForm(Form):
    password = PasswordField("Password of the file, if it has one")
