"""The archive: one tar file, written and read front to back, encrypted with age where a key is given.

age (age-encryption.org, by its Rust implementation) and not a scheme of our own: the office holds only the public key,
so that who steals its disk cannot read its backups, and any age program opens them without us. The last entry lists
every other with its size and SHA-256; an archive without it was cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

from legalindia.errors import Invalid

MANIFEST = "manifest.jsonl"
_AGE = b"age-encryption.org/"
_CHUNK_BYTES = 1024 * 1024
_BROKEN = "This backup cannot be read: it is damaged or cut off, or is no backup."


class Damaged(Invalid):
    """What the archive holds is not what was put into it."""


class Writer:
    """Puts entries into an archive and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile, manifest: IO[bytes]) -> None:
        self._tar = tar
        self._manifest = manifest

    def add(self, name: str, file: IO[bytes], *, sha256: str | None = None) -> None:
        """Add a file. :param sha256: of its bytes, where that is known already."""
        known = sha256 or hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, file)
        self.note({"name": name, "size_bytes": size, "sha256": known})

    def note(self, line: dict[str, Any]) -> None:
        """Write a line into the list at the end."""
        self._manifest.write(json.dumps(line).encode() + b"\n")


@contextmanager
def writing(path: Path, recipients: list[str]) -> Iterator[Writer]:
    """Write an archive: to another name first, so that under its own there is never half of one.

    :param recipients: public keys of age, `age1…`; none for an archive that anybody can read.
    """
    part = path.with_name(f"{path.name}.part")
    with ExitStack() as stack:
        file = stack.enter_context(os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"))
        stack.callback(part.unlink, missing_ok=True)
        with (
            _encrypted(file, recipients) as plain,
            tarfile.open(fileobj=plain, mode="w|") as tar,
            tempfile.TemporaryFile(dir=path.parent) as manifest,
        ):
            yield Writer(tar, manifest)
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = manifest.tell()
            manifest.seek(0)
            tar.addfile(entry, manifest)
        file.flush()
        os.fsync(file.fileno())
        part.rename(path)


@contextmanager
def reading(path: Path, identity: str | None) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Walk through the entries of an archive, each with a file that is read before the next is asked for.

    :param identity: the private key of age, `AGE-SECRET-KEY-1…`.
    :raises Invalid: it wants a key, or another than this. :raises Damaged: it is no archive.
    """
    with path.open("rb") as file:
        is_encrypted = file.read(len(_AGE)) == _AGE
        file.seek(0)
        if is_encrypted and identity is None:
            raise Invalid("This backup is encrypted. Give the file with its private key: --identity FILE.")
        with _decrypted(file, identity) if is_encrypted else _as_it_is(file) as plain:
            try:
                with tarfile.open(fileobj=plain, mode="r|") as tar:
                    yield _entries(tar)
            except (tarfile.TarError, EOFError) as error:
                raise Damaged(_BROKEN) from error


def verify(path: Path, identity: str | None) -> dict[str, Any]:
    """Read the whole archive and compare every byte with the list at its end; return what it says of itself.

    :raises Damaged: names what is not as it was put in.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "found")
        with found.open("w") as seen, reading(path, identity) as entries:
            about, manifest = _seen(entries, seen, Path(folder, MANIFEST))
        if manifest is None:
            raise Damaged(_BROKEN)
        with found.open() as seen, manifest.open() as listed:
            files = [line for line in listed if "lacking" not in json.loads(line)]
            for there, line in zip(seen, files, strict=False):
                if there != line:
                    raise Damaged(f"This backup is damaged: {json.loads(line)['name']} is not what was put into it.")
            if len(files) != about.pop("entries"):
                raise Damaged(_BROKEN)
    return about


def _seen(
    entries: Iterator[tuple[str, IO[bytes]]], seen: IO[str], manifest: Path
) -> tuple[dict[str, Any], Path | None]:
    about: dict[str, Any] = {"entries": 0}
    is_whole = None
    for name, file in entries:
        if name == MANIFEST:
            with manifest.open("wb") as kept:
                shutil.copyfileobj(file, kept)
            is_whole = manifest
            continue
        digest, size, head = hashlib.sha256(), 0, b""
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            head = head or chunk
        if name == "about.json":
            about |= json.loads(head)
        about["entries"] += 1
        seen.write(json.dumps({"name": name, "size_bytes": size, "sha256": digest.hexdigest()}) + "\n")
    return about, is_whole


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for entry in tar:
        file = tar.extractfile(entry)
        if file is None:
            raise Damaged(_BROKEN)
        yield entry.name, file


@contextmanager
def _as_it_is(file: IO[bytes]) -> Iterator[IO[bytes]]:
    yield file


@contextmanager
def _encrypted(file: IO[bytes], recipients: list[str]) -> Iterator[IO[bytes]]:
    if not recipients:
        yield file
        return
    try:
        keys = [pyrage.x25519.Recipient.from_str(each) for each in recipients]
    except pyrage.RecipientError as error:
        raise Invalid("That is not a public key of age: it begins with age1.") from error
    source, sink = os.pipe()
    with _beside(source, "rb", lambda plain: pyrage.encrypt_io(plain, file, keys)), os.fdopen(sink, "wb") as plain:
        yield plain


@contextmanager
def _decrypted(file: IO[bytes], identity: str | None) -> Iterator[IO[bytes]]:
    try:
        keys = [pyrage.x25519.Identity.from_str(identity or "")]
    except pyrage.IdentityError as error:
        raise Invalid("That is not a private key of age: it begins with AGE-SECRET-KEY-1.") from error
    source, sink = os.pipe()
    with _beside(sink, "wb", lambda plain: pyrage.decrypt_io(file, plain, keys)), os.fdopen(source, "rb") as plain:
        yield plain


@contextmanager
def _beside(handle: int, mode: str, work: Callable[[Any], None]) -> Iterator[None]:
    """Do this at the other end of a pipe, in a thread of its own, and say what went wrong there."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(handle, mode) as plain:
                work(plain)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="age")
    thread.start()
    try:
        yield
    except (OSError, Damaged):
        # What this side saw of it is a pipe that broke; the reason is on the other.
        thread.join()
        _explain(failures)
        raise
    thread.join()
    _explain(failures)


def _explain(failures: list[BaseException]) -> None:
    for failure in failures:
        if isinstance(failure, BrokenPipeError):
            continue
        # In the middle of a file the library says so as an error of the file.
        if isinstance(failure, pyrage.DecryptError) or failure.args == ("decryption error",):
            raise Damaged("This backup does not open with that key, or is damaged.") from failure
        raise failure
