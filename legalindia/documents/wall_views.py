"""Restricting a folder or a paper to named people, in a browser."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.accounts.rights import Right, require
from legalindia.clients import walls
from legalindia.clients.access import get_client, get_folder
from legalindia.clients.folders import tree_of
from legalindia.clients.forms import WallForm
from legalindia.clients.models import WallKind
from legalindia.documents.access import get_paper
from legalindia.documents.shelves import shelf_address
from legalindia.errors import Invalid
from legalindia.web.pages import render

bp = Blueprint("walls", __name__)


@bp.route("/folders/<uuid:folder_id>/wall", methods=["GET", "POST"])
def folder(folder_id: uuid.UUID) -> ResponseReturnValue:
    walled = get_folder(folder_id, by=current_user)
    back = shelf_address(walled.client, walled)
    return _answer(walled, walled.name, tree_of(walled.client_id).outer_wall(walled), back)


@bp.route("/documents/<uuid:document_id>/wall", methods=["GET", "POST"])
def document(document_id: uuid.UUID) -> ResponseReturnValue:
    walled = get_paper(document_id, by=current_user)
    return _answer(walled, walled.title, walled.outer_wall_id(), url_for("documents.show", document_id=walled.id))


def _answer(walled: walls.Walled, name: str, outer: uuid.UUID | None, back: str) -> ResponseReturnValue:
    require(current_user, Right.RESTRICT)
    client = get_client(walled.client_id, by=current_user)
    form = WallForm(data=_as_it_stands(walled))
    others = [person for person in walls.people_who_could(client) if person.id != current_user.id]
    form.user_ids.choices = [(str(person.id), person.name) for person in others]
    if form.validate_on_submit():
        try:
            _keep(walled, form, outer)
            return redirect(back, code=303)
        except Invalid as refusal:
            form.user_ids.errors = [refusal.detail]
    is_restricted = walled.wall_id not in {None, outer}
    page = render("documents/wall.html", form=form, name=name, back=back, is_restricted=is_restricted)
    return page, 422 if form.is_submitted() else 200


def _as_it_stands(walled: walls.Walled) -> dict[str, Any]:
    wall = walls.get_wall(walled.wall_id)
    named = [str(each) for each in walls.people_on(walled.wall_id)]
    return {"kind": wall.kind if wall else WallKind.PRIVILEGED, "user_ids": named}


def _keep(walled: walls.Walled, form: WallForm, outer: uuid.UUID | None) -> None:
    if "lift" in request.form:
        walls.lift(walled, by=current_user, outer=outer)
    else:
        walls.restrict(walled, WallKind(form.kind.data), form.user_ids.ids, by=current_user, outer=outer)
