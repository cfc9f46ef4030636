"""Originals in a bucket: Amazon S3, or whatever speaks like it (MinIO, SeaweedFS, Ceph)."""

from __future__ import annotations

import re
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import IO
from urllib.parse import quote

from werkzeug.http import dump_options_header

from legalindia.adapters.storage.arrival import Arrival, remove_older, told_as_unavailable
from legalindia.adapters.storage.bucket import Bucket, of_version
from legalindia.adapters.storage.copies import Copies
from legalindia.adapters.storage.place import BucketPlace
from legalindia.adapters.storage.protocol import STALE_SECONDS, Altered, Held, Missing, Stored
from legalindia.adapters.storage.sending import SentArrival
from legalindia.adapters.storage.upkeep import arrange
from legalindia.database import now
from legalindia.errors import Unavailable

# A name we made, and the version that the bucket gave it: what was kept stays, whatever is written over it.
_KEY = re.compile(r"(?P<name>(?:quarantine/)?[0-9a-f]{2}/[0-9a-f]{32})(?:@(?P<version>[!-~]{1,200}))?")
_QUARANTINE = "quarantine/"
_ADDRESS_SECONDS = 55
_UPLOADS_AT_ONCE = 1000


class S3Storage:
    """Files in a bucket, each sent in parts while it arrives, each under a name that is used once.

    :param folder: on this machine, for what is on its way and for copies to read from.
    :param places: how many threads may wait for the bucket at once.
    :param quarantine_days: how long a harmful file is kept apart before it is removed.
    """

    kind = "s3"

    def __init__(self, place: BucketPlace, folder: Path, *, places: int = 4, quarantine_days: int = 90) -> None:
        self._bucket = Bucket(place, places=places)
        self._prefix = place.prefix
        self._arriving = folder / "arriving"
        self._copies = Copies(folder / "copies", self._fetch)
        self._quarantine_days = quarantine_days

    def arrival(self, *, limit_bytes: int) -> Arrival:
        name = uuid.uuid4().hex
        key = f"{name[:2]}/{name}"
        return SentArrival(self._arriving, self._bucket, self._prefix + key, limit_bytes=limit_bytes)

    def keep(self, arrival: Arrival) -> Stored:
        if not isinstance(arrival, SentArrival):
            raise TypeError("That did not arrive here.")
        version = arrival.finish()
        key = self._key(arrival.name, version)
        arrival.close()
        return Stored(key, arrival.sha256, arrival.size_bytes)

    def open(self, key: str, *, sha256: str) -> IO[bytes]:
        with told_as_unavailable():
            self._arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=self._arriving)  # noqa: SIM115 - whoever asked closes it
        try:
            self._fetch(key, sha256, file)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    def local_copy(self, key: str, *, sha256: str) -> AbstractContextManager[Path]:
        return self._copies.lent(key, sha256=sha256)

    def address(self, key: str, filename: str, *, size_bytes: int) -> str | None:
        if self._bucket.place.downloads is None:
            return None
        name, version = self._parts(key)
        with self._bucket.asked() as (client, where):
            if client.head_object(**where, Key=name, **of_version(version))["ContentLength"] != size_bytes:
                raise Altered
        asked = {
            "Bucket": self._bucket.place.bucket,
            "Key": name,
            **of_version(version),
            "ResponseContentType": "application/octet-stream",
            "ResponseContentDisposition": _attachment(filename),
            "ResponseCacheControl": "private, no-store",
        }
        signer = self._bucket.signing_client()
        address: str = signer.generate_presigned_url("get_object", Params=asked, ExpiresIn=_ADDRESS_SECONDS)
        return address

    def copied(self, key: str, *, into_quarantine: bool) -> str:
        name, version = self._parts(key)
        plain = name.removeprefix(self._prefix).removeprefix(_QUARANTINE)
        other = self._prefix + _QUARANTINE * into_quarantine + plain
        if other == name:
            return key
        with self._bucket.asked() as (client, where):
            source = {"Bucket": self._bucket.place.bucket, "Key": name, **of_version(version)}
            done = client.copy_object(**where, Key=other, CopySource=source, **self._bucket.place.encryption())
        return self._key(other, done.get("VersionId"))

    def delete(self, key: str) -> None:
        name, _ = self._parts(key)
        self._copies.forget(key)
        # Without a version a versioned bucket would only hide it.
        for version in list(self._versions_of(name)):
            with self._bucket.asked() as (client, where):
                client.delete_object(**where, Key=name, **of_version(version))

    def held(self) -> Iterator[Held]:
        marker: dict[str, str] = {}
        while True:
            with self._bucket.asked() as (client, where):
                page = client.list_object_versions(**where, Prefix=self._prefix, **marker)
            for each in page.get("Versions", []):
                key = self._key(each["Key"], each.get("VersionId"))
                if _KEY.fullmatch(key):
                    yield Held(key, each["Size"], each["LastModified"])
            if not page.get("IsTruncated"):
                return
            marker = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page.get("NextVersionIdMarker", "")}

    def check(self) -> None:
        try:
            with self._bucket.asked() as (client, where):
                client.head_bucket(**where)
        except Missing as error:
            raise Unavailable("There is no such bucket in the file store.") from error

    def sweep(self) -> None:
        """Give up the parts of files that never arrived; what lay in quarantine long enough the bucket removes itself,
        by the rule that `prepare` gives it."""
        self._copies.sweep()
        remove_older(self._arriving.glob("*"), STALE_SECONDS)
        stale = now() - timedelta(seconds=STALE_SECONDS)
        marker: dict[str, str] = {}
        while True:
            with self._bucket.asked() as (client, where):
                page = client.list_multipart_uploads(
                    **where, Prefix=self._prefix, MaxUploads=_UPLOADS_AT_ONCE, **marker
                )
            left = [upload for upload in page.get("Uploads", []) if upload["Initiated"] < stale]
            for upload in left:
                with self._bucket.asked() as (client, where):
                    client.abort_multipart_upload(**where, Key=upload["Key"], UploadId=upload["UploadId"])
            if not page.get("IsTruncated"):
                return
            # What is given up is listed no more, so the same page holds others then: not every server can go on
            # behind a mark (SeaweedFS sorts by one half of it and compares the other).
            if not left:
                if not page.get("NextKeyMarker"):
                    return
                marker = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page.get("NextUploadIdMarker", "")}

    def prepare(self) -> list[str]:
        """Have the bucket keep versions, encrypt, and remove by itself what is left over; say what was done."""
        return arrange(self._bucket, quarantine=self._prefix + _QUARANTINE, days=self._quarantine_days)

    def _fetch(self, key: str, sha256: str, file: IO[bytes]) -> None:
        name, version = self._parts(key)
        self._bucket.fetch(name, version, sha256, file)

    def _versions_of(self, name: str) -> Iterator[str | None]:
        with self._bucket.asked() as (client, where):
            # A name is used once, so its versions never fill more than a page.
            page = client.list_object_versions(**where, Prefix=name)
        for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            if each["Key"] == name:
                yield each.get("VersionId")

    def _key(self, name: str, version: str | None) -> str:
        plain = name.removeprefix(self._prefix)
        return f"{plain}@{version}" if version and version != "null" else plain

    def _parts(self, key: str) -> tuple[str, str | None]:
        parts = _KEY.fullmatch(key)
        if parts is None:
            raise ValueError("That is not a key of this storage.")
        return self._prefix + parts["name"], parts["version"]


def _attachment(filename: str) -> str:
    """Name the file in a header that cannot be broken out of (RFC 6266): in ASCII, and as it is."""
    plain = filename.encode("ascii", "ignore").decode() or "original"
    return dump_options_header("attachment", {"filename": plain, "filename*": f"UTF-8''{quote(filename, safe='')}"})
