"""Why a file could not be read."""

from __future__ import annotations

from legalindia.errors import Invalid


class Unreadable(Invalid):
    """The file cannot be read, and trying again as it is will not help."""

    title = "This file could not be read"


class PasswordNeeded(Unreadable):
    """The file is locked, and the password is missing or wrong."""

    title = "This file is locked"


class OverLimit(Unreadable):
    """The file as a whole costs more than one file may: time, pages, or what it unpacks to."""


class Stopped(Unreadable):
    """The child process died, or was stopped, over one page; the pages before it stand.

    :param reason: half a sentence that goes on "could not be read: ...".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"The file could not be read: {reason}. It may be damaged, or made to do harm.")
        self.reason = reason
