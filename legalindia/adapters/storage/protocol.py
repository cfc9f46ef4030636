"""What keeping originals means, whichever kind does it. Bytes are durable before anybody is told that they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from legalindia.adapters.storage.arrival import Arrival
from legalindia.errors import Unavailable

# What never quite arrived is removed after a day: no upload takes that long.
STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in: `sha256` in hexadecimal, over exactly the bytes that were kept."""

    key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """A file as the store itself counts it. :param kept_at: since when it lies there, in UTC."""

    key: str
    size_bytes: int
    kept_at: datetime


class Altered(Unavailable):
    """The bytes that are kept are not those that were taken in: a disk's fault, or somebody's doing."""

    title = "The original has changed"

    def __init__(self) -> None:
        super().__init__(
            "The file that is kept is not the one that was taken in, so it is not given out. "
            "Please tell your administrator: it can be brought back from a backup."
        )


class Missing(Unavailable):
    """The file is not there any more."""

    title = "The original is missing"

    def __init__(self) -> None:
        super().__init__(
            "The original is not in the file store. Please tell your administrator: "
            "it can be brought back from a backup."
        )


class Storage(Protocol):
    """Keeps files under keys it makes itself. Every method raises `errors.Unavailable` when it cannot be reached.

    :ivar kind: its name for people.
    """

    kind: str

    def arrival(self, *, limit_bytes: int) -> Arrival:
        """Open a place for a file to come in."""

    def keep(self, arrival: Arrival) -> Stored:
        """Keep what arrived, durably, and close the arrival."""

    def open(self, key: str, *, sha256: str) -> IO[bytes]:
        """Open a kept file, whole and seekable, for reading; every byte of it has been compared with the hash.

        :raises Missing: it is not there. :raises Altered: it is not what was taken in.
        """

    def local_copy(self, key: str, *, sha256: str) -> AbstractContextManager[Path]:
        """Give the path of a copy on this machine, for as long as the context lasts.

        It was compared with the hash when this process first saw it.

        :raises Missing: it is not there. :raises Altered: it is not what was taken in.
        """

    def address(self, key: str, filename: str, *, size_bytes: int) -> str | None:
        """Return an address from which a browser may load the file as an attachment of this name, for less than a
        minute; None where files are given out by the office itself.

        :raises Missing: it is not there. :raises Altered: it is of another size than what was taken in.
        """

    def copied(self, key: str, *, into_quarantine: bool) -> str:
        """Copy a file into quarantine, or out of it, and return the copy's key; a copy there is that key itself.

        Whoever asked writes the new key down and deletes the old one after that, so that no row ever names a file
        that is not there. What lies in quarantine is removed after `quarantine_days`.

        :raises Missing: it is not there.
        """

    def delete(self, key: str) -> None:
        """Remove a kept file for good, with all its former versions; nothing happens when it is gone already."""

    def held(self) -> Iterator[Held]:
        """Walk through everything that is kept, in no order."""

    def check(self) -> None:
        """Make sure that files can be kept."""

    def prepare(self) -> list[str]:
        """Have the store do by itself what it can: keep versions, remove leftovers. Say what was arranged."""

    def sweep(self) -> None:
        """Remove what began to arrive and never did, because its sender or its server died on the way."""
