"""What was not read of a paper is said in one sentence, and can be tried again once there is something to read it."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from legalindia.documents.reading.pages import BLANK
from legalindia.documents.unread import how_much_was_read, unread_pages
from tests.conftest import Browser, Program
from tests.documents.samples import half_scanned_pdf, pdf
from tests.documents.test_scans import Clerk


@pytest.fixture
def half_read(asha: Program, client_of_asha: str) -> str:
    """A paper whose second page is a scan, read where nothing can read scans."""
    sent = asha.send(client_of_asha, ("order.pdf", half_scanned_pdf("The application is allowed.")))
    return str(sent.json["documents"][0]["id"])


def _plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_row_page_and_api_say_how_much_was_read_and_why_not_the_rest(
    asha: Program, as_asha: Browser, client_of_asha: str, half_read: str
) -> None:
    about = asha.get(f"/documents/{half_read}").json
    row = _plain(as_asha.get(f"/documents/{half_read}/row").text)
    page = _plain(as_asha.get(f"/documents/{half_read}").text)

    assert about["status"] == "ready"
    assert about["error"] is None
    assert about["reading"] == "1 of 2 pages read; 2 unreadable: no text on this page: it looks like a scan"
    assert "1 of 2 pages read" in row
    assert "2 unreadable: no text on this page: it looks like a scan" in row
    assert "1 of 2 pages read 2 : no text on this page: it looks like a scan" in page


def test_a_paper_that_was_read_whole_says_no_more_than_that(asha: Program, client_of_asha: str) -> None:
    sent = asha.send(client_of_asha, ("order.pdf", pdf("Bail is granted.", "So ordered."))).json["documents"][0]["id"]

    assert asha.get(f"/documents/{sent}").json["reading"] == "2 of 2 pages read"


def test_once_scans_can_be_read_a_button_reads_what_was_not(
    app: Flask, asha: Program, as_asha: Browser, half_read: str
) -> None:
    before = as_asha.get(f"/documents/{half_read}").text
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=Clerk())
    page = as_asha.get(f"/documents/{half_read}").text
    form = page[page.index("again-form") :]
    address, token = re.findall(r'(?:action|name="csrf_token"[^>]* value)="([^"]+)"', form)[:2]
    answer = as_asha.post(address, data={"csrf_token": token})
    about = asha.get(f"/documents/{half_read}").json

    assert "again-form" not in before
    assert answer.status_code == 303
    assert (about["reading"], about["ocr_pages"], about["notes"]) == ("2 of 2 pages read", [2], [])
    assert about["unreadable_pages"] == []


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ([], None),
        ([(4, "it is torn"), (7, "it is torn")], "4 and 7 unreadable: it is torn"),
        ([(1, BLANK), (4, "it is torn"), (5, BLANK)], "1 and 5 blank; 4 unreadable: it is torn"),
        ([(n, "it is torn") for n in range(1, 11)], "1, 2, 3, 4, 5, 6, 7, 8 and 2 more unreadable: it is torn"),
        (
            [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e")],
            "1 unreadable: a; 2 unreadable: b; 3 unreadable: c; 2 more reasons on its page",
        ),
    ],
)
def test_pages_that_were_not_read_are_grouped_by_the_reason(problems: list[tuple[int, str]], said: str | None) -> None:
    assert unread_pages(problems) == said


@given(st.lists(st.tuples(st.integers(1, 5000), st.text(min_size=1)), max_size=300))
def test_the_sentence_stays_short_whatever_was_not_read(problems: list[tuple[int, str]]) -> None:
    said = unread_pages(problems)

    assert (said is None) == (problems == [])
    assert len(how_much_was_read(5000, len(problems), said)) < 1000
