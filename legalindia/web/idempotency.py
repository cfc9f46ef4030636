"""A request that comes twice is done once: whoever repeats it gets the first answer again.

A program names its request in the header `Idempotency-Key`, on every call that creates; a page's form carries a
token of its own, so that a second click is the same click. The key is claimed by one INSERT before anything is
done, so of twenty calls at once one acts and the others wait for its answer. Files are compared by what they are,
as `uploads.receive` hashed them on the way, because the same files are never twice the same bytes on the wire.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request
from markupsafe import Markup
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from legalindia.database import commit_lightly, db, now
from legalindia.errors import Conflict, Invalid
from legalindia.web.doors import is_api
from legalindia.web.models import KeptAnswer

log = structlog.get_logger()
View = TypeVar("View", bound=Callable[..., object])
# Loads a thing that an address names, as the person who asks may see it now, or raises NotFound.
Guard = Callable[..., object]

HEADER = "Idempotency-Key"
FORM_FIELD = "once"
LONGEST_KEY = 200
KEPT_FOR = timedelta(hours=24)
# A second click comes at once; later the same entries in a page that is still open are meant anew.
FORM_KEPT_FOR = timedelta(minutes=1)
# Whoever began and has not answered after this is dead: no call that creates takes so long.
GIVEN_UP_AFTER = timedelta(seconds=60)
WAIT_SECONDS, POLL_SECONDS = 15.0, 0.05
_KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Location", "HX-Trigger")
_NOT_COMPARED = frozenset({"csrf_token", FORM_FIELD})


class Answered(Exception):
    """This request was answered before. :param response: what it was answered."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass(slots=True)
class Attempt:
    """A request that holds its key. :ivar has_acted: whether it has committed anything yet."""

    id: uuid.UUID
    has_acted: bool = False


def answer_once(app: Flask, *, guards: Mapping[str, Guard]) -> None:
    """Do every POST that carries a key once; to be called once the doors are closed.

    :param guards: by the name of an address's part, how to load what it names: a kept answer is given out only to
        whoever may still see that.
    """
    app.extensions["guards"] = dict(guards)
    app.before_request(_begin)
    app.after_request(_keep)
    app.register_error_handler(Answered, lambda answered: answered.response)


def knows_repeats(view: View) -> View:
    """Leave a route out: it recognises a repeated request by itself."""
    view.knows_repeats = True  # type: ignore[attr-defined]
    return view


def takes_key(view: Callable[..., object] | None) -> bool:
    """Say whether a call of this route may carry a key."""
    return not (getattr(view, "knows_repeats", False) or getattr(view, "is_public", False))


def claim_files(fields: Mapping[str, str], files: list[tuple[str, str]]) -> None:
    """Claim the key of a request with files, now that they are there, or the token of a form with files.

    :param files: name and SHA-256 of each. :raises Answered: the same was sent before.
    """
    # By how they are written: a part of a stranger's form need have no name.
    said = sorted(repr(field) for field in fields.items() if field[0] not in _NOT_COMPARED)
    what = repr((said, sorted(map(repr, files)))).encode()
    if not is_api():
        if token := fields.get(FORM_FIELD):
            _claim(_key_of_form(token, what), what, FORM_KEPT_FOR, named=fields)
    elif (key := _key_of_call()) is not None:
        _claim(key, what, KEPT_FOR, named=fields)


def sent_once(form: str = "") -> Markup:
    """Return the field of a form that makes a second click the same click.

    :param form: the id of the form, where the field stands beside it.
    """
    belongs = f' form="{form}"' if form else ""
    field = f'<input type="hidden" name="{FORM_FIELD}" value="{secrets.token_urlsafe(16)}"{belongs}>'
    return Markup(field)  # noqa: S704 - made of our own words


def forget_old_answers() -> int:
    """Remove the answers whose time is over; return how many they were."""
    removed: int = db.session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at < now())).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    return removed


def _begin() -> Response | None:
    if request.method != "POST" or g.get("person") is None or request.mimetype == "multipart/form-data":
        return None
    try:
        if is_api():
            _begin_call()
        elif token := request.form.get(FORM_FIELD):
            _begin_form(token)
    except Answered as answered:
        return answered.response
    return None


def _begin_call() -> None:
    key = _key_of_call()
    if key is not None:
        body = request.get_json(silent=True)
        _claim(key, request.get_data(), KEPT_FOR, named=body if isinstance(body, dict) else {})


def _begin_form(token: str) -> None:
    """Claim the form's token together with what was entered: the same page sent with other entries is another act."""
    entered = sorted((name, value) for name, value in request.form.items(multi=True) if name not in _NOT_COMPARED)
    what = repr(entered).encode()
    _claim(_key_of_form(token, what), what, FORM_KEPT_FOR, named=request.form)


def _key_of_form(token: str, what: bytes) -> str:
    return hashlib.sha256(token.encode() + what).hexdigest()


def _key_of_call() -> str | None:
    key = request.headers.get(HEADER)
    if key is None or not takes_key(current_app.view_functions[request.endpoint or ""]):
        return None
    if not 0 < len(key) <= LONGEST_KEY:
        rule = f"An {HEADER} has 1 to {LONGEST_KEY} characters."
        raise Invalid(rule, errors={HEADER: [rule]})
    return key


def _claim(key: str, what: bytes, lasts: timedelta, *, named: Mapping[str, Any]) -> None:
    """Make the request this key's, or find what came of it before.

    :param named: what the body says, in which other things than the address's may be named.
    :raises Answered: it was answered. :raises Invalid: the key was another request's. :raises Conflict: it is under
        way, or was broken off.
    """
    fingerprint = hashlib.sha256(f"{g.person.role}\n".encode() + what).hexdigest()
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if _is_first(key, fingerprint, lasts) or _answered_or_given_up(key, fingerprint, named):
            return
        # Whoever waits keeps no connection: the first request may need the last of them to go on.
        db.session.rollback()
        time.sleep(POLL_SECONDS)
    raise Conflict(f"The first request with this {HEADER} is still under way. Please try again in a minute.")


def _is_first(key: str, fingerprint: str, lasts: timedelta) -> bool:
    person_id, begun = g.person.id, now()
    mine = _rows(key)
    if db.session.execute(select(KeptAnswer.id).where(*mine, KeptAnswer.expires_at >= begun)).first():
        return False
    db.session.execute(delete(KeptAnswer).where(*mine, KeptAnswer.expires_at < begun))
    row = KeptAnswer(
        id=uuid.uuid4(),
        user_id=person_id,
        place=_place(),
        key=key,
        fingerprint=fingerprint,
        begun_at=begun,
        expires_at=begun + lasts,
    )
    db.session.add(row)
    attempt = Attempt(row.id)
    try:
        commit_lightly()
    except IntegrityError:
        # Another call with this key was first by a moment.
        db.session.rollback()
        return False
    g.attempt = attempt
    return True


def _answered_or_given_up(key: str, fingerprint: str, named: Mapping[str, Any]) -> bool:
    """Look at the request that holds the key; say whether it was given up and is now this one's."""
    query = select(KeptAnswer).where(*_rows(key)).execution_options(populate_existing=True)
    first: KeptAnswer | None = db.session.scalar(query)
    if first is None:
        return False
    if first.fingerprint != fingerprint:
        raise Invalid(f"This {HEADER} was used for another request. Please send a new key.")
    if first.status is not None:
        raise Answered(_again(first, named))
    if now() - first.begun_at < GIVEN_UP_AFTER:
        return False
    if first.has_acted:
        raise Conflict(
            f"The first request with this {HEADER} was done, but broke off before it was answered. "
            "Please look whether what you wanted is there, and use a new key for anything else."
        )
    return _take_over(first)


def _take_over(first: KeptAnswer) -> bool:
    attempt = Attempt(first.id)
    still_so = update(KeptAnswer).where(KeptAnswer.id == first.id, KeptAnswer.begun_at == first.begun_at)
    taken = db.session.execute(still_so.values(begun_at=now())).rowcount  # type: ignore[attr-defined]
    commit_lightly()
    if taken:
        g.attempt = attempt
    return bool(taken)


def _again(first: KeptAnswer, named: Mapping[str, Any]) -> Response:
    """Give the kept answer out again, to whoever may still see what address and body name."""
    guards: dict[str, Guard] = current_app.extensions["guards"]
    for name, value in [*named.items(), *(request.view_args or {}).items()]:
        # What is empty, or no id, named nothing when it was sent first either.
        with suppress(ValueError):
            if name in guards:
                guards[name](uuid.UUID(str(value)), by=g.person)
    response = Response(first.body, status=first.status, headers=first.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _keep(response: Response) -> Response:
    attempt: Attempt | None = g.pop("attempt", None)
    if attempt is None:
        return response
    try:
        _write_answer(attempt, response)
    except SQLAlchemyError as error:
        # What was done is done, and the answer goes out; a repetition will be told that it was.
        db.session.rollback()
        log.error("idempotency.answer_not_kept", error=type(error).__name__)
    return response


def _write_answer(attempt: Attempt, response: Response) -> None:
    mine = KeptAnswer.id == attempt.id
    if response.status_code < 400:
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        answer = {"status": response.status_code, "headers": headers, "body": response.get_data(as_text=True)}
        db.session.execute(update(KeptAnswer).where(mine).values(answer))
    elif response.status_code < 500 or not attempt.has_acted:
        # Nothing was made: the same request may be tried again, and is judged anew.
        db.session.rollback()
        db.session.execute(delete(KeptAnswer).where(mine))
    commit_lightly()


def _rows(key: str) -> tuple[Any, ...]:
    return KeptAnswer.user_id == g.person.id, KeptAnswer.place == _place(), KeptAnswer.key == key


def _place() -> str:
    return f"{request.method} {request.path}"


@event.listens_for(Session, "before_commit")
def _note_that_it_acts(session: Session) -> None:
    """Mark the request as acting in the very transaction of its first act."""
    attempt: Attempt | None = g.get("attempt") if has_request_context() else None
    if attempt is not None and not attempt.has_acted:
        attempt.has_acted = True
        session.execute(update(KeptAnswer).where(KeptAnswer.id == attempt.id).values(has_acted=True))
