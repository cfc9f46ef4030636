"""What the office stands on goes away and comes back: database, queue, room on the disk. It goes on by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import PASSWORD, Large, Struck
from tests.servers import wait_until

RENT = b"The monthly rent of the villa is Rs 85,000."


@pytest.fixture
def client_id(large: Large) -> str:
    return large.struck.open_client()


def test_a_database_that_stops_and_starts_again_loses_nothing(large: Large, client_id: str) -> None:
    struck = large.struck
    first = struck.file(client_id, "first.txt", RENT)
    large.postgres.stop()
    down = struck.office.readiness()
    page = struck.asha.get(f"/documents/{first}")
    large.postgres.start()
    wait_until(struck.office.is_ready, seconds=15)
    second = struck.file(client_id, "second.txt", b"The rent was raised.")
    struck.settle()

    assert down[0] == 503
    assert down[1]["database"] == "down"
    assert (page.status_code, page.json()["status"]) == (503, 503)
    assert "Retry-After" in page.headers
    assert "Nothing was changed" in page.json()["detail"]
    assert {struck.about(paper)["status"] for paper in (first, second)} == {"ready"}


def test_a_database_that_can_only_be_read_is_not_ready_and_says_why(large: Large, client_id: str) -> None:
    struck = large.struck
    paper = struck.file(client_id, "paper.txt", RENT)
    with _read_only(large):
        answer = httpx.get(f"{struck.office.address}/health/ready", timeout=10)
        refused = struck.send(client_id, "refused.txt", b"Not now.")
    wait_until(struck.office.is_ready, seconds=15)
    struck.settle()

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["reason"] == "It can be read and not written."
    assert refused.status_code == 503
    assert struck.about(paper)["status"] == "ready"
    assert [one["id"] for one in struck.asha.get(f"/clients/{client_id}/documents").json()["items"]] == [paper]


@contextmanager
def _read_only(large: Large) -> Iterator[None]:
    for statement in ("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"):
        large.postgres.say(statement)
    wait_until(lambda: not large.struck.office.is_ready(), seconds=10)
    yield
    with large.postgres.writing() as say:
        say("ALTER SYSTEM RESET default_transaction_read_only")
        say("SELECT pg_reload_conf()")


def test_what_is_filed_while_the_queue_is_down_is_read_when_it_is_back(large: Large, client_id: str) -> None:
    struck = large.struck
    large.redis.stop()
    paper = struck.file(client_id, "paper.txt", RENT)
    down = struck.office.readiness()
    waiting = struck.about(paper)["status"]
    found = struck.asha.get("/search", params={"q": "rent"}).status_code
    admin = _admin_page(struck)
    large.redis.start()
    struck.settle()

    assert down == (200, {"database": "up", "queue": "down", "storage": "up", "index": "up"})
    assert (waiting, found) == ("received", 200)
    assert "The queue does not answer" in admin
    assert struck.about(paper)["status"] == "ready"


def test_what_waits_in_a_queue_that_is_emptied_is_read_all_the_same(large: Large, client_id: str) -> None:
    struck = large.struck
    struck.office.kill("worker")
    papers = [struck.file(client_id, f"{number}.txt", RENT + b"%d" % number) for number in range(8)]
    large.redis.flush()
    # Others are called meanwhile, so that the queue is not empty.
    papers += [struck.file(client_id, f"{number}.txt", RENT + b"%d" % number) for number in range(8, 12)]
    struck.office.start_worker()
    struck.settle()

    assert {struck.about(paper)["status"] for paper in papers} == {"ready"}
    assert {struck.job_of(paper).attempts for paper in papers} == {1}


def _admin_page(struck: Struck) -> str:
    with httpx.Client(base_url=struck.office.address, timeout=30) as browser:
        form = browser.get("/login").text
        token = form.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        said = {"email": "chitra@office.example", "password": PASSWORD, "csrf_token": token}
        assert browser.post("/login", data=said).status_code == 303
        page = browser.get("/admin/")
        assert page.status_code == 200
        return page.text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_refuses_in_words_loses_nothing_and_goes_on_when_there_is_room(
    open_office: Callable[..., Struck], small_disk: Path
) -> None:
    struck = open_office(small_disk)
    client_id = struck.open_client()
    kept = struck.file(client_id, "kept.txt", RENT)
    struck.settle()
    struck.office.kill("worker")
    accepted = struck.file(client_id, "accepted.txt", b"The rent was raised. " * 20_000)
    ballast = _fill(small_disk)
    struck.office.start_worker()
    refused = struck.send(client_id, "refused.txt", b"The rent is in arrears. " * 20_000)
    down = httpx.get(f"{struck.office.address}/health/ready", timeout=10)
    clients = struck.asha.get("/clients")
    # Long enough for a worker to begin, and to fail at all it wants to write, several times.
    time.sleep(4)
    ballast.unlink()
    wait_until(struck.office.is_ready, seconds=15)
    struck.settle()
    again = struck.file(client_id, "refused.txt", b"The rent is in arrears. " * 20_000)
    struck.settle()

    assert refused.status_code in {503, 507}
    assert "full" in refused.json()["detail"] or "written" in refused.json()["detail"]
    assert down.status_code == 503
    assert down.json()["checks"]["database"]["reason"] == "There is no room on the disk."
    assert clients.status_code == 200
    assert {struck.about(paper)["status"] for paper in (kept, accepted, again)} == {"ready"}
    struck.close()


def _fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 12))
        except OSError:
            return ballast
