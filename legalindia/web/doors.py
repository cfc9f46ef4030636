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
NO_TOKEN = "The bearer token is missing, has ended or is not one of ours."  # noqa: S105 - a sentence


# By what a bearer token begins with, how to find whose it is; every other one is a signed one.
Opener = Callable[[str], object | None]
_openers: dict[str, Opener] = {}


def opens_with(prefix: str) -> Callable[[Opener], Opener]:
    """Make a function the one that says whose a bearer token of this beginning is, or None."""

    def register(opener: Opener) -> Opener:
        _openers[prefix] = opener
        return opener

    return register


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
    return is_public_in(current_app, endpoint)


def is_public_in(app: Flask, endpoint: str) -> bool:
    """Say the same of an app that answers no request at the moment."""
    marked: bool = getattr(app.view_functions[endpoint], "is_public", False)
    return marked or endpoint in app.extensions.get("open_doors", ())


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
        _know(_whose_token())
    elif current_user.is_authenticated:
        _know(current_user._get_current_object())
    else:
        raise NotSignedIn("Your session has ended. Please sign in to go on.")


def _know(person: Any) -> None:
    g.person = person
    structlog.contextvars.bind_contextvars(user_id=str(person.id))


def _whose_token() -> Any:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    for prefix, opener in _openers.items():
        if token.startswith(prefix):
            person = opener(token)
            if person is None:
                raise NotSignedIn(NO_TOKEN)
            return person
    verify_jwt_in_request(locations=["headers"])
    return get_current_user()
