"""Load the demo firm through the same services that people use. Whatever of it is there already stays as it is."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from legalindia.accounts import service as people
from legalindia.accounts.models import Person, User
from legalindia.accounts.schemas import NewUser
from legalindia.adapters.outfit import outfit
from legalindia.clients import service as clients
from legalindia.clients.models import Client
from legalindia.clients.schemas import ClientBody
from legalindia.database import db
from legalindia.documents import service as documents
from legalindia.documents.intake import Filing
from legalindia.errors import NotFound
from legalindia.web.json_api import checked
from legalindia.web.uploads import Received

_HERE = files("legalindia.demo")
_CLIENT_FIELDS = ("name", "kind", "access", "email", "phone", "address", "notes")


def load_firm() -> Iterator[str]:
    """Load what is missing of the demo firm, and say line by line who can sign in with which password.

    A firm with people of its own is left alone.
    """
    kept = Path(current_app.config["SETTINGS"].data_dir) / "demo-sign-ins.json"
    if not kept.exists() and people.count_people():
        yield "There are people in this firm already, so the demo firm is not loaded."
        return
    firm = json.loads((_HERE / "firm.json").read_text(encoding="utf-8"))
    passwords = _passwords(kept, [person["email"] for person in firm["people"]])
    everybody = {person["email"]: _person(person, passwords) for person in firm["people"]}
    opened = {details["key"]: _client(details, everybody) for details in firm["clients"]}
    for paper in firm["papers"]:
        _file_paper(paper, opened[paper["client"]])
    yield f"Demo firm: {firm['name']}"
    for email, user in everybody.items():
        yield f"  {user.role:<10} {email:<32} password: {passwords[email]}"


def _passwords(kept: Path, emails: list[str]) -> dict[str, str]:
    """Return the demo people's passwords: made once, for this installation only, readable by its owner."""
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(json.dumps({email: secrets.token_urlsafe(9) for email in emails}))
    passwords: dict[str, str] = json.loads(kept.read_text())
    return passwords


def _person(details: dict[str, str], passwords: dict[str, str]) -> User:
    try:
        return people.find_by_email(details["email"])
    except NotFound:
        return people.add_user(checked(NewUser(), {**details, "password": passwords[details["email"]]}))


def _client(details: dict[str, Any], everybody: dict[str, User]) -> Client:
    known = db.session.scalar(select(Client).where(Client.name == details["name"]))
    if known is not None:
        return known
    team = [everybody[email] for email in details["team"]]
    entered = {name: details[name] or None for name in _CLIENT_FIELDS}
    client = clients.open_client(checked(ClientBody(), entered), by=team[0])
    clients.set_team(client, [person.id for person in team], by=team[0])
    for folder in details["folders"]:
        _folder(client, folder, parent_id=None, by=team[0])
    return client


def _folder(client: Client, details: dict[str, Any], *, parent_id: object, by: Person) -> None:
    entered = {"name": details["name"], "parent_id": parent_id, "matter": details.get("matter")}
    folder = clients.add_folder(client, entered, by=by)
    for below in details.get("folders", []):
        _folder(client, below, parent_id=folder.id, by=by)


def _file_paper(paper: dict[str, Any], client: Client) -> None:
    """File one paper as its owner would; one that is there already is a duplicate and stays."""
    owner = client.team[0].user
    folder = clients.find_or_add_folder(client, paper["folder"], by=owner)
    storage = outfit().storage
    with as_file(_HERE / "papers" / paper["file"]) as path, storage.arrival(limit_bytes=path.stat().st_size) as arrival:
        with path.open("rb") as file:
            shutil.copyfileobj(file, arrival)
        outcome = documents.take_in([Received(paper["file"], arrival)], Filing(client, folder, owner))
    for accepted in outcome.accepted:
        if not accepted.is_duplicate:
            details = {"title": paper["title"], "dated": date.fromisoformat(paper["dated"])}
            documents.change(accepted.document, details, by=owner)
