"""The library over the API. Searching it is `search.api`."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app

from legalindia.database import db
from legalindia.jobs.api import describes
from legalindia.jobs.models import Job, JobKind
from legalindia.jobs.schemas import JobAnswer
from legalindia.jobs.tasks import take_up
from legalindia.library import catalogue, citator, service
from legalindia.library.access import get_authority
from legalindia.library.citator import CitedBy
from legalindia.library.models import Authority, Import, Provision
from legalindia.library.schemas import (
    AsOf,
    AuthorityAnswer,
    CitedByAnswer,
    ImportAnswer,
    ImportBody,
    LibraryFilter,
    ProvisionAnswer,
    WantedList,
    WholeAuthorityAnswer,
    WholeProvisionAnswer,
)
from legalindia.web.json_api import JsonBlueprint, caller, list_of
from legalindia.web.paging import PageOf

bp = JsonBlueprint("library_api", __name__, description="The library: judgments, statutes, who cites them")


@bp.get("/library")
@bp.arguments(LibraryFilter, location="query")
@bp.response(200, list_of(AuthorityAnswer))
def list_library(wanted: dict[str, Any]) -> PageOf[Authority]:
    """List what the library holds, by title; `q` is a part of a title or a citation."""
    documents = catalogue.list_authorities(by=caller(), **wanted)
    known = catalogue.authorities_of(documents.items)
    return PageOf([known[one.id] for one in documents.items], documents.next)


@bp.get("/library/wanted")
@bp.response(200, WantedList)
def wanted() -> dict[str, Any]:
    """List the decisions that papers you may see cite and the library does not hold, the most cited first."""
    return {"items": citator.wanted(by=caller())}


@bp.post("/library/import")
@bp.arguments(ImportBody)
@bp.response(202, ImportAnswer)
def begin_import(wanted: dict[str, Any]) -> dict[str, Any]:
    """Take what lies in the server's import folder into the library, as a job."""
    folder = service.import_folder(current_app.config["SETTINGS"])
    catalogue.list_imports(by=caller())
    run = service.begin_import(service.source_in(folder, wanted["source"]), by=caller())
    job_id = run.job_id
    take_up(job_id)
    return _laid_out(db.session.get_one(Job, job_id))


@bp.get("/library/<uuid:document_id>")
@bp.response(200, WholeAuthorityAnswer)
def show(document_id: uuid.UUID) -> Authority:
    """Show a judgment or an Act: what is known of it, from where, and what contradicts what."""
    return get_authority(document_id, by=caller())


@bp.get("/library/<uuid:document_id>/cited-by")
@bp.response(200, CitedByAnswer)
def cited_by(document_id: uuid.UUID) -> CitedBy:
    """Show who cites it, of what you may see. Words of treatment are derived, not checked."""
    return citator.cited_by(get_authority(document_id, by=caller()), by=caller())


@bp.get("/library/<uuid:document_id>/sections")
@bp.arguments(AsOf, location="query")
@bp.response(200, list_of(ProvisionAnswer))
def list_sections(wanted: dict[str, Any], document_id: uuid.UUID) -> PageOf[Provision]:
    """List the provisions of an Act."""
    authority = get_authority(document_id, by=caller())
    return catalogue.list_provisions(authority, on=wanted["on"], cursor=wanted["cursor"])


@bp.get("/library/<uuid:document_id>/sections/<number>")
@bp.arguments(AsOf, location="query")
@bp.response(200, WholeProvisionAnswer)
def section(wanted: dict[str, Any], document_id: uuid.UUID, number: str) -> dict[str, Any]:
    """Show one provision, as it stood on a day where its versions are dated."""
    opened = catalogue.open_provision(get_authority(document_id, by=caller()), number, on=wanted["on"])
    about = {column.key: getattr(opened.provision, column.key) for column in Provision.__table__.columns}
    return {**about, "text": opened.page.text}


@describes(JobKind.IMPORT)
def describe(job: Job) -> dict[str, Any]:
    """Lay out an import with what became of its files."""
    described: dict[str, Any] = ImportAnswer().dump(_laid_out(job))
    return described


def _laid_out(job: Job) -> dict[str, Any]:
    run = db.session.get_one(Import, job.subject_id)
    about = {name: getattr(job, name) for name in JobAnswer().fields}
    counts = {name: getattr(run, name) for name in ("source", "taken_in", "known", "updated", "refused", "notes")}
    return {**about, **counts}
