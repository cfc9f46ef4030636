"""How the work goes: what waits, what failed and may be tried again, and what was done on each of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from legalindia.background import huey
from legalindia.database import db, now
from legalindia.errors import Unavailable
from legalindia.jobs.models import Job, JobKind, JobStatus
from legalindia.ops.remembered import remembered
from legalindia.web.wording import INDIA

DAYS = 14
MOST_FAILED = 20
MOST_AWAY = 10
# The plot, in units of its own view box.
WIDTH, HEIGHT, GAP = 560, 120, 8
_ENDS = (JobStatus.DONE, JobStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits. :param calls: in the queue; None while it does not answer. :param oldest_at: of the jobs."""

    jobs: int
    calls: int | None
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Away:
    """What so many jobs wait for. :param next_at: when the first of them is tried again; None where that is now."""

    reason: str
    jobs: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkDay:
    """One day in India. :param x: its bar's place; `done_height` and `failed_height` stand on one another."""

    day: date
    done: int
    failed: int
    x: float
    width: float
    done_height: float
    failed_height: float


def waiting() -> Waiting:
    """Count what waits."""
    row = db.session.execute(select(func.count(), func.min(Job.created_at)).where(Job.status == JobStatus.QUEUED)).one()
    try:
        calls = huey.waiting()
    except Unavailable:
        calls = None
    return Waiting(row[0], calls, row[1])


def job_counts() -> list[tuple[JobKind, JobStatus, int]]:
    """Count the jobs by kind and status. Of those that ended there may be a million, so it is half a minute old."""
    return [(JobKind(kind), JobStatus(status), number) for kind, status, number in remembered("jobs", _job_counts)]


def _job_counts() -> list[tuple[str, str, int]]:
    query = select(Job.kind, Job.status, func.count()).group_by(Job.kind, Job.status).order_by(Job.kind, Job.status)
    return [(str(kind), str(status), number) for kind, status, number in db.session.execute(query)]


def waits_for() -> list[Away]:
    """Say what jobs wait for that is away, and how many of them."""
    waiting = (Job.status == JobStatus.QUEUED, Job.error.is_not(None))
    query = select(Job.error, func.count(), func.min(Job.not_before)).where(*waiting).group_by(Job.error)
    rows = db.session.execute(query.order_by(func.count().desc()).limit(MOST_AWAY))
    return [Away(reason or "", number, next_at) for reason, number, next_at in rows]


def last_failed() -> list[Job]:
    """Return the jobs that failed last, the newest first."""
    failed = select(Job).where(Job.status == JobStatus.FAILED).order_by(Job.finished_at.desc(), Job.id)
    return list(db.session.scalars(failed.limit(MOST_FAILED)))


def last_days() -> list[WorkDay]:
    """Return what was done and what failed on each of the last days, today last."""
    today = now().astimezone(INDIA).date()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    counts = [func.count().filter(*_on(day), Job.status == status) for day in days for status in _ENDS]
    # The statuses once more, for the index by status and end.
    ended_lately = (Job.status.in_(_ENDS), Job.finished_at >= _begin_of(days[0]))
    row = db.session.execute(select(*counts).where(*ended_lately)).one()
    numbers = list(zip(row[::2], row[1::2], strict=True))
    highest = max((sum(pair) for pair in numbers), default=0) or 1
    return [_bar(place, day, *pair, highest) for place, (day, pair) in enumerate(zip(days, numbers, strict=True))]


def _bar(place: int, day: date, done: int, failed: int, highest: int) -> WorkDay:
    step = WIDTH / DAYS
    heights = (HEIGHT * done / highest, HEIGHT * failed / highest)
    return WorkDay(day, done, failed, place * step + GAP / 2, step - GAP, *heights)


def _on(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Job.finished_at >= _begin_of(day), Job.finished_at < _begin_of(day + timedelta(days=1)))


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=INDIA)
