"""All sample files, good, odd, broken and hostile, through a real office: sent over HTTP, read by one worker process
that must be alive after each."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from legalindia.backup.check import check
from tests.faults.conftest import Struck, furnish
from tests.offices import Office
from tests.servers import wait_until

SETTLED = {"ready", "failed", "quarantined"}
# Of one file, with everything that lies inside it.
WITHIN_SECONDS = 40
ALL_WITHIN_SECONDS = 150
# A worker that has read nothing takes about 150 MB.
MOST_WORKER_BYTES = 400 << 20


@pytest.fixture
def samples(real_data: Path) -> Path:
    folder = real_data / "samples"
    if not (folder / "manifest.csv").exists():
        pytest.skip("the folder of real papers holds no samples")
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Struck]:
    """An office that gives a page and a file little time, so that those which want too much of it end soon."""
    told = {"READING_PAGE_SECONDS": "10", "READING_SECONDS": "20", "OCR_PAGE_SECONDS": "20"}
    office = Office(tmp_path, LEASE_SECONDS="3", **told)
    struck = Struck(office, furnish(office))
    with office:
        yield struck


def test_each_sample_ends_as_it_should_and_the_worker_lives(office: Struck, samples: Path) -> None:
    client_id = office.open_client()
    worker = office.office.processes["worker"]
    with (samples / "manifest.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    wrong: list[str] = []
    begun = time.monotonic()
    for row in rows:
        answer = office.send(client_id, row["file"], (samples / row["file"]).read_bytes())
        assert answer.status_code == 202, row["file"]
        said = answer.json()
        about = _settled(office, said["documents"][0]["id"]) if said["documents"] else said["rejected"][0]
        if not _is_as_it_should(office.asha, row, about):
            wrong.append(f"{row['file']}, {row['expect']}: {about}")
        assert worker.poll() is None, row["file"]
    spent = time.monotonic() - begun

    assert wrong == []
    assert len(rows) == 73
    assert spent < ALL_WITHIN_SECONDS
    assert _most_memory(worker.pid) < MOST_WORKER_BYTES
    wait_until(lambda: not _under_way(office.asha), seconds=60, pause=0.2)
    with office.app.app_context():
        # Originals, rows and index agree, whatever was sent.
        assert check().is_whole


def _settled(office: Struck, document_id: str) -> dict[str, Any]:
    """Wait until a paper has been read, and all that lay inside it with it."""
    wait_until(lambda: office.about(document_id)["status"] in SETTLED, seconds=WITHIN_SECONDS)
    about = office.about(document_id)
    for child in about["children"]:
        _settled(office, child["id"])
    return about


def _under_way(asha: httpx.Client) -> list[Any]:
    return [job for status in ("queued", "running") for job in asha.get(f"/jobs?status={status}").json()["items"]]


def _is_as_it_should(asha: httpx.Client, row: dict[str, str], about: dict[str, Any]) -> bool:
    if "reason" in about:
        # Turned away at the door, in words.
        if row["expect"] == "password":
            return "password" in about["reason"]
        return row["expect"] in ("reject", "no-crash") and about["reason"].endswith(".")
    if about["status"] == "failed" and not about["error"]:
        return False
    match row["expect"]:
        case "text":
            text = " ".join(asha.get(f"/documents/{about['id']}/text").text.split())
            return about["status"] == "ready" and bool(text) and row["must_contain"] in text
        case "password":
            return about["status"] == "failed" and "password" in about["error"]
        case "reject":
            return about["status"] == "failed"
        case "ocr" | "flag":
            return bool(about["ocr_pages"] or about["unreadable_pages"])
    return about["status"] in SETTLED


def _most_memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
