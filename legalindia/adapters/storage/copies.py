"""Copies of distant files on this machine, so that a reader that turns pages fetches its paper once."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from legalindia.adapters.storage.arrival import told_as_unavailable

_MOST_BYTES = 2 * 1024**3
# After its last use a paper that was removed for good may lie on another machine's disk for so long and no longer.
_LONGEST_SECONDS = 24 * 3600

Fetch = Callable[[str, str, IO[bytes]], None]


class Copies:
    """Files under one folder of this machine, the least used of which make way.

    :param fetch: writes the file of a key into a file, if it has the hash; a key never changes what it stands for.
    """

    def __init__(self, folder: Path, fetch: Fetch) -> None:
        self._folder = folder
        self._fetch = fetch

    @contextmanager
    def lent(self, key: str, *, sha256: str) -> Iterator[Path]:
        """Lend a path under which the file stays for as long as the context lasts, whatever makes way meanwhile."""
        with told_as_unavailable():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="lent-") as folder:
            path = Path(folder) / "original"
            if not self._taken_from_here(key, path):
                with told_as_unavailable(), path.open("wb") as file:
                    self._fetch(key, sha256, file)
                self._kept_here(key, path)
            yield path

    def forget(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove the copies of yesterday, and what a process that was killed had lent."""
        for path in self._folder.glob("*"):
            if _age_seconds(path) > _LONGEST_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _taken_from_here(self, key: str, path: Path) -> bool:
        try:
            path.hardlink_to(self._path(key))
            os.utime(path)
        except FileNotFoundError:
            return False
        return True

    def _kept_here(self, key: str, path: Path) -> None:
        size = path.stat().st_size
        if size > _MOST_BYTES // 4:
            return
        self._make_way(size)
        own = path.with_name("kept")
        own.hardlink_to(path)
        own.replace(self._path(key))

    def _make_way(self, size: int) -> None:
        there = sorted((path for path in self._folder.glob("copy-*")), key=_age_seconds)
        for path in there:
            size += path.stat().st_size if path.exists() else 0
            if size > _MOST_BYTES:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"copy-{key.replace('/', '-')}"


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - os.stat(path).st_mtime
    except FileNotFoundError:
        return 0.0
