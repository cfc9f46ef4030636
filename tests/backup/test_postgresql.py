"""The same on PostgreSQL, on a server of the test's own: from one database into another, and over one that is there."""

from __future__ import annotations

import dataclasses
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from config import Settings
from legalindia.accounts import service
from legalindia.app import create_app
from legalindia.audit import chain
from legalindia.backup import database
from legalindia.database import db
from legalindia.documents import bin
from legalindia.errors import Conflict
from tests.backup.test_backup import BAIL, DRAFT, RENT, answers, originals, power_cut, run, said
from tests.conftest import PASSWORD, PEOPLE, Browser, Program, _outfit
from tests.servers import OwnPostgres


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    # Not among pytest's folders, which the server's user may not enter.
    with tempfile.TemporaryDirectory() as folder:
        server = OwnPostgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def here(server: OwnPostgres, app: Flask, there: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An office whose worker does each job at once: the worker belongs to the app that was made last."""
    yield from _machine(server, app.config["SETTINGS"], tmp_path / "here", "here")


@pytest.fixture
def there(server: OwnPostgres, app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A machine with an empty database."""
    yield from _machine(server, app.config["SETTINGS"], tmp_path / "there", "there")


def _machine(server: OwnPostgres, settings: Settings, folder: Path, name: str) -> Iterator[Flask]:
    folder.mkdir()
    server.say(f"CREATE DATABASE {name} TEMPLATE template0")
    url = f"{server.url.rpartition('/')[0]}/{name}"
    app = create_app(dataclasses.replace(settings, data_dir=folder, database_url=url), _outfit(folder))
    app.test_client_class = Browser
    app.config["RATELIMIT_ENABLED"] = False
    yield app
    with app.app_context():
        db.engine.dispose()
    server.say(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def asha(here: Flask) -> Program:
    with here.app_context():
        upgrade()
        for person, (name, role) in PEOPLE.items():
            service.add_user({"email": f"{person}@office.example", "name": name, "role": role, "password": PASSWORD})
    asha = Program(here, "asha")
    client_id = asha.open_client("Hegde")
    asha.file_text(client_id, "lease.txt", RENT)
    asha.file_text(client_id, "order.txt", BAIL)
    asha.post("/drafts", json=DRAFT)
    return asha


def test_an_office_comes_back_in_an_empty_database_and_finds_the_same(
    here: Flask, there: Flask, asha: Program, tmp_path: Path
) -> None:
    file = str(tmp_path / "office.backup")
    before = answers(here), originals(here)
    said(here, "backup", "create", file)
    assert "of a postgresql database" in said(there, "backup", "verify", file)
    said(there, "backup", "restore", file)

    assert (answers(there), originals(there)) == before
    assert all(before[0])
    assert said(there, "office", "check").splitlines() == ["2 originals were compared."]
    with there.app_context():
        assert chain.first_break() is None


def test_what_was_purged_stays_purged_however_often_the_office_is_replaced(
    here: Flask, asha: Program, tmp_path: Path
) -> None:
    file, newer = str(tmp_path / "office.backup"), str(tmp_path / "newer.backup")
    said(here, "backup", "create", file)
    purged = next(key for key, content in originals(here).items() if b"bail" in content)
    asha.delete(f"/documents/{purged}")
    with here.app_context():
        bin.purge(days=-1)
    said(here, "backup", "restore", file, "--replace")
    said(here, "backup", "create", newer)
    said(here, "backup", "restore", newer, "--replace")

    assert [purged] != list(originals(here)) != []
    with here.app_context():
        assert inspect(db.engine).get_schema_names() == ["information_schema", "public"]


def test_a_restore_that_dies_in_the_middle_revives_nothing_even_where_the_disk_is_lost(
    here: Flask, asha: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container, whose data folder goes with it."""
    file = str(tmp_path / "office.backup")
    said(here, "backup", "create", file)
    purged = next(key for key, content in originals(here).items() if b"bail" in content)
    asha.delete(f"/documents/{purged}")
    with here.app_context():
        bin.purge(days=-1)
    with power_cut(monkeypatch, "renew_all", "before"):
        run(here, "backup", "restore", file, "--replace")
    for left in here.config["SETTINGS"].data_dir.glob("purged-before*"):
        left.unlink()
    said(here, "backup", "restore", file, "--replace")

    assert [purged] != list(originals(here)) != []


def test_a_database_that_cannot_be_put_back_leaves_the_office_as_it_was(
    here: Flask, asha: Program, tmp_path: Path
) -> None:
    before = originals(here)
    (tmp_path / "dump").write_bytes(b"PGDMP and nothing else")
    with here.app_context(), pytest.raises(Conflict, match="pg_restore did not succeed"):
        database.put_back(tmp_path / "dump")

    assert originals(here) == before


def test_people_work_on_while_it_is_made(here: Flask, there: Flask, asha: Program, tmp_path: Path) -> None:
    with here.app_context(), database.dumped(tmp_path / "dump") as connection:
        later = asha.file_text(asha.open_client("Menon"), "later.txt", "Filed while the backup was made.")
        named = list(database.originals(connection))

    assert len(named) == 2
    listed = subprocess.run(["pg_restore", "--list", tmp_path / "dump"], capture_output=True, text=True, check=True)
    assert "TABLE DATA public documents" in listed.stdout
    assert asha.get(f"/documents/{later}").status_code == 200


def test_it_wants_a_database_of_its_own_kind(here: Flask, app: Flask, asha: Program, tmp_path: Path) -> None:
    said(here, "backup", "create", str(tmp_path / "office.backup"))

    assert (
        "Restore it onto one of the same kind" in run(app, "backup", "restore", str(tmp_path / "office.backup")).output
    )
