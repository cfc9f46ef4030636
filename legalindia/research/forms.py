"""The form in which a question is asked."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField

from legalindia.research.schemas import QuestionBody
from legalindia.web.forms import Form, follows

EVERYTHING = ""


class QuestionForm(Form):
    question = TextAreaField("Your question", validators=[follows(QuestionBody, "question")])
    scope = SelectField("Where to look", validate_choice=False)
