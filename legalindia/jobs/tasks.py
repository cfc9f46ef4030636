"""The one task there is: take up a job. And the sweep that finds the jobs nobody is at."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from huey.signals import SIGNAL_INTERRUPTED
from sqlalchemy import ColumnElement, and_, or_, select, update

from legalindia.background import huey, task
from legalindia.database import OUT_OF_REACH, clock, db, now, settle
from legalindia.errors import Refusal, Unavailable
from legalindia.jobs.lease import (
    MOST_ATTEMPTS,
    CancelAsked,
    GiveWay,
    LeaseLost,
    NotYet,
    Work,
    claim,
    hand_back,
    heartbeat,
    is_dead,
    is_due,
)
from legalindia.jobs.models import Job, JobKind, JobStatus
from legalindia.ops import metrics

log = structlog.get_logger()

Handler = Callable[[Work], None]
Mourner = Callable[[uuid.UUID, str], None]

SWEEP_SECONDS = 5
# A job that waits so long while the queue is empty lost its message.
UNHEARD = timedelta(seconds=10)
MOST_SWEPT = 500
# How long work that made way for something more urgent, or whose means are away, waits before it looks again.
MAKES_WAY = timedelta(seconds=2)
WAITS = timedelta(seconds=20)
SET_ASIDE = (
    f"It was begun {MOST_ATTEMPTS} times and each time stopped the program that worked on it. "
    "It has been set aside; what came in is kept."
)

_handlers: dict[JobKind, Handler] = {}
_mourners: dict[JobKind, Mourner] = {}


def assign(kind: JobKind, handler: Handler, *, when_lost: Mourner) -> None:
    """Have jobs of this kind done by this function.

    :param when_lost: writes to the subject that its job failed, and why; it does not commit.
    """
    _handlers[kind] = handler
    _mourners[kind] = when_lost


@task()
def take_up(job_id: uuid.UUID) -> None:
    """Do the job, unless it has ended or somebody is at it."""
    work = claim(job_id)
    if work is None:
        return
    with structlog.contextvars.bound_contextvars(job_id=str(job_id), job_kind=work.kind, attempt=work.attempt):
        with heartbeat(work), metrics.timed_steps(), metrics.JOB_SECONDS.labels(work.kind).time():
            _do(work)
        outcome = db.session.scalar(select(Job.status).where(Job.id == job_id)) or "gone"
        metrics.JOBS_LEFT.labels(work.kind, outcome).inc()
        log.info("job.left", outcome=outcome)


def wake(job_id: uuid.UUID, kind: JobKind) -> None:
    """Call a worker to the job. Of the calls that wait, the most urgent is heard first.

    Where the queue does not answer, the job waits, and the sweep calls as soon as it does.
    """
    try:
        take_up(job_id, priority=kind.urgency)
    except Unavailable:
        log.warning("job.not_called", job_id=str(job_id))
        waiting = update(Job).where(Job.id == job_id, Job.status == JobStatus.QUEUED)
        db.session.execute(waiting.values(not_before=clock()).execution_options(synchronize_session=False))
        db.session.commit()


@huey.signal(SIGNAL_INTERRUPTED)
def hand_back_unfinished(_signal: str, call: Any) -> None:
    """Hand back what this worker cannot finish before it must stop."""
    with huey.app.app_context():
        for job_id in call.args:
            hand_back(job_id)


def _do(work: Work) -> None:
    try:
        _carry_out(work)
    except LeaseLost:
        db.session.rollback()
        log.warning("job.lease_lost")
    except CancelAsked:
        work.end(JobStatus.CANCELLED)
    except Unavailable as error:
        _try_later(work, error)
    except OUT_OF_REACH as error:
        log.warning("job.database_away", error=type(error).__name__)
        _try_later(work, Unavailable("The database did not answer while this was worked on. It is tried again."))
    except Refusal as error:
        _fail(work, error.detail)
    except Exception:
        log.exception("job.failed")
        _fail(work, "Something went wrong while this was worked on. It has been noted; you can try it again.")


def _carry_out(work: Work) -> None:
    try:
        _handlers[work.kind](work)
        work.end(JobStatus.DONE)
    except GiveWay:
        db.session.rollback()
        work.give_back(after=MAKES_WAY, is_counted=False)
    except NotYet as error:
        db.session.rollback()
        work.give_back(after=WAITS, error=error.detail, is_counted=False)
    else:
        for job_id, kind in work.followers:
            wake(job_id, kind)


def _try_later(work: Work, error: Unavailable) -> None:
    db.session.rollback()
    if work.attempt >= MOST_ATTEMPTS:
        _fail(work, error.detail)
    else:
        work.give_back(after=timedelta(seconds=10 * 2**work.attempt), error=error.detail)


def _fail(work: Work, reason: str) -> None:
    db.session.rollback()
    _mourners[work.kind](work.subject_id, reason)
    work.end(JobStatus.FAILED, error=reason)


@task()
def sweep() -> None:
    """Queue again what was never begun, whose hour has come or whose worker died; set aside what kills its workers. And
    let what was noted beside the work (`database.commit_lightly`) reach the disk: a power cut takes no more than since
    the last."""
    query = select(Job.id, Job.kind, Job.attempts).where(_nobody_is_at_it()).order_by(Job.created_at)
    rows = db.session.execute(query.limit(MOST_SWEPT)).all()
    _let_them_wait_no_more([row.id for row in rows])
    for job_id, kind, attempts in rows:
        if attempts >= MOST_ATTEMPTS:
            _set_aside(job_id)
        else:
            wake(job_id, kind)
    if rows:
        log.info("jobs.swept", count=len(rows))
    settle()


def _let_them_wait_no_more(job_ids: list[uuid.UUID]) -> None:
    """Strike their hour, so that they are not called at every turn while the call waits in the queue."""
    if job_ids:
        waiting = update(Job).where(Job.id.in_(job_ids), Job.status == JobStatus.QUEUED, Job.not_before.is_not(None))
        db.session.execute(waiting.values(not_before=None).execution_options(synchronize_session=False))
        db.session.commit()


def _nobody_is_at_it() -> ColumnElement[bool]:
    waits = Job.status == JobStatus.QUEUED
    its_hour_has_come = and_(waits, Job.not_before.is_not(None), is_due())
    if huey.waiting():
        # The workers are busy; what else waits in the table waits in the queue too.
        return or_(is_dead(), its_hour_has_come)
    long_ago = clock(seconds=-UNHEARD.total_seconds())
    # Written by a clock that has been put back since, it may be older than it looks.
    unheard = and_(waits, or_(Job.created_at < long_ago, Job.created_at > clock(seconds=60)), is_due())
    return or_(is_dead(), its_hour_has_come, unheard)


def _set_aside(job_id: uuid.UUID) -> None:
    stopped = update(Job).where(Job.id == job_id, or_(is_dead(), Job.status == JobStatus.QUEUED))
    ended = stopped.values(status=JobStatus.FAILED, error=SET_ASIDE, finished_at=now(), lease_until=None)
    row = db.session.execute(ended.returning(Job.kind, Job.subject_id)).one_or_none()
    if row is not None:
        _mourners[row.kind](row.subject_id, SET_ASIDE)
    db.session.commit()


@huey.on_startup()
def begin_sweeping() -> None:
    """Sweep every few seconds from a thread of the worker's own: Huey's own clock ticks once a minute."""
    threading.Thread(target=_sweep_for_ever, daemon=True, name="sweep").start()


def _sweep_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(SWEEP_SECONDS):
        try:
            sweep.call_local()
        except (Unavailable, *OUT_OF_REACH) as error:
            # It sweeps again in a moment, and outlives whatever it needs.
            log.warning("jobs.not_swept", error=type(error).__name__)
        except Exception:
            log.exception("jobs.sweep_failed")
