"""Jobs over the API. A room whose jobs have more to say than every job has says so with `describes`."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from legalindia.jobs import service
from legalindia.jobs.models import Job, JobKind
from legalindia.jobs.schemas import JobAnswer, JobFilter
from legalindia.web.json_api import JsonBlueprint, caller, list_of
from legalindia.web.paging import PageOf, page_of

bp = JsonBlueprint("jobs_api", __name__, description="Work that goes on while you wait")

Describer = Callable[[Job], dict[str, Any]]

_describers: dict[JobKind, Describer] = {}
# What a job may look like, by the names of schemas: the rooms whose work it is know of this one, not it of them.
_SHAPES = ["ResearchJobAnswer", "ImportAnswer", "JobAnswer"]
_ONE_OF_THEM = {"200": {"description": "The job", "content": {"application/json": {"schema": {"anyOf": _SHAPES}}}}}


def describes(kind: JobKind) -> Callable[[Describer], Describer]:
    """Make a function the one that lays out jobs of this kind."""

    def register(describer: Describer) -> Describer:
        _describers[kind] = describer
        return describer

    return register


@bp.get("/jobs")
@bp.arguments(JobFilter, location="query")
@bp.response(200, list_of(JobAnswer))
def list_jobs(wanted: dict[str, Any]) -> PageOf[Job]:
    """List your jobs, newest first."""
    query = service.visible_to(caller())
    for column in (Job.kind, Job.status):
        if wanted[column.key] is not None:
            query = query.where(column == wanted[column.key])
    return page_of(query, service.NEWEST_FIRST, cursor=wanted["cursor"], limit=wanted["limit"])


@bp.get("/jobs/<uuid:job_id>")
@bp.doc(responses=_ONE_OF_THEM)
@bp.response(200)
def show(job_id: uuid.UUID) -> dict[str, Any]:
    """Show a job: how far it is, and, once done, what came of it."""
    return _described(service.get_job(job_id, by=caller()))


@bp.post("/jobs/<uuid:job_id>/cancel")
@bp.doc(responses=_ONE_OF_THEM)
@bp.response(200)
def cancel(job_id: uuid.UUID) -> dict[str, Any]:
    """Stop a job, at once when it waits, else at its next step."""
    job = service.get_job(job_id, by=caller())
    service.cancel(job, by=caller())
    return _described(job)


def _described(job: Job) -> dict[str, Any]:
    describer = _describers.get(job.kind)
    if describer is not None:
        return describer(job)
    plain: dict[str, Any] = JobAnswer().dump(job)
    return plain
