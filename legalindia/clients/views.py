"""Clients and their folders, in a browser: the list and the forms.

The page of a client itself is a shelf (`documents.shelves`).
"""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.accounts.rights import Right, require
from legalindia.accounts.service import list_people
from legalindia.audit.trail import record_look
from legalindia.clients import glass, service
from legalindia.clients.access import get_client, get_folder
from legalindia.clients.folders import tree_of
from legalindia.clients.forms import TOP, ClientForm, FolderForm, GlassForm, TeamForm
from legalindia.clients.models import Client, Folder
from legalindia.clients.rows import MOST_CLIENTS
from legalindia.errors import Conflict, Invalid, NotFound
from legalindia.web.pages import DrawnOnce, render

bp = Blueprint("clients", __name__)
_row = DrawnOnce("clients/_row.html", "row", most=MOST_CLIENTS)


@bp.get("/clients")
def index() -> ResponseReturnValue:
    wanted = request.args.get("q", "")
    clients = service.list_rows(by=current_user, q=wanted, cursor=request.args.get("cursor"))
    rows = _row.each(clients.items)
    return render("clients/index.html", block="list", rows=rows, further=clients.next, wanted=wanted)


@bp.route("/clients/new", methods=["GET", "POST"])
def open_client() -> ResponseReturnValue:
    form = ClientForm()
    if not form.is_submitted():
        return render("clients/form.html", form=form, client=None)
    if not form.validate():
        return render("clients/form.html", form=form, client=None), 422
    client = service.open_client(form.details(), by=current_user)
    return redirect(url_for("shelves.client", client_id=client.id), code=303)


@bp.route("/clients/<uuid:client_id>/edit", methods=["GET", "POST"])
def edit_client(client_id: uuid.UUID) -> ResponseReturnValue:
    client = get_client(client_id, by=current_user)
    form = ClientForm(obj=client)
    if not form.is_submitted():
        record_look(client, by=current_user)
        return render("clients/form.html", form=form, client=client)
    if not form.validate():
        return render("clients/form.html", form=form, client=client), 422
    service.change_client(client, form.details(), by=current_user)
    return redirect(url_for("shelves.client", client_id=client.id), code=303)


@bp.route("/clients/<uuid:client_id>/folders/new", methods=["GET", "POST"])
def add_folder(client_id: uuid.UUID) -> ResponseReturnValue:
    client = get_client(client_id, by=current_user)
    form = FolderForm(data={"parent_id": request.args.get("in", TOP)})
    form.offer_places(tree_of(client.id, by=current_user))
    if not form.is_submitted():
        return render("clients/folder_form.html", form=form, client=client, folder=None)
    return _save_folder(form, client, None)


@bp.route("/clients/<uuid:client_id>/folders/<uuid:folder_id>/edit", methods=["GET", "POST"])
def edit_folder(client_id: uuid.UUID, folder_id: uuid.UUID) -> ResponseReturnValue:
    client = get_client(client_id, by=current_user)
    folder = get_folder(folder_id, by=current_user)
    form = FolderForm(obj=folder)
    form.offer_places(tree_of(client.id, by=current_user), without=folder)
    if not form.is_submitted():
        form.parent_id.data = str(folder.parent_id or TOP)
        return render("clients/folder_form.html", form=form, client=client, folder=folder)
    return _save_folder(form, client, folder)


@bp.route("/clients/<uuid:client_id>/team", methods=["GET", "POST"])
def team(client_id: uuid.UUID) -> ResponseReturnValue:
    client = get_client(client_id, by=current_user)
    require(current_user, Right.MANAGE_TEAMS)
    form = TeamForm(data={"user_ids": [str(member.user_id) for member in client.team]})
    form.user_ids.choices = [(str(person.id), f"{person.name}, {person.role}") for person in list_people()]
    if not form.is_submitted():
        return render("clients/team.html", form=form, client=client)
    try:
        service.set_team(client, form.user_ids.ids, by=current_user)
    except Invalid as refusal:
        form.user_ids.errors = [refusal.detail]
        return render("clients/team.html", form=form, client=client), 422
    return redirect(url_for("shelves.client", client_id=client.id), code=303)


@bp.route("/clients/glass", methods=["GET", "POST"])
def break_glass() -> ResponseReturnValue:
    require(current_user, Right.BREAK_GLASS)
    form = GlassForm()
    if form.validate_on_submit():
        try:
            broken = glass.break_glass(form.wanted.data, form.reason.data, form.hours.data, by=current_user)
            return redirect(url_for("shelves.client", client_id=broken.client_id), code=303)
        except (Invalid, NotFound) as refusal:
            form.reason.errors = [refusal.detail]
    return render("clients/glass.html", form=form), 422 if form.is_submitted() else 200


def _save_folder(form: FolderForm, client: Client, folder: Folder | None) -> ResponseReturnValue:
    if form.validate():
        try:
            kept = _keep_folder(form, client, folder)
            return redirect(url_for("shelves.folder", client_id=client.id, folder_id=kept.id), code=303)
        except (Conflict, Invalid) as refusal:
            form.name.errors = [refusal.detail]
    return render("clients/folder_form.html", form=form, client=client, folder=folder), 422


def _keep_folder(form: FolderForm, client: Client, folder: Folder | None) -> Folder:
    if folder is None:
        return service.add_folder(client, form.details(), by=current_user)
    service.change_folder(folder, form.details(), by=current_user)
    return folder
