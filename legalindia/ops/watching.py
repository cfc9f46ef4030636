"""Every request and every call to a worker: counted, timed, traced, and joined in the log by the request's id."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask, Response, g, request

from config import Settings
from legalindia import __version__
from legalindia.background import huey
from legalindia.ops import metrics, tracing
from legalindia.ops.reports import send_reports

log = structlog.get_logger()

# What machines ask every few seconds, and files that never change.
QUIET = frozenset({"static", "health.alive", "health.ready", "metrics.show"})


def watch(app: Flask, settings: Settings) -> None:
    """Begin to watch. It is to be the first that looks at a request, and the last."""
    if settings.sentry_dsn:
        send_reports(settings.sentry_dsn, release=__version__)
    if settings.traces_url:
        tracing.send_traces(settings.traces_url)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_close)
    huey.packs, huey.unpacks = _packed, _unpacked


def _begin() -> None:
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    g.span = tracing.span(_route(), kind="SERVER", request_id=g.request_id)
    g.span.__enter__()


def _end(response: Response) -> Response:
    route = _route()
    if route in QUIET or "began" not in g:
        return response
    seconds = time.perf_counter() - g.began
    metrics.REQUESTS.labels(request.method, route, response.status_code).inc()
    metrics.REQUEST_SECONDS.labels(route).observe(seconds)
    # The route and not the address: what was searched for stands in an address.
    log.info(
        "request",
        method=request.method,
        route=route,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        of={name: str(value) for name, value in (request.view_args or {}).items() if name.endswith("_id")},
    )
    return response


def _close(_error: BaseException | None) -> None:
    if span := g.pop("span", None):
        span.__exit__(None, None, None)


def _route() -> str:
    # A route, not an address: strangers who try addresses at random must not fill the memory with their names.
    return request.endpoint or "none"


def _packed(name: str) -> dict[str, str]:
    """Return what goes along with a call to a worker."""
    with tracing.span(f"queue {name}", kind="PRODUCER"):
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        return {**tracing.carried(), **({"request_id": str(request_id)} if request_id else {})}


@contextmanager
def _unpacked(name: str, packed: dict[str, str]) -> Iterator[None]:
    """Do inside what a call is for, under the request's id and in its trace."""
    ids = {"request_id": packed["request_id"]} if "request_id" in packed else {}
    with (
        structlog.contextvars.bound_contextvars(**ids),
        tracing.span(f"work {name}", kind="CONSUMER", origin=packed, **ids),
    ):
        yield
