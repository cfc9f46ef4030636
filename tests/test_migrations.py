"""The migrations make what the models say, up and down."""

from __future__ import annotations

import dataclasses
import io
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import JSON, Column, Enum, MetaData, Text, cast, inspect, select, text

from config import Settings
from legalindia.accounts.models import User
from legalindia.app import create_app
from legalindia.database import db, now
from legalindia.documents.models import Document
from legalindia.jobs import service as jobs
from legalindia.jobs.models import Job, JobKind
from legalindia.sealing import SealBroken, Sealed, unseal
from tests import databases
from tests.conftest import Program, _outfit
from tests.drafts.conftest import ACT, CASE, JUDGMENT

# All that was put in before there were drafts, trail and library; it comes through whole.
NEVER_LOST = set(
    "users clients team_members folders documents pages passages jobs questions statements sources".split()
)
# What a step down takes with it, beside the tables and columns that it drops: what the older office could not read. One
# job of a kind that it does not know, and it can show no list of jobs.
Row = dict[str, Any]
Contents = dict[str, list[Row]]


def _of_the_library(table: str, row: Row, held: Contents) -> bool:
    library = {document["id"] for document in held["documents"] if document["client_id"] is None}
    is_its_work = table == "jobs" and (row["created_by_id"] is None or row["kind"] in {"import", "indexing"})
    return is_its_work or bool(library & {row.get("id"), row.get("document_id")})


GOES: dict[str, Callable[[str, Row, Contents], bool]] = {
    "0012_drafts": lambda table, row, _: table == "jobs" and row["kind"] == "check",
    "0011_tokens_and_names": lambda table, row, _: table == "token_families" and row["token_sha256"] is not None,
    "0010_renditions": lambda table, row, _: table == "jobs" and row["kind"] == "rendition",
    "0006_library": _of_the_library,
}


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


def test_a_migration_that_leaves_rows_in_the_air_is_taken_back_each_time(settings: Settings, tmp_path: Path) -> None:
    of_a_file = dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'torn.sqlite3'}")
    with create_app(of_a_file, _outfit(tmp_path)).app_context():
        upgrade()
        downgrade(revision="-1")
        with db.engine.connect() as connection:
            before = MigrationContext.configure(connection).get_current_heads()
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("INSERT INTO wall_members (wall_id, user_id) VALUES ('a', 'nobody')")
            connection.commit()
            connection.invalidate()

        for _ in range(2):
            with pytest.raises(SystemExit):
                upgrade()
            with db.engine.connect() as connection:
                assert MigrationContext.configure(connection).get_current_heads() == before
        db.engine.dispose()


@pytest.fixture
def at_work(app: Flask, asha: Program, people: Callable[[str], uuid.UUID], tmp_path: Path) -> Flask:
    """An office with something in every table: what people bring, and a made-up row where they bring none."""
    client_id = asha.open_client("Hegde")
    asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people(name)) for name in ("asha", "bilal")]})
    folder_id = asha.post(f"/clients/{client_id}/folders", json={"name": "Advice"}).json["id"]
    asha.file_text(client_id, "notice.txt", "The tenant shall pay the rent of Rs 18,000 on the fifth of each month.")
    document_id = asha.file_text(client_id, "opinion.txt", f"Counsel advises to settle. {CASE}.", folder_id=folder_id)
    newer = {"file": (io.BytesIO(b"Counsel advises to settle at once."), "opinion.txt")}
    asha.post(f"/documents/{document_id}/versions", data=newer)
    asha.put(f"/folders/{folder_id}/wall", json={"user_ids": []})
    asha.post(
        "/research", json={"question": "When shall the tenant pay the rent?"}, headers={"Idempotency-Key": "once"}
    )
    asha.post("/tokens", json={"name": "the printer", "days": 30})
    (tmp_path / "menon.txt").write_text(JUDGMENT, encoding="utf-8")
    (tmp_path / "ipc.json").write_text(json.dumps(ACT), encoding="utf-8")
    app.test_cli_runner().invoke(args=["library", "import", str(tmp_path / "menon.txt"), str(tmp_path / "ipc.json")])
    asha.post("/drafts", json={"title": "Writ", "text": f"It was held in {CASE}, that section 302 IPC applies."})
    with app.app_context():
        _lock_with_a_second_factor(people("bilal"), document_id)
        for kind in JobKind:
            jobs.accept(kind, uuid.uuid4(), by=db.session.get_one(User, people("asha")))
        _fill_what_is_empty()
        stamp()
    return app


def _lock_with_a_second_factor(user_id: uuid.UUID, document_id: str) -> None:
    db.session.get_one(User, user_id).totp_secret = "JBSWY3DPEHPK3PXP"
    db.session.get_one(Document, uuid.UUID(document_id)).password = "the file's own"
    db.session.commit()


def _fill_what_is_empty() -> None:
    """Put a row into each table that nobody has filled, so that none is forgotten, not even one that comes later."""
    for table in db.metadata.sorted_tables:
        if db.session.execute(select(table).limit(1)).first() is None:
            db.session.execute(table.insert().values({column.name: _made_up(column) for column in table.columns}))
    db.session.commit()


def _made_up(column: Column[Any]) -> Any:
    if column.foreign_keys:
        (target,) = column.foreign_keys
        query = select(target.column).limit(1)
        # A step down removes the jobs of a kind with the table that they filled: a made-up row has one of its kind.
        is_job = target.column.table.name == Job.__tablename__
        return db.session.scalar(query.where(Job.kind == JobKind(column.table.name.rstrip("s"))) if is_job else query)
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.type, JSON):
        return ["made up"]
    if isinstance(column.type, Sealed):
        return "sealed"
    kinds: dict[type, Any] = {uuid.UUID: uuid.uuid4(), datetime: now(), str: "x", int: 1, bool: True, float: 0.5}
    return kinds[column.type.python_type]


def test_what_an_office_holds_is_the_same_after_every_step_down_and_up_again(at_work: Flask) -> None:
    """Not how many rows, but what is in them, of each column that both sides of a step know."""
    with at_work.app_context():
        revisions = list(ScriptDirectory(at_work.extensions["migrate"].directory).walk_revisions())
        held = _contents()
        assert set(held) == set(db.metadata.tables)
        assert all(held.values())
        for step in revisions[:-1]:
            should_stay = _without_what_goes(step.revision, held)
            downgrade(revision=str(step.down_revision))
            held = _contents()
            assert held == _as_known_by(held, should_stay), step.revision
        for step in reversed(revisions[:-1]):
            upgrade(revision=step.revision)
            newer = _contents()
            assert _as_known_by(held, newer) == held, step.revision
            held = newer

        assert set(held) == set(db.metadata.tables)
        assert {name for name in held if held[name]} >= NEVER_LOST


def test_nothing_hangs_in_the_air_after_all_the_steps(at_work: Flask) -> None:
    with at_work.app_context():
        downgrade(revision="0001")
        upgrade()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def _contents() -> Contents:
    """Read every row of every table that the database has now, as it lies there; what is sealed, opened."""
    db.session.remove()
    there = MetaData()
    there.reflect(db.engine)
    found: Contents = {}
    with db.engine.connect() as connection:
        for name, table in there.tables.items():
            if name != "alembic_version":
                # As text, so that a type which is written otherwise compares by what it says.
                rows = connection.execute(select(*(cast(column, Text).label(column.name) for column in table.columns)))
                found[name] = sorted(
                    ({key: _opened(value) for key, value in row._mapping.items()} for row in rows), key=repr
                )
    return found


def _opened(value: str | None) -> str | None:
    try:
        return unseal(value) if value and value.startswith("gAAAA") else value
    except SealBroken:
        return value


def _without_what_goes(revision: str, held: Contents) -> Contents:
    takes = GOES.get(revision, lambda _table, _row, _held: False)
    return {table: [row for row in rows if not takes(table, row, held)] for table, rows in held.items()}


def _as_known_by(other: Contents, held: Contents) -> Contents:
    """Leave of what is held the tables and columns that the other knows too."""
    known = {table: set(rows[0]) for table, rows in other.items() if rows}
    return {
        table: sorted(({key: row[key] for key in row if key in known.get(table, row)} for row in held[table]), key=repr)
        for table in other
    }
