"""Fifty lawyers work at once, and no page of theirs fails. How fast it is, is printed, not judged: `make load`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import config
from benchmarks.office import ROOT, free_port, surroundings_of
from legalindia.app import create_app
from legalindia.database import db
from tests.load.firm import LAWYERS, open_firm

BIN = Path(sys.executable).parent
PASSWORD = "the same for all of them"
PAPERS = 500
SECONDS = 20
WITHIN_SECONDS = 120


def program(name: str) -> str:
    found = shutil.which(name, path=str(BIN))
    if found is None:
        pytest.skip(f"{name} is not installed (requirements-services.txt)")
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office at work, filled with papers and lawyers."""
    program("locust")
    folder, port = tmp_path_factory.mktemp("firm"), free_port()
    told = {**surroundings_of(folder, port), "LOG_LEVEL": "WARNING"}
    subprocess.run([BIN / "flask", "office", "prepare"], cwd=ROOT, env=told, check=True, capture_output=True)
    _fill(folder)
    consumer = ["huey_consumer", "wsgi.huey", "-k", "thread", "-w", "2", "-d", "0.05", "-m", "0.1"]
    started = [_start(told, "gunicorn", "wsgi:app"), _start(told, *consumer)]
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGINT)
        for process in started:
            process.wait(60)


def test_fifty_lawyers_work_through_their_day_and_nothing_fails_locust(office: str, tmp_path: Path) -> None:
    day = [program("locust"), "-f", "tests/load/locustfile.py", "--headless", "--only-summary", "--reset-stats"]
    people = [
        "-u",
        str(LAWYERS),
        "-r",
        "5",
        "-t",
        f"{SECONDS}s",
        "--host",
        office,
        "--json-file",
        str(tmp_path / "day"),
    ]
    ran = subprocess.run(
        [*day, *people, "--json-file", str(tmp_path / "day")],
        cwd=ROOT,
        env={**os.environ, "LOAD_PASSWORD": PASSWORD, "LOAD_LAWYERS": str(LAWYERS)},
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
    )
    print(ran.stdout[-6000:], ran.stderr[-6000:])
    asked = json.loads((tmp_path / "day.json").read_text())

    assert ran.returncode == 0, ran.stderr[-3000:]
    assert sum(each["num_failures"] for each in asked) == 0
    assert {"today", "the papers of a client", "a paper", "search"} <= {each["name"] for each in asked}


def test_fifty_lawyers_work_through_their_day_and_nothing_fails_k6(office: str, tmp_path: Path) -> None:
    told = {"ADDRESS": office, "PASSWORD": PASSWORD, "LAWYERS": str(LAWYERS), "SECONDS": "15"}
    given = [argument for name, value in told.items() for argument in ("-e", f"{name}={value}")]
    summary = tmp_path / "summary.json"
    ran = subprocess.run(
        [program("k6"), "run", "--quiet", "--summary-export", str(summary), *given, "tests/load/k6_baseline.js"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
    )
    print(ran.stdout[-4000:])

    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert json.loads(summary.read_text())["metrics"]["http_reqs"]["count"] > LAWYERS


def _fill(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as told:
        told.setenv("LEGALINDIA_DATA_DIR", str(folder))
        app: Flask = create_app(config.from_environment())
    with app.app_context():
        open_firm(PASSWORD, PAPERS)
        db.engine.dispose()


def _start(told: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=told, start_new_session=True, stderr=subprocess.DEVNULL
    )


def _wait_until_ready(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/health/ready", timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("The office did not become ready.")
