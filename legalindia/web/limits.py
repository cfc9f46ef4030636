"""How often something may be asked. Every route has a class, and each class a limit.

Whoever is signed in is counted by who they are, so that an office behind one address does not lock itself out;
a stranger is counted by address. How often a sign-in may fail is another matter, counted in the database
(`accounts.throttle`), because it must hold whatever becomes of the counters here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from flask import Flask, current_app, g, request
from flask_limiter import Limit, Limiter

View = TypeVar("View", bound=Callable[..., object])

MINUTE = 60
STORE_SECONDS = 0.5
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Pace(StrEnum):
    """A class of routes."""

    PAGES = "pages"
    PICTURES = "pictures"
    READS = "reads"
    WRITES = "writes"
    SEARCH = "search"
    RESEARCH = "research"
    UPLOADS = "uploads"
    EXPORTS = "exports"
    SIGN_IN = "sign-in"
    CODES = "codes"


# For one person, or one stranger's address. A batch of 1,000 uploads and a reader who leafs through a long file stay
# below; a program that has run wild does not. Sign-ins are a whole office's, arriving in the morning.
PER_MINUTE = {
    Pace.PAGES: 3000,
    Pace.PICTURES: 6000,
    Pace.READS: 6000,
    Pace.WRITES: 1200,
    Pace.SEARCH: 1200,
    Pace.RESEARCH: 240,
    Pace.UPLOADS: 3000,
    Pace.EXPORTS: 60,
    Pace.SIGN_IN: 100,
    Pace.CODES: 20,
}


def paced(pace: Pace) -> Callable[[View], View]:
    """Put a route into a class. Without this a page is a page, and a call reads or writes as its verb says."""

    def mark(view: View) -> View:
        view.pace = pace  # type: ignore[attr-defined]
        return view

    return mark


def keep_pace(app: Flask, *, storage_uri: str, is_on: bool) -> None:
    """Count requests from here on; to be called once the doors are closed, so that it is known who comes.

    :param storage_uri: where the counters are: `memory://` for each process by itself, `redis://…` for all together.
    """
    timeouts = {"socket_connect_timeout": STORE_SECONDS, "socket_timeout": STORE_SECONDS}
    app.config.update(
        RATELIMIT_ENABLED=is_on,
        RATELIMIT_STORAGE_URI=storage_uri,
        RATELIMIT_STORAGE_OPTIONS=timeouts if storage_uri.startswith("redis") else {},
    )
    limiter.init_app(app)


def seconds_left() -> int:
    """Return when the limit that was reached lets the next request through."""
    breached = limiter.current_limit
    return max(1, int(breached.reset_at - time.time()) + 1) if breached else MINUTE


def pace_of_request() -> Pace:
    """Return the class of the route that is asked for."""
    marked: Pace | None = getattr(current_app.view_functions[request.endpoint or ""], "pace", None)
    if marked is not None:
        return marked
    if request.method not in _READING:
        return Pace.WRITES
    return Pace.READS if request.path.startswith("/api/") else Pace.PAGES


def _who() -> str:
    person = g.get("person")
    return f"person {person.id}" if person is not None else f"address {_network(request.remote_addr or '')}"


def _network(address: str) -> str:
    """Return the address, or of one in IPv6 the network: a line is given 2**64 of them."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return known.exploded[:19] if isinstance(known, IPv6Address) else address


def _limit() -> str:
    return f"{PER_MINUTE[pace_of_request()]} per minute"


def _scope(_endpoint: str) -> str:
    return pace_of_request().value


# One counter for all routes of a class, whichever of them is asked for. When the store of the counters is lost the
# pages stay: each process counts for itself until it is back.
limiter = Limiter(
    _who,
    default_limits=[Limit(_limit, scope=_scope, shared=True)],
    in_memory_fallback_enabled=True,
    swallow_errors=True,
)
