"""The one task there is: take up a job. And the sweep that finds the jobs nobody is at."""

from __future__ import annotations

import errno
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from huey.signals import SIGNAL_INTERRUPTED
from sqlalchemy import Row, and_, func, or_, select, update

from legalindia.background import huey, task
from legalindia.database import OUT_OF_REACH, clock, db, now, settle
from legalindia.errors import BrokeOff, Refusal, Unavailable
from legalindia.jobs.lease import (
    MOST_ATTEMPTS,
    CancelAsked,
    GiveWay,
    LeaseLost,
    Work,
    claim,
    hand_back,
    heartbeat,
    is_dead,
    is_due,
    is_last_try,
)
from legalindia.jobs.models import Job, JobKind, JobStatus
from legalindia.ops import metrics

log = structlog.get_logger()

Handler = Callable[[Work], None]
Mourner = Callable[[uuid.UUID, str], None]
Ending = Callable[[], None]
Waiting = Row[uuid.UUID, JobKind, int]

SWEEP_SECONDS = 5
# A job that waits so long and has no message in the queue has lost it.
UNHEARD = timedelta(seconds=3)
MOST_SWEPT = 500
# How long work that made way for something more urgent waits before it looks again.
MAKES_WAY = timedelta(seconds=2)
# How long to wait before how an attempt ended is told once more to a database that was away.
PATIENCE_SECONDS = 0.5
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
WENT_WRONG = "Something went wrong while this was worked on. It has been noted; you can try it again."
DATABASE_AWAY = "The database did not answer while this was worked on. It goes on by itself when it does."
NO_ROOM = "There is no room on the disk. What came in is kept; this goes on by itself once there is room again."
CANCELLED = "It was cancelled before it was done. What came in is kept; you can have it tried again."
SET_ASIDE = (
    f"It was begun {MOST_ATTEMPTS} times and each time stopped the program that worked on it. "
    "It has been set aside; what came in is kept."
)

_sweeps = threading.Lock()
_handlers: dict[JobKind, Handler] = {}
_mourners: dict[JobKind, Mourner] = {}


def assign(kind: JobKind, handler: Handler, *, when_lost: Mourner) -> None:
    """Have jobs of this kind done by this function.

    :param when_lost: writes to the subject that its job failed or was cancelled, and why; it does not commit.
    """
    _handlers[kind] = handler
    _mourners[kind] = when_lost


@task()
def take_up(job_id: uuid.UUID) -> None:
    """Do the job, unless it has ended or somebody is at it."""
    try:
        work = claim(job_id)
    except OUT_OF_REACH as error:
        # The row waits as before, and the sweep calls again.
        log.warning("job.not_begun", job_id=str(job_id), error=type(error).__name__)
        return
    if work is None:
        return
    with structlog.contextvars.bound_contextvars(job_id=str(job_id), job_kind=work.kind, attempt=work.attempt):
        with heartbeat(work), metrics.timed_steps(), metrics.JOB_SECONDS.labels(work.kind).time():
            _do(work)
        outcome = _outcome(job_id)
        metrics.JOBS_LEFT.labels(work.kind, outcome).inc()
        log.info("job.left", outcome=outcome)


def _outcome(job_id: uuid.UUID) -> str:
    try:
        return db.session.scalar(select(Job.status).where(Job.id == job_id)) or "gone"
    except OUT_OF_REACH:
        return "unknown"


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
    """Do the work, and write down how it ended; while the database is away, again and again until it takes that."""
    ending = _attempt(work)
    while not _is_written(ending):
        time.sleep(PATIENCE_SECONDS)


def _is_written(ending: Ending) -> bool:
    try:
        db.session.rollback()
        ending()
    except OUT_OF_REACH as error:
        log.warning("job.end_not_written", error=type(error).__name__)
        return False
    return True


def _attempt(work: Work) -> Ending:
    """Do the work, and return what is still to be written of how it ended."""
    try:
        _carry_out(work)
    except LeaseLost:
        log.warning("job.lease_lost")
    except CancelAsked:
        return partial(_cancel, work)
    except GiveWay:
        return partial(work.give_back, after=MAKES_WAY)
    except BrokeOff as error:
        return partial(_try_again, work, error.detail)
    except Unavailable as error:
        return partial(work.wait, error.detail)
    except OUT_OF_REACH as error:
        log.warning("job.database_away", error=type(error).__name__)
        return partial(work.wait, DATABASE_AWAY)
    except Refusal as error:
        return partial(_fail, work, error.detail)
    except Exception as error:
        return _ended_by(error, work)
    return _nothing


def _ended_by(error: Exception, work: Work) -> Ending:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        log.warning("job.no_room", error=type(error).__name__)
        return partial(work.wait, NO_ROOM)
    log.exception("job.failed")
    return partial(_fail, work, WENT_WRONG)


def _nothing() -> None:
    """All of it has been written."""


def _carry_out(work: Work) -> None:
    _handlers[work.kind](work)
    work.end(JobStatus.DONE)
    for job_id, kind in work.followers:
        wake(job_id, kind)


def _try_again(work: Work, reason: str) -> None:
    if work.attempt >= MOST_ATTEMPTS:
        _fail(work, reason)
    else:
        work.try_again(reason, after=timedelta(seconds=10 * 2**work.attempt))


def mourn(kind: JobKind, subject_id: uuid.UUID, reason: str) -> None:
    """Write to the subject of a job that nothing comes of it any more, and why; the caller commits."""
    _mourners[kind](subject_id, reason)


def _cancel(work: Work) -> None:
    mourn(work.kind, work.subject_id, CANCELLED)
    work.end(JobStatus.CANCELLED)


def _fail(work: Work, reason: str) -> None:
    mourn(work.kind, work.subject_id, reason)
    work.end(JobStatus.FAILED, error=reason)


@task()
def sweep() -> None:
    """Queue again what was never begun, whose hour has come or whose worker died; set aside what kills its workers. And
    let what was noted beside the work (`database.commit_lightly`) reach the disk: a power cut takes no more than since
    the last."""
    rows = [*_due_or_dead(), *_unheard()][:MOST_SWEPT]
    _let_them_wait_no_more([row.id for row in rows])
    suspects = [row for row in rows if row.attempts == MOST_ATTEMPTS - 1]
    for row in rows:
        if row.attempts >= MOST_ATTEMPTS:
            _set_aside(row.id)
        elif row not in suspects:
            wake(row.id, row.kind)
    _have_one_tried(suspects)
    if rows:
        log.info("jobs.swept", count=len(rows))
    settle()


def _have_one_tried(suspects: Sequence[Waiting]) -> None:
    """Have a job begun for the last time while no other is. When two have died together twice, one of them has killed
    the worker of both: begun one after the other, only that one is set aside."""
    if suspects and db.session.scalar(select(Job.id).where(is_last_try()).limit(1)) is None:
        wake(suspects[0].id, suspects[0].kind)


def _let_them_wait_no_more(job_ids: list[uuid.UUID]) -> None:
    """Strike their hour, so that they are not called at every turn while the call waits in the queue."""
    if job_ids:
        waiting = update(Job).where(Job.id.in_(job_ids), Job.status == JobStatus.QUEUED, Job.not_before.is_not(None))
        db.session.execute(waiting.values(not_before=None).execution_options(synchronize_session=False))
        db.session.commit()


def _due_or_dead() -> Sequence[Waiting]:
    its_hour_has_come = and_(Job.status == JobStatus.QUEUED, Job.not_before.is_not(None), is_due())
    query = select(Job.id, Job.kind, Job.attempts).where(or_(is_dead(), its_hour_has_come))
    return db.session.execute(query.order_by(Job.created_at).limit(MOST_SWEPT)).all()


def _unheard() -> Sequence[Waiting]:
    """Return the jobs that wait for no hour, and whose message is gone: with a worker that was killed before it could
    claim them, or with a queue that was emptied."""
    waits = and_(Job.status == JobStatus.QUEUED, Job.not_before.is_(None))
    count = db.session.scalar(select(func.count()).where(waits)) or 0
    if huey.waiting() >= count:
        # There may be a message for each of them; one that is left over is taken out in a moment.
        return []
    long_ago = clock(seconds=-UNHEARD.total_seconds())
    # Written by a clock that has been put back since, it may be older than it looks.
    old = or_(Job.created_at < long_ago, Job.created_at > clock(seconds=60))
    query = select(Job.id, Job.kind, Job.attempts).where(waits, old).order_by(Job.created_at)
    called = huey.called()
    return [row for row in db.session.execute(query) if row.id not in called][:MOST_SWEPT]


def _set_aside(job_id: uuid.UUID) -> None:
    stopped = update(Job).where(Job.id == job_id, or_(is_dead(), Job.status == JobStatus.QUEUED))
    ended = stopped.values(status=JobStatus.FAILED, error=SET_ASIDE, finished_at=now(), lease_until=None)
    row = db.session.execute(ended.returning(Job.kind, Job.subject_id)).one_or_none()
    if row is not None:
        mourn(row.kind, row.subject_id, SET_ASIDE)
    db.session.commit()


@huey.on_startup()
def begin_sweeping() -> None:
    """Sweep every few seconds from a thread of the worker's own: Huey's own clock ticks once a minute."""
    if not _sweeps.acquire(blocking=False):
        # Each of a worker's threads starts up; one sweep is enough for all.
        return
    threading.Thread(target=_sweep_for_ever, daemon=True, name="sweep").start()


def _sweep_for_ever() -> None:
    # A dead worker is noticed within a third of a lease; one that has just begun looks at once.
    pause = min(SWEEP_SECONDS, huey.app.config["SETTINGS"].lease_seconds / 3)
    while True:
        try:
            sweep.call_local()
        except (Unavailable, *OUT_OF_REACH) as error:
            # It sweeps again in a moment, and outlives whatever it needs.
            log.warning("jobs.not_swept", error=type(error).__name__)
        except Exception:
            log.exception("jobs.sweep_failed")
        time.sleep(pause)
