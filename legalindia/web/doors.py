"""Every door is closed until it is opened: a route without `@public` wants a person who is signed in.

A page knows the person by the session cookie, the JSON API by a bearer token only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, g, request
from flask_jwt_extended import get_current_user, verify_jwt_in_request
from flask_login import current_user

from legalindia.errors import NotSignedIn

View = TypeVar("View", bound=Callable[..., object])

API_PREFIX = "/api/"


def public(view: View) -> View:
    """Open a route to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def close_doors(app: Flask, *, but: Iterable[str]) -> None:
    """Ask for a sign-in before every view that is not public.

    :param but: endpoints of views that cannot carry the mark `@public`.
    """
    app.extensions["open_doors"] = frozenset(but)
    app.before_request(_ask_who_it_is)


def is_public(endpoint: str) -> bool:
    """Say whether the route wants nobody to be signed in."""
    marked: bool = getattr(current_app.view_functions[endpoint], "is_public", False)
    return marked or endpoint in current_app.extensions["open_doors"]


def is_api() -> bool:
    """Say whether the request is for the JSON API."""
    return request.path.startswith(API_PREFIX)


def local_path(target: str | None, *, otherwise: str) -> str:
    """Return `target` when it is a path on this site, and `otherwise` when it could lead anywhere else."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or any(ord(character) < 33 for character in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def _ask_who_it_is() -> None:
    if request.endpoint is None or is_public(request.endpoint):
        return
    if is_api():
        verify_jwt_in_request(locations=["headers"])
        _know(get_current_user())
    elif current_user.is_authenticated:
        _know(current_user._get_current_object())
    else:
        raise NotSignedIn("Your session has ended. Please sign in to go on.")


def _know(person: Any) -> None:
    g.person = person
    structlog.contextvars.bind_contextvars(user_id=str(person.id))
