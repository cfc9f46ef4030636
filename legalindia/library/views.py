"""The library in a browser: its lists, a judgment, an Act, a provision, who cites them, and imports."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.accounts.rights import Right, has_right, require
from legalindia.adapters.outfit import outfit
from legalindia.documents.annotations import Span, sections_of
from legalindia.errors import Invalid
from legalindia.extensions import csrf
from legalindia.jobs.tasks import take_up
from legalindia.law.counterparts import section_cited
from legalindia.library import catalogue, citator, elsewhere, service
from legalindia.library.access import get_authority
from legalindia.library.forms import ANY, ActForm, ImportForm, ListForm
from legalindia.library.layout import pieces_of
from legalindia.library.models import Authority, AuthorityKind
from legalindia.library.sending import take_in_sent
from legalindia.library.standing import provision_address
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render
from legalindia.web.uploads import receive
from legalindia.web.wording import day

bp = Blueprint("library", __name__)


@bp.get("/library")
def index() -> ResponseReturnValue:
    form = ListForm(request.args)
    kind = AuthorityKind(form.kind.data) if form.kind.data in set(AuthorityKind) else None
    documents = catalogue.list_authorities(
        by=current_user, q=form.q.data or "", kind=kind, cursor=request.args.get("cursor")
    )
    is_first_page = not request.args.get("cursor")
    return render(
        "library/index.html",
        block="holdings",
        sections=catalogue.provisions_named(form.q.data or "") if is_first_page else [],
        section_cited=section_cited,
        address=provision_address,
        form=form,
        kind=kind or ANY,
        documents=documents,
        authorities=catalogue.authorities_of(documents.items),
        held=service.holdings(),
        builds=has_right(current_user, Right.BUILD_LIBRARY),
        **elsewhere.offer(form.q.data or "", by=current_user),
    )


@bp.get("/library/wanted")
def wanted() -> ResponseReturnValue:
    return render("library/wanted.html", wanted=citator.wanted(by=current_user), **elsewhere.offer("", by=current_user))


@bp.post("/library/elsewhere")
@paced(Pace.EXPORTS)
def look_elsewhere() -> ResponseReturnValue:
    """Look a citation up at Indian Kanoon, for money. Of what was typed the citation alone is sent."""
    require(current_user, Right.BRING_IN)
    citation = elsewhere.citation_in(request.form.get("q", ""))
    if citation is None:
        raise Invalid("Only a citation is looked up elsewhere, such as (1978) 1 SCC 248. No other words are sent.")
    listed = elsewhere.look_up(citation, by=current_user)
    return render("library/elsewhere.html", asked=citation, listed=listed, prices=elsewhere.PRICES)


@bp.post("/library/elsewhere/<int:tid>")
@paced(Pace.EXPORTS)
def bring_in(tid: int) -> ResponseReturnValue:
    document_id = elsewhere.bring_in(tid, by=current_user)
    return redirect(url_for(".show", document_id=document_id), code=303)


@bp.get("/library/<uuid:document_id>")
def show(document_id: uuid.UUID) -> ResponseReturnValue:
    authority = get_authority(document_id, by=current_user)
    if authority.kind == AuthorityKind.STATUTE:
        return _act(authority)
    return render(
        "library/judgment.html",
        authority=authority,
        said=_said,
        cited_by=citator.cited_by(authority, by=current_user),
        cites=citator.cites(authority.document),
    )


@bp.get("/library/<uuid:document_id>/sections/<number>")
@bp.get("/library/<uuid:document_id>/pages/<number>", endpoint="page")
def provision(document_id: uuid.UUID, number: str) -> ResponseReturnValue:
    authority = get_authority(document_id, by=current_user)
    opened = catalogue.open_provision(authority, number, on=_day(request.args.get("on")))
    itself = section_cited(opened.provision.normal)
    return render(
        "library/provision.html",
        authority=opened.provision.authority,
        provision=opened.provision,
        opened=opened,
        pieces=pieces_of(opened.page.text, opened.provision.marks, _mark()),
        itself=itself,
        counterparts=catalogue.counterparts_held(itself),
        named=sections_of(opened.page.text),
        on=request.args.get("on", ""),
        address=provision_address,
        cited_by=citator.cited_by(authority, by=current_user, provision=opened.provision),
        provision_of=document_id,
    )


@bp.get("/library/import")
def imports() -> ResponseReturnValue:
    return _imports(ImportForm())


@bp.post("/library/import")
def begin_import() -> ResponseReturnValue:
    form = ImportForm()
    folder = service.import_folder(current_app.config["SETTINGS"])
    catalogue.list_imports(by=current_user)
    if not form.validate_on_submit():
        return _imports(form), 422
    run = service.begin_import(service.source_in(folder, form.source.data or ""), by=current_user)
    take_up(run.job_id)
    return redirect(url_for(".imports"), code=303)


@bp.post("/library/upload")
@csrf.exempt
def upload() -> ResponseReturnValue:
    """Take files in. Exempt from the general check, which would read the whole body first; it is checked here."""
    catalogue.list_imports(by=current_user)
    with receive(outfit().storage) as sent:
        sent.check_form_token()
        outcome = take_in_sent(sent.files, by=current_user)
    return _imports(ImportForm(formdata=None), outcome)


def _act(authority: Authority) -> ResponseReturnValue:
    form = ActForm(request.args)
    form.validate()
    on = form.on.data if not form.on.errors else None
    return render(
        "library/act.html",
        block="provisions",
        authority=authority,
        form=form,
        on=on,
        dated=catalogue.has_dated_versions(authority),
        provisions=catalogue.list_provisions(authority, q=form.q.data or "", on=on, cursor=request.args.get("cursor")),
        address=provision_address,
        cited_by=citator.cited_by(authority, by=current_user),
    )


def _imports(form: ImportForm, outcome: Any = None) -> str:
    folder = service.import_folder(current_app.config["SETTINGS"])
    form.source.choices = _sources(folder)
    return render(
        "library/imports.html",
        block="runs",
        form=form,
        folder=folder,
        runs=catalogue.list_imports(by=current_user),
        outcome=outcome,
        held=service.holdings(),
    )


def _sources(folder: Path) -> list[tuple[str, str]]:
    found = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
    return [(name, name) for name in found]


def _mark() -> Span | None:
    first, last = request.args.get("from", type=int), request.args.get("to", type=int)
    return Span(first, last) if first is not None and last is not None and 0 <= first < last else None


def _said(fact: str) -> str:
    """Say a day as people do, and anything else as it is."""
    return day(found) if (found := _day(fact)) else fact


def _day(written: str | None) -> date | None:
    """Read a day out of the address; nonsense is none."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
