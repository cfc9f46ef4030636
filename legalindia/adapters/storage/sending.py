"""A file that goes on to a bucket in parts while it still arrives."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from legalindia.adapters.storage.arrival import Arrival
from legalindia.adapters.storage.bucket import Bucket, md5, of_version
from legalindia.errors import Unavailable

# Amazon takes parts from 5 MiB on and at most 10,000 of them; one part is what an upload costs in memory.
PART_BYTES = 8 * 1024 * 1024


class SentArrival(Arrival):
    """Sends each part as soon as it is there. While the bucket does not answer the file goes on arriving, and what is
    missing is sent at the end.

    :ivar name: under which it lies in the bucket.
    """

    def __init__(self, folder: Path, bucket: Bucket, name: str, *, limit_bytes: int) -> None:
        super().__init__(folder, limit_bytes=limit_bytes)
        self.name = name
        self._bucket = bucket
        self._upload: str | None = None
        self._tags: list[str] = []
        self._is_behind = False

    def write(self, data: bytes) -> int:  # type: ignore[override]
        taken = super().write(data)
        while not self.is_over and not self._is_behind and self.size_bytes - self._sent_bytes >= PART_BYTES:
            try:
                self._send_part()
            except Unavailable:
                self._is_behind = True
        return taken

    def finish(self) -> str | None:
        """Send what is left, make it one file, and return its version.

        :raises Unavailable: the bucket does not answer, or has not taken all of it.
        """
        self.flush()
        if self._upload is None and self.size_bytes <= PART_BYTES:
            return self._bucket.put(self.name, self.path.read_bytes())
        while self._sent_bytes < self.size_bytes:
            self._send_part()
        version = self._complete()
        self._upload = None
        return version

    def close(self) -> None:
        """Let go of the file; the parts of one that was not kept are given up."""
        if not self.closed and self._upload is not None:
            # The nightly sweep, and the bucket's own rule, remove what is left of it.
            with suppress(Unavailable), self._bucket.asked() as (client, where):
                client.abort_multipart_upload(**where, Key=self.name, UploadId=self._upload)
        super().close()

    @property
    def _sent_bytes(self) -> int:
        return min(len(self._tags) * PART_BYTES, self.size_bytes)

    def _send_part(self) -> None:
        upload = self._upload = self._upload or self._begin()
        self.flush()
        with self.path.open("rb") as file:
            file.seek(self._sent_bytes)
            content = file.read(PART_BYTES)
        number = len(self._tags) + 1
        with self._bucket.asked() as (client, where):
            done = client.upload_part(
                **where, Key=self.name, UploadId=upload, PartNumber=number, Body=content, ContentMD5=md5(content)
            )
        self._tags.append(done["ETag"])

    def _begin(self) -> str:
        with self._bucket.asked() as (client, where):
            begun = client.create_multipart_upload(**where, Key=self.name, **self._bucket.place.encryption())
        return str(begun["UploadId"])

    def _complete(self) -> str | None:
        parts = [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(self._tags, start=1)]
        with self._bucket.asked() as (client, where):
            done = client.complete_multipart_upload(
                **where,
                Key=self.name,
                UploadId=self._upload or "",
                MultipartUpload={"Parts": parts},
            )
            version: str | None = done.get("VersionId")
            kept = client.head_object(**where, Key=self.name, **of_version(version))
        if kept["ContentLength"] != self.size_bytes:
            raise Unavailable("The file store has not kept all of the file. Please send it again.")
        return version
