"""What a cache does, whichever kind it is."""

from __future__ import annotations

from typing import Protocol

MOST_VALUE_BYTES = 64 * 1024


class Cache(Protocol):
    """Keeps what can be found out again at any time. Nothing is wrong when it holds nothing: it never raises.

    No text of a client's goes in, and nothing that hangs on who may see it: rights change, and what is in a cache
    would not. A key may be a person's words, since it is kept by its keyed hash alone.
    """

    kind: str

    def get(self, key: str) -> bytes | None:
        """Return what was put there; None when it was not, is over its time, went for others, or cannot be asked."""

    def put(self, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it for so long at most. One that is over `MOST_VALUE_BYTES` is not kept."""
