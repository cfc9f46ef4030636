"""The page of the criminal codes: what became of a section, and which code governs."""

from __future__ import annotations

import pytest

from tests.conftest import Browser, Program


def test_a_section_is_looked_up_as_it_is_cited(as_asha: Browser) -> None:
    page = as_asha.get("/law?section=302+IPC").text

    assert "302 IPC ↔ 103(1) BNS" in page


def test_a_bare_number_belongs_to_no_code_until_one_is_chosen(as_asha: Browser) -> None:
    assert "A number alone belongs to no code" in as_asha.get("/law?section=302").text
    assert "302 BNS ↔ 298 IPC" in as_asha.get("/law?section=302&code=BNS").text


@pytest.mark.parametrize(
    ("dates", "codes"),
    [
        ("conduct=2023-03-12", ["IPC", "Wants a date", "Wants a date"]),
        ("conduct=2024-07-01", ["BNS", "BNSS", "BSA"]),
        ("conduct=2023-03-12&proceeding=2024-08-01", ["IPC", "BNSS", "BSA"]),
        ("conduct=2023-03-12&proceeding=2024-01-01", ["IPC", "CrPC", "IEA"]),
        ("", ["Wants a date", "Wants a date", "Wants a date"]),
    ],
)
def test_with_a_date_it_says_which_code_governs_and_without_one_it_asks(
    as_asha: Browser, dates: str, codes: list[str]
) -> None:
    page = as_asha.get(f"/law?{dates}").text
    said = [part.partition("</strong>")[0] for part in page.split("<dd><strong>")[1:]]

    assert said == codes


def test_a_proceeding_before_its_act_is_refused(as_asha: Browser) -> None:
    answer = as_asha.get("/law?conduct=2024-03-12&proceeding=2023-01-01")

    assert answer.status_code == 422
    assert "cannot begin before" in answer.text


def test_a_cnr_is_explained(as_asha: Browser) -> None:
    assert "Karnataka High Court, establishment 01, case 1234 of 2024" in as_asha.get("/law?cnr=KAHC010012342024").text
    assert "This is no CNR number" in as_asha.get("/law?cnr=KAHC01").text


def test_a_matter_takes_a_sound_cnr_only_and_shows_its_court(
    as_asha: Browser, asha: Program, client_of_asha: str
) -> None:
    folders = f"/clients/{client_of_asha}/folders"
    wrong = asha.post(folders, json={"name": "Suit", "matter": {"cnr": "KAHC010012341824"}})
    right = asha.post(folders, json={"name": "Suit", "matter": {"cnr": "kahc01-001234-2024"}})

    assert wrong.status_code == 422
    assert right.json["matter"]["cnr"] == "KAHC010012342024"
    assert "Karnataka High Court" in as_asha.get(f"/clients/{client_of_asha}/folders/{right.json['id']}").text
