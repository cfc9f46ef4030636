"""One JSON line an event, with the ids of request and job. Never a document's text, a question or a token."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor


def write_json_lines(level: str) -> None:
    """Send our events and those of the libraries to standard error, one JSON line each."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Says at every start that there was nothing to migrate.
    logging.getLogger("alembic").setLevel(logging.WARNING)
