"""Documents in a browser: sending them, their rows in lists, the viewer."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.adapters.outfit import outfit
from legalindia.audit.trail import record_look
from legalindia.clients.access import get_client
from legalindia.clients.folders import tree_of
from legalindia.documents import again, service, viewing
from legalindia.documents.access import get_document, get_from_bin, get_paper, open_paper
from legalindia.documents.again import Again
from legalindia.documents.bin import bring_back, put_into_bin
from legalindia.documents.downloads import original, plain_text, searchable
from legalindia.documents.finding import find_in
from legalindia.documents.forms import TOP, BinForm, DocumentForm, ReadAgainForm, language_name
from legalindia.documents.intake import Filing
from legalindia.documents.models import Document, RenditionKind
from legalindia.documents.renditions import begin, have_made_searchable, is_printable
from legalindia.documents.rows import row_of
from legalindia.documents.service import Outcome
from legalindia.documents.shelves import shelf_address
from legalindia.documents.showing import (
    PICTURE_PIXELS,
    THUMBNAIL_PIXELS,
    identifier,
    language_options,
    page_shown,
    paper_row,
    paper_rows,
)
from legalindia.errors import Conflict, Invalid
from legalindia.extensions import csrf
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import DrawnOnce, render, wants_fragment
from legalindia.web.uploads import receive

bp = Blueprint("documents", __name__)
bp.add_app_template_global(paper_rows)
bp.add_app_template_global(language_options)
for _piece in ("viewer_head", "toolbar", "find_form", "about", "care"):
    bp.add_app_template_global(DrawnOnce("documents/_viewer.html", _piece), _piece)
bp.add_app_template_filter(language_name)

WIDTHS = range(80, 2001)


@bp.post("/clients/<uuid:client_id>/upload")
@paced(Pace.UPLOADS)
@csrf.exempt
def upload(client_id: uuid.UUID) -> ResponseReturnValue:
    """Take files in. Exempt from the general check, which would read the whole body before we know the sender may
    send it; the same token is checked here instead."""
    client = get_client(client_id, by=current_user)
    with receive(outfit().storage) as sent:
        sent.check_form_token()
        folder = service.folder_of(client, identifier(sent.fields.get("folder_id")), by=current_user)
        filing = Filing(
            client,
            folder,
            current_user,
            password=sent.fields.get("password") or None,
            languages=sent.fields.get("language") or None,
        )
        outcome = service.take_in(sent.files, filing)
    if wants_fragment() or outcome.rejected or not outcome.accepted:
        fresh = [row_of(one.document) for one in outcome.accepted if not one.is_duplicate]
        return render(
            "documents/uploaded.html", block="outcome", outcome=outcome, client=client, folder=folder, fresh_rows=fresh
        )
    return redirect(shelf_address(client, folder), code=303)


@bp.get("/documents/<uuid:document_id>/row")
def row(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    return str(paper_row(row_of(document), service.job_of(document)))


@bp.get("/documents/<uuid:document_id>")
def show(document_id: uuid.UUID) -> ResponseReturnValue:
    document = open_paper(document_id, by=current_user)
    if document.is_in_bin:
        days = current_app.config["SETTINGS"].bin_days
        return render("documents/binned.html", document=document, days=days, form=BinForm()), 404
    shown = page_shown(document, by=current_user)
    record_look(document, by=current_user, page=shown["number"])
    return render("documents/viewer.html", block="stage", **shown)


@bp.get("/documents/<uuid:document_id>/pages/<int:number>.webp")
@paced(Pace.PICTURES)
def picture(document_id: uuid.UUID, number: int) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    width = request.args.get("width", PICTURE_PIXELS, type=int)
    if width not in WIDTHS or not 1 <= number <= viewing.count_pictures(document):
        abort(404)
    if width > THUMBNAIL_PIXELS:
        record_look(document, by=current_user, page=number)
    response = Response(mimetype="image/webp")
    response.set_etag(f"{document.sha256[:32]}-{number}-{width}")
    # Asked for anew each time, so that whoever lost access loses the picture; unchanged it need not be drawn again.
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    if response.status_code != 304:
        response.data = viewing.picture(document, number, width=width)
    return response


@bp.get("/documents/<uuid:document_id>/find")
def find(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    wanted = request.args.get("q", "").strip()
    # What is found is shown with the words around it: a look, though no page is opened.
    record_look(document, by=current_user)
    found = find_in(document, wanted)
    return render("documents/find.html", block="found", document=document, wanted=wanted, found=found)


@bp.get("/documents/<uuid:document_id>/original")
def download(document_id: uuid.UUID) -> ResponseReturnValue:
    return original(get_document(document_id, by=current_user), by=current_user)


@bp.route("/documents/<uuid:document_id>/edit", methods=["GET", "POST"])
def edit(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_paper(document_id, by=current_user)
    form = DocumentForm(obj=document)
    form.folder_id.choices = _folder_choices(document)
    if request.method == "GET":
        form.folder_id.data = str(document.folder_id or TOP)
        return render("documents/edit.html", document=document, form=form)
    if not form.validate_on_submit():
        return render("documents/edit.html", document=document, form=form), 422
    details = {name: form[name].data for name in ("title", "kind", "dated")}
    folder_id = identifier(form.folder_id.data)
    service.change(document, {**details, "folder_id": folder_id}, by=current_user)
    return redirect(url_for(".show", document_id=document.id), code=303)


@bp.post("/documents/<uuid:document_id>/again")
def read_again(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_paper(document_id, by=current_user)
    form = ReadAgainForm()
    page = int(form.page.data) if (form.page.data or "").isdecimal() else None
    # A form without this field leaves the languages as they were.
    languages = form.language.data if "language" in request.form else None
    again.read_again(document, Again(form.password.data, languages, page), by=current_user)
    return redirect(url_for(".show", document_id=document.id, page=page), code=303)


@bp.post("/documents/<uuid:document_id>/print")
def print_again(document_id: uuid.UUID) -> ResponseReturnValue:
    """Have the paper's printed pages made, once more where that failed."""
    document = get_document(document_id, by=current_user)
    if not is_printable(document):
        raise Conflict("This paper cannot be printed here.")
    begin(document, RenditionKind.PRINT, by=current_user)
    return redirect(url_for(".show", document_id=document.id), code=303)


@bp.post("/documents/<uuid:document_id>/searchable")
def make_searchable(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    have_made_searchable(document, by=current_user)
    return redirect(url_for(".show", document_id=document.id), code=303)


@bp.get("/documents/<uuid:document_id>/searchable.pdf")
def download_searchable(document_id: uuid.UUID) -> ResponseReturnValue:
    return searchable(get_document(document_id, by=current_user), by=current_user)


@bp.get("/documents/<uuid:document_id>/text")
def text(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_document(document_id, by=current_user)
    return plain_text(document, service.whole_text(document), by=current_user)


@bp.post("/documents/<uuid:document_id>/version")
@paced(Pace.UPLOADS)
@csrf.exempt
def add_version(document_id: uuid.UUID) -> ResponseReturnValue:
    """Take in the next version of a paper. Exempt from the general check for the reason that `upload` is."""
    document = get_paper(document_id, by=current_user)
    with receive(outfit().storage) as sent:
        sent.check_form_token()
        if len(sent.files) != 1:
            raise Invalid("Choose one file: the next version of this paper.")
        accepted = service.new_version(
            document,
            sent.files[0],
            by=current_user,
            password=sent.fields.get("password") or None,
            languages=sent.fields.get("language"),
        )
    if accepted.is_duplicate:
        client, folder, outcome = document.client, document.folder, Outcome([accepted])
        return render("documents/uploaded.html", outcome=outcome, client=client, folder=folder, fresh_rows=[]), 409
    return redirect(url_for(".show", document_id=accepted.document.id), code=303)


@bp.post("/documents/<uuid:document_id>/delete")
def delete(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_paper(document_id, by=current_user)
    put_into_bin(document, by=current_user)
    return redirect(url_for(".show_bin", client_id=document.client_id), code=303)


@bp.post("/documents/<uuid:document_id>/restore")
def restore(document_id: uuid.UUID) -> ResponseReturnValue:
    document = get_from_bin(document_id, by=current_user)
    bring_back(document, by=current_user)
    return redirect(url_for(".show", document_id=document.id), code=303)


@bp.get("/clients/<uuid:client_id>/bin")
def show_bin(client_id: uuid.UUID) -> ResponseReturnValue:
    client = get_client(client_id, by=current_user)
    record_look(client, by=current_user)
    papers = service.list_bin(client, by=current_user, cursor=request.args.get("cursor"))
    days = current_app.config["SETTINGS"].bin_days
    return render("documents/bin.html", client=client, papers=papers, days=days, form=BinForm())


def _folder_choices(document: Document) -> list[tuple[str, str]]:
    branches = tree_of(document.client_id, by=current_user).branches()
    below = [(str(branch.folder.id), "\u2003" * branch.depth + branch.folder.name) for branch in branches]
    return [(TOP, "No folder"), *below]
