"""Lists of papers in a browser: what a row says, and how a paper is found in them by its title."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from legalindia.database import db
from legalindia.jobs.models import Job, JobStatus
from tests.conftest import Browser, Program

LEASE = "LEASE DEED. The monthly rent is Rs. 85,000. Dated 5 March 2024 at Pune."


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr class="paper-row" id="paper-.*?</tr>', page, re.DOTALL)


def listed(browser: Browser, client_id: str, q: str = "") -> list[str]:
    page = browser.get(f"/clients/{client_id}", query_string={"q": q} if q else {})
    return re.findall(r'<a class="row-link"[^>]*>(.*?)</a>', page.text)


def test_a_row_of_a_list_says_what_the_row_says_by_itself(as_asha: Browser, asha: Program, client_of_asha: str) -> None:
    """A list reads its rows as the database keeps them, the row by itself is a whole document."""
    folder_id = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit"}).json["id"]
    paper_id = asha.file_text(client_of_asha, "Lease.txt", LEASE, folder_id=folder_id)
    asha.patch(f"/documents/{paper_id}", json={"kind": "deed", "dated": "2024-03-05"})
    failed_id = asha.send(client_of_asha, ("Empty.pdf", b"%PDF-1.7\nnothing")).json["documents"][0]["id"]

    rows = rows_of(as_asha.get(f"/clients/{client_of_asha}").text)

    assert "5 March 2024" in rows[1]
    assert rows == [as_asha.get(f"/documents/{each}/row").text.strip() for each in (failed_id, paper_id)]


def test_a_list_shows_what_has_changed_at_once(as_asha: Browser, asha: Program, client_of_asha: str) -> None:
    paper_id = asha.file_text(client_of_asha, "Lease.txt", LEASE)
    before = listed(as_asha, client_of_asha)
    asha.patch(f"/documents/{paper_id}", json={"title": "Lease deed of Pune"})

    assert before == ["Lease"]
    assert listed(as_asha, client_of_asha) == ["Lease deed of Pune"]


def test_a_list_says_how_far_the_reading_of_a_paper_is(
    idle: Flask, as_asha: Browser, asha: Program, client_of_asha: str
) -> None:
    paper_id = asha.send(client_of_asha, ("Lease.txt", LEASE.encode())).json["documents"][0]["id"]
    waiting = as_asha.get(f"/clients/{client_of_asha}")
    with idle.app_context():
        db.session.execute(update(Job).values(status=JobStatus.RUNNING, step="reading", steps_done=3, steps_total=40))
        db.session.commit()
    page = as_asha.get(f"/clients/{client_of_asha}")

    assert waiting.status_code == 200
    assert "Reading page 4 of 40" in page.text
    assert rows_of(page.text) == [as_asha.get(f"/documents/{paper_id}/row").text.strip()]


@pytest.mark.parametrize("q", ["50%", "a_b", "1/2", "\\n", "50%/1/2 A_B\\N"])
def test_signs_of_the_database_language_are_found_as_what_they_are(
    as_asha: Browser, asha: Program, client_of_asha: str, q: str
) -> None:
    for title in ("50%/1/2 a_b\\n", "500 1-2 axb n"):
        paper_id = asha.file_text(client_of_asha, "Lease.txt", LEASE + title)
        asha.patch(f"/documents/{paper_id}", json={"title": title})

    assert listed(as_asha, client_of_asha, q) == ["50%/1/2 a_b\\n"]
