"""Whether the office is alive, and whether what it stands on answers."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from typing import Any

import structlog
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from legalindia.adapters.outfit import outfit
from legalindia.background import huey
from legalindia.database import BUSY_SECONDS, db

log = structlog.get_logger()

bp = Blueprint("health", __name__)

# Without these no page works. A view of a paper is an act and is written down, so a database that takes no writes is
# down. Everything else has a page that says that it is away.
NEEDED = frozenset({"database"})
# What has not answered by then counts as down; who asks (a load balancer) waits five seconds at the most.
ANSWER_SECONDS = 2.0
LEAST_FREE_BYTES = 1 << 20
_BRIEFLY_MS = 200

# Those that were asked and have not answered yet, by name: a service that hangs holds one thread and not one a request.
_asking: dict[str, Future[object]] = {}
_askers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")


class TakesNoWrites(Exception):
    """The database answers and cannot keep anything. Its message may be shown to strangers."""


@bp.get("/health")
def alive() -> ResponseReturnValue:
    """Answer, without touching anything else."""
    return jsonify(status="alive")


@bp.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Say whether requests may be sent here: 503 when something in `NEEDED` is down.

    Only the database is needed, and that it takes writes. Without the queue what is asked for waits; without the index
    search goes by words; without the store of originals they cannot be filed or opened, and all that was read of them
    can. To take every web server out of service for one of these would make a part's outage the whole office's. All of
    them are named in the answer all the same.
    """
    found = checks()
    is_ready = all(found[name]["state"] == "up" for name in NEEDED)
    return jsonify(status="ready" if is_ready else "not ready", checks=found), 200 if is_ready else 503


def checks() -> dict[str, dict[str, Any]]:
    """Ask each part the office stands on, at the same time: {name: {"state": "up" or "down", "ms": how long it took to
    say so}}, with a "reason" where it can be told to anybody."""
    others = {name: _ask(name, check) for name, check in _others().items()}
    return {"database": _told(_check_database), **{name: _told(answer) for name, answer in others.items()}}


def _others() -> Mapping[str, Callable[[], object]]:
    return {"queue": huey.pending_count, "storage": outfit().storage.check, "index": outfit().index.count_passages}


def _ask(name: str, check: Callable[[], object]) -> Callable[[], object]:
    """Begin to ask, unless the last time that was asked has not been answered yet; return what waits for the answer."""
    asked = _asking.get(name)
    if asked is None or asked.done():
        asked = _asking[name] = _askers.submit(check)
    end = time.monotonic() + ANSWER_SECONDS
    return lambda: asked.result(max(0.0, end - time.monotonic()))


def _told(check: Callable[[], object]) -> dict[str, Any]:
    began = time.perf_counter()
    said: dict[str, Any] = {"state": "up"}
    try:
        check()
    except TakesNoWrites as error:
        log.warning("health.takes_no_writes", reason=str(error))
        said = {"state": "down", "reason": str(error)}
    except (Exception, NotInTime) as error:
        # Whatever is wrong with it, it is not there; the answer must not say more to a stranger.
        log.warning("health.down", error=type(error).__name__)
        said = {"state": "down"}
    return {**said, "ms": round((time.perf_counter() - began) * 1000, 1)}


def _check_database() -> None:
    """Make sure that the database answers and would take a write; nothing is written.

    :raises TakesNoWrites: it would not.
    """
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            _check_file(connection)
        elif connection.scalar(text("SHOW transaction_read_only")) == "on":
            raise TakesNoWrites("It can be read and not written.")


def _check_file(connection: Connection) -> None:
    file = connection.exec_driver_sql("PRAGMA database_list").one()[2]
    if file and shutil.disk_usage(Path(file).parent).free < LEAST_FREE_BYTES:
        raise TakesNoWrites("There is no room on the disk.")
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_BRIEFLY_MS}")
    try:
        # BEGIN IMMEDIATE alone passes on a file that can only be read.
        connection.exec_driver_sql("DELETE FROM jobs WHERE FALSE")
    except OperationalError as error:
        # Somebody is writing at this moment, so it can be written.
        if _code(error) != sqlite3.SQLITE_BUSY:
            raise TakesNoWrites("It can be read and not written.") from error
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _code(error: OperationalError) -> int:
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
