"""/metrics, for Prometheus on this machine or with the token; a worker in a container of its own gives out the same."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from config import Settings
from legalindia.adapters.outfit import outfit
from legalindia.admin.work import job_counts
from legalindia.background import huey
from legalindia.database import db, now
from legalindia.errors import NotFound
from legalindia.jobs.models import Job, JobStatus
from legalindia.ops.health import checks
from legalindia.ops.metrics import exposition
from legalindia.ops.remembered import remembered

log = structlog.get_logger()

bp = Blueprint("metrics", __name__)

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


@bp.get("/metrics")
def show() -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    if not _may_read(settings.metrics_token):
        raise NotFound("There is nothing at this address, or nothing that you may see.")
    return Response(exposition(AsItIsNow()), content_type=CONTENT_TYPE_LATEST)


def _may_read(token: str) -> bool:
    """Say whether this is somebody with the token, or on this machine and not merely let in by a proxy on it."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(shown.encode(), token.encode()):
        return True
    return request.remote_addr in _LOOPBACK and not any(name in request.headers for name in _PROXIED)


class AsItIsNow(Collector):
    """What is looked up when it is asked for: it is the same whichever process answers."""

    def collect(self) -> Iterator[Metric]:
        yield from self._services()
        for part in (_jobs, _queue, _index):
            try:
                yield from part()
            except Exception as error:
                # What cannot be asked is missing from the answer; `legalindia_up` says which it is.
                log.warning("metrics.not_found_out", what=part.__name__, error=type(error).__name__)
                db.session.rollback()

    def _services(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("legalindia_up", "1 while a service answers", labels=["service"])
        for name, check in checks().items():
            up.add_metric([name], float(check["state"] == "up"))
        db.session.rollback()
        yield up


def _jobs() -> Iterator[Metric]:
    jobs = GaugeMetricFamily("legalindia_jobs", "Jobs by kind and status", labels=["kind", "status"])
    for kind, status, count in job_counts():
        jobs.add_metric([kind, status], count)
    yield jobs
    oldest = db.session.scalar(select(func.min(Job.created_at)).where(Job.status == JobStatus.QUEUED))
    age = max((now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    yield GaugeMetricFamily("legalindia_queue_oldest_seconds", "How long the oldest waiting job has waited", value=age)
    silent = select(func.count()).where(Job.status == JobStatus.RUNNING, Job.lease_until < now())
    count = db.session.scalar(silent) or 0
    yield GaugeMetricFamily("legalindia_jobs_silent", "Running jobs whose worker has not been heard of", value=count)


def _queue() -> Iterator[Metric]:
    yield GaugeMetricFamily("legalindia_queue_length", "Calls that wait in the queue", value=huey.pending_count())


def _index() -> Iterator[Metric]:
    state = remembered("index", outfit().index.state)
    held = GaugeMetricFamily("legalindia_index_entries", "What the search index holds", labels=["what"])
    held.add_metric(["passages"], state.passages)
    held.add_metric(["vectors"], state.vectors)
    yield held
    yield GaugeMetricFamily("legalindia_index_bytes", "Size of the search index", value=state.size_bytes or 0)


def give_out(app: Flask, settings: Settings) -> None:
    """Have a worker answer /metrics on a port of its own, where one is named; with the same token, if there is one."""
    if not settings.worker_metrics_port:
        return

    @huey.on_startup()
    def serve() -> None:
        # Each of a worker's threads starts up; the port is there for the first.
        try:
            server = make_server(settings.bind_address, settings.worker_metrics_port, _only(app), handler_class=_Silent)
        except OSError as error:
            log.info("metrics.port_taken", port=settings.worker_metrics_port, error=type(error).__name__)
            return
        threading.Thread(target=server.serve_forever, daemon=True, name="metrics").start()


def _only(app: Flask) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        # A worker serves this one address of the office and no other.
        environ["PATH_INFO"] = "/metrics"
        return app.wsgi_app(environ, start)

    return answer


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass
