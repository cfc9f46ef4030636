"""Clients and folders over the API."""

from __future__ import annotations

import uuid
from typing import Any

from marshmallow import fields

from legalindia.audit.trail import record_look
from legalindia.clients import service
from legalindia.clients.access import get_client, get_folder
from legalindia.clients.models import Client, Folder
from legalindia.clients.schemas import (
    ClientAnswer,
    ClientBody,
    ClientFilter,
    ClientList,
    FolderAnswer,
    FolderBody,
    FolderList,
)
from legalindia.web.json_api import Answer, Body, JsonBlueprint, ListArguments, caller
from legalindia.web.paging import PageOf

bp = JsonBlueprint("clients_api", __name__, description="Clients, their teams and their folders")


class Team(Body):
    user_ids = fields.List(fields.UUID(), required=True)


class TeamAnswer(Answer):
    user_ids = fields.List(fields.UUID())


@bp.get("/clients")
@bp.arguments(ClientFilter, location="query")
@bp.response(200, ClientList)
def list_clients(wanted: dict[str, Any]) -> PageOf[Client]:
    """List the clients you may see, by name."""
    return service.list_clients(by=caller(), **wanted)


@bp.post("/clients")
@bp.arguments(ClientBody)
@bp.response(201, ClientAnswer)
def open_client(details: dict[str, Any]) -> Client:
    """Open a client."""
    return service.open_client(details, by=caller())


@bp.get("/clients/<uuid:client_id>")
@bp.response(200, ClientAnswer)
def show_client(client_id: uuid.UUID) -> Client:
    """Show a client."""
    client = get_client(client_id, by=caller())
    record_look(client, by=caller())
    return client


@bp.patch("/clients/<uuid:client_id>")
@bp.arguments(ClientBody(partial=True))
@bp.response(200, ClientAnswer)
def change_client(details: dict[str, Any], client_id: uuid.UUID) -> Client:
    """Change what is sent and leave the rest."""
    client = get_client(client_id, by=caller())
    service.change_client(client, details, by=caller())
    return client


@bp.get("/clients/<uuid:client_id>/team")
@bp.response(200, TeamAnswer)
def show_team(client_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """Say who is on the client's team."""
    return {"user_ids": [member.user_id for member in get_client(client_id, by=caller()).team]}


@bp.put("/clients/<uuid:client_id>/team")
@bp.arguments(Team)
@bp.response(200, TeamAnswer)
def set_team(team: dict[str, list[uuid.UUID]], client_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """Make these people the client's team."""
    client = get_client(client_id, by=caller())
    service.set_team(client, team["user_ids"], by=caller())
    return {"user_ids": [member.user_id for member in client.team]}


@bp.get("/clients/<uuid:client_id>/folders")
@bp.arguments(ListArguments, location="query")
@bp.response(200, FolderList)
def list_folders(wanted: dict[str, Any], client_id: uuid.UUID) -> PageOf[Folder]:
    """List the client's folders."""
    return service.list_folders(get_client(client_id, by=caller()), by=caller(), **wanted)


@bp.post("/clients/<uuid:client_id>/folders")
@bp.arguments(FolderBody)
@bp.response(201, FolderAnswer)
def add_folder(details: dict[str, Any], client_id: uuid.UUID) -> Folder:
    """Add a matter, or a folder below another."""
    return service.add_folder(get_client(client_id, by=caller()), details, by=caller())


@bp.patch("/folders/<uuid:folder_id>")
@bp.arguments(FolderBody(partial=True))
@bp.response(200, FolderAnswer)
def change_folder(details: dict[str, Any], folder_id: uuid.UUID) -> Folder:
    """Rename or move a folder, or say more of its matter."""
    folder = get_folder(folder_id, by=caller())
    service.change_folder(folder, details, by=caller())
    return folder
