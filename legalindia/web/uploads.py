"""Files in a request: each goes to storage as it comes in, hashed on the way, never through memory or a second file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from flask import current_app, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestTimeout
from werkzeug.formparser import FormDataParser
from wtforms import ValidationError

from legalindia.adapters.storage.arrival import Arrival
from legalindia.adapters.storage.protocol import Storage
from legalindia.errors import Forbidden, Invalid, TooLarge, Unavailable
from legalindia.web.idempotency import claim_files
from legalindia.web.patience import wait_for

MOST_PARTS = 5000
MOST_FIELD_BYTES = 1024 * 1024
CHUNK_BYTES = 256 * 1024
PASSING_SECONDS, PASSING_SILENT_SECONDS = 30, 3


@dataclass(frozen=True, slots=True)
class Received:
    """One file of the request, as its sender named it."""

    filename: str
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class Upload:
    """The fields and files of a multipart request."""

    fields: MultiDict[str, str]
    files: list[Received]

    def check_form_token(self) -> None:
        """Make sure that one of our own pages sent this. :raises Forbidden: it did not."""
        try:
            validate_csrf(request.headers.get("X-CSRFToken") or self.fields.get("csrf_token"))
        except ValidationError as error:
            raise Forbidden(
                "This page was open too long. Please load it again and send the files once more."
            ) from error


@contextmanager
def receive(storage: Storage) -> Iterator[Upload]:
    """Take in the request's files; those that are not kept by the end of the context are gone.

    :raises TooLarge: the request is over the limit. :raises Invalid: it is cut off or not multipart.
    :raises Unavailable: storage cannot be written. :raises Answered: the very same was sent before, under its key.
    """
    limit: int = current_app.config["SETTINGS"].max_upload_bytes
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        _let_it_pass()
        raise _too_large(limit)
    with ExitStack() as arrivals:

        def make_room(*_part: object, **_details: object) -> Arrival:
            return arrivals.enter_context(storage.arrival(limit_bytes=limit))

        sent = _parse(make_room)
        claim_files(sent.fields, [(one.filename, one.arrival.sha256) for one in sent.files])
        yield sent


def _parse(make_room: object) -> Upload:
    parser = FormDataParser(
        stream_factory=make_room,  # type: ignore[arg-type]
        max_form_memory_size=MOST_FIELD_BYTES,
        max_form_parts=MOST_PARTS,
        silent=False,
    )
    try:
        _, fields, files = parser.parse(
            request.stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except (ValueError, ClientDisconnected) as error:
        raise Invalid("The upload broke off before it was complete. Please send it again.") from error
    except OSError as error:
        raise Unavailable("The file store is full or cannot be written. Nothing was taken in.") from error
    sent: list[Received] = [Received(part.filename or "", part.stream) for part in files.getlist("file")]  # type: ignore[arg-type]
    # A form in which no file was chosen sends one without a name and without a byte.
    return Upload(fields, [one for one in sent if one.filename or one.arrival.size_bytes])


def _let_it_pass() -> None:
    """Read the body and drop it, for a while. A sender that is cut off while it sends sees a broken line, not our
    answer; one that does not send gets no more of our time."""
    wait_for(PASSING_SILENT_SECONDS)
    end = time.monotonic() + PASSING_SECONDS
    body = request.environ["wsgi.input"]
    with suppress(RequestTimeout):
        while time.monotonic() < end and body.read(CHUNK_BYTES):
            pass


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"That is more than {limit // 1024**2} MB, the most this office takes in at once.")
