"""Restricting a folder or a paper to named people, over the API."""

from __future__ import annotations

import uuid
from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import fields

from legalindia.clients import walls
from legalindia.clients.access import get_folder
from legalindia.clients.folders import tree_of
from legalindia.clients.models import WallKind
from legalindia.documents.access import get_paper
from legalindia.web.json_api import Answer, Body, JsonBlueprint, caller

bp = JsonBlueprint("walls_api", __name__, description="Restricting folders and papers to named people")


class WallBody(Body):
    kind = fields.Enum(WallKind, by_value=True, load_default=WallKind.PRIVILEGED)
    user_ids = fields.List(fields.UUID(), required=True)


class WallAnswer(Answer):
    user_ids = fields.List(fields.UUID())


class StandingWall(Answer):
    kind = fields.Enum(WallKind, by_value=True, allow_none=True)
    user_ids = fields.List(fields.UUID())


@bp.get("/folders/<uuid:folder_id>/wall")
@bp.response(200, StandingWall)
def show_folder(folder_id: uuid.UUID) -> dict[str, Any]:
    """Say behind which restriction a folder stands, its own or that of a folder above it; none has no kind."""
    return _standing(get_folder(folder_id, by=caller()).wall_id)


@bp.get("/documents/<uuid:document_id>/wall")
@bp.response(200, StandingWall)
def show_document(document_id: uuid.UUID) -> dict[str, Any]:
    """Say behind which restriction a paper stands, its own or that of its folder; none has no kind."""
    document = get_paper(document_id, by=caller())
    return _standing(document.wall_id or document.outer_wall_id())


@bp.put("/folders/<uuid:folder_id>/wall")
@bp.arguments(WallBody)
@bp.response(200, WallAnswer)
def restrict_folder(wanted: dict[str, Any], folder_id: uuid.UUID) -> dict[str, Any]:
    """Let only these people, and you, see a folder and what is in it."""
    return _restrict(*_folder(folder_id), wanted)


@bp.delete("/folders/<uuid:folder_id>/wall")
@bp.response(204)
def lift_folder(folder_id: uuid.UUID) -> ResponseReturnValue:
    """Lift the folder's own restriction."""
    folder, outer = _folder(folder_id)
    walls.lift(folder, by=caller(), outer=outer)
    return "", 204


@bp.put("/documents/<uuid:document_id>/wall")
@bp.arguments(WallBody)
@bp.response(200, WallAnswer)
def restrict_document(wanted: dict[str, Any], document_id: uuid.UUID) -> dict[str, Any]:
    """Let only these people, and you, see a paper."""
    return _restrict(*_document(document_id), wanted)


@bp.delete("/documents/<uuid:document_id>/wall")
@bp.response(204)
def lift_document(document_id: uuid.UUID) -> ResponseReturnValue:
    """Lift the paper's own restriction."""
    document, outer = _document(document_id)
    walls.lift(document, by=caller(), outer=outer)
    return "", 204


def _folder(folder_id: uuid.UUID) -> tuple[walls.Walled, uuid.UUID | None]:
    folder = get_folder(folder_id, by=caller())
    return folder, tree_of(folder.client_id).outer_wall(folder)


def _document(document_id: uuid.UUID) -> tuple[walls.Walled, uuid.UUID | None]:
    document = get_paper(document_id, by=caller())
    return document, document.outer_wall_id()


def _restrict(thing: walls.Walled, outer: uuid.UUID | None, wanted: dict[str, Any]) -> dict[str, Any]:
    walls.restrict(thing, wanted["kind"], wanted["user_ids"], by=caller(), outer=outer)
    return {"user_ids": sorted(walls.people_on(thing.wall_id))}


def _standing(wall_id: uuid.UUID | None) -> dict[str, Any]:
    wall = walls.get_wall(wall_id)
    return {"kind": wall.kind if wall else None, "user_ids": sorted(walls.people_on(wall_id))}
