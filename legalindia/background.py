"""The queue that wakes the workers: an SQLite file, or Redis.

Huey hands a message to a worker once and forgets it: a worker that is killed takes the message with it. So a
message is only a wake-up call carrying an id; what is to be done, and whether it was, stands in the `jobs` table.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Flask
from huey.api import Huey, PeriodicTask
from huey.api import Task as Call
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import BlackHoleStorage, PriorityRedisStorage, SqliteStorage
from redis import ConnectionPool, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from legalindia.errors import Unavailable

BUSY_SECONDS = 10
# A page does not wait for a queue that is away: what was accepted stands in the database, and is called later.
CONNECT_SECONDS = 0.5
# Longer than the second for which a worker waits inside Redis for the next message.
ANSWER_SECONDS = 3
AWAY = "The queue does not answer at the moment. What was asked for is begun later."
_AWAY = (RedisError, sqlite3.Error, OSError)
# In this order in a message; Huey's other fields are of no use here.
_FIELDS = ("id", "name", "priority")


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where the queue is. :param url: `redis://…`, or empty for the file. :param secret: signs the messages."""

    url: str
    file: Path
    secret: str


class SignedCalls(Serializer):
    """Messages as JSON with a signature: whoever can write to the queue can neither run code nor call for anything.

    Huey's own way is to pickle, and an unpickled message may be any program. What a call carries is ids alone.
    """

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._key = hashlib.sha256(b"legalindia.queue" + secret.encode()).digest()

    def _serialize(self, message: Message) -> bytes:
        ids = [str(argument) for argument in message.args]
        said = {**{name: getattr(message, name) for name in _FIELDS}, "ids": ids, "with": message.kwargs}
        body = json.dumps(said, separators=(",", ":")).encode()
        return self._signature(body) + body

    def _deserialize(self, data: bytes) -> Message:
        signature, body = data[:64], data[64:]
        if not hmac.compare_digest(signature, self._signature(body)):
            raise ValueError("A message in the queue is not one of ours.")
        said = json.loads(body)
        ids = tuple(uuid.UUID(each) for each in said["ids"])
        named = {name: said[name] for name in _FIELDS}
        return Message(**named, args=ids, kwargs=said["with"], retries=0, retry_delay=0)

    def _signature(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).hexdigest().encode()


class Queue(Huey):
    """Huey, connected when the app is made and not when the module is read."""

    app: Flask
    # What goes along with a call, and what is done with it where the call is heard (`ops.watching`).
    packs: Callable[[str], dict[str, str]] = staticmethod(lambda _name: {})
    unpacks: Callable[[str, dict[str, str]], AbstractContextManager[None]] = staticmethod(lambda *_: nullcontext())

    def __init__(self) -> None:
        super().__init__("legalindia", results=False, storage_class=BlackHoleStorage)

    def connect(self, app: Flask, place: QueuePlace) -> None:
        """Say where the messages are kept."""
        self.app = app
        self.serializer = SignedCalls(place.secret)
        self.storage_class = PriorityRedisStorage if place.url else SqliteStorage
        in_file = {"filename": str(place.file), "timeout": BUSY_SECONDS}
        self.storage_kwargs = {"connection_pool": _pool(place.url)} if place.url else in_file
        self.storage = self.create_storage()

    def enqueue(self, call: Call) -> Any:
        """Send the message. :raises Unavailable: the queue cannot be reached."""
        try:
            if not isinstance(call, PeriodicTask):
                call.kwargs.setdefault("packed", self.packs(call.name))
            return super().enqueue(call)
        except _AWAY as error:
            raise Unavailable(AWAY) from error

    def waiting(self) -> int:
        """Count the messages that wait. :raises Unavailable: the queue cannot be reached."""
        try:
            return int(self.pending_count())
        except _AWAY as error:
            raise Unavailable(AWAY) from error

    def called(self) -> set[uuid.UUID]:
        """Return the ids in the messages that wait. :raises Unavailable: the queue cannot be reached."""
        try:
            waiting = self.storage.enqueued_items()
        except _AWAY as error:
            raise Unavailable(AWAY) from error
        return {called for data in waiting for called in self._ids_in(data)}

    def _ids_in(self, data: bytes) -> tuple[uuid.UUID, ...]:
        try:
            return tuple(self.serializer.deserialize(data).args)
        except ValueError:
            # Not one of ours, and so not heard by a worker either.
            return ()


def _pool(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        health_check_interval=30,
        # The driver would try again for seconds; here the sweep does.
        retry=Retry(NoBackoff(), 0),
    )


huey = Queue()


def task(**options: Any) -> Callable[[Callable[..., None]], Any]:
    """Make a function a task that runs inside the app, with a database session of its own."""

    def register(function: Callable[..., None]) -> Any:
        @wraps(function)
        def in_the_app(*arguments: Any, packed: dict[str, str] | None = None) -> None:
            with huey.unpacks(function.__name__, packed or {}), huey.app.app_context():
                function(*arguments)

        return huey.task(**options)(in_the_app)

    return register
