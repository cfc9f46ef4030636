"""The old criminal codes and the new: what became of a section, which code governs, and which court a CNR is of."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from legalindia.law.codes import COMMENCEMENT, Code, Governing, governing
from legalindia.law.counterparts import Mention, code_mentions, look_up
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
    """Read "302 IPC" as it is written, or a bare number in the code that was chosen."""
    typed = (form.section.data or "").strip()
    found = list(code_mentions(typed)) if typed else []
    if not found and typed and form.code.data in set(Code):
        found = [mention for mention in [look_up(Code(form.code.data), typed)] if mention]
    return found


def _governs(form: LawForm) -> Governing:
    """Say which codes govern; without a date the answer is the question to put."""
    return governing(form.conduct.data, form.proceeding.data)
