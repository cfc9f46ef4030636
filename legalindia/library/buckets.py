"""The public collections in their buckets, which everybody may read without an account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from legalindia.errors import Invalid, Unavailable
from legalindia.library.archives import Stored

REGION = "ap-south-1"


class PublicBucket:
    """A collection in a bucket that everybody may read: nothing is signed, so no account is needed.

    :param prefix: the archives that are meant: all of `data/tar/`, or those below `data/tar/year=2023/`.
    """

    def __init__(self, name: str, prefix: str) -> None:
        self._name, self._prefix = name, prefix
        config = Config(signature_version=UNSIGNED, region_name=REGION, retries={"max_attempts": 5, "mode": "standard"})
        self._client = boto3.client("s3", config=config)

    def files(self, below: str) -> Iterator[Stored]:
        wanted = self._prefix if self._prefix.startswith(below) else below
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=wanted)
            for page in pages:
                for one in page.get("Contents", []):
                    tag = one["ETag"].strip('"')
                    # The tag of what came in several parts is no hash of its bytes, but another when they change.
                    yield Stored(one["Key"], one["Size"], tag if "-" not in tag else None, f"{tag}:{one['Size']}")
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"The bucket {self._name} does not answer. Please try again later.") from error

    def open(self, key: str) -> IO[bytes]:
        try:
            body: IO[bytes] = self._client.get_object(Bucket=self._name, Key=key)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404", "AccessDenied"}:
                raise Invalid(f"There is no {key} in this bucket.") from error
            raise Unavailable(f"The bucket {self._name} does not answer. Please try again later.") from error
        except BotoCoreError as error:
            raise Unavailable(f"The bucket {self._name} does not answer. Please try again later.") from error
        return body
