"""Numbers that cost a walk through a whole table, and may be half a minute old."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from legalindia.adapters.outfit import outfit

Value = TypeVar("Value")

SECONDS = 30


def remembered(name: str, find_out: Callable[[], Value]) -> Value:
    """Return what was found out under this name within the last half minute, by whichever process; else find it out.

    :param find_out: returns what JSON keeps as it is: numbers, strings, and lists of them.
    """
    cache = outfit().cache
    kept = cache.get(f"numbers {name}")
    if kept is not None:
        value: Value = json.loads(kept)
        return value
    found = find_out()
    cache.put(f"numbers {name}", json.dumps(found).encode(), seconds=SECONDS)
    return found
