"""Whether the office is alive, and whether what it stands on answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from legalindia.adapters.outfit import outfit
from legalindia.background import huey
from legalindia.database import db

log = structlog.get_logger()

bp = Blueprint("health", __name__)


@bp.get("/health")
def alive() -> ResponseReturnValue:
    """Answer, without touching anything else."""
    return jsonify(status="alive")


@bp.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Ask everything the office needs; 503 when one of it does not answer."""
    found = checks()
    is_ready = all(check["state"] == "up" for check in found.values())
    return jsonify(status="ready" if is_ready else "not ready", checks=found), 200 if is_ready else 503


def checks() -> dict[str, dict[str, Any]]:
    """Ask each part the office needs: {name: {"state": "up" or "down", "ms": how long it took to say so}}."""
    return {name: _asked(name, check) for name, check in _needed().items()}


def _needed() -> dict[str, Callable[[], object]]:
    return {
        "database": lambda: db.session.execute(text("SELECT 1")),
        "queue": huey.pending_count,
        "storage": outfit().storage.check,
        "index": outfit().index.state,
    }


def _asked(name: str, check: Callable[[], object]) -> dict[str, Any]:
    began = time.perf_counter()
    try:
        check()
        state = "up"
    except Exception as error:
        # Whatever is wrong with it, it is not there; the answer must not say more to a stranger.
        log.warning("health.down", what=name, error=type(error).__name__)
        state = "down"
    return {"state": state, "ms": round((time.perf_counter() - began) * 1000, 1)}
