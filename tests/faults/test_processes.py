"""Web servers and workers are killed, or asked to end, in the middle of their work; another goes on with it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.office import ROOT
from legalindia.adapters.outfit import outfit
from legalindia.database import now
from legalindia.jobs.models import Job, JobStatus
from legalindia.jobs.tasks import SET_ASIDE
from tests.documents.test_scans import drawn, png
from tests.faults.conftest import LONG_PAPER, Struck
from tests.servers import wait_until

POISON = b"POISON: whoever reads this dies."
# A worker whose reader takes it down with it, as a fault in a library of C would if nothing confined it.
POISONED = f"""
import os, signal, sys
from legalindia.documents import tasks
from legalindia.documents.reading.reader import read

def read_or_die(path, *arguments, **details):
    if path.read_bytes() == {POISON!r}:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(path, *arguments, **details)

tasks.read = read_or_die
from wsgi import huey
huey.create_consumer(workers=2, worker_type="thread", initial_delay=0.05, max_delay=0.1).run()
"""


class HalfSent:
    """An upload of which one half is under way and the other is not sent yet."""

    def __init__(self, struck: Struck, client_id: str, name: str, content: bytes) -> None:
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        request = (
            f"POST /api/v1/clients/{client_id}/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: {struck.asha.headers['Authorization']}\r\n"
            f"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._rest = body[len(body) // 2 :]
        self._line = socket.create_connection(("127.0.0.1", struck.office.port), timeout=30)
        self._line.sendall(request.encode() + body[: len(body) // 2])
        arriving = struck.office.folder / "originals" / "arriving"
        wait_until(lambda: any(path.stat().st_size for path in arriving.glob("*")), pause=0.005)

    def finish(self) -> bytes:
        """Send the other half and return the answer."""
        self._line.sendall(self._rest)
        answer = b""
        while part := self._line.recv(65536):
            answer += part
        return answer


@pytest.fixture
def client_id(small: Struck) -> str:
    return small.open_client()


def test_an_upload_whose_server_is_killed_leaves_nothing_and_can_be_sent_again(small: Struck, client_id: str) -> None:
    HalfSent(small, client_id, "bundle.txt", LONG_PAPER)
    small.office.kill("web")
    small.office.start_web()
    small.office.wait_until_ready()
    before = small.asha.get(f"/clients/{client_id}/documents").json()["items"]
    small.file(client_id, "bundle.txt", LONG_PAPER)
    small.settle()

    assert before == []
    assert [one["status"] for one in small.asha.get(f"/clients/{client_id}/documents").json()["items"]] == ["ready"]
    left = list((small.office.folder / "originals" / "arriving").glob("*"))
    for path in left:
        os.utime(path, (0, 0))
    with small.app.app_context():
        outfit().storage.sweep()
    assert left
    assert not list((small.office.folder / "originals" / "arriving").glob("*"))


def test_a_server_that_is_asked_to_end_takes_in_what_is_being_sent(small: Struck, client_id: str) -> None:
    upload = HalfSent(small, client_id, "last.txt", LONG_PAPER + b"Signed.")
    small.office.ask_to_end("web")
    time.sleep(0.5)
    answer = upload.finish()
    small.office.wait_for_the_end_of("web")
    small.office.start_web()
    small.office.wait_until_ready()
    small.settle()

    assert answer.startswith(b"HTTP/1.1 202")
    assert [one["filename"] for one in small.asha.get(f"/clients/{client_id}/documents").json()["items"]] == [
        "last.txt"
    ]


@pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")
def test_a_worker_killed_while_it_reads_a_paper_and_a_scan_loses_neither(small: Struck, client_id: str) -> None:
    bundle = small.file(client_id, "bundle.txt", LONG_PAPER * 2)
    scan = small.file(client_id, "scan.png", png(drawn("The tenant shall pay the rent.", "Before the fifth.")))
    small.wait_for_step(scan, "reading scans")
    small.office.kill("worker")
    seen = [small.about(paper)["status"] for paper in (bundle, scan)]
    ready = small.office.readiness()
    small.office.start_worker()
    small.settle()

    assert "ready" not in seen
    assert ready == (200, {"database": "up", "queue": "up", "storage": "up", "index": "up"})
    assert [small.about(paper)["status"] for paper in (bundle, scan)] == ["ready", "ready"]
    assert [small.job_of(paper).attempts for paper in (bundle, scan)] == [2, 2]


def test_a_worker_killed_while_it_indexes_a_paper_leaves_no_passage_out_and_none_twice(
    small: Struck, client_id: str
) -> None:
    bundle = small.file(client_id, "bundle.txt", LONG_PAPER)
    small.wait_for_step(bundle, "indexing words")
    small.office.kill("worker")
    seen = small.about(bundle)["status"]
    small.office.start_worker()
    small.settle()

    assert seen == "indexing"
    assert (small.about(bundle)["status"], small.job_of(bundle).attempts) == ("ready", 2)


def test_a_worker_killed_among_many_questions_answers_each_once(small: Struck, client_id: str) -> None:
    small.file(client_id, "lease.txt", b"The tenant shall pay the monthly rent of Rs 18,000 on the fifth day.")
    small.settle()
    asked = [
        small.asha.post("/research", json={"question": f"What is the monthly rent in case {number}?"}).json()["job_id"]
        for number in range(8)
    ]
    wait_until(lambda: small.asha.get(f"/jobs/{asked[1]}").json()["status"] != "queued", pause=0.005)
    small.office.kill("worker")
    small.office.start_worker()
    small.settle()

    answers = [small.asha.get(f"/jobs/{job}").json() for job in asked]
    assert {answer["status"] for answer in answers} == {"done"}
    assert all(len(answer["answer"]["sources"]) == 1 for answer in answers)


def test_a_worker_that_is_asked_to_end_finishes_what_is_short_and_hands_back_the_rest(
    small: Struck, client_id: str
) -> None:
    small.office.kill("worker")
    small.office.start_worker(grace_seconds=1)
    long = small.file(client_id, "bundle.txt", LONG_PAPER * 2)
    small.wait_for_step(long, "reading")
    short = [small.file(client_id, f"{number}.txt", b"The rent is due, %d." % number) for number in range(4)]
    wait_until(lambda: small.job_of(short[0]).status != "queued", pause=0.005)
    small.office.ask_to_end("worker")
    small.office.wait_for_the_end_of("worker")
    left, begun = small.job_of(long), {small.job_of(paper).status for paper in short}
    small.office.start_worker()
    small.settle()

    assert (left.status, left.attempts) == ("queued", 0)
    assert begun <= {"done", "queued"}
    assert [small.job_of(paper).attempts for paper in (long, *short)] == [1] * 5
    assert {small.about(paper)["status"] for paper in (long, *short)} == {"ready"}


def test_a_paper_that_kills_its_reader_three_times_is_set_aside_and_the_others_are_read(
    small: Struck, client_id: str, tmp_path: Path
) -> None:
    program = tmp_path / "poisoned.py"
    program.write_text(POISONED)
    small.office.environment["PYTHONPATH"] = str(ROOT)
    small.office.kill("worker")
    small.office.start("worker", sys.executable, str(program))
    poison = small.file(client_id, "poison.txt", POISON)
    others = [small.file(client_id, f"{number}.txt", b"The rent is due, %d." % number) for number in range(3)]
    deaths = 0
    end = time.monotonic() + 60
    while small.job_of(poison).status != "failed":
        assert time.monotonic() < end, "it was not set aside"
        if small.office.processes["worker"].poll() is not None:
            deaths += 1
            small.office.start("worker", sys.executable, str(program))
        time.sleep(0.05)
    small.settle()

    assert deaths == 3
    assert small.about(poison)["error"] == SET_ASIDE
    assert {small.about(paper)["status"] for paper in others} == {"ready"}
    small.office.kill("worker")
    small.office.start_worker()


def test_of_two_workers_on_one_job_one_does_it(small: Struck, client_id: str) -> None:
    small.office.start_worker("another worker")
    papers = [small.file(client_id, f"{number}.txt", LONG_PAPER[:60_000] + b"%d" % number) for number in range(6)]
    # Each sweep of each worker calls again for what it takes to be forgotten.
    calling = threading.Event()
    caller = threading.Thread(target=_call_again_and_again, args=(small, calling))
    caller.start()
    small.settle()
    calling.set()
    caller.join()
    small.office.kill("another worker")

    assert [small.job_of(paper).attempts for paper in papers] == [1] * 6
    assert {small.about(paper)["status"] for paper in papers} == {"ready"}


def _call_again_and_again(small: Struck, end: threading.Event) -> None:
    while not end.wait(0.1):
        small.alter_jobs(Job.status == JobStatus.QUEUED, not_before=now() - timedelta(seconds=1))


def test_a_clock_that_jumps_leaves_no_job_lying(small: Struck, client_id: str) -> None:
    """The rows are as a clock leaves them that was an hour behind, or a day ahead, until a moment ago."""
    small.office.kill("worker")
    papers = [small.file(client_id, f"{number}.txt", b"The rent is due, %d." % number) for number in range(4)]
    ids = [uuid.UUID(paper) for paper in papers]
    for place, wrong in ((0, now() - timedelta(hours=1)), (2, now() + timedelta(days=1))):
        held = {"status": "running", "lease_owner": uuid.uuid4(), "lease_until": wrong, "attempts": 1}
        small.alter_jobs(Job.subject_id == ids[place], **held)
        small.alter_jobs(Job.subject_id == ids[place + 1], not_before=wrong, created_at=wrong)
    small.office.start_worker()
    small.settle()

    assert {small.about(paper)["status"] for paper in papers} == {"ready"}
