"""The queue that wakes the workers.

Huey hands a message to a worker once and forgets it: a worker that is killed takes the message with it. So a
message is only a wake-up call carrying an id; what is to be done, and whether it was, stands in the `jobs` table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask
from huey.api import Huey
from huey.serializer import SignedSerializer
from huey.storage import BlackHoleStorage, SqliteStorage


class Queue(Huey):
    """Huey, connected when the app is made and not when the module is read."""

    app: Flask

    def __init__(self) -> None:
        super().__init__("legalindia", results=False, storage_class=BlackHoleStorage)

    def connect(self, app: Flask, *, filename: str, secret: str) -> None:
        """Keep the queue in an SQLite file of its own, its messages signed: Huey pickles them."""
        self.app = app
        self.serializer = SignedSerializer(secret=secret, salt="legalindia.queue")
        self.storage_class, self.storage_kwargs = SqliteStorage, {"filename": filename, "timeout": 10}
        self.storage = self.create_storage()


huey = Queue()


def task(**options: Any) -> Callable[[Callable[..., None]], Any]:
    """Make a function a task that runs inside the app, with a database session of its own."""

    def register(function: Callable[..., None]) -> Any:
        @wraps(function)
        def in_the_app(*arguments: Any) -> None:
            with huey.app.app_context():
                function(*arguments)

        return huey.task(**options)(in_the_app)

    return register
