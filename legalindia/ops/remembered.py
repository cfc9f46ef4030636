"""Numbers that cost a walk through a whole table, and may be half a minute old."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from flask import current_app

Value = TypeVar("Value")

SECONDS = 30


def remembered(name: str, find_out: Callable[[], Value]) -> Value:
    """Return what was found out under this name within the last half minute, by this process; else find it out."""
    kept: dict[str, tuple[float, Value]] = current_app.extensions.setdefault("remembered", {})
    found_at, value = kept.get(name, (float("-inf"), None))
    if value is None or time.monotonic() - found_at > SECONDS:
        value = find_out()
        kept[name] = (time.monotonic(), value)
    return value
