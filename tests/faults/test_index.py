"""The index server goes away, comes back, is emptied and is filled again, while people search and file.

No Qdrant server is to be had here: a dead port stands for one that is down, and the client's own memory, which speaks
the same API, for one that is there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from flask import Flask
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import UnexpectedResponse
from sqlalchemy import update

from legalindia.adapters.index.qdrant.collection import Collection, Layout
from legalindia.adapters.index.qdrant.index import QdrantIndex
from legalindia.adapters.storage import gate
from legalindia.database import db
from legalindia.documents import rebuild
from legalindia.jobs import tasks
from legalindia.jobs.models import Job, JobStatus
from tests.conftest import Browser, Program
from tests.servers import free_port, wait_until

RENT = "The monthly rent of the villa is Rs. 85,000."


class Line:
    """The line to a server, which may be cut; `server` is what stands at its end."""

    def __init__(self) -> None:
        self.is_cut = False
        self.server = QdrantClient(":memory:")

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **details: Any) -> Any:
            if self.is_cut:
                raise httpx.ConnectError("the line is cut")
            try:
                return getattr(self.server, name)(*arguments, **details)
            except ValueError as error:
                # What a server answers for a collection that it does not have.
                raise UnexpectedResponse(404, str(error), b"", httpx.Headers()) from error

        return call


@pytest.fixture
def line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Line:
    """The line from the office to its index server."""
    monkeypatch.setattr(gate, "_PAUSE_SECONDS", 0.05)
    line = Line()
    index = QdrantIndex(Collection(line, "passages", Layout(), places=4))  # type: ignore[arg-type]
    app.extensions["outfit"] = replace(app.extensions["outfit"], index=index)
    return line


def _search(person: Program, q: str = "monthly rent") -> tuple[set[str], bool]:
    answer = person.get("/search", query_string={"q": q})
    assert answer.status_code == 200
    return {hit["document_id"] for hit in answer.json["hits"]}, answer.json["by_words_only"]


def _let_the_hour_come(app: Flask) -> None:
    with app.app_context():
        waiting = update(Job).where(Job.status == JobStatus.QUEUED)
        db.session.execute(waiting.values(not_before=None))
        jobs = [(job.id, job.kind) for job in db.session.query(Job).filter_by(status=JobStatus.QUEUED)]
        db.session.commit()
        for job in jobs:
            tasks.wake(*job)


def test_papers_wait_for_an_index_that_is_down_and_say_so_while_search_goes_on(
    app: Flask, asha: Program, bilal: Program, as_asha: Browser, client_of_asha: str, line: Line
) -> None:
    before = asha.file_text(client_of_asha, "lease.txt", RENT)
    line.is_cut = True
    filed = asha.file_text(client_of_asha, "deed.txt", "The rent of the shop is due monthly.")
    for _ in range(5):
        _let_the_hour_come(app)
    about, page = asha.get(f"/documents/{filed}").json, as_asha.get(f"/documents/{filed}").text
    down, outsider = _search(asha), _search(bilal)
    ready = as_asha.get("/health/ready")
    line.is_cut = False
    # What has failed again and again is left alone for some seconds.
    wait_until(lambda: _let_the_hour_come(app) or asha.get(f"/documents/{filed}").json["status"] == "ready", pause=0.5)
    wait_until(lambda: not _search(asha)[1])

    assert about["status"] == "indexing"
    assert about["error"].startswith("The search service does not answer at the moment.")
    assert "Waiting: The search service does not answer" in page
    assert "Tried again" in page
    assert down == ({before, filed}, True)
    assert outsider == (set(), True)
    assert (ready.status_code, ready.json["checks"]["index"]["state"]) == (200, "down")
    assert _search(asha) == ({before, filed}, False)


def test_an_index_that_was_emptied_is_noticed_and_filled_again_while_search_goes_on(
    app: Flask, asha: Program, client_of_asha: str, line: Line
) -> None:
    papers = {asha.file_text(client_of_asha, f"{number}.txt", f"{RENT} {number}.") for number in range(6)}
    whole = _search(asha)
    line.server = QdrantClient(":memory:")
    lost = [_search(asha) for _ in range(3)]
    seen = []
    with app.app_context():
        for _ in rebuild.rebuild():
            seen.append(_search(asha))
    # How much the index holds is looked at every few seconds.
    wait_until(lambda: not _search(asha)[1])
    rebuilt = _search(asha)

    assert whole == (papers, False)
    assert lost == [(papers, True)] * 3
    assert all(found == papers for found, _ in seen)
    assert rebuilt == (papers, False)


def test_an_office_whose_index_was_never_there_opens_and_searches(
    app: Flask, asha: Program, client_of_asha: str, as_asha: Browser, line: Line
) -> None:
    paper = asha.file_text(client_of_asha, "lease.txt", RENT)
    dead = QdrantIndex.at(f"http://127.0.0.1:{free_port()}/passages", places=4)
    app.extensions["outfit"] = replace(app.extensions["outfit"], index=dead)

    assert _search(asha) == ({paper}, True)
    assert as_asha.get("/search?q=rent").status_code == 200
    assert as_asha.get("/health/ready").status_code == 200
