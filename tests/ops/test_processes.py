"""What is counted is right whichever process counted it; and a worker says that it is alive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import yaml
from flask import Flask
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.parser import text_string_to_metric_families

from config import Settings
from tests.servers import free_port, wait_until

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
TOKEN = "the token of Prometheus"
VISITS = 30

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(app: Flask, settings: Settings, port: int) -> Iterator[Start]:
    """Start a program of the office, as a container does, on the office of this test."""
    surroundings = {
        **os.environ,
        "LEGALINDIA_DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "PUBLIC_HOSTS": "office.example",
        "METRICS_TOKEN": TOKEN,
        "LOG_LEVEL": "WARNING",
        "PORT": str(port),
        "WEB_PROCESSES": "2",
        "WEB_THREADS": "2",
    }
    surroundings.pop("PROMETHEUS_MULTIPROC_DIR", None)
    running = []

    def started(program: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        command = [BIN / program, *arguments]
        running.append(subprocess.Popen(command, cwd=ROOT, env=surroundings | more, start_new_session=True))
        return running[-1]

    yield started
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask(port: int, path: str, *, host: str = "10.244.3.17", token: str = "") -> tuple[int, str]:
    """Ask as a cluster does: by the address of a container. Said to come from another machine."""
    headers = {"Host": host, "X-Forwarded-For": "10.1.1.1", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def is_alive(port: int) -> bool:
    try:
        return ask(port, "/health")[0] == 200
    except OSError:
        return False


def visits(text: str) -> float:
    """Count the answered requests for the sign-in page."""
    (family,) = (each for each in text_string_to_metric_families(text) if each.name == "legalindia_requests")
    return sum(
        sample.value
        for sample in family.samples
        if sample.name.endswith("_total") and sample.labels["route"] == "accounts.sign_in"
    )


def visits_in(file: Path) -> float:
    """Count those that one process has answered."""
    families = MultiProcessCollector.merge([str(file)])
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "legalindia_requests_total" and sample.labels["route"] == "accounts.sign_in"
    )


def test_whichever_process_is_asked_tells_what_all_have_counted(start: Start, port: int, settings: Settings) -> None:
    web = start("gunicorn", "wsgi:app")
    wait_until(lambda: is_alive(port))
    visited = 0

    def have_both_answered() -> bool:
        nonlocal visited
        with ThreadPoolExecutor(8) as visitors:
            statuses = list(visitors.map(lambda _: ask(port, "/login", host="office.example")[0], range(VISITS)))
        assert statuses == [200] * VISITS
        visited += VISITS
        counted = [visits_in(file) for file in (settings.data_dir / "metrics").glob("counter_*.db")]
        assert sum(counted) == visited
        return len([count for count in counted if count]) == 2

    wait_until(have_both_answered)
    assert {visits(ask(port, "/metrics", token=TOKEN)[1]) for _ in range(12)} == {visited}

    # What a process has counted stays when it is gone.
    children = Path(f"/proc/{web.pid}/task/{web.pid}/children")
    before = children.read_text().split()
    os.kill(int(before[0]), signal.SIGKILL)
    wait_until(lambda: len(there := children.read_text().split()) == 2 and there != before)
    assert {visits(ask(port, "/metrics", token=TOKEN)[1]) for _ in range(6)} == {visited}


def test_who_came_while_one_process_was_busy_is_served_by_both_when_it_is_free(
    start: Start, port: int, settings: Settings
) -> None:
    web = start("gunicorn", "wsgi:app", WEB_THREADS="8")
    of_web = Path(f"/proc/{web.pid}/task/{web.pid}/children")
    wait_until(lambda: is_alive(port) and len(of_web.read_text().split()) == 2)
    children = [int(child) for child in of_web.read_text().split()]

    def answered() -> list[float]:
        files = [settings.data_dir / "metrics" / f"counter_{child}.db" for child in children]
        return [visits_in(file) if file.exists() else 0 for file in files]

    address = f"http://127.0.0.1:{port}/login"
    with ExitStack() as open_browsers, ThreadPoolExecutor(8) as people:
        browsers = [open_browsers.enter_context(httpx.Client(headers={"Host": "office.example"})) for _ in range(8)]

        def visit(browser: httpx.Client, times: int = 10) -> None:
            for _ in range(times):
                assert browser.get(address, timeout=30).status_code == 200

        os.kill(children[0], signal.SIGSTOP)
        list(people.map(visit, browsers, [1] * 8))
        assert answered() == [0, 8]
        os.kill(children[0], signal.SIGCONT)

        def do_both_answer() -> bool:
            before = answered()
            list(people.map(visit, browsers))
            return min(now - then for now, then in zip(answered(), before, strict=True)) >= 20

        wait_until(do_both_answer)


def test_a_worker_says_that_it_is_alive_and_what_it_counted_and_ends_when_it_is_told_to(
    start: Start, port: int
) -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["x-worker"]
    program, *arguments = composed["command"]
    worker = start(program, *arguments, WORKER_METRICS_PORT=str(port))
    wait_until(lambda: is_alive(port))

    assert ask(port, "/metrics", token=TOKEN)[0] == 200
    assert ask(port, "/metrics")[0] == 404
    assert ask(port, "/login", host="office.example")[0] == 404
    worker.send_signal(signal.Signals[composed["stop_signal"]])
    assert worker.wait(20) == 0
