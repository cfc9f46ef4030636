"""Today: the papers that came in, those being read, and the questions under way."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.clients import glass
from legalindia.clients.service import list_clients
from legalindia.documents import service as documents
from legalindia.research import service as research
from legalindia.web.pages import render

bp = Blueprint("today", __name__)

MOST_SHOWN = 6


@bp.get("/")
def show() -> ResponseReturnValue:
    in_work = documents.papers_in_work(by=current_user)
    return render(
        "today/show.html",
        told=glass.told_to(current_user),
        matters=documents.recent_matters(by=current_user),
        recent=documents.recent_papers(by=current_user),
        in_work=in_work,
        jobs=documents.jobs_of(in_work),
        questions=research.list_questions(by=current_user, limit=MOST_SHOWN).items,
        clients=list_clients(by=current_user, limit=MOST_SHOWN).items,
    )
