"""The form in which a question is asked."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField

from legalindia.research.schemas import QuestionBody
from legalindia.search.forms import PLACES
from legalindia.search.service import Where
from legalindia.web.forms import Form, follows

EVERYTHING = ""


class QuestionForm(Form):
    question = TextAreaField("Your question", validators=[follows(QuestionBody, "question")])
    where = SelectField("Sources", choices=PLACES, default=Where.ALL.value, validate_choice=False)
    scope = SelectField("Where to look", validate_choice=False)
