"""How one attempt at a job holds it: a lease that is renewed, and that fences off every other attempt.

Huey gives at most once: a killed worker takes its message with it, and so does a Redis that forgets. Three things
make it at least once, with each result kept once:

1. The row comes first. A job is committed with its subject before anybody is called, so a call that is lost, or could
   not be made at all, loses nothing.
2. The sweep (`jobs.tasks`) calls again for every job whose hour has come, whose lease has run out because its worker
   died, or whose call is not in the queue any more. Calls may come twice; `claim` lets one in.
3. Each write of an attempt goes through `Work.commit`, which commits only while the lease is still its own. Steps may
   be run twice, so each removes or writes over what an earlier attempt has left.

What is away (`errors.Unavailable`, a database out of reach, a full disk) ends no job: it waits and goes on when the
thing is back. Only an attempt that never came back counts, because its worker died; three of them, and it is set aside.

Leases are held against the database's clock, which is one for all machines. Set back, a lease that ends further ahead
than any can counts as run out; set forward, a live worker loses its lease, and another finishes the work.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, Engine, Update, and_, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from config import Settings
from legalindia.database import clock, db, now
from legalindia.jobs.models import Job, JobKind, JobStatus
from legalindia.ops import metrics

log = structlog.get_logger()

MOST_ATTEMPTS = 3
# No pause is ever so long: an hour further ahead was written by a clock that has been put back since.
LONGEST_PAUSE_SECONDS = 600
# What is away may be back in a moment, or in hours: each wait is twice the one before, up to five minutes.
FIRST_WAIT_SECONDS = 2
LONGEST_WAIT_SECONDS = 300

_held: dict[uuid.UUID, Work] = {}


class LeaseLost(Exception):
    """Another attempt holds the job now, or it was ended: whatever this one does must leave no trace."""


class CancelAsked(Exception):
    """The person who asked for the work does not want it any more."""


class GiveWay(Exception):
    """Something more urgent waits. What was done so far is kept, and the work goes on afterwards."""


@dataclass(frozen=True, slots=True)
class Work:
    """One attempt at a job, as the code that does it sees it.

    :param job_id: the job. :param subject_id: what it is about.
    :param owner: this attempt's name in the lease.
    :param waits: how often the job has waited for what was away.
    :param followers: jobs to be woken once the end of this one is committed.
    """

    job_id: uuid.UUID
    kind: JobKind
    subject_id: uuid.UUID
    owner: uuid.UUID
    attempt: int
    waits: int
    followers: list[tuple[uuid.UUID, JobKind]] = field(default_factory=list)

    def then(self, job: Job) -> None:
        """Have another job begun when this one is done; the caller has added it to the session."""
        db.session.flush()
        self.followers.append((job.id, job.kind))

    def make_way(self) -> None:
        """Stop here if something more urgent waits. :raises GiveWay: it does."""
        urgent = [kind for kind in JobKind if kind.urgency > self.kind.urgency]
        waiting = select(Job.id).where(Job.status == JobStatus.QUEUED, Job.kind.in_(urgent), is_due())
        if db.session.scalar(waiting.limit(1)) is not None:
            raise GiveWay(self.job_id)

    def progress(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is, and commit what was written since the last time.

        :raises LeaseLost: the job is not this attempt's any more; nothing was committed.
        :raises CancelAsked: somebody cancelled; nothing was committed.
        """
        self.commit(step=step, steps_done=done, steps_total=total)
        metrics.step(step)

    def commit(self, **values: Any) -> None:
        """Commit the session together with these values of the job, if the lease is still held."""
        held = self._mine().values(lease_until=_lease_end(), **values).returning(Job.is_cancel_asked)
        is_cancelled = db.session.scalar(held)
        if is_cancelled is None:
            db.session.rollback()
            raise LeaseLost(self.job_id)
        if is_cancelled:
            db.session.rollback()
            raise CancelAsked(self.job_id)
        db.session.commit()

    def end(self, status: JobStatus, *, error: str | None = None) -> None:
        """End the job, in one transaction with whatever the session holds; nothing happens when it is not ours."""
        finished = self._mine().values(status=status, error=error, finished_at=now(), lease_until=None)
        if status == JobStatus.DONE:
            finished = finished.values(steps_done=Job.steps_total)
        if db.session.execute(finished).rowcount:  # type: ignore[attr-defined]
            db.session.commit()
        else:
            db.session.rollback()

    def give_back(self, *, after: timedelta) -> None:
        """Have the job begun again later, as if this attempt had not been."""
        self._queue_again(after.total_seconds(), attempts=self.attempt - 1, error=None)

    def wait(self, reason: str) -> None:
        """Have the job begun again when what it needs may be back. It has not failed, so this attempt does not count.

        :param reason: what it waits for, in a sentence.
        """
        pause = min(FIRST_WAIT_SECONDS * 2 ** min(self.waits, 16), LONGEST_WAIT_SECONDS)
        self._queue_again(pause, attempts=self.attempt - 1, waits=self.waits + 1, error=reason)

    def try_again(self, reason: str, *, after: timedelta) -> None:
        """Have the job begun again later; this attempt counts."""
        self._queue_again(after.total_seconds(), error=reason)

    def _queue_again(self, seconds: float, **values: Any) -> None:
        later = {"status": JobStatus.QUEUED, "lease_until": None, "not_before": clock(seconds=seconds)}
        db.session.execute(self._mine().values(**later, **values))
        db.session.commit()

    def _mine(self) -> Update:
        mine = and_(Job.id == self.job_id, Job.lease_owner == self.owner, Job.status == JobStatus.RUNNING)
        return update(Job).where(mine).execution_options(synchronize_session=False)


def is_due() -> ColumnElement[bool]:
    """Say of a job that waits that it need not wait for its hour."""
    return or_(
        Job.not_before.is_(None), Job.not_before <= clock(), Job.not_before > clock(seconds=LONGEST_PAUSE_SECONDS)
    )


def is_dead() -> ColumnElement[bool]:
    """Say of a running job that its worker has not been heard of for the length of a lease."""
    # A lease that ends further ahead than any can was given by a clock that has been put back since.
    too_far = clock(seconds=2 * _lease_seconds())
    run_out = or_(Job.lease_until < clock(), Job.lease_until > too_far)
    return and_(Job.status == JobStatus.RUNNING, run_out)


def _lease_end() -> clock:
    return clock(seconds=_lease_seconds())


def _lease_seconds() -> int:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.lease_seconds


def claim(job_id: uuid.UUID) -> Work | None:
    """Take the job, if it waits or its worker is dead. One statement decides between two that try."""
    owner = uuid.uuid4()
    free = or_(and_(Job.status == JobStatus.QUEUED, is_due()), is_dead())
    taken = (
        update(Job)
        .where(Job.id == job_id, free, Job.attempts < MOST_ATTEMPTS, _may_be_tried())
        .values(
            status=JobStatus.RUNNING,
            lease_owner=owner,
            lease_until=_lease_end(),
            attempts=Job.attempts + 1,
            started_at=clock(),
            error=None,
        )
        .returning(Job.kind, Job.subject_id, Job.attempts, Job.waits)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(taken).one_or_none()
    db.session.commit()
    return Work(job_id, row.kind, row.subject_id, owner, row.attempts, row.waits) if row else None


def is_last_try(job: type[Job] = Job) -> ColumnElement[bool]:
    """Say of a job that it is at work for the last time before it is set aside."""
    is_alive = and_(job.lease_until >= clock(), job.lease_until <= clock(seconds=2 * _lease_seconds()))
    return and_(job.status == JobStatus.RUNNING, job.attempts == MOST_ATTEMPTS, is_alive)


def _may_be_tried() -> ColumnElement[bool]:
    """Say that a job is not at its last try, or that no other is.

    Two that have died together twice, of which one kills the worker, would be set aside together the third time. It is
    asked here and not only where jobs are called: a call may have waited in the queue for long.
    """
    other = aliased(Job)
    return or_(Job.attempts < MOST_ATTEMPTS - 1, ~exists().where(other.id != Job.id, is_last_try(other)))


def hand_back(job_id: uuid.UUID) -> None:
    """Give back what this process is at, because it must end. Another begins it at once, and it is no failure."""
    work = _held.get(job_id)
    if work is not None:
        work.give_back(after=timedelta(0))


@contextmanager
def heartbeat(work: Work) -> Iterator[None]:
    """Renew the lease from a thread of its own for as long as the work goes on, however long one step takes."""
    stopped = threading.Event()
    settings = current_app.config["SETTINGS"]
    beat = threading.Thread(
        target=_renew, args=(db.engine, work, settings.lease_seconds, stopped), daemon=True, name="lease"
    )
    beat.start()
    _held[work.job_id] = work
    try:
        yield
    finally:
        _held.pop(work.job_id, None)
        stopped.set()
        beat.join()


def _renew(engine: Engine, work: Work, lease_seconds: int, stopped: threading.Event) -> None:
    while not stopped.wait(lease_seconds / 3):
        try:
            with engine.begin() as connection:
                connection.execute(work._mine().values(lease_until=clock(seconds=lease_seconds)))
        except SQLAlchemyError as error:
            # A missed beat is made good by the next one; a third in a row hands the job to somebody else.
            log.warning("job.lease_not_renewed", job_id=str(work.job_id), error=type(error).__name__)
