"""The forms in which a draft is handed in, and what is done with one."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from legalindia.drafts.schemas import DraftBody
from legalindia.web.forms import Form, follows

NOWHERE = ""


class DraftForm(Form):
    """What is handed in: a text, or beside it a file. Checked by the service, for the one may stand for the other."""

    title = StringField("Title", validators=[follows(DraftBody, "title")])
    text = TextAreaField("Text of the draft")
    scope = SelectField("File it with", validate_choice=False)


class DraftButton(Form):
    """A button that does one thing."""

    draft = HiddenField()
