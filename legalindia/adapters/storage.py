"""Where originals are kept. Bytes are on the disk, synced, before anybody is told that they are."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import IO, Protocol

from legalindia.errors import Unavailable

# Keys are made here and nowhere else, so a key from the database can never name a path outside.
_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in: `sha256` in hexadecimal, over exactly the bytes that were kept."""

    key: str
    sha256: str
    size_bytes: int


class Arrival(RawIOBase):
    """A file on its way in: written once, front to back, hashed on the way.

    :ivar size_bytes: what has arrived so far.
    :ivar is_over: more than `limit_bytes` came; the rest is counted but not kept.
    """

    def __init__(self, file: IO[bytes], path: Path, *, limit_bytes: int) -> None:
        self.path = path
        self.size_bytes = 0
        self._file = file
        self._limit_bytes = limit_bytes
        self._digest = hashlib.sha256()

    @property
    def is_over(self) -> bool:
        return self.size_bytes > self._limit_bytes

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.size_bytes += len(data)
        if not self.is_over:
            self._digest.update(data)
            self._file.write(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        # The multipart parser rewinds a part it has written; what is written here is read by path.
        return offset

    def sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file; one that was not kept is gone."""
        if not self.closed:
            self._file.close()
            self.path.unlink(missing_ok=True)
        super().close()


class Storage(Protocol):
    """Keeps files under keys it makes itself. Every method raises `errors.Unavailable` when it cannot be reached."""

    def arrival(self, *, limit_bytes: int) -> Arrival:
        """Open a place for a file to come in."""

    def keep(self, arrival: Arrival) -> Stored:
        """Keep what arrived, durably, and close the arrival."""

    def open(self, key: str) -> IO[bytes]:
        """Open a kept file for reading. :raises FileNotFoundError: it is not there."""

    def local_copy(self, key: str) -> AbstractContextManager[Path]:
        """Give the path of a copy on this machine, for as long as the context lasts."""

    def delete(self, key: str) -> None:
        """Remove a kept file; nothing happens when it is gone already."""

    def check(self) -> None:
        """Make sure that files can be written."""

    def sweep(self) -> None:
        """Remove what began to arrive and never did, because its sender or its server died on the way."""


class DiskStorage:
    """Files under one folder, each written to a temporary place, synced, and renamed into its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arriving = folder / "arriving"

    def arrival(self, *, limit_bytes: int) -> Arrival:
        with _told_as_unavailable():
            self._arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._arriving)
            return Arrival(os.fdopen(handle, "wb"), Path(name), limit_bytes=limit_bytes)

    def keep(self, arrival: Arrival) -> Stored:
        name = uuid.uuid4().hex
        key = f"{name[:2]}/{name}"
        with _told_as_unavailable():
            arrival.sync()
            path = self._path(key)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            arrival.path.rename(path)
            # The names must survive a power cut as well: the new folder's in its parent, the file's in it.
            _sync_folder(self._folder)
            _sync_folder(path.parent)
        arrival.close()
        return Stored(key, arrival.sha256, arrival.size_bytes)

    def open(self, key: str) -> IO[bytes]:
        return self._path(key).open("rb")

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        yield self._path(key)

    def delete(self, key: str) -> None:
        with _told_as_unavailable():
            self._path(key).unlink(missing_ok=True)

    def check(self) -> None:
        self.arrival(limit_bytes=0).close()

    def sweep(self) -> None:
        """Remove what began to arrive and never did, a day ago or earlier."""
        for path in self._arriving.glob("*"):
            if path.stat().st_mtime < time.time() - STALE_SECONDS:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("That is not a key of this storage.")
        return self._folder / key


@contextmanager
def _told_as_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The file store cannot be written ({error.strerror}). Nothing was taken in; please try again later."
        ) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
