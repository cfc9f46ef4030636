"""A file on its way in."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

from legalindia.errors import Unavailable


class Arrival(RawIOBase):
    """A file on its way in: written once, front to back, hashed on the way, and lying on this machine meanwhile,
    because what it is shows only where it can be looked into.

    :ivar size_bytes: what has arrived so far.
    :ivar is_over: more than `limit_bytes` came; the rest is counted but not kept.
    """

    def __init__(self, folder: Path, *, limit_bytes: int) -> None:
        with told_as_unavailable():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder)
        self.path = Path(name)
        self.size_bytes = 0
        self._file = os.fdopen(handle, "wb")
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
            if self._file.closed:
                self._file = self.path.open("ab")
            self._file.write(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        # The multipart parser rewinds a part that is complete; what is written here is read by path. A request may
        # bring more files than a process may hold open, so this one's handle is given back.
        self._file.close()
        return offset

    def flush(self) -> None:
        """Let what has come be read by path. Whether it would outlast a power cut is the affair of `sync`."""
        if not self._file.closed:
            self._file.flush()

    def sync(self) -> None:
        self.flush()
        with self.path.open("rb") as written:
            os.fsync(written.fileno())

    def close(self) -> None:
        """Let go of the file; one that was not kept is gone."""
        if not self.closed:
            self._file.close()
            self.path.unlink(missing_ok=True)
        super().close()


def remove_older(paths: Iterable[Path], seconds: int) -> None:
    """Remove the files that were last written so long ago."""
    for path in paths:
        if path.stat().st_mtime < time.time() - seconds:
            path.unlink(missing_ok=True)


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Say of a disk that is full or cannot be written what that means for the sender."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The file store cannot be written ({error.strerror}). Nothing was taken in; please try again later."
        ) from error
