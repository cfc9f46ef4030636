"""What becomes of originals while their bucket is slow, broken or gone: nothing half, nothing false, nobody stuck."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from legalindia.adapters.storage import bucket as talking
from legalindia.adapters.storage import gate
from legalindia.adapters.storage.disk import DiskStorage
from legalindia.adapters.storage.place import BucketPlace
from legalindia.adapters.storage.protocol import Altered, Stored
from legalindia.adapters.storage.s3 import S3Storage
from legalindia.adapters.storage.sending import PART_BYTES
from legalindia.audit.models import Act, AuditEvent
from legalindia.background import huey
from legalindia.database import db
from legalindia.errors import Unavailable
from legalindia.jobs import tasks
from tests.adapters.faulty import Faults, faulty
from tests.conftest import Browser, Program
from tests.servers import wait_until

LIMIT = 64 * 1024 * 1024
PLACES = 2


@pytest.fixture
def faults(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    monkeypatch.setattr(talking, "_ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(gate, "_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(gate, "_MOMENT_SECONDS", 0.01)
    with faulty(s3_server) as between:
        yield between


@pytest.fixture
def storage(faults: Faults, bucket: str, tmp_path: Path) -> S3Storage:
    return S3Storage(BucketPlace.at(f"s3://{bucket}?endpoint={faults.address}"), tmp_path / "transit", places=PLACES)


@pytest.fixture
def office(app: Flask, storage: S3Storage) -> Flask:
    """The office with its originals in that bucket."""
    app.extensions["outfit"] = replace(app.extensions["outfit"], storage=storage)
    return app


def keep(storage: S3Storage, content: bytes) -> Stored:
    with storage.arrival(limit_bytes=LIMIT) as arrival:
        arrival.write(content)
        return storage.keep(arrival)


def read(storage: S3Storage, stored: Stored) -> bytes:
    with storage.open(stored.key, sha256=stored.sha256) as file:
        return file.read()


def test_one_error_is_not_noticed(storage: S3Storage, faults: Faults) -> None:
    faults.errors = 1
    stored = keep(storage, b"a deed")
    faults.errors = 1

    assert read(storage, stored) == b"a deed"


@pytest.mark.parametrize("fault", [{"errors": -1}, {"slow_seconds": 2}, {"is_down": True}])
def test_a_store_that_does_not_answer_refuses_in_words_and_is_used_again_when_it_is_back(
    storage: S3Storage, faults: Faults, fault: dict[str, float]
) -> None:
    stored = keep(storage, b"a deed")
    for name, value in fault.items():
        setattr(faults, name, value)
    for _ in range(2):
        with pytest.raises(Unavailable, match="does not answer"):
            keep(storage, b"another")
        with pytest.raises(Unavailable, match="does not answer"):
            read(storage, stored)
    faults.errors, faults.slow_seconds, faults.is_down = 0, 0, False
    threading.Event().wait(0.1)

    assert read(storage, stored) == b"a deed"
    # What was sent to a store that did not answer in time may have arrived all the same; no row names it.
    assert stored.key in {held.key for held in storage.held()}


@pytest.mark.parametrize("fault", ["cut", "short"])
def test_half_a_file_is_never_taken_for_the_whole(storage: S3Storage, faults: Faults, fault: str) -> None:
    stored = keep(storage, os.urandom(100_000))
    setattr(faults, fault, True)
    with pytest.raises(Unavailable):
        storage.open(stored.key, sha256=stored.sha256)
    with pytest.raises(Unavailable), storage.local_copy(stored.key, sha256=stored.sha256):
        pass
    setattr(faults, fault, False)

    with storage.local_copy(stored.key, sha256=stored.sha256) as path:
        assert path.stat().st_size == 100_000


def test_an_upload_outlives_a_store_that_is_away_in_the_middle_of_it(storage: S3Storage, faults: Faults) -> None:
    content = os.urandom(3 * PART_BYTES + 5)
    with storage.arrival(limit_bytes=LIMIT) as arrival:
        arrival.write(content[: PART_BYTES + 1])
        faults.is_down = True
        arrival.write(content[PART_BYTES + 1 : 2 * PART_BYTES + 1])
        arrival.write(content[2 * PART_BYTES + 1 :])
        faults.is_down = False
        stored = storage.keep(arrival)

    assert read(storage, stored) == content


def test_parts_given_up_while_it_is_away_do_not_hide_the_reason(storage: S3Storage, faults: Faults) -> None:
    with storage.arrival(limit_bytes=LIMIT) as arrival:
        arrival.write(os.urandom(PART_BYTES + 1))
        faults.is_down = True

        with pytest.raises(Unavailable, match="does not answer"):
            storage.keep(arrival)


def test_no_more_than_a_few_wait_for_it_at_once(storage: S3Storage, faults: Faults) -> None:
    stored = keep(storage, b"a deed")
    faults.slow_seconds = 0.3
    outcomes: list[str] = []

    def ask() -> None:
        try:
            read(storage, stored)
            outcomes.append("read")
        except Unavailable:
            outcomes.append("told")

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults.most_at_once <= PLACES
    assert set(outcomes) == {"read", "told"}


def test_what_has_failed_again_and_again_is_left_alone_for_a_while(
    storage: S3Storage, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_PAUSE_SECONDS", 60)
    stored = keep(storage, b"a deed")
    faults.errors = -1
    for _ in range(3):
        with pytest.raises(Unavailable):
            read(storage, stored)
    asked = len(faults.seen)
    for _ in range(20):
        with pytest.raises(Unavailable):
            read(storage, stored)

    assert len(faults.seen) == asked


def test_an_upload_is_refused_and_nothing_is_filed(office: Flask, asha: Program, faults: Faults) -> None:
    client_id = asha.open_client("Hegde")
    faults.is_down = True
    answer = asha.send(client_id, ("deed.txt", b"The lessee shall pay rent."))

    assert answer.json["documents"] == []
    assert "does not answer" in answer.json["rejected"][0]["reason"]
    assert asha.get(f"/clients/{client_id}/documents").json["items"] == []


def test_a_download_says_that_it_is_not_to_be_had_now_and_the_text_still_is(
    office: Flask, asha: Program, as_asha: Browser, faults: Faults
) -> None:
    document_id = asha.file_text(asha.open_client("Hegde"), "deed.txt", "The lessee shall pay rent.")
    faults.is_down = True
    answer = asha.get(f"/documents/{document_id}/content")

    assert (answer.status_code, answer.json["status"]) == (503, 503)
    assert answer.headers["Retry-After"]
    assert "does not answer" in as_asha.get(f"/documents/{document_id}/original").text
    assert asha.get(f"/documents/{document_id}/pages/1").json["text"].startswith("The lessee")


def test_readiness_tells_the_truth(office: Flask, faults: Faults, stranger: Browser) -> None:
    def state() -> str:
        return str(stranger.get("/health/ready").json["checks"]["storage"]["state"])

    # Half a second is all that a store has here to answer in, and a busy machine may want it for something else.
    wait_until(lambda: state() == "up")
    faults.is_down = True

    wait_until(lambda: state() == "down")


def test_a_paper_filed_into_a_bucket_is_read_shown_and_given_back(office: Flask, asha: Program) -> None:
    document_id = asha.file_text(asha.open_client("Hegde"), "deed.txt", "The lessee shall pay rent.")

    assert asha.get(f"/documents/{document_id}").json["status"] == "ready"
    assert asha.get(f"/documents/{document_id}/content").data == b"The lessee shall pay rent."


def test_a_program_is_sent_to_the_bucket_itself_where_it_reaches_it(
    app: Flask, asha: Program, bilal: Program, bucket: str, s3_server: str, tmp_path: Path
) -> None:
    place = BucketPlace.at(f"s3://{bucket}?endpoint={s3_server}&downloads=direct")
    app.extensions["outfit"] = replace(app.extensions["outfit"], storage=S3Storage(place, tmp_path / "transit"))
    document_id = asha.file_text(asha.open_client("Hegde"), "deed.txt", "The lessee shall pay rent.")
    answer = asha.get(f"/documents/{document_id}/content")

    assert answer.status_code == 302
    assert answer.location.startswith(f"{s3_server}/{bucket}/")
    assert bilal.get(f"/documents/{document_id}/content").status_code == 404
    with app.app_context():
        assert db.session.query(AuditEvent).filter_by(act=str(Act.DOWNLOADED)).count() == 1


def test_a_flipped_bit_is_not_given_out_and_stands_in_the_trail(app: Flask, asha: Program) -> None:
    document_id = asha.file_text(asha.open_client("Hegde"), "deed.txt", "The lessee shall pay rent.")
    folder = app.config["SETTINGS"].data_dir / "originals"
    (path,) = (path for path in folder.rglob("*/*") if path.is_file())
    path.write_bytes(b"The lessee shall pay sent.")
    answer = asha.get(f"/documents/{document_id}/content")

    assert answer.status_code == 503
    assert "not the one that was taken in" in answer.json["detail"]
    with app.app_context():
        (event,) = db.session.query(AuditEvent).filter_by(act=str(Act.DOWNLOAD_WITHHELD))
        assert (str(event.subject_id), event.detail) == (document_id, {"reason": "altered"})


def test_an_original_that_changed_is_not_read_as_if_it_had_not(idle: Flask, asha: Program, tmp_path: Path) -> None:
    storage = DiskStorage(tmp_path / "originals")
    with storage.arrival(limit_bytes=100) as arrival:
        arrival.write(b"The rent is 100.")
        stored = storage.keep(arrival)
    (tmp_path / "originals" / stored.key).write_bytes(b"The rent is 900.")

    with pytest.raises(Altered), storage.local_copy(stored.key, sha256=stored.sha256):
        pass


def test_a_paper_waits_for_a_store_that_is_away_and_says_so_and_is_read_when_it_is_back(
    office: Flask, faults: Faults, asha: Program, as_asha: Browser
) -> None:
    huey.immediate = False
    document_id = asha.file_text(asha.open_client("Hegde"), "deed.txt", "The lessee shall pay rent.")
    job_id = uuid.UUID(asha.get("/jobs?kind=reading").json["items"][0]["id"])
    faults.is_down = True
    tasks.take_up.call_local(job_id)
    waiting, page = asha.get(f"/documents/{document_id}").json, as_asha.get(f"/documents/{document_id}").text
    job = asha.get(f"/jobs/{job_id}").json
    faults.is_down = False
    wait_until(lambda: tasks.take_up.call_local(job_id) or _is_ready(asha, document_id), pause=0.5)

    assert waiting["status"] == "received"
    assert "does not answer" in waiting["error"]
    assert "Waiting: The file store does not answer" in page
    assert (job["status"], job["tries_again_at"] is not None) == ("queued", True)
    assert asha.get(f"/documents/{document_id}").json["error"] is None


def _is_ready(person: Program, document_id: str) -> bool:
    return bool(person.get(f"/documents/{document_id}").json["status"] == "ready")
