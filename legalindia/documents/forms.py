"""The forms of documents."""

from __future__ import annotations

from wtforms import DateField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Optional

from legalindia.documents.schemas import DocumentBody
from legalindia.law.papers import PaperKind
from legalindia.web.forms import Form, follows

TOP = ""
# Tesseract's codes, singly and in the pairs that Indian papers are written in.
LANGUAGES = [
    ("eng", "English"),
    ("hin+eng", "Hindi and English"),
    ("hin", "Hindi"),
    ("ben+eng", "Bengali and English"),
    ("tam+eng", "Tamil and English"),
    ("tel+eng", "Telugu and English"),
    ("mar+eng", "Marathi and English"),
    ("guj+eng", "Gujarati and English"),
    ("kan+eng", "Kannada and English"),
    ("mal+eng", "Malayalam and English"),
    ("pan+eng", "Punjabi and English"),
    ("ori+eng", "Odia and English"),
    ("asm+eng", "Assamese and English"),
    ("urd+eng", "Urdu and English"),
    ("san", "Sanskrit"),
]


class DocumentForm(Form):
    title = StringField("Title", validators=[follows(DocumentBody, "title")])
    kind = SelectField("Kind of paper", choices=[(kind.value, kind.label) for kind in PaperKind])
    dated = DateField("Date on the paper", validators=[Optional()])
    folder_id = SelectField("Folder")


class ReadAgainForm(Form):
    password = PasswordField("Password of the file, if it has one")
    language = SelectField("Language of its scans", choices=[("", "Find it out"), *LANGUAGES])
    page = HiddenField()


class BinForm(Form):
    """A button; the form holds nothing but its token."""
