"""The migrations make what the models say, up and down."""

from __future__ import annotations

import dataclasses
import io
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import func, inspect, select, text

from config import Settings
from legalindia.app import create_app
from legalindia.database import db
from tests import databases
from tests.conftest import Program, _outfit

# What a person has put in, and what was read from it: none of it may be lost on the way.
KEPT = "users clients team_members folders documents pages passages jobs questions statements sources".split()


@pytest.fixture
def empty(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An office whose database has no table yet."""
    url = f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    name = databases.create() if databases.SERVER else None
    bare = dataclasses.replace(settings, database_url=databases.address(name) if name else url)
    app = create_app(bare, _outfit(tmp_path))
    with app.app_context():
        yield app
        db.engine.dispose()
    if name:
        databases.drop(name)


def test_after_all_migrations_the_database_is_what_the_models_say(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)

    assert differences == []


def test_every_migration_can_be_taken_back(empty: Flask) -> None:
    upgrade()
    assert "documents" in inspect(db.engine).get_table_names()
    downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_migrating_twice_changes_nothing(empty: Flask) -> None:
    upgrade()
    before = inspect(db.engine).get_table_names()
    upgrade()

    assert inspect(db.engine).get_table_names() == before


@pytest.fixture
def at_work(app: Flask, asha: Program, people: Callable[[str], uuid.UUID]) -> Flask:
    """An office with something in every table that a person fills."""
    client_id = asha.open_client("Hegde")
    asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people(name)) for name in ("asha", "bilal")]})
    folder_id = asha.post(f"/clients/{client_id}/folders", json={"name": "Advice"}).json["id"]
    asha.file_text(client_id, "notice.txt", "The tenant shall pay the rent of Rs 18,000 on the fifth of each month.")
    document_id = asha.file_text(client_id, "opinion.txt", "Counsel advises to settle.", folder_id=folder_id)
    newer = {"file": (io.BytesIO(b"Counsel advises to settle at once."), "opinion.txt")}
    asha.post(f"/documents/{document_id}/versions", data=newer)
    asha.put(f"/folders/{folder_id}/wall", json={"user_ids": []})
    asha.post("/research", json={"question": "When shall the tenant pay the rent?"})
    with app.app_context():
        db.session.rollback()
        stamp()
    return app


def test_what_an_office_holds_survives_every_step_down_and_up_again(at_work: Flask) -> None:
    with at_work.app_context():
        before = _counts()
        revisions = list(ScriptDirectory(at_work.extensions["migrate"].directory).walk_revisions())
        for revision in revisions[:-1]:
            downgrade(revision=str(revision.down_revision))
            there = inspect(db.engine).get_table_names()
            assert {name: count for name, count in _counts().items() if name in there} == {
                name: count for name, count in before.items() if name in there
            }, revision.revision
            upgrade()
            assert _counts() == before, revision.revision

    assert min(before.values()) > 0


def test_nothing_hangs_in_the_air_after_all_the_steps(at_work: Flask) -> None:
    with at_work.app_context():
        downgrade(revision="0001")
        upgrade()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        tables = {name: table for name, table in db.metadata.tables.items() if name in KEPT}
        counts = {name: select(func.count()).select_from(table) for name, table in tables.items()}
        # Work of a kind that an older office does not know goes with the step down, and is begun again after it.
        counts["jobs"] = counts["jobs"].where(text("kind IN ('reading', 'research')"))
        return {name: connection.execute(count).scalar_one() for name, count in counts.items()}
