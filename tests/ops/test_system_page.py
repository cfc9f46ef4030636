"""The administrator sees how the office does, and has what failed tried again."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from legalindia.database import db
from legalindia.jobs import tasks
from legalindia.jobs.lease import Work
from legalindia.jobs.models import Job, JobKind, JobStatus
from tests.conftest import Browser, Program

QUESTION = {"question": "When shall the tenant pay the rent of the shop?"}


@pytest.fixture
def as_chitra(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    client.sign_in("chitra")
    client.read_token("/admin/")
    return client


@pytest.fixture
def failed(asha: Program, monkeypatch: pytest.MonkeyPatch) -> uuid.UUID:
    """A job that went wrong."""

    def fail(work: Work) -> None:
        raise KeyError("a secret detail")

    with monkeypatch.context() as patched:
        patched.setitem(tasks._handlers, JobKind.RESEARCH, fail)
        return uuid.UUID(asha.post("/research", json=QUESTION).json["job_id"])


def test_the_page_says_what_failed_and_what_was_done_each_day(as_chitra: Browser, failed: uuid.UUID) -> None:
    page = as_chitra.get("/admin/").text

    assert "Something went wrong while this was worked on" in page
    assert "0 done, 1 failed</title>" in page
    assert '<th scope="col">Failed</th>' in page
    assert "secret" not in page
    assert "rent" not in page


def test_what_failed_is_tried_again_once(as_chitra: Browser, app: Flask, failed: uuid.UUID) -> None:
    answers = [as_chitra.post(f"/admin/jobs/{failed}/retry").status_code for _ in range(2)]
    with app.app_context():
        job = db.session.get_one(Job, failed)

    assert answers == [303, 409]
    assert (job.status, job.attempts, job.error) == (JobStatus.DONE, 1, None)


def test_no_such_job_is_tried_again(as_chitra: Browser) -> None:
    assert as_chitra.post(f"/admin/jobs/{uuid.uuid4()}/retry").status_code == 404
