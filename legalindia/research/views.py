"""Research in a browser: ask, watch the steps, read the answer, open its sources."""

from __future__ import annotations

import uuid
from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.audit.trail import record_look
from legalindia.clients.access import get_client, get_folder
from legalindia.clients.folders import tree_of
from legalindia.clients.service import list_clients
from legalindia.documents.annotations import runs
from legalindia.errors import NotFound
from legalindia.jobs import service as jobs
from legalindia.research import service
from legalindia.research.forms import EVERYTHING, QuestionForm
from legalindia.research.models import Question
from legalindia.research.schemas import address, attribution
from legalindia.research.tasks import STEPS
from legalindia.search.counterparts import counterparts_in
from legalindia.search.service import Where, Within
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render
from legalindia.web.paging import MOST_ROWS

bp = Blueprint("research", __name__)


@bp.get("/research")
def index() -> ResponseReturnValue:
    asked = {"question": request.args.get("q", ""), "scope": request.args.get("scope", EVERYTHING)}
    form = QuestionForm(data={**asked, "where": request.args.get("in", Where.ALL.value)})
    return _page(form)


@bp.post("/research")
@paced(Pace.RESEARCH)
def ask() -> ResponseReturnValue:
    form = QuestionForm()
    if not form.validate_on_submit():
        return _page(form), 422
    where = form.where.data if form.where.data in set(Where) else Where.ALL
    within = replace(_within(form.scope.data), where=Where(where))
    asked = service.ask(form.question.data, within, by=current_user)
    return redirect(url_for(".show", job_id=asked.question.job_id), code=303)


@bp.get("/research/<uuid:job_id>")
def show(job_id: uuid.UUID) -> ResponseReturnValue:
    question = service.get_question(job_id, by=current_user)
    shown = service.shown_answer(question, by=current_user)
    record_look(question, by=current_user)
    return render(
        "research/show.html",
        block="answer",
        question=question,
        job=question.job,
        steps=STEPS,
        shown=shown,
        groups=_by_paper(shown),
        address=lambda source: address(source, shown.standing_of(source)),
        attribution=lambda source: attribution(source, shown.standing_of(source)),
        runs=runs,
        also=counterparts_in(question.text),
        scope_value=_scope_value(question),
    )


@bp.post("/research/<uuid:job_id>/cancel")
def cancel(job_id: uuid.UUID) -> ResponseReturnValue:
    question = service.get_question(job_id, by=current_user)
    jobs.cancel(question.job, by=current_user)
    return redirect(url_for(".show", job_id=job_id), code=303)


def _page(form: QuestionForm) -> str:
    form.scope.choices = _scope_choices(form.scope.data)
    asked = service.list_questions(by=current_user, cursor=request.args.get("cursor"))
    return render("research/index.html", block="asked", form=form, asked=asked)


def _by_paper(shown: service.ShownAnswer) -> list[tuple[object, list[object]]]:
    """Group the statements by the paper their first source stands in, in the order of the answer."""
    groups: dict[uuid.UUID, tuple[object, list[object]]] = {}
    for statement in shown.statements:
        document = statement.sources[0].document
        groups.setdefault(document.id, (document, []))[1].append(statement)
    return list(groups.values())


def _scope_choices(chosen: str | None) -> list[tuple[str, str]]:
    """Offer every client; below the chosen one its matters and folders."""
    choices = [(EVERYTHING, "Everything I may see")]
    within = _within(chosen)
    client_id = get_folder(within.folder_id, by=current_user).client_id if within.folder_id else within.client_id
    clients = list(list_clients(by=current_user, limit=MOST_ROWS).items)
    if client_id and client_id not in {client.id for client in clients}:
        clients.append(get_client(client_id, by=current_user))
    for client in clients:
        choices.append((f"client:{client.id}", client.name))
        if client.id == client_id:
            branches = tree_of(client.id, by=current_user).branches()
            choices += [(f"folder:{b.folder.id}", "\u2003" * (b.depth + 1) + b.folder.name) for b in branches]
    return choices


def _within(value: str | None) -> Within:
    """Read a scope as the form writes it: `client:ID`, `folder:ID` or nothing."""
    shelf, _, name = (value or EVERYTHING).partition(":")
    if not name:
        return Within()
    try:
        identifier = uuid.UUID(name)
    except ValueError as error:
        raise NotFound("There is no such client or folder.") from error
    return Within(folder_id=identifier) if shelf == "folder" else Within(client_id=identifier)


def _scope_value(question: Question) -> str:
    if question.folder_id:
        return f"folder:{question.folder_id}"
    return f"client:{question.client_id}" if question.client_id else EVERYTHING
