"""A job ends once, whoever begins it how often: leases, the sweep, cancelling, and workers that die."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from legalindia.accounts.models import User
from legalindia.background import huey
from legalindia.database import db, now
from legalindia.errors import BrokeOff, Unavailable
from legalindia.jobs import service, tasks
from legalindia.jobs.lease import MOST_ATTEMPTS, LeaseLost, Work, claim
from legalindia.jobs.models import Job, JobKind, JobStatus
from tests.conftest import Program

Handler = Callable[[Work], None]


@pytest.fixture
def job_id(idle: Flask) -> uuid.UUID:
    """A job that waits, about nothing in particular."""
    with idle.app_context():
        asker = db.session.query(User).filter_by(email="asha@office.example").one()
        job = service.accept(JobKind.RESEARCH, uuid.uuid4(), by=asker)
        db.session.commit()
        return job.id


@pytest.fixture
def assigned() -> Iterator[Callable[[Handler], list[str]]]:
    """Have the job done by a function of the test's; gives the list of what was said of its failure."""
    kept = dict(tasks._handlers), dict(tasks._mourners)

    def assign(handler: Handler) -> list[str]:
        mourned: list[str] = []
        tasks.assign(JobKind.RESEARCH, handler, when_lost=lambda _id, reason: mourned.append(reason))
        return mourned

    yield assign
    tasks._handlers.update(kept[0])
    tasks._mourners.update(kept[1])


def _job(app: Flask, job_id: uuid.UUID) -> Job:
    with app.app_context():
        return db.session.get_one(Job, job_id)


def _let_the_lease_run_out(app: Flask, job_id: uuid.UUID) -> None:
    with app.app_context():
        db.session.get_one(Job, job_id).lease_until = now() - timedelta(seconds=1)
        db.session.commit()


def _let_its_hour_come(app: Flask, job_id: uuid.UUID) -> None:
    with app.app_context():
        db.session.get_one(Job, job_id).not_before = None
        db.session.commit()


def test_of_two_workers_one_takes_the_job(idle: Flask, job_id: uuid.UUID) -> None:
    with idle.app_context():
        first, second = claim(job_id), claim(job_id)

    assert first is not None
    assert second is None


def test_a_dead_workers_job_is_taken_by_another_and_the_first_leaves_no_trace(idle: Flask, job_id: uuid.UUID) -> None:
    with idle.app_context():
        first = claim(job_id)
    _let_the_lease_run_out(idle, job_id)
    with idle.app_context():
        second = claim(job_id)
        assert first is not None
        assert second is not None
        with pytest.raises(LeaseLost):
            first.progress("late")
        first.end(JobStatus.FAILED, error="late")
        second.progress("on time", 1, 2)

    assert (_job(idle, job_id).status, _job(idle, job_id).step) == (JobStatus.RUNNING, "on time")
    assert _job(idle, job_id).error is None


def test_the_sweep_queues_again_what_lost_its_message(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]], work_off: Callable[[], None]
) -> None:
    assigned(lambda work: None)
    with idle.app_context():
        db.session.get_one(Job, job_id).created_at = now() - timedelta(minutes=1)
        db.session.commit()
    tasks.sweep.call_local()
    work_off()

    assert _job(idle, job_id).status == JobStatus.DONE


def test_the_sweep_leaves_alone_what_somebody_is_at(idle: Flask, job_id: uuid.UUID) -> None:
    with idle.app_context():
        claim(job_id)
    tasks.sweep.call_local()

    assert huey.pending_count() == 0


def test_a_job_that_kills_its_workers_is_set_aside_with_its_reason(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]]
) -> None:
    mourned = assigned(lambda work: None)
    for _ in range(MOST_ATTEMPTS):
        with idle.app_context():
            assert claim(job_id) is not None
        _let_the_lease_run_out(idle, job_id)
    tasks.sweep.call_local()

    assert _job(idle, job_id).status == JobStatus.FAILED
    assert _job(idle, job_id).error == tasks.SET_ASIDE
    assert mourned == [tasks.SET_ASIDE]


def test_two_that_died_together_twice_are_begun_for_the_last_time_one_after_the_other(
    idle: Flask, job_id: uuid.UUID
) -> None:
    with idle.app_context():
        asker = db.session.get_one(User, db.session.get_one(Job, job_id).created_by_id)
        service.accept(JobKind.RESEARCH, uuid.uuid4(), by=asker)
        db.session.commit()
        other_id = db.session.query(Job).filter(Job.id != job_id).one().id
        for _ in range(MOST_ATTEMPTS - 1):
            for each in (job_id, other_id):
                claim(each)
                _let_the_lease_run_out(idle, each)
        tasks.sweep.call_local()
        tasks.sweep.call_local()
        first = huey.called()
        huey.storage.flush_all()
        last_try = claim(*first)
        assert last_try is not None
        # A call that has waited in the queue since long before.
        assert claim(other_id) is None
        tasks.sweep.call_local()
        meanwhile = huey.called()
        last_try.end(JobStatus.DONE)
        tasks.sweep.call_local()

    assert first == {job_id}
    assert meanwhile == set()
    assert huey.called() == {other_id}


@pytest.mark.parametrize(
    "away",
    [
        Unavailable("The index does not answer."),
        OSError(errno.ENOSPC, "No space left"),
        OperationalError("", {}, OSError()),
    ],
    ids=["a service", "room on the disk", "the database"],
)
def test_what_is_away_ends_no_job_however_long_it_is(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]], away: Exception
) -> None:
    is_back = False

    def need_it(work: Work) -> None:
        if not is_back:
            raise away

    mourned = assigned(need_it)
    pauses = []
    for _ in range(3 * MOST_ATTEMPTS):
        tasks.take_up.call_local(job_id)
        waiting = _job(idle, job_id)
        assert (waiting.status, waiting.attempts) == (JobStatus.QUEUED, 0)
        assert waiting.is_waiting_for
        assert waiting.tries_again_at
        pauses.append((waiting.tries_again_at - now()).total_seconds())
        _let_its_hour_come(idle, job_id)
    is_back = True
    tasks.take_up.call_local(job_id)

    assert (_job(idle, job_id).status, _job(idle, job_id).error, mourned) == (JobStatus.DONE, None, [])
    assert pauses[0] < 2.5
    assert pauses[3] > 10
    assert pauses[-1] <= 300


def test_what_breaks_off_each_time_is_given_up(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]]
) -> None:
    def fail(work: Work) -> None:
        raise BrokeOff("The scanner could not look at this file.")

    mourned = assigned(fail)
    statuses = []
    for _ in range(MOST_ATTEMPTS):
        tasks.take_up.call_local(job_id)
        statuses.append(_job(idle, job_id).status)
        _let_its_hour_come(idle, job_id)

    assert statuses == [JobStatus.QUEUED, JobStatus.QUEUED, JobStatus.FAILED]
    assert mourned == ["The scanner could not look at this file."]


def test_how_a_job_ended_is_told_to_a_database_that_was_away_as_soon_as_it_is_back(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = iter([True, True, False])
    commit = Session.commit

    def commit_when_back(session: Session) -> None:
        if next(refused, False):
            raise OperationalError("", {}, OSError())
        commit(session)

    def fail(work: Work) -> None:
        monkeypatch.setattr(Session, "commit", commit_when_back)
        raise Unavailable("The index does not answer.")

    assigned(fail)
    tasks.take_up.call_local(job_id)

    assert (_job(idle, job_id).status, _job(idle, job_id).attempts) == (JobStatus.QUEUED, 0)


def test_a_call_that_was_lost_is_made_again_while_others_wait_in_the_queue(idle: Flask, job_id: uuid.UUID) -> None:
    with idle.app_context():
        asker = db.session.get_one(User, db.session.get_one(Job, job_id).created_by_id)
        db.session.get_one(Job, job_id).created_at = now() - timedelta(minutes=1)
        other = service.accept(JobKind.RESEARCH, uuid.uuid4(), by=asker)
        db.session.commit()
        service.start(other)
        tasks.sweep.call_local()
        tasks.sweep.call_local()

    assert huey.called() == {job_id, other.id}
    assert huey.waiting() == 2


def test_what_waits_for_its_next_try_is_not_begun_before(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]]
) -> None:
    def fail(work: Work) -> None:
        raise Unavailable("The index does not answer.")

    assigned(fail)
    tasks.take_up.call_local(job_id)
    tasks.take_up.call_local(job_id)

    assert _job(idle, job_id).waits == 1


def test_an_error_of_ours_ends_the_job_without_its_details(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]]
) -> None:
    def fail(work: Work) -> None:
        raise KeyError("a secret detail")

    assigned(fail)
    tasks.take_up.call_local(job_id)

    assert _job(idle, job_id).status == JobStatus.FAILED
    assert "secret" not in (_job(idle, job_id).error or "")


def test_a_running_job_stops_at_its_next_step_once_it_is_cancelled(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]]
) -> None:
    reached: list[int] = []

    def work_in_steps(work: Work) -> None:
        for step in range(3):
            work.progress("step", step, 3)
            reached.append(step)
            if step == 1:
                job = db.session.get_one(Job, job_id)
                service.cancel(job, by=db.session.get_one(User, job.created_by_id))

    told = assigned(work_in_steps)
    tasks.take_up.call_local(job_id)

    assert reached == [0, 1]
    assert told == [tasks.CANCELLED]
    assert _job(idle, job_id).status == JobStatus.CANCELLED


def test_a_lease_is_renewed_however_long_one_step_takes(
    idle: Flask, job_id: uuid.UUID, assigned: Callable[[Handler], list[str]]
) -> None:
    def take_long(work: Work) -> None:
        # The step ends when its lease has been renewed from outside, and never of itself.
        first = db.session.get_one(Job, job_id).lease_until
        end = time.monotonic() + 20
        while time.monotonic() < end:
            db.session.expire_all()
            if db.session.get_one(Job, job_id).lease_until > first:
                return
            db.session.rollback()
            time.sleep(0.05)
        raise AssertionError("the lease was not renewed")

    assigned(take_long)
    tasks.take_up.call_local(job_id)

    assert _job(idle, job_id).status == JobStatus.DONE


def test_a_worker_killed_in_the_middle_loses_nothing_and_the_job_ends_once(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    """The real thing: a consumer of its own is killed while it reads, and another takes the job up again."""
    text = "\f".join(
        f"Page {number} of the bundle. " + "It was so stated by the deponent. " * 60 for number in range(400)
    )
    document_id = asha.file_text(client_of_asha, "bundle.txt", text)
    consumer = _start_consumer(idle)
    try:
        _wait_until(lambda: len(_pages(asha, document_id)) > 0)
    finally:
        os.killpg(consumer.pid, signal.SIGKILL)
        consumer.wait()
    assert asha.get(f"/documents/{document_id}").json["status"] in {"reading", "indexing"}

    job = asha.get("/jobs?kind=reading").json["items"][0]
    _let_the_lease_run_out(idle, uuid.UUID(job["id"]))
    tasks.sweep.call_local()
    work_off()

    about = asha.get(f"/documents/{document_id}").json
    assert (about["status"], about["page_count"]) == ("ready", 400)
    with idle.app_context():
        job_now = db.session.get_one(Job, uuid.UUID(job["id"]))
        assert (job_now.status, job_now.attempts) == (JobStatus.DONE, 2)


CONSUMER = """
import sys, dataclasses, json
from pathlib import Path
from tests.conftest import _outfit, _settings
from legalindia.app import create_app
from legalindia.background import huey
app = create_app(_settings(Path(sys.argv[1])), _outfit(Path(sys.argv[1])))
huey.create_consumer(workers=1, worker_type="thread", initial_delay=0.05, max_delay=0.1).run()
"""


def _start_consumer(app: Flask) -> subprocess.Popen[bytes]:
    folder = app.config["SETTINGS"].data_dir
    command = [sys.executable, "-c", CONSUMER, str(folder)]
    environment = {**os.environ, "LEGALINDIA_DATA_DIR": str(folder)}
    return subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _pages(program: Program, document_id: str) -> bytes:
    response = program.get(f"/documents/{document_id}/pages/1")
    return response.data if response.status_code == 200 else b""


def _wait_until(happened: Callable[[], bool], *, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
