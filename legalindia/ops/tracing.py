"""Traces, from a request through the queue to the worker, sent to an OpenTelemetry collector where one is named.

Off by default, and the packages need not be there (requirements-otel.txt). There are no spans of SQL:
OpenTelemetry's instrumentation of SQLAlchemy refuses the version in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config import WrongSetting

try:
    from opentelemetry import propagate, trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
except ImportError:
    trace = None  # type: ignore[assignment]

_tracer: Any = None


def send_traces(endpoint: str, *, processor: Any = None) -> None:
    """Begin to send traces to the collector at this address.

    :param processor: in place of one that sends over the network, for tests.
    :raises WrongSetting: the packages that trace are not installed.
    """
    global _tracer
    if trace is None:
        raise WrongSetting(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, and the packages for it are not installed: requirements-otel.txt."
        )
    provider = TracerProvider(resource=Resource.create({"service.name": "legalindia"}))
    provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    _tracer = provider.get_tracer("legalindia")


def stop_traces() -> None:
    """Trace no more."""
    global _tracer
    _tracer = None


@contextmanager
def span(name: str, *, kind: str = "INTERNAL", origin: dict[str, str] | None = None, **said: str) -> Iterator[Any]:
    """Trace what is done inside.

    :param kind: SERVER, PRODUCER, CONSUMER or INTERNAL. :param origin: what `carried` gave in another process.
    :param said: ids, kinds and routes; never a text. :returns: the span, or None while nothing is traced.
    """
    if _tracer is None:
        yield None
        return
    context = propagate.extract(origin) if origin else None
    with _tracer.start_as_current_span(
        name, context=context, kind=trace.SpanKind[kind], attributes=said, record_exception=False
    ) as open_span:
        yield open_span


def carried() -> dict[str, str]:
    """Return what another process needs to go on with this trace."""
    carrier: dict[str, str] = {}
    if _tracer is not None:
        propagate.inject(carrier)
    return carrier
