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
from sqlalchemy import inspect

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
