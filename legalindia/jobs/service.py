"""What is done with jobs: accept one, find one's own, cancel one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select, update

from legalindia.accounts.models import Person
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db, now
from legalindia.errors import Conflict, Invalid, NotFound
from legalindia.jobs.models import ENDED, Job, JobKind, JobStatus
from legalindia.jobs.tasks import CANCELLED, mourn, wake
from legalindia.web.idempotency import KEPT_FOR
from legalindia.web.paging import Order

NEWEST_FIRST = Order((Job.created_at, Job.id), newest_first=True)


@dataclass(frozen=True, slots=True)
class Ask:
    """What makes two requests one: the asker's own key, and a hash of what was asked."""

    idempotency_key: str | None = None
    fingerprint: str | None = None


def accept(kind: JobKind, subject_id: uuid.UUID, *, by: Person | None, ask: Ask | None = None) -> Job:
    """Write the job down, in the transaction of its subject. `start` it after the commit.

    :param by: who asks for it; None for the office itself.
    """
    ask = ask or Ask()
    job = Job(
        kind=kind,
        subject_id=subject_id,
        created_by_id=by.id if by else None,
        idempotency_key=ask.idempotency_key,
        fingerprint=ask.fingerprint,
    )
    db.session.add(job)
    return job


def start(job: Job) -> None:
    """Wake a worker. Should the call be lost, the sweep makes it again."""
    wake(job.id, job.kind)


def same_ask(ask: Ask, *, by: Person) -> Job | None:
    """Return the job that this request already has: by its key, or by what it asks while that is under way.

    :raises Invalid: the key was used for something else.
    """
    if ask.idempotency_key:
        keyed = db.session.scalar(visible_to(by).where(Job.idempotency_key == ask.idempotency_key))
        if keyed is not None and keyed.created_at < now() - KEPT_FOR:
            # Its time is over: the key is free for another request.
            keyed.idempotency_key = None
            keyed = None
        if keyed is not None and keyed.fingerprint != ask.fingerprint:
            raise Invalid("This Idempotency-Key was used for another request. Please send a new key.")
        if keyed is not None:
            return keyed
    under_way = Job.status.in_([JobStatus.QUEUED, JobStatus.RUNNING])
    return db.session.scalar(visible_to(by).where(Job.fingerprint == ask.fingerprint, under_way).limit(1))


def visible_to(user: Person) -> Select[Job]:
    """Return the jobs this person may know of: those they asked for."""
    return select(Job).where(Job.created_by_id == user.id)


def get_job(job_id: uuid.UUID, *, by: Person) -> Job:
    """Return the job. :raises NotFound: no such job, or somebody else's."""
    job = db.session.scalar(visible_to(by).where(Job.id == job_id))
    if job is None:
        raise NotFound("No such job.")
    return job


def retry(job_id: uuid.UUID, *, by: Person) -> None:
    """Have a job that failed begun anew, as if it never had been.

    :raises NotFound: no such job. :raises Conflict: it has not failed, or is tried again already.
    """
    again = {"status": JobStatus.QUEUED, "attempts": 0, "waits": 0, "error": None}
    failed = update(Job).where(Job.id == job_id, Job.status == JobStatus.FAILED)
    failed = failed.values(**again, finished_at=None, not_before=None)
    taken = db.session.execute(failed).rowcount  # type: ignore[attr-defined]
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFound("No such job.")
    if not taken:
        raise Conflict("This job has not failed, or somebody has had it tried again already.")
    record(Act.RETRIED, by=by, subject=job)
    db.session.commit()
    start(job)


def cancel(job: Job, *, by: Person) -> None:
    """Stop the job: at once when it waits, else at its next step. One that has ended stays as it ended."""
    at_once = update(Job).where(Job.id == job.id, Job.status == JobStatus.QUEUED)
    ended = at_once.values(status=JobStatus.CANCELLED, finished_at=now(), lease_until=None)
    if db.session.execute(ended).rowcount:  # type: ignore[attr-defined]
        mourn(job.kind, job.subject_id, CANCELLED)
    asked = update(Job).where(Job.id == job.id, Job.status.not_in(list(ENDED)))
    db.session.execute(asked.values(is_cancel_asked=True))
    record(Act.CANCELLED, by=by, subject=job)
    db.session.commit()
    db.session.refresh(job)
