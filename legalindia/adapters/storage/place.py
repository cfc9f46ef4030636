"""Where a bucket is and how it is to be used, read from one address: `STORAGE_URL`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

DIRECT = "direct"
_KNOWN = {"endpoint", "region", "sse", "kms_key", "downloads"}


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A part of a bucket.

    :param prefix: what all names in it begin with, ended by a slash; or empty.
    :param endpoint: where the service answers; None for Amazon's own.
    :param sse: how the service encrypts what lies there: `AES256`, `aws:kms`, or None where it is left to the bucket.
    :param downloads: `direct` where browsers reach the endpoint, or the address under which they do;
        None where the office gives files out itself.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    sse: str | None = "AES256"
    kms_key: str | None = None
    downloads: str | None = None

    @classmethod
    def at(cls, url: str) -> BucketPlace:
        """Read `s3://bucket/prefix?endpoint=…&region=…&sse=…&kms_key=…&downloads=…`.

        Who we are to the service is not part of it: the usual variables and files of Amazon's own tools say so.

        :raises ValueError: it cannot be read so; the message says why.
        """
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.scheme != "s3" or not parts.netloc:
            raise ValueError("it is neither empty nor s3://bucket/prefix")
        if "@" in parts.netloc:
            raise ValueError("keys do not belong into it; set AWS_ACCESS_KEY_ID or AWS_SHARED_CREDENTIALS_FILE")
        if unknown := set(asked) - _KNOWN:
            raise ValueError(f"{', '.join(sorted(unknown))} is not one of {', '.join(sorted(_KNOWN))}")
        prefix = parts.path.strip("/")
        return cls(
            bucket=parts.netloc,
            prefix=f"{prefix}/" if prefix else "",
            endpoint=asked.get("endpoint") or None,
            region=asked.get("region") or None,
            sse=None if asked.get("sse") == "none" else asked.get("sse") or "AES256",
            kms_key=asked.get("kms_key") or None,
            downloads=asked.get("downloads") or None,
        )

    def encryption(self) -> dict[str, str]:
        """Return what every write says of encryption."""
        if self.sse is None:
            return {}
        key = {"SSEKMSKeyId": self.kms_key} if self.kms_key else {}
        return {"ServerSideEncryption": self.sse, **key}

    @property
    def public_endpoint(self) -> str | None:
        """Where a browser reaches the service."""
        return self.endpoint if self.downloads == DIRECT else self.downloads
