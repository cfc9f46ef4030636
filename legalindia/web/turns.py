"""Requests of one process take turns: each has Python to itself as long as it is quick."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from threading import Condition, Lock
from typing import Any

from flask import Flask

# Most pages are done in two. Whoever takes longer waits for something that is no affair of this process, or has so much
# to do that it is to be shared: the next one begins beside it.
TURN_SECONDS = 0.01


def take_turns(app: Flask) -> None:
    """Let requests come one after the other where they would only get in each other's way.

    For an office whose database is a file. One thread at a time runs Python, and lets go of it at every row that SQLite
    hands over; another request takes it there, and gives it back at its own next row. A list of fifty papers changed
    places 230 times and took half as long again. A database server is waited for, and others may run meanwhile.
    """
    app.wsgi_app = _Turns(app.wsgi_app)  # type: ignore[method-assign]


class _Turns:
    """An application that begins a request when the one before is done, or has had its turn."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        # One waits at the door, the others in a line behind it.
        self._line = Lock()
        self._door = Condition()
        self._inside: object | None = None
        self._until = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        turn = object()
        with self._line, self._door:
            self._wait()
            self._inside, self._until = turn, time.monotonic() + TURN_SECONDS
        try:
            return self._application(environ, start_response)
        finally:
            with self._door:
                self._leave(turn)

    def _wait(self) -> None:
        while self._inside and (left := self._until - time.monotonic()) > 0:
            self._door.wait(left)

    def _leave(self, turn: object) -> None:
        # Whoever took too long has been followed by another already.
        if self._inside is turn:
            self._inside = None
            self._door.notify()
