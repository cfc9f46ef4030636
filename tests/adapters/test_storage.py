"""What every kind of file store must do, asked of each: a folder on a disk, and a bucket of a real S3 server."""

from __future__ import annotations

import hashlib
import os
import time
import tracemalloc
import urllib.error
import urllib.request
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from legalindia.adapters.storage import s3
from legalindia.adapters.storage.disk import DiskStorage
from legalindia.adapters.storage.place import BucketPlace
from legalindia.adapters.storage.protocol import Altered, Missing, Storage, Stored
from legalindia.adapters.storage.s3 import S3Storage
from legalindia.adapters.storage.sending import PART_BYTES
from legalindia.database import now

LIMIT = 64 * 1024 * 1024


@pytest.fixture
def distant(bucket: str, s3_server: str, tmp_path: Path) -> S3Storage:
    place = BucketPlace.at(f"s3://{bucket}/firm?endpoint={s3_server}&downloads=direct")
    storage = S3Storage(place, tmp_path / "transit")
    storage.prepare()
    return storage


@pytest.fixture
def plain_bucket(bucket: str, s3_server: str, tmp_path: Path) -> S3Storage:
    """A bucket that keeps no versions."""
    return S3Storage(BucketPlace.at(f"s3://{bucket}?endpoint={s3_server}&sse=none"), tmp_path / "transit")


@pytest.fixture(params=["disk", "s3", "s3 without versions"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "disk":
        return DiskStorage(tmp_path / "originals")
    kept: Storage = request.getfixturevalue("distant" if request.param == "s3" else "plain_bucket")
    return kept


@pytest.fixture
def client(s3_server: str) -> Any:
    return boto3.client("s3", endpoint_url=s3_server, region_name="us-east-1")


def keep(storage: Storage, content: bytes) -> Stored:
    with storage.arrival(limit_bytes=LIMIT) as arrival:
        arrival.write(content)
        return storage.keep(arrival)


def read(storage: Storage, stored: Stored) -> bytes:
    with storage.open(stored.key, sha256=stored.sha256) as file:
        return file.read()


def keys(storage: Storage) -> set[str]:
    return {held.key for held in storage.held()}


class TestKeeping:
    @pytest.mark.parametrize("size", [0, 1, 100_000, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 12345])
    def test_what_is_kept_comes_back_byte_for_byte(self, storage: Storage, size: int) -> None:
        content = os.urandom(size)
        stored = keep(storage, content)

        assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(content).hexdigest(), size)
        assert read(storage, stored) == content
        with storage.local_copy(stored.key, sha256=stored.sha256) as path:
            assert path.read_bytes() == content

    def test_it_can_be_looked_into_before_it_is_kept(self, storage: Storage) -> None:
        with storage.arrival(limit_bytes=LIMIT) as arrival:
            arrival.write(b"%PDF-1.7")
            arrival.sync()

            assert arrival.path.read_bytes() == b"%PDF-1.7"

    def test_what_was_not_kept_leaves_nothing_behind(self, storage: Storage) -> None:
        with storage.arrival(limit_bytes=LIMIT) as arrival:
            arrival.write(os.urandom(PART_BYTES + 10))
            path = arrival.path

        assert not path.exists()
        assert keys(storage) == set()

    def test_what_is_over_the_limit_is_counted_and_not_kept(self, storage: Storage) -> None:
        with storage.arrival(limit_bytes=10) as arrival:
            arrival.write(b"0123456789")
            assert not arrival.is_over
            arrival.write(b"0" * 90)

            assert arrival.is_over
            assert arrival.size_bytes == 100
            assert arrival.path.stat().st_size <= 10

    def test_the_same_bytes_kept_twice_are_two_files(self, storage: Storage) -> None:
        first, second = keep(storage, b"the same"), keep(storage, b"the same")
        storage.delete(first.key)

        assert read(storage, second) == b"the same"

    def test_everything_that_is_kept_is_counted(self, storage: Storage) -> None:
        kept = [keep(storage, b"x" * size) for size in (1, 20, 300)]
        held = {one.key: one.size_bytes for one in storage.held()}

        assert held == {one.key: one.size_bytes for one in kept}
        assert all(abs(one.kept_at - now()) < timedelta(minutes=5) for one in storage.held())

    def test_a_store_that_is_there_says_so(self, storage: Storage) -> None:
        storage.check()


class TestAsking:
    @pytest.mark.parametrize(
        "key", ["", "../../etc/passwd", "ab/../../x", "/etc/passwd", "ab/" + "0" * 31, "arriving/x"]
    )
    def test_a_key_that_was_not_made_here_opens_nothing(self, storage: Storage, key: str) -> None:
        with pytest.raises(ValueError, match="not a key"):
            storage.open(key, sha256="")

    def test_a_file_that_is_not_there_is_missing(self, storage: Storage) -> None:
        stored = keep(storage, b"gone tomorrow")
        storage.delete(stored.key)
        storage.delete(stored.key)

        with pytest.raises(Missing):
            storage.open(stored.key, sha256=stored.sha256)
        with pytest.raises(Missing), storage.local_copy(stored.key, sha256=stored.sha256):
            pass
        with pytest.raises(Missing):
            storage.copied(stored.key, into_quarantine=True)
        assert keys(storage) == set()

    def test_bytes_that_are_not_those_taken_in_are_not_given_out(self, storage: Storage) -> None:
        stored = keep(storage, b"as it was signed")
        other = hashlib.sha256(b"as it was forged").hexdigest()

        with pytest.raises(Altered):
            storage.open(stored.key, sha256=other)
        with pytest.raises(Altered), storage.local_copy(stored.key, sha256=other):
            pass
        assert read(storage, stored) == b"as it was signed"

    def test_a_copy_may_be_lent_to_several_at_once(self, storage: Storage) -> None:
        stored = keep(storage, b"two readers")
        with storage.local_copy(stored.key, sha256=stored.sha256) as first:
            with storage.local_copy(stored.key, sha256=stored.sha256) as second:
                assert second.read_bytes() == b"two readers"

            assert first.read_bytes() == b"two readers"


class TestQuarantine:
    def test_a_file_goes_into_quarantine_and_back(self, storage: Storage) -> None:
        stored = keep(storage, b"harmful, perhaps")
        apart = storage.copied(stored.key, into_quarantine=True)
        storage.delete(stored.key)

        assert apart.startswith("quarantine/")
        assert keys(storage) == {apart}
        assert storage.copied(apart, into_quarantine=True) == apart
        back = storage.copied(apart, into_quarantine=False)
        storage.delete(apart)
        assert keys(storage) == {back}
        assert read(storage, Stored(back, stored.sha256, stored.size_bytes)) == b"harmful, perhaps"

    def test_until_it_is_written_down_both_are_there(self, storage: Storage) -> None:
        stored = keep(storage, b"harmful, perhaps")
        apart = storage.copied(stored.key, into_quarantine=True)

        assert keys(storage) == {stored.key, apart}

    def test_a_disk_removes_it_when_its_days_are_over(self, tmp_path: Path) -> None:
        storage = DiskStorage(tmp_path / "originals", quarantine_days=3)
        old = storage.copied(keep(storage, b"harmful").key, into_quarantine=True)
        new = storage.copied(keep(storage, b"harmful too").key, into_quarantine=True)
        days_ago = time.time() - 4 * 24 * 3600
        os.utime(tmp_path / "originals" / old, (days_ago, days_ago))
        storage.sweep()

        assert old not in keys(storage)
        assert new in keys(storage)

    def test_a_bucket_has_a_rule_for_it_and_keeps_the_rules_of_others(
        self, distant: S3Storage, client: Any, bucket: str
    ) -> None:
        theirs = {"ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 7}}
        client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [theirs]})
        distant.prepare()
        distant.prepare()
        rules = {rule["ID"]: rule for rule in client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]}

        assert rules["legalindia-quarantine"]["Filter"]["Prefix"] == "firm/quarantine/"
        assert rules["legalindia-quarantine"]["Expiration"]["Days"] == 90
        assert rules["theirs"]["Expiration"]["Days"] == 7


class TestABucket:
    def test_writing_over_a_file_does_not_change_what_is_given_out(
        self, distant: S3Storage, client: Any, bucket: str
    ) -> None:
        stored = keep(distant, b"as it was filed")
        client.put_object(Bucket=bucket, Key=f"firm/{stored.key.partition('@')[0]}", Body=b"as somebody else wishes")

        assert read(distant, stored) == b"as it was filed"

    def test_deleting_removes_every_version(self, distant: S3Storage, client: Any, bucket: str) -> None:
        stored = keep(distant, b"to be forgotten")
        name = f"firm/{stored.key.partition('@')[0]}"
        client.put_object(Bucket=bucket, Key=name, Body=b"written over")
        client.delete_object(Bucket=bucket, Key=name)
        distant.delete(stored.key)
        left = client.list_object_versions(Bucket=bucket, Prefix=name)

        assert not left.get("Versions")
        assert not left.get("DeleteMarkers")

    def test_what_lies_there_is_encrypted(self, distant: S3Storage, client: Any, bucket: str) -> None:
        for size in (10, PART_BYTES + 10):
            stored = keep(distant, b"x" * size)
            head = client.head_object(Bucket=bucket, Key=f"firm/{stored.key.partition('@')[0]}")

            assert head["ServerSideEncryption"] == "AES256"

    def test_parts_that_never_became_a_file_are_swept(
        self, distant: S3Storage, client: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.create_multipart_upload(Bucket=bucket, Key="firm/00/left")
        distant.sweep()
        assert len(client.list_multipart_uploads(Bucket=bucket).get("Uploads", [])) == 1
        monkeypatch.setattr(s3, "now", lambda: now() + timedelta(days=2))
        distant.sweep()

        assert not client.list_multipart_uploads(Bucket=bucket).get("Uploads")

    def test_however_many_they_are(
        self, distant: S3Storage, client: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            client.create_multipart_upload(Bucket=bucket, Key=f"firm/00/left{number // 2}")
        monkeypatch.setattr(s3, "_UPLOADS_AT_ONCE", 2)
        monkeypatch.setattr(s3, "now", lambda: now() + timedelta(days=2))
        distant.sweep()

        assert not client.list_multipart_uploads(Bucket=bucket).get("Uploads")

    def test_a_large_file_costs_no_more_memory_than_its_parts(self, distant: S3Storage) -> None:
        keep(distant, b"warm")
        piece = os.urandom(64 * 1024)
        tracemalloc.start()
        with distant.arrival(limit_bytes=LIMIT) as arrival:
            for _ in range(6 * PART_BYTES // len(piece)):
                arrival.write(piece)
            stored = distant.keep(arrival)
        with distant.open(stored.key, sha256=stored.sha256):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert peak < 3 * PART_BYTES

    def test_copies_of_this_machine_are_gone_with_the_file(self, distant: S3Storage, tmp_path: Path) -> None:
        stored = keep(distant, b"to be forgotten")
        with distant.local_copy(stored.key, sha256=stored.sha256):
            pass
        copies = tmp_path / "transit" / "copies"
        assert [path.read_bytes() for path in copies.glob("copy-*")] == [b"to be forgotten"]
        distant.delete(stored.key)

        assert list(copies.iterdir()) == []


class TestAddresses:
    @pytest.mark.parametrize(
        "name", ["plaint.pdf", 'वाद "पत्र".pdf', "a;b,c=d.pdf", "x\r\nSet-Cookie: a=b.pdf", "%0d%0a.pdf", "<>"]
    )
    def test_a_browser_loads_it_as_an_attachment_of_its_name(self, distant: S3Storage, name: str) -> None:
        stored = keep(distant, b"<script>alert(1)</script>")
        address = distant.address(stored.key, name, size_bytes=stored.size_bytes)
        assert address is not None
        with urllib.request.urlopen(address) as answer:
            assert answer.read() == b"<script>alert(1)</script>"
            head = Message()
            head["Content-Disposition"] = answer.headers["Content-Disposition"]

            assert head.get_content_disposition() == "attachment"
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert "Set-Cookie" not in answer.headers

    def test_it_is_of_use_for_less_than_a_minute_and_for_this_file_alone(self, distant: S3Storage) -> None:
        stored, other = keep(distant, b"mine"), keep(distant, b"another's")
        address = distant.address(stored.key, "mine.pdf", size_bytes=stored.size_bytes) or ""

        assert int(parse_qs(urlsplit(address).query)["X-Amz-Expires"][0]) < 60
        turned = address.replace(*(one.key.partition("@")[0] for one in (stored, other)))
        for forged in (
            turned,
            address.replace("octet-stream", "html"),
            address.replace("X-Amz-Expires=5", "X-Amz-Expires=9"),
        ):
            assert forged != address
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(forged)

    def test_it_ends(self, distant: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
        """Waited for, with one that is to end after a second."""
        monkeypatch.setattr(s3, "_ADDRESS_SECONDS", 1)
        stored = keep(distant, b"mine")
        address = distant.address(stored.key, "mine.pdf", size_bytes=stored.size_bytes) or ""
        time.sleep(2.1)

        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address)

    def test_there_is_none_for_what_is_gone_or_has_another_size(self, distant: S3Storage) -> None:
        stored = keep(distant, b"mine")
        with pytest.raises(Altered):
            distant.address(stored.key, "mine.pdf", size_bytes=5)
        distant.delete(stored.key)

        with pytest.raises(Missing):
            distant.address(stored.key, "mine.pdf", size_bytes=4)

    def test_a_store_that_browsers_do_not_reach_gives_none(self, tmp_path: Path, plain_bucket: S3Storage) -> None:
        for storage in (DiskStorage(tmp_path / "originals"), plain_bucket):
            stored = keep(storage, b"mine")

            assert storage.address(stored.key, "mine.pdf", size_bytes=4) is None


class TestThePlace:
    def test_an_address_says_all_there_is_to_say(self) -> None:
        place = BucketPlace.at("s3://papers/firm/?endpoint=http://minio:9000&region=ap-south-1&sse=aws:kms&kms_key=k1")

        assert place == BucketPlace(
            "papers", "firm/", "http://minio:9000", "ap-south-1", sse="aws:kms", kms_key="k1", downloads=None
        )
        assert BucketPlace.at("s3://papers").encryption() == {"ServerSideEncryption": "AES256"}
        assert BucketPlace.at("s3://papers?sse=none").encryption() == {}

    @pytest.mark.parametrize(
        "url", ["/var/papers", "s3://", "https://papers", "s3://key:secret@papers", "s3://papers?regoin=x"]
    )
    def test_one_that_cannot_be_meant_is_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            BucketPlace.at(url)
