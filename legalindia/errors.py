"""What the office refuses, in words a person can act on.

Services raise these; `web.errors` answers them, as a page, a fragment or problem+json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """Something was asked that is not done.

    :param detail: one or two plain sentences: what happened and what to do next.
    :param errors: messages by field name, when the fault lies in fields.
    """

    status = 400
    title = "That could not be done"

    retry_after_seconds: int | None = None

    def __init__(self, detail: str, *, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = {field: list(messages) for field, messages in (errors or {}).items()}


class NotSignedIn(Refusal):
    status = 401
    title = "Please sign in"


class Forbidden(Refusal):
    """The person may see the thing, but not do this to it."""

    status = 403
    title = "Not allowed"


class NotFound(Refusal):
    """No such thing, or not one this person may see: the two are never told apart."""

    status = 404
    title = "Not found"


class Conflict(Refusal):
    status = 409
    title = "Changed meanwhile"


class TooLarge(Refusal):
    status = 413
    title = "Too large"


class Unsupported(Refusal):
    """A file of a kind the office cannot take in."""

    status = 415
    title = "Not a kind of file that can be read"


class Invalid(Refusal):
    """What was filled in cannot be taken as it is."""

    status = 422
    title = "Please check what you entered"


class TooOften(Refusal):
    """Something was tried too often. :param retry_after_seconds: when it may be tried again."""

    status = 429
    title = "Too many attempts"

    def __init__(self, detail: str, *, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Refusal):
    """Something the office stands on does not answer at the moment; the only error worth trying again. Work waits for
    it, however long that takes."""

    status = 503
    title = "Not available just now"


class BrokeOff(Unavailable):
    """What was done for this one thing broke off, and may do so each time: it is tried a few times and no more."""
