"""Originals in folders on a disk."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from legalindia.adapters.storage.arrival import Arrival, remove_older, told_as_unavailable
from legalindia.adapters.storage.protocol import STALE_SECONDS, Altered, Held, Missing, Stored

# Keys are made here and nowhere else, so a key from the database can never name a path outside.
_KEY = re.compile(r"(quarantine/)?[0-9a-f]{2}/[0-9a-f]{32}")
_QUARANTINE = "quarantine/"
_DAY_SECONDS = 24 * 3600
# A viewer that turns pages asks for the same file again and again; it is compared with its hash the first time.
_MOST_COMPARED = 10_000


class DiskStorage:
    """Files under one folder, each written to a temporary place, synced, and renamed into its own.

    :param quarantine_days: how long a harmful file is kept apart before it is removed.
    """

    kind = "disk"

    def __init__(self, folder: Path, *, quarantine_days: int = 90) -> None:
        self._folder = folder
        self._arriving = folder / "arriving"
        self._quarantine_days = quarantine_days
        self._compared: OrderedDict[str, None] = OrderedDict()

    def arrival(self, *, limit_bytes: int) -> Arrival:
        return Arrival(self._arriving, limit_bytes=limit_bytes)

    def keep(self, arrival: Arrival) -> Stored:
        name = uuid.uuid4().hex
        key = f"{name[:2]}/{name}"
        with told_as_unavailable():
            arrival.sync()
            path = self._path(key)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            arrival.path.rename(path)
            # The names must survive a power cut as well: the new folder's in its parent, the file's in it.
            _sync_folder(self._folder)
            _sync_folder(path.parent)
        arrival.close()
        return Stored(key, arrival.sha256, arrival.size_bytes)

    def open(self, key: str, *, sha256: str) -> IO[bytes]:
        file = self._opened(key)
        try:
            _compare(file, sha256)
        except BaseException:
            file.close()
            raise
        return file

    @contextmanager
    def local_copy(self, key: str, *, sha256: str) -> Iterator[Path]:
        path = self._path(key)
        with self._opened(key) as file:
            if key not in self._compared:
                _compare(file, sha256)
                self._compared[key] = None
        while len(self._compared) > _MOST_COMPARED:
            self._compared.popitem(last=False)
        yield path

    def address(self, key: str, filename: str, *, size_bytes: int) -> str | None:
        return None

    def copied(self, key: str, *, into_quarantine: bool) -> str:
        other = _QUARANTINE * into_quarantine + key.removeprefix(_QUARANTINE)
        if other != key:
            self._link(self._path(key), self._path(other))
        return other

    def delete(self, key: str) -> None:
        with told_as_unavailable():
            self._path(key).unlink(missing_ok=True)

    def held(self) -> Iterator[Held]:
        for path in self._folder.rglob("*/*"):
            key = path.relative_to(self._folder).as_posix()
            if _KEY.fullmatch(key):
                found = path.stat()
                yield Held(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def check(self) -> None:
        self.arrival(limit_bytes=0).close()

    def prepare(self) -> list[str]:
        self.check()
        return [f"Originals lie in {self._folder}, and what is harmful for {self._quarantine_days} days in quarantine."]

    def sweep(self) -> None:
        """Remove what began to arrive and never did, a day ago or earlier, and what lay in quarantine long enough."""
        remove_older(self._arriving.glob("*"), STALE_SECONDS)
        remove_older((self._folder / _QUARANTINE).glob("*/*"), self._quarantine_days * _DAY_SECONDS)

    def _link(self, path: Path, other: Path) -> None:
        with told_as_unavailable():
            other.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                raise Missing
            if not other.exists():
                other.hardlink_to(path)
                # From now on its days are counted.
                os.utime(other)
            _sync_folder(other.parent)
            _sync_folder(other.parent.parent)

    def _opened(self, key: str) -> IO[bytes]:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise Missing from error

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("That is not a key of this storage.")
        return self._folder / key


def _compare(file: IO[bytes], sha256: str) -> None:
    try:
        found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except OSError as error:
        # What the disk cannot read any more is as lost as what it reads wrongly.
        raise Altered from error
    if found != sha256:
        raise Altered
    file.seek(0)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
