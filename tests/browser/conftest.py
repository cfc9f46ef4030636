"""A real office with its own web server and worker, and Chromium to use it with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PROJECT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "a password for the browser"
EMAIL = "asha@office.example"
# Without these Chromium asks the world for updates, and waits for an answer.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed (the package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start an office with one person in it and give its address."""
    with _open_office(tmp_path_factory.mktemp("office")) as opened:
        person = ["users", "create", EMAIL, "--name", "Asha Rao", "--role", "partner", "--password-stdin"]
        _flask(opened.environment, *person, said=PASSWORD + "\n")
        yield opened.address


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Start an office with the demo firm in it, every paper read."""
    folder = tmp_path_factory.mktemp("demo")
    with _open_office(folder) as opened:
        _flask(opened.environment, "demo", "load")
        yield opened


@dataclass(frozen=True)
class Opened:
    """A running office. :param environment: what it was started with."""

    address: str
    folder: Path
    environment: dict[str, str]

    def password_of(self, email: str) -> str:
        """Return the password that was made for one of the demo firm's people."""
        return str(json.loads((self.folder / "demo-sign-ins.json").read_text())[email])


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def page(chromium: Browser, office: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of Asha's, signed in; whatever a page tries to run against our policy fails the test."""
    width = getattr(request, "param", 1280)
    context = chromium.new_context(base_url=office, viewport={"width": width, "height": 860})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page)
    yield page
    context.close()
    assert complaints == []


@contextmanager
def _open_office(folder: Path) -> Iterator[Opened]:
    port = _free_port()
    environment = {
        **os.environ,
        "LEGALINDIA_DATA_DIR": str(folder),
        "PORT": str(port),
        "WEB_PROCESSES": "1",
        "LOG_LEVEL": "WARNING",
    }
    _flask(environment, "db", "upgrade")
    consumer = ["huey_consumer", "wsgi.huey", "-k", "thread", "-w", "1", "-d", "0.05", "-m", "0.1"]
    started = [_start(environment, folder, "gunicorn", "wsgi:app"), _start(environment, folder, *consumer)]
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}")
        yield Opened(f"http://127.0.0.1:{port}", folder, environment)
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGTERM)
        for process in started:
            process.wait(timeout=30)


def _is_complaint(message: ConsoleMessage) -> bool:
    """A refused request is no fault of the page; whatever else the browser calls an error is."""
    return message.type == "error" and "Failed to load resource" not in message.text


def sign_in(page: Page, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def _flask(environment: dict[str, str], *command: str, said: str = "") -> None:
    subprocess.run(
        [str(BIN / "flask"), *command],
        cwd=PROJECT,
        env=environment,
        input=said,
        text=True,
        check=True,
        capture_output=True,
    )


def _start(environment: dict[str, str], folder: Path, program: str, *arguments: str) -> subprocess.Popen[bytes]:
    with (folder / f"{program}.log").open("wb") as log:
        return subprocess.Popen(
            [str(BIN / program), *arguments],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(address: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5):
                return
        except OSError:
            assert time.monotonic() < end, "the office did not become ready"
            time.sleep(0.1)
