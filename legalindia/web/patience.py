"""A sender who falls silent, or a reader who stops reading, does not keep a thread of ours for ever."""

from __future__ import annotations

from io import RawIOBase
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import RequestTimeout

# A telephone in a train may be silent for some seconds in the middle of an upload; after this it is gone.
SILENT_SECONDS = 30


def be_patient_for_so_long(app: Flask) -> None:
    """Bound how long the server waits for the next byte of a body to come, or of an answer to be taken."""

    @app.before_request
    def listen() -> None:
        wait_for(SILENT_SECONDS)
        request.environ["wsgi.input"] = _Body(request.environ["wsgi.input"])


def wait_for(seconds: float) -> None:
    """Wait so long, and no longer, for the other side of this request to move."""
    line = request.environ.get("gunicorn.socket")
    if line is not None:
        line.settimeout(seconds)


class _Body(RawIOBase):
    """The body of a request as the server reads it; silence is told as what it is."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._body.read(len(buffer))
        except TimeoutError as error:
            raise RequestTimeout("The request stopped on its way. Please send it again.") from error
        buffer[: len(data)] = data
        return len(data)
