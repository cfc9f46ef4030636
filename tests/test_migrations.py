"""The migrations make what the models say, up and down."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from config import Settings
from legalindia.app import create_app
from legalindia.database import db
from tests.conftest import _outfit


@pytest.fixture
def empty(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An office whose database has no table yet."""
    bare = dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    app = create_app(bare, _outfit(tmp_path))
    with app.app_context():
        yield app
        db.engine.dispose()


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


def test_what_hangs_on_a_table_outlives_a_change_of_it(empty: Flask) -> None:
    upgrade(revision="0005_reading")
    _file_a_paper()
    upgrade()

    with db.engine.connect() as connection:
        for table in ("documents", "pages", "passages"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 1, table  # noqa: S608


def _file_a_paper() -> None:
    """Write a document with a page and a passage down as an office of that time had them."""
    paper = {"id": "d" * 32, "client_id": "c" * 32, "created_by_id": "a" * 32, "storage_key": "d", "sha256": "5" * 64}
    words = dict.fromkeys(("filename", "title", "sort_title", "media_type", "kind"), "other")
    rows = {
        "documents": paper
        | words
        | {"created_at": "2026-01-01 00:00:00", "size_bytes": 1, "languages": "[]", "status": "ready", "notes": "[]"}
        | {"has_images": 0, "apart": 0},
        "pages": {"document_id": "d" * 32, "number": 1, "text": "A page."},
        "passages": {"id": "b" * 32, "document_id": "d" * 32, "page": 1, "start": 0, "end": 7},
    }
    with db.engine.connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
        for table, row in rows.items():
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)  # noqa: S608
        connection.commit()
        connection.connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[attr-defined]
