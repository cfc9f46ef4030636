"""How a bucket is spoken to: one client a process, errors in the office's words, and never for longer than agreed."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any

import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from legalindia.adapters.storage.gate import Gate
from legalindia.adapters.storage.place import BucketPlace
from legalindia.adapters.storage.protocol import Altered, Missing
from legalindia.errors import Unavailable

log = structlog.get_logger()

# boto3 makes its clients at run time; they have no type of their own.
Client = Any

DOWN = "The file store does not answer at the moment. Nothing was lost; please try again in a minute."
_CONNECT_SECONDS = 3
_ANSWER_SECONDS = 10
_ATTEMPTS = 2
_CHUNK_BYTES = 32 * 1024
# A body that comes slower than this is given up: somebody waits for it.
_GRACE_SECONDS = 20.0
_SLOWEST_BYTES_A_SECOND = 256 * 1024
_NOT_THERE = {"404", "NoSuchKey", "NoSuchVersion", "NotFound", "NoSuchUpload", "NoSuchLifecycleConfiguration"}


class _Failing(Exception):
    """The store answers with an error of its own, or too slowly."""


_FAILURES = (BotoCoreError, _Failing)


class Bucket:
    """One part of one bucket.

    :param places: how many threads of a process may talk to it at once.
    """

    def __init__(self, place: BucketPlace, *, places: int) -> None:
        self.place = place
        self._places = places
        self._gate = Gate(places, DOWN)
        self._lock = threading.Lock()
        self._clients: dict[tuple[int, str | None], Client] = {}

    @contextmanager
    def asked(self) -> Iterator[tuple[Client, dict[str, Any]]]:
        """Lend the client, and the arguments that say which bucket.

        :raises Missing: it says that this is not there. :raises Unavailable: it does not answer, or refuses.
        """
        try:
            with self._gate.passing(_FAILURES):
                client = self._client(self.place.endpoint)
                try:
                    yield client, {"Bucket": self.place.bucket}
                except ClientError as error:
                    _sort_out(error)
        except _FAILURES as error:
            log.warning("storage.unavailable", error=type(error).__name__)
            raise Unavailable(DOWN) from error

    def signing_client(self) -> Client:
        """Return a client that makes addresses for browsers; it talks to nobody."""
        return self._client(self.place.public_endpoint)

    def put(self, name: str, content: bytes) -> str | None:
        """Write a small file in one go and return its version."""
        with self.asked() as (client, where):
            done = client.put_object(
                **where, Key=name, Body=BytesIO(content), ContentMD5=md5(content), **self.place.encryption()
            )
            version: str | None = done.get("VersionId")
            return version

    def fetch(self, name: str, version: str | None, sha256: str, file: IO[bytes]) -> None:
        """Write what is kept into a file. :raises Altered: it does not have this hash."""
        digest = hashlib.sha256()
        with self.asked() as (client, where):
            answer = client.get_object(**where, Key=name, **of_version(version))
            end = time.monotonic() + _GRACE_SECONDS + answer["ContentLength"] / _SLOWEST_BYTES_A_SECOND
            for chunk in answer["Body"].iter_chunks(_CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
                if time.monotonic() > end:
                    raise _Failing
        if digest.hexdigest() != sha256:
            raise Altered

    def _client(self, endpoint: str | None) -> Client:
        # A connection must not be shared with a process that was forked off.
        key = (os.getpid(), endpoint)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._made(endpoint)
            return self._clients[key]

    def _made(self, endpoint: str | None) -> Client:
        config = Config(
            signature_version="s3v4",
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_ANSWER_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=self._places + 1,
            tcp_keepalive=True,
            # Other services than Amazon's know the older Content-MD5, which is given with every write.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if endpoint else "auto"},
        )
        region = self.place.region or ("us-east-1" if endpoint else None)
        return boto3.session.Session().client("s3", endpoint_url=endpoint, region_name=region, config=config)


def md5(content: bytes) -> str:
    """Return what lets the service know that all of a write has arrived unharmed."""
    return b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def of_version(version: str | None) -> Any:
    """Return the argument that names a version, where there is one."""
    return {"VersionId": version} if version else {}


def _sort_out(error: ClientError) -> None:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _NOT_THERE:
        raise Missing from error
    if status >= 500 or status == 429:
        raise _Failing(code) from error
    log.error("storage.refused", code=code, status=status)
    raise Unavailable(
        "The file store refuses the office. Nothing was lost; please tell your administrator, who finds the reason "
        "in the log."
    ) from error
