"""What a bucket is to do by itself: keep versions, and remove what is left over."""

from __future__ import annotations

from typing import Any

from legalindia.adapters.storage.bucket import Bucket
from legalindia.adapters.storage.protocol import Missing

_OURS = "legalindia-"


def arrange(bucket: Bucket, *, quarantine: str, days: int) -> list[str]:
    """Set versioning and the rules of the bucket's lifecycle; rules of others stay. Say what was set.

    :param quarantine: what the names in quarantine begin with. :param days: how long they stay.
    """
    with bucket.asked() as (client, where):
        client.put_bucket_versioning(**where, VersioningConfiguration={"Status": "Enabled"})
    try:
        with bucket.asked() as (client, where):
            rules = client.get_bucket_lifecycle_configuration(**where).get("Rules", [])
    except Missing:
        rules = []
    others: list[Any] = [rule for rule in rules if not rule.get("ID", "").startswith(_OURS)]
    ours = _rules(bucket.place.prefix, quarantine, days)
    with bucket.asked() as (client, where):
        client.put_bucket_lifecycle_configuration(**where, LifecycleConfiguration={"Rules": [*others, *ours]})
    return [
        "The bucket keeps every version of a file.",
        f"What lies in {quarantine} is removed after {days} days.",
        "Parts of files that never arrived are removed after a day.",
    ]


def _rules(prefix: str, quarantine: str, days: int) -> list[dict[str, Any]]:
    return [
        {
            "ID": f"{_OURS}quarantine",
            "Status": "Enabled",
            "Filter": {"Prefix": quarantine},
            "Expiration": {"Days": days},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        },
        {
            "ID": f"{_OURS}unfinished",
            "Status": "Enabled",
            "Filter": {"Prefix": prefix},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        },
    ]
