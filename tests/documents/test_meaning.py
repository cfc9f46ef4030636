"""A paper is found by its words first; what it means follows, and steps aside for whatever somebody waits for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from legalindia.background import huey
from legalindia.database import db, now
from legalindia.documents.models import Passage
from legalindia.documents.tasks import tidy_up
from legalindia.jobs import tasks
from legalindia.jobs.models import Job, JobKind, JobStatus
from tests.conftest import Program

TEXT = "\f".join(f"Page {number}. " + "The deponent so stated on oath. " * 60 for number in range(30))


class Broken:
    """A model that fails over what it is given."""

    name = version = "broken"
    dimensions = 256

    def embed(self, texts: object) -> object:
        raise ValueError("The model holds numbers that are none.")


def _one_call() -> None:
    huey.execute(huey.dequeue())


def _jobs(app: Flask, kind: JobKind) -> list[Job]:
    with app.app_context():
        return list(db.session.query(Job).filter_by(kind=kind))


def test_a_paper_is_ready_as_soon_as_its_words_are_found(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    paper = asha.file_text(client_of_asha, "deed.txt", TEXT)
    _one_call()
    early = asha.get(f"/documents/{paper}").json
    hits = asha.get("/search?q=deponent").json["hits"]
    work_off()

    assert (early["status"], early["findable_by"]) == ("ready", ["words"])
    assert hits
    assert asha.get(f"/documents/{paper}").json["findable_by"] == ["words", "meaning"]


def test_papers_are_read_before_the_meaning_of_others_is_indexed(
    idle: Flask, asha: Program, client_of_asha: str
) -> None:
    papers = [asha.file_text(client_of_asha, f"{number}.txt", f"{TEXT} {number}") for number in range(3)]
    for _ in papers:
        _one_call()

    assert [asha.get(f"/documents/{paper}").json["status"] for paper in papers] == ["ready"] * 3
    assert {job.status for job in _jobs(idle, JobKind.INDEXING)} == {JobStatus.QUEUED}


def test_the_indexing_of_meaning_steps_aside_for_a_question(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    paper = asha.file_text(client_of_asha, "deed.txt", TEXT)
    _one_call()
    call = huey.dequeue()
    asked = asha.post("/research", json={"question": "What did the deponent state?"})
    huey.execute(call)
    about = _jobs(idle, JobKind.INDEXING)[0]
    _one_call()
    answered = asha.get(f"/jobs/{asked.json['job_id']}").json["status"]
    _let_its_hour_come(idle)
    tasks.sweep.call_local()
    work_off()

    assert (about.status, about.attempts) == (JobStatus.QUEUED, 0)
    assert 0 < about.steps_done < about.steps_total
    assert answered == "done"
    assert asha.get(f"/documents/{paper}").json["findable_by"] == ["words", "meaning"]


@pytest.fixture
def unmeant(app: Flask, asha: Program, client_of_asha: str) -> str:
    """A paper whose meaning could not be indexed."""
    whole = app.extensions["outfit"]
    app.extensions["outfit"] = replace(whole, embedding=Broken())
    paper = asha.file_text(client_of_asha, "deed.txt", "The rent is due on the fifth.")
    for _ in range(3):
        with app.app_context():
            db.session.query(Job).update({Job.not_before: None})
            db.session.commit()
        tasks.take_up.call_local(_jobs(app, JobKind.INDEXING)[0].id)
    app.extensions["outfit"] = whole
    return paper


def test_a_paper_whose_meaning_fails_is_still_found_and_caught_up_with_at_night(
    app: Flask, asha: Program, unmeant: str
) -> None:
    assert _jobs(app, JobKind.INDEXING)[0].status == JobStatus.FAILED
    assert asha.get(f"/documents/{unmeant}").json["status"] == "ready"
    tidy_up.call_local()

    assert asha.get(f"/documents/{unmeant}").json["findable_by"] == ["words", "meaning"]


def test_the_state_of_the_index_says_what_is_still_to_be_done(app: Flask, unmeant: str) -> None:
    said = app.test_cli_runner().invoke(args=["index", "status"]).output

    assert "still to be indexed by meaning: 1 passages" in said


def test_a_paper_brought_back_is_found_at_once_and_its_meaning_follows(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    paper = asha.file_text(client_of_asha, "deed.txt", TEXT)
    work_off()
    asha.delete(f"/documents/{paper}")
    asha.patch(f"/documents/{paper}", json={"restore": True})
    early = asha.get(f"/documents/{paper}").json["findable_by"]
    work_off()

    assert early == ["words"]
    assert asha.get(f"/documents/{paper}").json["findable_by"] == ["words", "meaning"]
    with idle.app_context():
        assert db.session.query(Passage).filter_by(document_id=uuid.UUID(paper), embedding=None).count() == 0


def _let_its_hour_come(app: Flask) -> None:
    with app.app_context():
        db.session.query(Job).filter(Job.not_before.is_not(None)).update({Job.not_before: now() - timedelta(seconds=1)})
        db.session.commit()
