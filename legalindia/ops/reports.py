"""Errors, reported to a Sentry server where one is named. Off by default, and the package need not be there.

A report says what went wrong and where in the program, with the ids of request, person and job. It holds no
message (they quote the value that was at fault), no variables, no address, headers, cookies or body of a request.
"""

from __future__ import annotations

from typing import Any

import structlog
from structlog.typing import EventDict

from config import WrongSetting

try:
    import sentry_sdk
except ImportError:
    sentry_sdk = None  # type: ignore[assignment]

_KEPT = frozenset({"event_id", "timestamp", "platform", "level", "release", "environment", "exception", "tags"})


def send_reports(dsn: str, *, release: str, transport: Any = None) -> None:
    """Begin to report errors to the server this address names.

    :param transport: in place of the network, for tests.
    :raises WrongSetting: the package that reports is not installed.
    """
    if sentry_sdk is None:
        raise WrongSetting("SENTRY_DSN is set, and the package for it is not installed: requirements-sentry.txt.")
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        transport=transport,
        default_integrations=False,
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=scrub,
    )


def report_error(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Report the error that an event of the log carries."""
    if sentry_sdk is not None and event.get("exc_info") and sentry_sdk.is_initialized():
        given = event["exc_info"]
        with sentry_sdk.new_scope() as scope:
            bound = structlog.contextvars.get_contextvars()
            scope.set_tags({"event": event["event"], **{name: str(value) for name, value in bound.items()}})
            scope.capture_exception(None if given is True else given)
    return event


def scrub(event: Any, _hint: dict[str, Any]) -> Any:
    """Leave of a report what names no person and quotes no paper."""
    kept = {name: value for name, value in event.items() if name in _KEPT}
    for error in kept.get("exception", {}).get("values", []):
        error["value"] = ""
    return kept
