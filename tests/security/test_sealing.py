"""What the office must read again is sealed: the database alone gives none of it away."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import column, insert, select, table

from config import Settings
from legalindia.accounts.models import User
from legalindia.app import create_app
from legalindia.database import db
from legalindia.documents.models import Document
from legalindia.sealing import SealBroken, seal, unseal
from tests.conftest import Program, _outfit

NEW_KEY = "another secret, just as long as the first one was"


@pytest.fixture
def secret(app: Flask, asha: Program, client_of_asha: str) -> str:
    """The secret of Asha's second factor; and a paper of hers that a password opens."""
    document_id = asha.file_text(client_of_asha, "lease.txt", "The rent is due.", password="opensesame")
    made = pyotp.random_base32()
    with app.app_context():
        db.session.query(User).filter_by(email="asha@office.example").one().totp_secret = made
        assert db.session.get_one(Document, uuid.UUID(document_id)).password == "opensesame"
        db.session.commit()
    return made


def _with_key(settings: Settings, key: str, before: str = "") -> Flask:
    changed = dataclasses.replace(settings, secret_key=key, secret_key_before=before)
    return create_app(changed, _outfit(settings.data_dir))


def _kept_secret(app: Flask) -> str | None:
    with app.app_context():
        return db.session.scalar(select(User.totp_secret).where(User.email == "asha@office.example"))


def test_neither_a_second_factor_nor_a_files_password_lies_open(settings: Settings, secret: str) -> None:
    everything = b"".join(path.read_bytes() for path in settings.data_dir.glob("office.sqlite3*"))

    assert secret.encode() not in everything
    assert b"opensesame" not in everything


def test_with_another_key_nothing_opens_and_the_error_says_what_to_do(settings: Settings, secret: str) -> None:
    with pytest.raises(SealBroken, match="SECRET_KEY_BEFORE"):
        _kept_secret(_with_key(settings, NEW_KEY))


def test_a_changed_key_takes_over_what_the_key_before_it_sealed(settings: Settings, secret: str) -> None:
    both = _with_key(settings, NEW_KEY, before=settings.secret_key)
    assert _kept_secret(both) == secret
    said = both.test_cli_runner().invoke(args=["secrets", "renew"])

    assert said.exit_code == 0, said.output
    assert "2" in said.output
    assert _kept_secret(_with_key(settings, NEW_KEY)) == secret


def test_renewing_with_neither_key_changes_nothing(settings: Settings, secret: str) -> None:
    said = _with_key(settings, NEW_KEY).test_cli_runner().invoke(args=["secrets", "renew"])

    assert said.exit_code == 1
    assert "Nothing was changed" in said.output
    assert _kept_secret(_with_key(settings, settings.secret_key)) == secret


def test_a_seal_that_was_altered_does_not_open(app: Flask) -> None:
    with app.app_context():
        sealed = seal("a secret")
        other = sealed[:-5] + ("A" if sealed[-5] != "A" else "B") + sealed[-4:]
        with pytest.raises(SealBroken):
            unseal(other)


@pytest.fixture
def older(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An office from before anything was sealed."""
    app = create_app(
        dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'old.sqlite3'}"), _outfit(tmp_path)
    )
    with app.app_context():
        upgrade(revision="0008_large_lists")
        yield app
        db.engine.dispose()


def test_what_lay_open_is_sealed_by_the_migration_and_opened_by_its_way_back(older: Flask) -> None:
    old = table("users", *map(column, "id email name role password_hash is_enabled totp_secret created_at".split()))
    row = ("0" * 31 + "1", "a@b.example", "A", "clerk", "x", 1, "OPENSECRET", "2026-01-01")
    with db.engine.begin() as connection:
        connection.execute(insert(old).values(row))

    def lying() -> str:
        with db.engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT totp_secret FROM users").scalar_one())

    upgrade()
    assert "OPENSECRET" not in lying()
    assert db.session.scalar(select(User.totp_secret)) == "OPENSECRET"
    db.session.rollback()
    downgrade(revision="0008_large_lists")
    assert lying() == "OPENSECRET"
