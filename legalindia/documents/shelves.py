"""The page of a client or of one of its folders: what is in it, and where papers are dropped."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from legalindia.audit.trail import record_look
from legalindia.clients import glass
from legalindia.clients.folders import Branch, FolderTree, client_with_tree
from legalindia.clients.models import Client, Folder
from legalindia.clients.rows import MOST_FOLDERS, ClientRow, FolderRow
from legalindia.documents import service
from legalindia.web.pages import DrawnOnce, below, render

bp = Blueprint("shelves", __name__)
_branch = DrawnOnce("documents/_branch.html", "branch", most=MOST_FOLDERS)
for _piece in ("shelf_head", "shelf_facts", "tree_head", "upload_form"):
    bp.add_app_template_global(DrawnOnce("documents/_shelf.html", _piece), _piece)


@bp.get("/clients/<uuid:client_id>")
def client(client_id: uuid.UUID) -> ResponseReturnValue:
    return _shelf(*client_with_tree(client_id, by=current_user), None)


@bp.get("/clients/<uuid:client_id>/folders/<uuid:folder_id>")
def folder(client_id: uuid.UUID, folder_id: uuid.UUID) -> ResponseReturnValue:
    client, tree = client_with_tree(client_id, by=current_user)
    return _shelf(client, tree, tree.folder(folder_id))


def shelf_address(client: Client | ClientRow, folder: Folder | FolderRow | None) -> str:
    """Return the address of the client's page, or of the folder's."""
    if folder is None:
        return url_for("shelves.client", client_id=client.id)
    return url_for("shelves.folder", client_id=client.id, folder_id=folder.id)


def _shelf(client: ClientRow, tree: FolderTree[FolderRow], folder: FolderRow | None) -> str:
    record_look(folder or client, by=current_user)
    folders = tree.below(folder.id) if folder else None
    wanted = request.args.get("q", "")
    papers = service.list_rows(client.id, by=current_user, folders=folders, q=wanted, cursor=request.args.get("cursor"))
    return render(
        "documents/shelf.html",
        block="documents",
        client=client,
        folder=folder,
        path=tuple(tree.path(folder.id if folder else None)),
        branches=_drawn(tree.branches(folder.id if folder else None)),
        papers=papers,
        jobs=service.jobs_of(papers.items),
        wanted=wanted,
        told=glass.told_to(current_user, client.id),
        here=shelf_address(client, folder),
    )


def _drawn(branches: Iterable[Branch[FolderRow]]) -> Markup:
    draw = _branch.one_by_one()
    return below(draw(one.folder, one.depth) for one in branches)
