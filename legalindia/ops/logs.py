"""One JSON line an event, with the ids of request, person and job. Never a document's text, a question or a token."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from legalindia.ops.reports import report_error

# Of the file into which commands write: so much, and as much again that is older.
MOST_BYTES = 1_000_000


def write_json_lines(level: str) -> None:
    """Send our events and those of the libraries to standard error, one JSON line each."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_as_json())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Says at every start that there was nothing to migrate; each call to a worker; each look of a metrics server.
    for name in ("alembic", "huey", "werkzeug"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


@contextmanager
def kept_in(file: Path) -> Iterator[None]:
    """Write the lines into a file for a while: on the command line they would stand between what a person reads."""
    root = logging.getLogger()
    handler = RotatingFileHandler(file, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(_as_json())
    before, root.handlers = root.handlers, [handler]
    try:
        yield
    finally:
        root.handlers = before
        handler.close()


def without_what_it_was_about(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Tell of an error what it was and where, not what it says: messages quote the value that was at fault."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = [_told(each) for each in _chain(error)]
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        report_error,
        without_what_it_was_about,
    ]


def _as_json() -> logging.Formatter:
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=_shared())


def _error_of(given: Any) -> BaseException | None:
    if given is True:
        given = sys.exc_info()
    found = given[1] if isinstance(given, tuple) else given
    return found if isinstance(found, BaseException) else None


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _told(error: BaseException) -> dict[str, Any]:
    return {"type": type(error).__qualname__, "at": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
