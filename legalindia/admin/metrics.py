"""/metrics, for Prometheus on this machine or with the token; a worker in a container of its own gives out the same,
and answers /health beside it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
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
_OF_A_WORKER = frozenset({"/health", "/metrics"})
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
    passages, vectors, size_bytes = remembered("index", _measure_index)
    held = GaugeMetricFamily("legalindia_index_entries", "What the search index holds", labels=["what"])
    held.add_metric(["passages"], passages)
    held.add_metric(["vectors"], vectors)
    yield held
    yield GaugeMetricFamily("legalindia_index_bytes", "Size of the search index", value=size_bytes)


def _measure_index() -> list[int]:
    state = outfit().index.state()
    return [state.passages, state.vectors, state.size_bytes or 0]


def give_out(app: Flask, settings: Settings) -> None:
    """Have a worker answer /health and /metrics on a port of its own, where one is named; the latter as web does."""
    if not settings.worker_metrics_port:
        return

    @huey.on_startup()
    def serve() -> None:
        # Each of a worker's threads starts up; the port is there for the first.
        place = (settings.bind_address, settings.worker_metrics_port)
        try:
            server = make_server(*place, _only(app), server_class=_Server, handler_class=_Silent)
        except OSError as error:
            log.info("metrics.port_taken", port=settings.worker_metrics_port, error=type(error).__name__)
            return
        threading.Thread(target=server.serve_forever, daemon=True, name="metrics").start()


def _only(app: Flask) -> WSGIApplication:
    """Let through to the office what a worker answers: the pages are the web server's."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] not in _OF_A_WORKER:
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"A worker answers /health and /metrics.\n"]
        return app.wsgi_app(environ, start)

    return answer


class _Server(ThreadingMixIn, WSGIServer):
    """Answers whether it is alive while it is still finding out what to give out."""

    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass
