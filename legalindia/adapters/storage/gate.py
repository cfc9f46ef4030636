"""How long the office waits for a store that is slow or down, and how many of its threads may wait at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from legalindia.errors import Unavailable

log = structlog.get_logger()

# So many failures one after another, and for so long nobody waits for the next: one asks, the others are told.
_FAILURES = 3
_PAUSE_SECONDS = 5.0
_MOMENT_SECONDS = 0.5


class Gate:
    """Lets so many through at once, and nobody while what is behind it has failed again and again.

    Threads of the web server that wait for a dead store are threads that answer nobody: the rest of the office goes
    on because no more than `places` of them ever do.

    :param refusal: what those are told who are not let through.
    """

    def __init__(self, places: int, refusal: str) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._refusal = refusal
        self._lock = threading.Lock()
        self._failures = 0
        self._shut_until = 0.0

    @contextmanager
    def passing(self, failures: tuple[type[BaseException], ...]) -> Iterator[None]:
        """Go through. :param failures: what counts as a failure of that which lies behind.

        :raises Unavailable: too many are in there already, or it has just failed too often.
        """
        self._check()
        if not self._places.acquire(timeout=_MOMENT_SECONDS):
            raise Unavailable(self._refusal)
        try:
            yield
            self._note(failed=False)
        except failures:
            self._note(failed=True)
            raise
        finally:
            self._places.release()

    def _check(self) -> None:
        with self._lock:
            moment = time.monotonic()
            if moment < self._shut_until:
                raise Unavailable(self._refusal)
            if self._failures >= _FAILURES:
                # This one asks whether it is back; until it knows, the others are still told that it is not.
                self._shut_until = moment + _PAUSE_SECONDS

    def _note(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            self._shut_until = time.monotonic() + _PAUSE_SECONDS if self._failures >= _FAILURES else 0.0
            if self._failures == _FAILURES:
                log.warning("store.shut", seconds=_PAUSE_SECONDS)
