"""Settings: every one is documented, and a wrong one stops the start with a sentence that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import config

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGALINDIA_DATA_DIR", str(tmp_path / "instance"))


def test_the_example_names_every_variable_and_no_other() -> None:
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "config.py").read_text()))
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read == named


def test_the_examples_values_are_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = config.from_environment()
    for name, value in re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE):
        if name != "LEGALINDIA_DATA_DIR":
            monkeypatch.setenv(name, value)

    assert config.from_environment() == plain


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("WEB_THREADS", "0"),
        ("LEGALINDIA_DEMO", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
        ("MAX_UPLOAD_BYTES", "-1"),
        ("LEASE_SECONDS", "1"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(config.WrongSetting, match=name):
        config.from_environment()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEGALINDIA_DATA_DIR", str(tmp_path / "file" / "below"))

    with pytest.raises(config.WrongSetting, match="LEGALINDIA_DATA_DIR"):
        config.from_environment()


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first, second = config.from_environment(), config.from_environment()
    kept = tmp_path / "instance" / "secret_key"

    assert len(first.secret_key) >= 48
    assert first.secret_key == second.secret_key == kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("postgresql://office:open%20sesame@db/office\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))

    assert config.from_environment().database_url == "postgresql+psycopg://office:open%20sesame@db/office"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nothing"))

    with pytest.raises(config.WrongSetting, match="SECRET_KEY_FILE"):
        config.from_environment()


@pytest.mark.parametrize(
    ("told", "hosts"),
    [
        ({}, config.LOOPBACK),
        ({"BIND_ADDRESS": "0.0.0.0"}, ()),  # noqa: S104 - a container's
        ({"TRUSTED_PROXIES": "1"}, ()),
        ({"SERVE_OVER_TLS": "true"}, ()),
        ({"PUBLIC_HOSTS": "office.example,www.office.example"}, ("office.example", "www.office.example")),
    ],
)
def test_an_office_that_only_this_machine_reaches_answers_to_this_machines_names(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], hosts: tuple[str, ...]
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)

    assert config.from_environment().public_hosts == hosts
