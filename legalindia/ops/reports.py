"""Errors, reported to a Sentry server where one is named. Off by default, and the package need not be there.

A report says what went wrong and where in the program, with the ids of request, person and job. It holds no
message (they quote the value that was at fault), no variables, no address, headers, cookies or body of a request.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import structlog
from structlog.typing import EventDict

from config import WrongSetting

_PACKAGE = "sentry_sdk"
_KEPT = frozenset({"event_id", "timestamp", "platform", "level", "release", "environment", "exception", "tags"})


def send_reports(dsn: str, *, release: str, transport: Any = None) -> None:
    """Begin to report errors to the server this address names.

    :param transport: in place of the network, for tests.
    :raises WrongSetting: the package that reports is not installed.
    """
    try:
        # A seventh of a second at each start, for what most offices never ask for.
        sentry = import_module(_PACKAGE)
    except ImportError as error:
        missing = "SENTRY_DSN is set, and the package for it is not installed: requirements-sentry.txt."
        raise WrongSetting(missing) from error
    sentry.init(
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
    # Who asked for reports has loaded it.
    sentry: Any = sys.modules.get(_PACKAGE)
    if sentry is not None and event.get("exc_info") and sentry.is_initialized():
        given = event["exc_info"]
        with sentry.new_scope() as scope:
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
