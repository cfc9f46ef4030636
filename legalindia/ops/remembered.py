"""Numbers that cost a walk through a whole table, and may be some time old."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from legalindia.adapters.outfit import outfit

Value = TypeVar("Value")

SECONDS = 30


def remembered(name: str, find_out: Callable[[], Value], *, seconds: int | None = None) -> Value:
    """Return what was found out under this name not longer ago, by whichever process; else find it out.

    :param seconds: for how long it is remembered; half a minute where nothing is said.
    :param find_out: returns what JSON keeps as it is: numbers, strings, and lists of them.
    """
    kept = outfit().cache.get(_key(name))
    if kept is not None:
        value: Value = json.loads(kept)
        return value
    return found_anew(name, find_out, seconds=seconds)


def found_anew(name: str, find_out: Callable[[], Value], *, seconds: int | None = None) -> Value:
    """Find it out, whatever is remembered, and remember it for so long."""
    found = find_out()
    outfit().cache.put(_key(name), json.dumps(found).encode(), seconds=SECONDS if seconds is None else seconds)
    return found


def _key(name: str) -> str:
    return f"numbers {name}"
