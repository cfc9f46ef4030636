"""How a refusal is answered: a page to a browser, a notice to htmx, problem+json (RFC 9457) to the API."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import structlog
from flask import Flask, Response, current_app, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from htmx_flask import request
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError, TooManyRequests

from legalindia.database import OUT_OF_REACH
from legalindia.errors import Conflict, Invalid, NotFound, NotSignedIn, Refusal, TooLarge, TooOften, Unavailable
from legalindia.ops.metrics import REFUSALS
from legalindia.web.doors import is_api, local_path
from legalindia.web.headers import csp_nonce
from legalindia.web.limits import seconds_left
from legalindia.web.pages import wants_fragment

log = structlog.get_logger()

RETRY_AFTER_SECONDS = "5"


def answer_errors(app: Flask) -> None:
    """Answer every error in the form the asker can read, never with a traceback."""
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(CSRFError, _answer_stale_form)
    app.register_error_handler(HTTPException, _answer_http)
    for away in OUT_OF_REACH:
        app.register_error_handler(away, _answer_database)
    app.register_error_handler(IntegrityError, _answer_collision)
    app.register_error_handler(DataError, _answer_unkeepable)
    app.register_error_handler(RecursionError, _answer_too_deep)
    app.register_error_handler(Exception, _answer_unexpected)


def answer(refusal: Refusal) -> ResponseReturnValue:
    """Answer a refusal."""
    REFUSALS.labels(refusal.status).inc()
    if isinstance(refusal, NotSignedIn) and not is_api():
        return _to_sign_in()
    response = _respond(refusal.status, refusal.title, refusal.detail, refusal.errors)
    if refusal.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def problem(status: int, title: str, detail: str, errors: dict[str, list[str]] | None = None) -> Response:
    """Make the problem+json answer of RFC 9457."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _respond(status: int, title: str, detail: str, errors: dict[str, list[str]] | None = None) -> Response:
    if is_api():
        response = problem(status, title, detail, errors)
    else:
        template = "_notice.html" if wants_fragment() else "error.html"
        page = _page(template, status=status, title=title, detail=detail, errors=errors or {})
        response = Response(page, status=status)
    if status in {429, 503}:
        response.headers.setdefault("Retry-After", RETRY_AFTER_SECONDS)
    return response


def _page(template: str, *, status: int, **said: object) -> str:
    if status < 500:
        return render_template(template, status=status, **said)
    # `render_template` asks the database who is signed in, and that may be what has just failed.
    return current_app.jinja_env.get_template(template).render(status=status, csp_nonce=csp_nonce(), **said)


def _to_sign_in() -> ResponseReturnValue:
    """Send the browser to the sign-in page as a whole, also when only a fragment was asked for."""
    if not wants_fragment():
        came_for = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=came_for), code=303)
    response = Response(status=401)
    was_on = urlsplit(request.htmx.current_url or "")
    back = urlunsplit(("", "", was_on.path, was_on.query, ""))
    response.headers["HX-Redirect"] = url_for("accounts.sign_in", next=local_path(back, otherwise="") or None)
    return response


def _answer_stale_form(_error: CSRFError) -> ResponseReturnValue:
    return _respond(403, "This page was open too long", "Please load the page again and repeat what you did.")


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # For a host that is not ours there is no address to build, so no page that links anywhere.
        return Response("This office does not go by that name.", status=400, mimetype="text/plain")
    refusal = _as_refusal(error)
    if refusal is not None:
        return answer(refusal)
    response = _respond(error.code or 500, error.name, error.description or error.name)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _as_refusal(error: HTTPException) -> Refusal | None:
    """Say in our words what the framework refuses in its own."""
    if error.code == 404:
        return NotFound("There is nothing at this address, or nothing that you may see.")
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge("That is larger than this office takes in at once. Please send less at a time.")
    if isinstance(error, TooManyRequests):
        words = "That was asked too often within a minute. Please wait a little and try again."
        return TooOften(words, retry_after_seconds=seconds_left())
    if error.code == 422:
        return Invalid("Some fields cannot be taken as they are.", errors=_field_errors(error))
    return None


def _field_errors(error: HTTPException) -> dict[str, list[str]]:
    """Flatten what the schemas found, {place: {field: messages}}, to messages by field."""
    found: dict[str, list[str]] = {}
    for place, fields in getattr(error, "data", {}).get("messages", {}).items():
        _gather(fields, place if isinstance(fields, list) else "", found)
    return found


def _gather(messages: object, name: str, found: dict[str, list[str]]) -> None:
    if isinstance(messages, dict):
        for key, value in messages.items():
            _gather(value, f"{name}.{key}" if name else str(key), found)
    else:
        found.setdefault(name, []).extend(map(str, messages if isinstance(messages, list) else [messages]))


def _answer_database(error: Exception) -> ResponseReturnValue:
    log.error("database.unavailable", error=type(getattr(error, "orig", error)).__name__)
    return answer(Unavailable("The database does not answer at the moment. Nothing was changed; please try again."))


def _answer_collision(error: IntegrityError) -> ResponseReturnValue:
    """Two did at the same moment what only one can do, and the database has let the other have it."""
    log.warning("request.collided", error=type(error.orig).__name__)
    return answer(Conflict("Somebody else did this at the same moment. Load the page again to see how it is now."))


def _answer_unkeepable(error: DataError) -> ResponseReturnValue:
    """PostgreSQL keeps no NUL in a text and no number beyond its column."""
    log.warning("request.unkeepable", error=type(error.orig).__name__)
    return answer(
        Invalid("Something in this cannot be kept as it is: a character that is none, or a number too large.")
    )


def _answer_too_deep(_error: RecursionError) -> ResponseReturnValue:
    return answer(Invalid("What was sent is nested too deeply to be read. Please send it flatter."))


def _answer_unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("request.failed", error=type(error).__name__)
    detail = "It has been noted. Please try again, or tell your administrator."
    return _respond(500, "Something went wrong here", detail)
