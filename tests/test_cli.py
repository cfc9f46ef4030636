"""The command line, as a person at a terminal uses it."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.app import create_app
from legalindia.ops.commands import LOG_FILE
from legalindia.ops.logs import write_json_lines
from tests.conftest import Program, _outfit

Run = Callable[..., Result]
LEASE = "The monthly rent of the villa is Rs. 85,000. The deposit is Rs. 4,25,000."


@pytest.fixture
def run(app: Flask) -> Run:
    def command(*words: str, said: str = "") -> Result:
        return app.test_cli_runner().invoke(args=list(words), input=said)

    return command


def test_a_person_is_added_with_a_password_from_standard_input(run: Run, app: Flask) -> None:
    words = ["users", "create", "New@Office.example", "--name", "N. Iyer", "--role", "associate", "--password-stdin"]
    result = run(*words, said="a long enough password\n")
    login = {"email": "new@office.example", "password": "a long enough password"}

    assert result.exit_code == 0, result.output
    assert "associate" in result.output
    assert app.test_client().post("/api/v1/auth/login", json=login).status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("not an address", "a long enough password", "email"),
        ("new@office.example", "short", "password"),
        ("asha@office.example", "a long enough password", "already"),
    ],
)
def test_a_person_who_cannot_be_added_is_told_why(run: Run, email: str, password: str, said: str) -> None:
    result = run("users", "create", email, "--name", "N", "--role", "clerk", "--password-stdin", said=password + "\n")

    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def test_the_index_is_filled_anew_from_the_database(run: Run, app: Flask, asha: Program, client_of_asha: str) -> None:
    document_id = asha.file_text(client_of_asha, "lease.txt", LEASE)
    with app.app_context():
        outfit().index.clear()
    assert asha.get("/search?q=rent").json["by_words_only"]
    result = run("index", "rebuild")

    assert result.exit_code == 0, result.output
    assert [hit["document_id"] for hit in asha.get("/search?q=rent").json["hits"]] == [document_id]
    assert "1 passages, 1 vectors" in run("index", "status").output


def test_one_document_is_indexed_anew_and_one_that_is_not_there_is_named(
    run: Run, asha: Program, client_of_asha: str
) -> None:
    document_id = asha.file_text(client_of_asha, "lease.txt", LEASE)

    assert run("index", "rebuild", "--document", document_id).exit_code == 0
    missing = run("index", "rebuild", "--document", str(uuid.uuid4()))
    assert missing.exit_code != 0
    assert "no such document" in missing.output


def test_a_question_is_answered_with_its_sources(run: Run, asha: Program, client_of_asha: str) -> None:
    asha.file_text(client_of_asha, "lease.txt", LEASE)
    result = run("research", "ask", "What is the monthly rent of the villa?", "--as", "asha@office.example")

    assert "Rs. 85,000. [1]" in result.output
    assert "page 1" in result.output


def test_who_may_not_see_a_paper_gets_no_answer_from_it(run: Run, asha: Program, client_of_asha: str) -> None:
    asha.file_text(client_of_asha, "lease.txt", LEASE)
    question = ["research", "ask", "What is the monthly rent of the villa?"]

    assert "Nothing was found" in run(*question, "--as", "bilal@office.example").output
    assert run(*question, "--as", "nobody@office.example").exit_code != 0


def test_a_firm_with_people_of_its_own_gets_no_demo(run: Run) -> None:
    assert "already" in run("demo", "load").output


COMMANDS = (
    ["audit", "verify"],
    ["users", "create", "n@office.example", "--name", "N", "--role", "clerk", "--password-stdin"],
    ["index", "status"],
    ["research", "ask", "What is it?", "--as", "asha@office.example"],
    ["backup", "create", "office.backup"],
    ["documents", "purge"],
    ["demo", "load"],
    ["office", "check"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_without_an_office_a_command_says_how_to_begin_one(
    settings: Settings, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "empty"
    folder.mkdir()
    nothing = dataclasses.replace(settings, data_dir=folder, database_url=f"sqlite:///{folder / 'office.sqlite3'}")
    result = create_app(nothing, _outfit(folder)).test_cli_runner().invoke(args=words, input="four unlikely words\n")

    assert result.exit_code == 1
    assert f"There is no office in {folder} yet: run ./run_local.sh or flask db upgrade." in result.output
    assert isinstance(result.exception, SystemExit)


def test_no_log_line_stands_between_what_a_command_prints(
    run: Run, app: Flask, asha: Program, client_of_asha: str
) -> None:
    asha.file_text(client_of_asha, "lease.txt", LEASE)
    write_json_lines("INFO")
    result = run("research", "ask", "What is the monthly rent of the villa?", "--as", "asha@office.example")
    write_json_lines("ERROR")

    assert "Rs. 85,000. [1]" in result.output
    assert '"event"' not in result.output
    assert '"event"' in (app.config["SETTINGS"].data_dir / LOG_FILE).read_text(encoding="utf-8")
