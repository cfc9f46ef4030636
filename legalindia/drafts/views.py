"""Drafts in a browser: hand one in, watch the check, read it beside its sources, take the certificate away."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from legalindia.adapters.indian_kanoon import question_for
from legalindia.adapters.outfit import outfit
from legalindia.audit.trail import record_look
from legalindia.clients.service import list_clients
from legalindia.drafts import certificate, marked, service
from legalindia.drafts.access import get_check, get_draft
from legalindia.drafts.forms import NOWHERE, DraftButton, DraftForm
from legalindia.drafts.governing import Dated, named_in
from legalindia.drafts.kept import shown_to
from legalindia.drafts.models import Check, Draft
from legalindia.drafts.service import HandedIn
from legalindia.errors import Invalid, NotFound
from legalindia.extensions import csrf
from legalindia.jobs import service as jobs
from legalindia.library import elsewhere
from legalindia.library.service import holdings
from legalindia.search.forms import LawForm
from legalindia.search.service import Within
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render, wants_fragment
from legalindia.web.paging import MOST_ROWS
from legalindia.web.uploads import Upload, receive

bp = Blueprint("drafts", __name__)

STEPS = ("reading the draft", "comparing quotations", "holding citations against the library")


@bp.get("/drafts")
def index() -> ResponseReturnValue:
    return _index(DraftForm())


@bp.post("/drafts")
@paced(Pace.UPLOADS)
@csrf.exempt
def hand_in() -> ResponseReturnValue:
    """Take a draft in. Exempt from the general check for the reason that uploads of papers are."""
    with receive(outfit().storage) as sent:
        sent.check_form_token()
        form = DraftForm(MultiDict(sent.fields), meta={"csrf": False})
        try:
            made = service.hand_in(_handed(sent), _within(sent.fields.get("scope")), by=current_user)
        except Invalid as refusal:
            form.text.errors = [refusal.detail]
            return _index(form), 422
    return redirect(url_for(".show", draft_id=made.version.draft_id), code=303)


@bp.get("/drafts/<uuid:draft_id>")
def show(draft_id: uuid.UUID) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    made = get_check(draft, _identifier(request.args.get("check")))
    record_look(draft, by=current_user)
    if wants_fragment() and request.headers.get("HX-Target") == "panel":
        return render("drafts/_panel.html", **_shown(draft, made))
    return render("drafts/show.html", block="checked", **_shown(draft, made))


@bp.post("/drafts/<uuid:draft_id>/version")
@paced(Pace.UPLOADS)
@csrf.exempt
def hand_in_again(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Take the next version in. Exempt from the general check for the reason that uploads of papers are."""
    draft = get_draft(draft_id, by=current_user)
    with receive(outfit().storage) as sent:
        sent.check_form_token()
        service.hand_in_again(draft, _handed(sent), by=current_user)
    return redirect(url_for(".show", draft_id=draft.id), code=303)


@bp.post("/drafts/<uuid:draft_id>/check")
@paced(Pace.RESEARCH)
def check_again(draft_id: uuid.UUID) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    service.check_again(draft, by=current_user)
    return redirect(url_for(".show", draft_id=draft.id), code=303)


@bp.post("/drafts/<uuid:draft_id>/elsewhere")
@paced(Pace.EXPORTS)
def look_elsewhere(draft_id: uuid.UUID) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    made = _finished(draft)
    findings = shown_to(made, by=current_user).findings
    line = marked.line_at(marked.lines_of(findings), request.args.get("finding", type=int))
    finding = next((each for each in findings.citations if line and each.start == line.start), None)
    if line is None or finding is None:
        raise NotFound("There is no such finding.")
    listed = elsewhere.look_up(finding.text, by=current_user, subject=draft)
    asked = question_for(finding.text)
    return render(
        "drafts/elsewhere.html", draft=draft, check=made, line=line, listed=listed, asked=asked, prices=elsewhere.PRICES
    )


@bp.post("/drafts/<uuid:draft_id>/elsewhere/<int:tid>")
@paced(Pace.EXPORTS)
def bring_in(draft_id: uuid.UUID, tid: int) -> ResponseReturnValue:
    get_draft(draft_id, by=current_user)
    document_id = elsewhere.bring_in(tid, by=current_user)
    return redirect(url_for("documents.show", document_id=document_id), code=303)


@bp.post("/drafts/<uuid:draft_id>/cancel")
def cancel(draft_id: uuid.UUID) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    made = get_check(draft)
    jobs.cancel(made.job, by=current_user)
    return redirect(url_for(".show", draft_id=draft.id), code=303)


@bp.post("/drafts/<uuid:draft_id>/delete")
def throw_away(draft_id: uuid.UUID) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    service.throw_away(draft, by=current_user)
    return redirect(url_for(".index"), code=303)


@bp.get("/drafts/<uuid:draft_id>/certificate.<any(docx, pdf):kind>")
@paced(Pace.EXPORTS)
def take_certificate(draft_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    made = _finished(draft)
    stated = certificate.stated(draft, made, shown_to(made, by=current_user), _dates(LawForm(request.args)))
    data = certificate.as_docx(stated) if kind == "docx" else certificate.as_pdf(stated)
    service.note_taken(draft, f"certificate.{kind}", by=current_user)
    return _file(data, f"{draft.title} - certificate.{kind}")


@bp.get("/drafts/<uuid:draft_id>/commented.docx")
@paced(Pace.EXPORTS)
def take_commented(draft_id: uuid.UUID) -> ResponseReturnValue:
    draft = get_draft(draft_id, by=current_user)
    made = _finished(draft)
    lines = marked.lines_of(shown_to(made, by=current_user).findings)
    data = certificate.commented(made.version, lines, draft.title)
    service.note_taken(draft, "commented.docx", by=current_user)
    return _file(data, f"{draft.title} - commented.docx")


def _index(form: DraftForm) -> str:
    form.scope.choices = [(NOWHERE, "Nobody: it is mine alone"), *_clients()]
    drafts = service.list_drafts(by=current_user, cursor=request.args.get("cursor"))
    return render(
        "drafts/index.html",
        block="handed",
        form=form,
        drafts=drafts,
        checks=service.newest_checks(drafts),
        held=holdings(),
    )


def _clients() -> list[tuple[str, str]]:
    return [(str(client.id), client.name) for client in list_clients(by=current_user, limit=MOST_ROWS).items]


def _shown(draft: Draft, made: Check) -> dict[str, Any]:
    is_done = made.job.status == "done"
    shown = shown_to(made, by=current_user) if is_done else None
    dates = LawForm(request.args)
    lines = marked.lines_of(shown.findings) if shown else []
    wanted = request.args.get("show", "")
    chosen = marked.line_at(lines, request.args.get("finding", type=int))
    text = made.version.text or ""
    return {
        "draft": draft,
        "check": made,
        "job": made.job,
        "steps": STEPS,
        "checks": service.checks_of(draft),
        "lines": marked.gravest_first([line for line in lines if not wanted or line.sort == wanted]),
        "filters": marked.counts_of(lines),
        "wanted": wanted,
        "chosen": chosen,
        "in_draft": marked.in_draft(text, chosen) if chosen else None,
        "in_source": marked.in_source(chosen, by=current_user) if chosen else None,
        "words": marked.words_of(chosen.difference) if chosen and chosen.difference else [],
        "pieces": marked.pieces_of(text, lines) if is_done else [],
        "withheld": shown.withheld if shown else 0,
        "named": named_in(shown.findings) if shown else None,
        "dates": dates,
        "given": {name: request.args[name] for name in ("conduct", "proceeding") if request.args.get(name)},
        "governs": _dates(dates).governs,
        "are_sound": not dates.errors,
        "can_print": certificate.CAN_PRINT,
        "can_look_elsewhere": elsewhere.is_offered(current_user),
        "prices": elsewhere.PRICES,
        "button": DraftButton(),
    }


def _dates(form: LawForm) -> Dated:
    """Read the dates of a case; of two that cannot be, neither."""
    return Dated(form.conduct.data, form.proceeding.data) if form.validate() else Dated()


def _finished(draft: Draft) -> Check:
    made = get_check(draft, _identifier(request.args.get("check")))
    if made.job.status != "done":
        raise NotFound("This check has not been finished.")
    return made


def _handed(sent: Upload) -> HandedIn:
    if len(sent.files) > 1:
        raise Invalid("Hand in one draft at a time.")
    fields = sent.fields
    text = fields.get("text", "").replace("\r\n", "\n")
    return HandedIn(sent.files[0] if sent.files else None, text, fields.get("title", "").strip())


def _within(scope: str | None) -> Within:
    client_id = _identifier(scope)
    return Within(client_id=client_id) if client_id else Within()


def _file(data: bytes, name: str) -> Response:
    response = Response(data, mimetype=certificate.MEDIA_TYPES[name.rpartition(".")[2]])
    response.headers.set("Content-Disposition", "attachment", filename=name.replace("/", "-"))
    return response


def _identifier(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value else None
    except ValueError as error:
        raise NotFound("There is nothing at this address.") from error
