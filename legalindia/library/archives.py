"""The public collections of judgments: archives by year and court, an index beside them, metadata as Parquet.

The layout is that of the Indian Supreme Court and High Court judgments on the Registry of Open Data on AWS:
`data/tar/year=…/…/NAME.tar`, an `*.index.json` in the same folder that lists the parts and the files in them, and
`metadata/parquet/year=…/…/metadata.parquet`. Read from a local copy, or straight from S3 without a signature.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from legalindia.errors import Invalid
from legalindia.library.sources import JUDGMENTS, Listed, said_by

PUBLIC_BUCKETS = frozenset({"indian-supreme-court-judgments", "indian-high-court-judgments"})
ARCHIVES = "data/tar/"
METADATA = "metadata/parquet/"
INDEX_ENDING = ".index.json"
MOST_INDEX_BYTES = 512 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a collection.

    :param md5: what the store says its bytes hash to; None where it does not say.
    :param mark: by which the store tells one content of the file from another: it says that nothing has changed, and
        nothing of what the bytes are. None where it has none.
    """

    key: str
    size_bytes: int
    md5: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One archive of a collection, and what its index says of it.

    :param sha256: and `md5`, in hexadecimal; None where neither index nor store gives one.
    :param mark: as in `Stored`.
    """

    key: str
    sha256: str | None
    md5: str | None
    mark: str | None = None

    def is_still(self, known: str) -> bool:
        """Say whether it is the archive that was gone through, without fetching it. :param known: its `known_by`."""
        return known in {self.sha256, self.md5, self.mark}

    def known_by(self, sha256: str) -> str:
        """Return what it will be known by again: as little as a listing says, else the hash of its bytes."""
        return self.md5 or self.sha256 or self.mark or sha256

    @property
    def metadata_key(self) -> str:
        """Where the metadata of its year and court are."""
        folders = [name for name in PurePosixPath(self.key).parent.parts if "=" in name]
        head = self.key.partition(ARCHIVES)[0]
        return f"{head}{METADATA}{'/'.join(folders)}/metadata.parquet"


class Collection(Protocol):
    """Where a collection lies."""

    def files(self, below: str) -> Iterator[Stored]:
        """Walk through the files whose key begins so, in order."""

    def open(self, key: str) -> IO[bytes]:
        """Open a file for reading, front to back. :raises Invalid: it is not there."""


class LocalCopy:
    """A collection copied to a folder, in the layout of the bucket."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def files(self, below: str) -> Iterator[Stored]:
        for path in sorted(one for one in self._folder.rglob("*") if one.is_file()):
            key = path.relative_to(self._folder).as_posix()
            if key.startswith(below):
                yield Stored(key, path.stat().st_size)

    def open(self, key: str) -> IO[bytes]:
        path = (self._folder / key).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise Invalid(f"There is no {key} in this collection.")
        return path.open("rb")


def prefix_in(path: str) -> str:
    """Return the part of a bucket that an address names: all archives, or those below `data/tar/year=2023/`.

    :raises Invalid: archives do not lie there. A prefix that means nothing must not come to mean everything.
    """
    wanted = path.strip("/")
    if wanted.startswith("year="):
        wanted = f"{ARCHIVES}{wanted}"
    if ARCHIVES.startswith(f"{wanted}/") or not wanted:
        return ARCHIVES
    if not wanted.startswith(ARCHIVES):
        raise Invalid(f"No archives lie below {wanted}. A part of a bucket is named like {ARCHIVES}year=2023/.")
    return wanted if wanted.endswith((".tar", ".tar.gz")) else f"{wanted}/"


def collection_at(source: str) -> Collection | None:
    """Return the collection at an address or a path; None where that is no collection.

    :raises Invalid: the address is not of one of the public buckets, or of no part of it.
    """
    if source.startswith("s3://"):
        name, _, prefix = source.removeprefix("s3://").partition("/")
        if name not in PUBLIC_BUCKETS:
            raise Invalid(f"Of buckets only these are read: {', '.join(sorted(PUBLIC_BUCKETS))}.")
        # Loaded only where it is asked for: what it brings takes 10 MB of every process.
        bucket: Collection = import_module("legalindia.library.buckets").PublicBucket(name, prefix_in(prefix))
        return bucket
    folder = Path(source)
    return LocalCopy(folder) if (folder / ARCHIVES).is_dir() else None


def parts_of(collection: Collection) -> list[Part]:
    """Return the archives of a collection. :raises Invalid: there are none, or an index cannot be read."""
    files = list(collection.files(ARCHIVES))
    said: dict[str, Mapping[str, Any]] = {}
    for one in files:
        if one.key.endswith(INDEX_ENDING):
            said |= {f"{PurePosixPath(one.key).parent}/{part['name']}": part for part in _parts_in(collection, one)}
    parts = [_part(one, said.get(one.key, {})) for one in files if one.key.endswith((".tar", ".tar.gz"))]
    if not parts:
        raise Invalid("No archive lies there. See which years and courts the collection has.")
    return parts


def rows_of_part(collection: Collection, part: Part) -> dict[str, Listed]:
    """Return what the metadata say of the judgments of an archive, by the stem of the file's name."""
    try:
        with _copied(collection, part.metadata_key) as path:
            # Loaded only where it is asked for: what it brings takes 12 MB of every process.
            rows = import_module("legalindia.library.parquet").rows_of(path)
    except Invalid:
        return {}
    except ValueError as error:
        raise Invalid(f"{part.metadata_key} cannot be read as Parquet: {error}.") from error
    return {PurePosixPath(name).stem: Listed(row, "metadata.parquet") for row in rows for name in said_by(row)}


@contextmanager
def checked_copy(collection: Collection, part: Part) -> Iterator[tuple[Path, str]]:
    """Give a copy of an archive on this machine whose bytes are what index and store say, and its SHA-256.

    :raises Invalid: they are not.
    """
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with tempfile.NamedTemporaryFile(suffix=".tar") as copy:
        with collection.open(part.key) as file:
            while chunk := file.read(CHUNK_BYTES):
                sha256.update(chunk)
                md5.update(chunk)
                copy.write(chunk)
        copy.flush()
        for expected, found in ((part.sha256, sha256.hexdigest()), (part.md5, md5.hexdigest())):
            if expected is not None and expected.lower() != found:
                raise Invalid(f"The checksum of {part.key} differs; nothing of it was taken in.")
        yield Path(copy.name), sha256.hexdigest()


def members_of(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Walk through the judgments in an archive: name and contents. Links and paths lead nowhere: only bytes are read.

    :raises Invalid: it is no archive, or is damaged.
    """
    try:
        with tarfile.open(path, "r:*") as archive:
            for member in archive:
                name = PurePosixPath(member.name).name
                if member.isfile() and PurePosixPath(name).suffix.lower() in JUDGMENTS:
                    file = archive.extractfile(member)
                    if file is not None:
                        yield name, file
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Invalid(f"The archive is damaged: {error}.") from error


def row_for(name: str, rows: Mapping[str, Listed]) -> Listed:
    """Return what the metadata say of a file; that of the Supreme Court leaves the language off the name (`_EN`)."""
    stem = PurePosixPath(name).stem
    return rows.get(stem) or rows.get(stem.rpartition("_")[0]) or Listed({}, "")


def _parts_in(collection: Collection, index: Stored) -> list[Mapping[str, Any]]:
    if index.size_bytes > MOST_INDEX_BYTES:
        raise Invalid(f"{index.key} is larger than any index.")
    try:
        with collection.open(index.key) as file:
            data = json.loads(file.read())
        parts = data.get("parts", [])
        return [part for part in parts if isinstance(part, dict) and "name" in part]
    except (ValueError, AttributeError) as error:
        raise Invalid(f"{index.key} cannot be read as an index: {error}.") from error


def _part(stored: Stored, said: Mapping[str, Any]) -> Part:
    return Part(stored.key, said.get("sha256"), said.get("md5") or stored.md5, stored.mark)


@contextmanager
def _copied(collection: Collection, key: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        with collection.open(key) as file:
            while chunk := file.read(CHUNK_BYTES):
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
