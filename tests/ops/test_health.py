"""What the office stands on is down: readiness tells the truth, and the administrator's page says what it is."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.index.protocol import State
from legalindia.adapters.outfit import Outfit
from legalindia.app import create_app
from legalindia.background import QueuePlace, huey
from legalindia.database import db
from legalindia.errors import Unavailable
from legalindia.ops import health
from tests import databases
from tests.conftest import Browser, _outfit
from tests.servers import free_port


class DeadIndex(MemoryIndex):
    def count_passages(self) -> int:
        raise Unavailable("The search service does not answer at the moment.")

    def state(self) -> State:
        raise Unavailable("The search service does not answer at the moment.")


class HangingIndex(MemoryIndex):
    """An index that takes the question and never answers."""

    def __init__(self, end: threading.Event) -> None:
        super().__init__()
        self._end = end

    def count_passages(self) -> int:
        self._end.wait(20)
        return 0


@pytest.fixture
def as_chitra(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    client.sign_in("chitra")
    return client


def _with_index(app: Flask, index: MemoryIndex) -> None:
    outfit: Outfit = app.extensions["outfit"]
    app.extensions["outfit"] = dataclasses.replace(outfit, index=index)


def _states(browser: Browser) -> tuple[int, dict[str, str]]:
    answer = browser.get("/health/ready")
    return answer.status_code, {name: check["state"] for name, check in answer.json["checks"].items()}


def test_the_office_stays_open_without_its_index_and_says_so(app: Flask, as_chitra: Browser) -> None:
    _with_index(app, DeadIndex())
    page = as_chitra.get("/admin/")

    assert _states(as_chitra) == (200, {"database": "up", "queue": "up", "storage": "up", "index": "down"})
    assert page.status_code == 200
    assert "Does not answer" in page.text
    assert "Search goes by words until it answers" in page.text


def test_an_index_that_hangs_keeps_nobody_waiting(
    app: Flask, as_chitra: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.1)
    end = threading.Event()
    _with_index(app, HangingIndex(end))
    asked = [_states(as_chitra)[1]["index"] for _ in range(12)]
    end.set()

    assert asked == ["down"] * 12
    assert len([thread for thread in threading.enumerate() if thread.name.startswith("health")]) <= 8


def test_the_office_stays_open_without_its_queue_and_says_so(idle: Flask, as_chitra: Browser, tmp_path: Path) -> None:
    huey.connect(idle, QueuePlace(f"redis://127.0.0.1:{free_port()}/0", tmp_path / "unused", "secret"))
    page = as_chitra.get("/admin/")

    assert _states(as_chitra) == (200, {"database": "up", "queue": "down", "storage": "up", "index": "up"})
    assert page.status_code == 200
    assert "The queue does not answer" in page.text


@pytest.fixture
def read_only(settings: Settings) -> Iterator[Flask]:
    if databases.SERVER:
        pytest.skip("tests/faults makes a PostgreSQL of its own read-only")
    url = f"sqlite:///file:{settings.data_dir / 'office.sqlite3'}?mode=ro&uri=true"
    app = create_app(dataclasses.replace(settings, database_url=url), _outfit(settings.data_dir))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_takes_no_writes_is_down_and_says_why(read_only: Flask) -> None:
    answer = read_only.test_client().get("/health/ready")

    assert answer.status_code == 503
    assert answer.json["status"] == "not ready"
    assert answer.json["checks"]["database"]["reason"] == "It can be read and not written."


def test_a_database_that_somebody_writes_to_is_up(app: Flask, stranger: Browser) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE users SET name = name")
        assert _states(stranger)[1]["database"] == "up"


def test_readiness_writes_nothing_and_a_page_may_write_after_it(app: Flask, as_asha: Browser) -> None:
    for _ in range(3):
        as_asha.get("/health/ready")

    assert (
        as_asha.post("/clients/new", data={"name": "Hegde", "kind": "individual", "access": "team"}).status_code == 303
    )
