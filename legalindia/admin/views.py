"""The administrator's page: what the office stands on, what it can do here, how its work goes, and its people."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from legalindia.accounts.models import Role, User
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.rebuild import count_passages
from legalindia.errors import Forbidden
from legalindia.jobs.models import Job
from legalindia.ops.abilities import abilities
from legalindia.ops.health import checks
from legalindia.web.pages import render

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
def only_for_the_administrator() -> None:
    if current_user.role != Role.ADMIN:
        raise Forbidden("This page is for the administrator of the office.")


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
        people=db.session.scalars(select(User).order_by(User.name)).all(),
    )
