"""The forms of documents."""

from __future__ import annotations

from wtforms import DateField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Optional

from legalindia.documents.schemas import DocumentBody
from legalindia.law.papers import PaperKind
from legalindia.web.forms import Form, follows

TOP = ""
# Tesseract's codes, singly and in the pairs that Indian papers are written in.
# What Tesseract calls the languages, and what a text may be in though no scan is read as it.
LANGUAGE_NAMES = {
    "eng": "English",
    "hin": "Hindi",
    "ben": "Bengali",
    "tam": "Tamil",
    "tel": "Telugu",
    "mar": "Marathi",
    "guj": "Gujarati",
    "kan": "Kannada",
    "mal": "Malayalam",
    "pan": "Punjabi",
    "ori": "Odia",
    "asm": "Assamese",
    "urd": "Urdu",
    "san": "Sanskrit",
    "nep": "Nepali",
}
# A scan in an Indian language has English words in it: dates, numbers, the names of Acts.
_CHOICES = (
    "eng",
    "hin+eng",
    "hin",
    *(f"{code}+eng" for code in "ben tam tel mar guj kan mal pan ori asm urd".split()),
    "san",
)


def language_name(codes: str) -> str:
    """Say languages as people do: Hindi and English for `hin+eng`; a code without a name as it is."""
    return " and ".join(LANGUAGE_NAMES.get(code, code) for code in codes.split("+"))


LANGUAGES = tuple((codes, language_name(codes)) for codes in _CHOICES)
FIND_OUT = ("", "Find it out")


class DocumentForm(Form):
    title = StringField("Title", validators=[follows(DocumentBody, "title")])
    kind = SelectField("Kind of paper", choices=[(kind.value, kind.label) for kind in PaperKind])
    dated = DateField("Date on the paper", validators=[Optional()])
    folder_id = SelectField("Folder")


class ReadAgainForm(Form):
    password = PasswordField("Password of the file, if it has one")
    language = SelectField("Language of its scans", choices=[FIND_OUT, *LANGUAGES])
    page = HiddenField()


class BinForm(Form):
    """A button; the form holds nothing but its token."""
