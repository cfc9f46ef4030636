"""An answer stays on the versions it quotes, and says when a newer one exists or the paper is in the bin."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import update

from legalindia.database import db
from legalindia.documents.models import Page
from tests.conftest import Browser, Program

LEASE = "The Lessee shall pay a monthly rent of Rs. 85,000 to the Lessor. The security deposit is Rs. 4,25,000."


@pytest.fixture
def lease(asha: Program, client_of_asha: str) -> str:
    return asha.file_text(client_of_asha, "lease.txt", LEASE)


@pytest.fixture
def job_id(asha: Program, lease: str) -> str:
    return str(asha.post("/research", json={"question": "What is the monthly rent of the lessee?"}).json["job_id"])


def test_a_newer_version_is_named_and_the_answer_stays_on_the_old_one(
    as_asha: Browser, asha: Program, lease: str, job_id: str
) -> None:
    file = (io.BytesIO(LEASE.replace("85,000", "92,500").encode()), "lease.txt")
    newer = asha.post(f"/documents/{lease}/versions", data={"file": [file]}).json["id"]
    answer = asha.get(f"/jobs/{job_id}").json["answer"]
    page = as_asha.get(f"/research/{job_id}").text

    assert {source["document_id"] for source in answer["sources"]} == {lease}
    assert not any(source["is_newest"] for source in answer["sources"])
    assert "version 2 has taken its place" in answer["notes"][0]
    assert f"/documents/{lease}/beside/{newer}" in page
    assert "has taken its place" in as_asha.get(f"/documents/{lease}").text


def test_a_paper_in_the_bin_is_named_and_what_rested_on_it_is_not_shown(
    as_asha: Browser, asha: Program, lease: str, job_id: str
) -> None:
    asha.delete(f"/documents/{lease}")
    answer = asha.get(f"/jobs/{job_id}").json["answer"]
    page = as_asha.get(f"/research/{job_id}").text

    assert answer["statements"] == []
    assert "in the bin" in answer["notes"][0]
    assert "A paper that was quoted is in the bin" in page
    assert "85,000" not in page


def test_what_a_page_does_not_say_any_more_after_it_was_read_again_is_not_shown(
    app: Flask, as_asha: Browser, asha: Program, lease: str, job_id: str
) -> None:
    with app.app_context():
        # As another language or a newer reader would have it: one letter more at the beginning.
        db.session.execute(update(Page).values(text="I" + Page.text))
        db.session.commit()
    answer = asha.get(f"/jobs/{job_id}").json["answer"]
    page = as_asha.get(f"/research/{job_id}").text

    assert (answer["statements"], answer["sources"]) == ([], [])
    assert "read again since" in answer["notes"][0]
    assert "has been read again" in page
    assert "may not see" not in page


def test_the_page_of_a_paper_in_the_bin_says_so_to_those_who_might_bring_it_back(
    as_asha: Browser, as_bilal: Browser, asha: Program, lease: str
) -> None:
    asha.delete(f"/documents/{lease}")
    there = as_asha.get(f"/documents/{lease}")

    assert there.status_code == 404
    assert "This paper is in the bin" in there.text
    assert "85,000" not in there.text
    assert "in the bin" not in as_bilal.get(f"/documents/{lease}").text


def test_an_answer_whose_papers_stand_as_they_were_says_nothing_of_it(asha: Program, job_id: str) -> None:
    answer = asha.get(f"/jobs/{job_id}").json["answer"]

    assert answer["notes"] == []
    assert all(source["is_newest"] and source["version"] == 1 for source in answer["sources"])
