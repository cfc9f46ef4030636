"""A cache in the memory of one process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from legalindia.adapters.cache.protocol import MOST_VALUE_BYTES

# With what Python needs around it, some 4 MB of vectors of questions.
MOST_ENTRIES = 2000


class MemoryCache:
    """Holds the last few; what was not asked for the longest goes first. Safe from several threads."""

    kind = "memory"

    def __init__(self, most_entries: int = MOST_ENTRIES) -> None:
        self._most_entries = most_entries
        self._held: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            until, value = self._held.get(key, (0.0, b""))
            if until <= time.monotonic():
                self._held.pop(key, None)
                return None
            self._held.move_to_end(key)
            return value

    def put(self, key: str, value: bytes, *, seconds: int) -> None:
        if len(value) > MOST_VALUE_BYTES:
            return
        with self._lock:
            self._held[key] = (time.monotonic() + seconds, value)
            self._held.move_to_end(key)
            while len(self._held) > self._most_entries:
                self._held.popitem(last=False)
