"""The administrator's page: what the office stands on, what it can do here, how its work goes, and its people."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from legalindia.accounts.models import Role
from legalindia.accounts.rights import RIGHTS, Right, require
from legalindia.adapters.outfit import outfit
from legalindia.admin import work
from legalindia.database import db
from legalindia.documents.access import quarantine_of
from legalindia.documents.rebuild import count_passages
from legalindia.jobs import service
from legalindia.jobs.models import Job
from legalindia.ops.abilities import abilities, storage_space
from legalindia.ops.health import checks
from legalindia.web.pages import render

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
def only_for_the_administrator() -> None:
    require(current_user, Right.RUN_OFFICE)


@bp.get("/")
def show() -> ResponseReturnValue:
    jobs = db.session.execute(
        select(Job.kind, Job.status, func.count()).group_by(Job.kind, Job.status).order_by(Job.kind, Job.status)
    )
    return render(
        "admin/show.html",
        checks=checks(),
        abilities=abilities(current_app.config["SETTINGS"]),
        index=outfit().index.state(),
        passages=count_passages(),
        jobs=jobs.all(),
        quarantined=db.session.scalar(quarantine_of(current_user).with_only_columns(func.count())) or 0,
        rights=RIGHTS,
        roles=list(Role),
        waiting=work.waiting(),
        failed=work.last_failed(),
        days=work.last_days(),
        plot=work,
        storage=storage_space(current_app.config["SETTINGS"]),
    )


@bp.post("/jobs/<uuid:job_id>/retry")
def retry(job_id: uuid.UUID) -> ResponseReturnValue:
    service.retry(job_id, by=current_user)
    return redirect(url_for(".show", _anchor="work"), code=303)
