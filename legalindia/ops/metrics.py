"""What is counted while the office works. Numbers, kinds and names of routes; never whose, and never what about.

With `PROMETHEUS_MULTIPROC_DIR` set, all processes on a machine count together in that folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_PAGE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_WORK_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 1800)

REQUESTS = Counter("legalindia_requests", "Requests answered", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("legalindia_request_seconds", "Seconds to an answer", ["route"], buckets=_PAGE_SECONDS)
REFUSALS = Counter("legalindia_refusals", "What was refused, by status", ["status"])
UPLOADED_BYTES = Counter("legalindia_uploaded_bytes", "Bytes of the papers that were taken in")
JOBS_LEFT = Counter("legalindia_jobs_left", "Attempts at a job, by how they ended", ["kind", "outcome"])
JOB_SECONDS = Histogram("legalindia_job_seconds", "Seconds of an attempt at a job", ["kind"], buckets=_WORK_SECONDS)
STEP_SECONDS = Histogram("legalindia_step_seconds", "Seconds of a step of a job", ["step"], buckets=_WORK_SECONDS)
OCR_PAGES = Counter("legalindia_ocr_pages", "Pages that went through text recognition", ["outcome"])

_step: ContextVar[tuple[str, float] | None] = ContextVar("step", default=None)


def exposition(now: Collector) -> bytes:
    """Return everything in Prometheus' text format: what all processes have counted, and what `now` finds."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Counted())
    registry.register(now)
    return generate_latest(registry)


class _Counted(Collector):
    """What this process alone has counted."""

    def collect(self) -> Iterator[object]:  # type: ignore[override]
        yield from REGISTRY.collect()


@contextmanager
def timed_steps() -> Iterator[None]:
    """Time the steps of one attempt, as `step` names them."""
    token = _step.set(None)
    try:
        yield
    finally:
        _close_step()
        _step.reset(token)


def step(name: str) -> None:
    """Note that the work is at this step now."""
    under_way = _step.get()
    if under_way is None or under_way[0] != name:
        _close_step()
        _step.set((name, time.perf_counter()))


def _close_step() -> None:
    under_way = _step.get()
    if under_way is not None:
        STEP_SECONDS.labels(under_way[0]).observe(time.perf_counter() - under_way[1])
