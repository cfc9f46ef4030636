"""The old criminal codes and the new: what became of a section, which code governs, and which court a CNR is of."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from legalindia.law.codes import COMMENCEMENT, Code, Governing, governing
from legalindia.law.counterparts import Mention, asked_for
from legalindia.search.forms import LawForm
from legalindia.web.pages import render

bp = Blueprint("law", __name__)


@bp.get("/law")
def show() -> ResponseReturnValue:
    form = LawForm(request.args)
    is_sound = form.validate()
    return render(
        "search/law.html",
        form=form,
        commencement=COMMENCEMENT,
        mentions=_mentions(form) if is_sound else [],
        governs=_governs(form) if is_sound else None,
    ), (200 if is_sound else 422)


def _mentions(form: LawForm) -> list[Mention]:
    code = Code(form.code.data) if form.code.data in set(Code) else None
    return asked_for(form.section.data or "", code)


def _governs(form: LawForm) -> Governing:
    """Say which codes govern; without a date the answer is the question to put."""
    return governing(form.conduct.data, form.proceeding.data)
