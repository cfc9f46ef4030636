"""ZIP archives: a list of what is in them as text, and each file with the folders it lies in."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from legalindia.documents.files import MediaType
from legalindia.documents.reading.archives import check_entries
from legalindia.documents.reading.failures import PasswordNeeded, Unreadable
from legalindia.documents.reading.formats import Reader, Request, Told
from legalindia.documents.reading.pages import PIECE_BYTES, Enclosure
from legalindia.documents.reading.telling import tell

MOST_BYTES = 480 * 1024 * 1024
OUTSIDE = "This archive names places outside itself, as only an attack does. It was not opened."
LOCKED = "This archive is locked with a password. Please give the password to have it opened."
WRONG = (
    "The password does not open this archive, or its lock is of a kind that is not known. Unpack it and send the files."
)
PACKED = (
    "This archive is packed in a way that is not known here, as Windows packs very large files. Unpack it and send the "
    "files."
)
NOTHING = "This archive has no files in it. Please check the original and send it again."
# What programs leave in archives and nobody sent.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_UTF_8 = 0x800


def read(request: Request) -> Iterator[Told]:
    entries: list[zipfile.ZipInfo] = []
    try:
        with zipfile.ZipFile(request.path) as archive:
            if request.password:
                archive.setpassword(request.password.encode())
            entries = [entry for entry in archive.infolist() if not _is_litter(entry)]
            _check(entries, request.password)
            check_entries(archive, most_bytes=MOST_BYTES)
            yield from _tell(archive, entries)
    except NotImplementedError as error:
        raise (PasswordNeeded(WRONG) if _are_locked(entries) else Unreadable(PACKED)) from error
    except RuntimeError as error:
        if not _are_locked(entries):
            raise
        raise PasswordNeeded(WRONG) from error


def _are_locked(entries: list[zipfile.ZipInfo]) -> bool:
    return any(entry.flag_bits & 1 for entry in entries)


def _check(entries: list[zipfile.ZipInfo], password: str | None) -> None:
    if _are_locked(entries) and not password:
        raise PasswordNeeded(LOCKED)
    if any(_points_outside(entry) for entry in entries):
        raise Unreadable(OUTSIDE)
    if not entries:
        raise Unreadable(NOTHING)


def _points_outside(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16) or stat.S_ISBLK(entry.external_attr >> 16)
    return is_link or name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith(_LITTER[0]) or entry.filename.split("/")[-1] in _LITTER


def _tell(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Told]:
    names = [_name(entry) for entry in entries]
    yield from tell(["\n".join(names)], enclosures=len(entries))
    for name, entry in zip(names, entries, strict=True):
        yield from _pieces(archive, name, entry)


def _pieces(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> Iterator[Enclosure]:
    with archive.open(entry) as content:
        piece = content.read(PIECE_BYTES)
        while following := content.read(PIECE_BYTES):
            yield Enclosure(name, piece, is_last=False)
            piece = following
        yield Enclosure(name, piece, is_last=True)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name with its folders. Old programs write UTF-8 without saying so; Python then reads it as DOS did."""
    name = entry.filename
    if not entry.flag_bits & _UTF_8:
        with suppress(ValueError):
            name = name.encode("cp437").decode("utf-8")
    return " ".join(name.replace("\\", "/").replace("\0", "").encode("utf-8", "replace").decode().split("\n"))


READER = Reader((MediaType.ZIP,), read)
