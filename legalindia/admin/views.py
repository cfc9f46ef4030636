"""The administrator's page: what the office stands on, what it can do here, how its work goes, and its people."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func

from legalindia.accounts.models import Role
from legalindia.accounts.rights import RIGHTS, Right, require
from legalindia.adapters.index.protocol import State
from legalindia.adapters.outfit import outfit
from legalindia.admin import work
from legalindia.database import db
from legalindia.documents.access import quarantine_of
from legalindia.documents.rebuild import count_passages
from legalindia.errors import Unavailable
from legalindia.jobs import service
from legalindia.ops.abilities import abilities, storage_space
from legalindia.ops.health import checks
from legalindia.ops.remembered import remembered
from legalindia.web.pages import render

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
def only_for_the_administrator() -> None:
    require(current_user, Right.RUN_OFFICE)


@bp.get("/")
def show() -> ResponseReturnValue:
    found = checks()
    return render(
        "admin/show.html",
        checks=found,
        abilities=abilities(current_app.config["SETTINGS"]),
        index=_index_state() if found["index"]["state"] == "up" else None,
        passages=remembered("passages", count_passages),
        jobs=work.job_counts(),
        quarantined=db.session.scalar(quarantine_of(current_user).with_only_columns(func.count())) or 0,
        rights=RIGHTS,
        roles=list(Role),
        waiting=work.waiting(),
        away=work.waits_for(),
        failed=work.last_failed(),
        days=work.last_days(),
        plot=work,
        storage=storage_space(current_app.config["SETTINGS"]),
    )


def _index_state() -> State | None:
    """Return what the index holds; None when it has gone away just now."""
    try:
        return outfit().index.state()
    except Unavailable:
        return None


@bp.post("/jobs/<uuid:job_id>/retry")
def retry(job_id: uuid.UUID) -> ResponseReturnValue:
    service.retry(job_id, by=current_user)
    return redirect(url_for(".show", _anchor="work"), code=303)
