"""Runs work on a stranger's file in a child process, and stops it when it costs too much.

The office itself is never forked: it has threads and database connections. It starts one small process
(`reading.child`) that forks for each file, and both talk over sockets only.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import legalindia
from legalindia.documents.reading.failures import OverLimit, Stopped, Unreadable
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.wire import HEAD, Malformed, Said, unpack
from legalindia.errors import BrokeOff, Unavailable

_ROOT = Path(legalindia.__file__).parent.parent
# Settings and secrets of the office stay out of reach of what runs there.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
NONSENSE = "The file made its reader say things that cannot be right. It may be made to do harm."
# Threads of its own would keep the nursery from leaving the network.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_SECONDS_TO_SAY_GOODBYE = 5.0


@dataclass
class Door:
    """The way to this process's own nursery, which is started when it is first needed."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    nursery: subprocess.Popen[bytes] | None = None
    orders: socket.socket | None = None

    def send(self, order: bytes, handles: list[int]) -> None:
        """Hand an order in; a nursery that has died is replaced, once.

        :raises OSError: it cannot be started.
        """
        with self.lock:
            try:
                socket.send_fds(self._open(), [order], handles)
            except OSError:
                self._close()
                socket.send_fds(self._open(), [order], handles)

    def forget(self) -> None:
        """Let go of the nursery in a forked copy of this process: it is the original's, and must see it end."""
        if self.orders:
            self.orders.close()
        self.lock, self.nursery, self.orders = threading.Lock(), None, None

    def _open(self) -> socket.socket:
        if self.orders is None:
            self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self.nursery = _start(theirs.fileno())
        return self.orders

    def _close(self) -> None:
        if self.orders:
            self.orders.close()
        if self.nursery:
            self.nursery.kill()
            self.nursery.wait()
        self.nursery, self.orders = None, None


_door = Door()
os.register_at_fork(after_in_child=_door.forget)


def _start(door: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "legalindia.documents.reading.child", str(door)],
        cwd=_ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _ONE_THREAD,
        pass_fds=[door],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


@dataclass
class Spent:
    """What the reading of one file has cost so far, over all the children that it took."""

    waited_seconds: float = 0.0
    taken_bytes: int = 0


def run(order: dict[str, Any], limits: Limits, spent: Spent | None = None) -> Generator[Said, None, None]:
    """Have one order carried out in a child; closing the iterator kills the child.

    :raises Stopped: the child died, or one answer took too long or too much.
    :raises OverLimit: all answers together did.
    :raises Unreadable: the child says so, or says what no reader of ours says.
    :raises Unavailable: the nursery could not be started. :raises BrokeOff: it was killed.
    """
    answers, answering = socket.socketpair()
    lifeline, watching = socket.socketpair()
    with answers, lifeline:
        with answering, watching:
            _hand_in(order | {"limits": asdict(limits)}, [answering.fileno(), watching.fileno()])
        yield from _listen(Inbox(answers, limits, spent or Spent()), lifeline)


def _hand_in(order: dict[str, Any], handles: list[int]) -> None:
    try:
        _door.send(json.dumps(order).encode(), handles)
    except OSError as error:
        raise Unavailable("The reader of files could not be started. Please try again in a minute.") from error


def _listen(inbox: Inbox, lifeline: socket.socket) -> Iterator[Said]:
    while True:
        try:
            said = unpack(*inbox.frame())
        except EOFError:
            raise _death(lifeline) from None
        except Malformed as error:
            raise Unreadable(NONSENSE) from error
        if said is None:
            return
        if isinstance(said, Unreadable):
            raise said
        yield said


@dataclass
class Inbox:
    """What one child says, counted and timed."""

    answers: socket.socket
    limits: Limits
    spent: Spent

    def frame(self) -> tuple[int, bytes]:
        """Wait for the next frame.

        :raises EOFError: the child has ended without a word.
        """
        begun = time.monotonic()
        try:
            kind, length = HEAD.unpack(self._exactly(HEAD.size, begun))
            self._weigh(length)
            return kind, self._exactly(length, begun)
        finally:
            self.spent.waited_seconds += time.monotonic() - begun

    def _weigh(self, length: int) -> None:
        self.spent.taken_bytes += length
        if self.spent.taken_bytes > self.limits.answer_bytes:
            raise OverLimit("This file holds more text than can be taken in. Please split it.")
        if length > self.limits.message_bytes:
            raise Stopped("it holds more text than can be taken in")

    def _exactly(self, length: int, begun: float) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            self.answers.settimeout(self._seconds_left(begun))
            # A timeout is told apart by the next look at the clock.
            with suppress(TimeoutError):
                part = self.answers.recv(min(length - len(parts), 1 << 20))
                if not part:
                    raise EOFError
                parts += part
        return bytes(parts)

    def _seconds_left(self, begun: float) -> float:
        waited = time.monotonic() - begun
        if waited >= self.limits.page_seconds:
            raise Stopped(f"it takes longer than {self.limits.page_seconds:g} seconds")
        left = self.limits.total_seconds - self.spent.waited_seconds - waited
        if left <= 0:
            raise OverLimit(
                f"Reading this file takes longer than {self.limits.total_seconds:g} seconds. Please split it."
            )
        return min(left, self.limits.page_seconds - waited)


def _death(lifeline: socket.socket) -> Unreadable | BrokeOff:
    """Say what a child died of."""
    lifeline.settimeout(_SECONDS_TO_SAY_GOODBYE)
    try:
        status = lifeline.recv(4)
    except OSError:
        status = b""
    if len(status) < 4:
        return BrokeOff("The reader of files was stopped. Please try again in a minute.")
    code = os.waitstatus_to_exitcode(int.from_bytes(status, "big"))
    if code == -signal.SIGXCPU:
        return OverLimit("Reading this file takes more computing than is allowed. Please split it.")
    name = signal.Signals(-code).name if code < 0 else f"exit {code}"
    # A library that gets no more memory aborts.
    why = (
        "it most likely takes more memory than is allowed"
        if code == -signal.SIGABRT
        else "its reader broke off over it"
    )
    return Stopped(f"{why} ({name})")
