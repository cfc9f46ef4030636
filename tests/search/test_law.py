"""The page of the criminal codes: what became of a section, and which code governs."""

from __future__ import annotations

import pytest
from flask import Flask

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


@pytest.mark.parametrize("address", ["/library", "/search?q=302+IPC"])
def test_the_page_is_linked_from_where_it_is_needed(as_asha: Browser, address: str) -> None:
    assert 'href="/law' in as_asha.get(address).text


def test_a_section_that_came_from_several_says_which_part_is_which(as_asha: Browser) -> None:
    page = as_asha.get("/law?section=23+BSA").text

    assert "23 BSA ↔ 25, 26, 27 IEA" in page
    assert "<strong>25 IEA</strong> for 23(1)" in page


def test_the_api_answers_a_section_with_its_counterparts(asha: Program) -> None:
    (asked,) = asha.get("/law/sections?section=302+IPC").json["items"]
    (found,) = asked["counterparts"]

    assert (asked["code"], asked["section"], asked["unmatched"]) == ("IPC", "302", None)
    assert (found["code"], found["section"], found["parts"], found["relation"]) == ("BNS", "103(1)", ["302"], "same")
    assert asha.get("/law/sections?section=302").json["items"] == []
    assert asha.get("/law/sections?section=302&code=BNS").json["items"][0]["counterparts"][0]["section"] == "298"


def test_the_api_says_why_a_section_has_no_counterpart(asha: Program) -> None:
    (asked,) = asha.get("/law/sections?section=124A+IPC").json["items"]

    assert asked["counterparts"] == []
    assert asked["unmatched"]["relation"] == "omitted"
    assert "BNS 152" in asked["unmatched"]["note"]


def test_the_api_says_which_code_governs_or_asks(asha: Program) -> None:
    known = asha.get("/law/governing?conduct=2023-03-12&proceeding=2024-08-01").json
    asked = asha.get("/law/governing").json

    assert [known[side]["code"] for side in ("offence", "procedure", "evidence")] == ["IPC", "BNSS", "BSA"]
    assert known["commencement"] == "2024-07-01"
    assert [asked[side]["code"] for side in ("offence", "procedure", "evidence")] == [None, None, None]
    assert asked["offence"]["reason"].startswith("On which day")


def test_the_api_refuses_what_cannot_be(asha: Program) -> None:
    answer = asha.get("/law/governing?conduct=2024-03-12&proceeding=2023-01-01")

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["proceeding"])
    assert asha.get("/law/sections").status_code == 422


def test_the_command_line_says_the_same(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    section, bare = run(args=["law", "section", "302", "IPC"]), run(args=["law", "section", "302"])
    parts = run(args=["law", "section", "125", "--code", "BNS"])
    known, asked = run(args=["law", "governs", "--conduct", "2024-07-01"]), run(args=["law", "governs"])
    wrong = run(args=["law", "governs", "--conduct", "2024-03-12", "--proceeding", "2023-01-01"])

    assert section.output.startswith("302 IPC: 103(1) BNS\n")
    assert (bare.exit_code, "belongs to no code" in bare.output) == (1, True)
    assert "337 IPC (for 125(a)), merged" in parts.output
    assert "offence: BNS." in known.output
    assert "offence: wants a date. On which day" in asked.output
    assert (wrong.exit_code, "cannot begin before" in wrong.output) == (1, True)


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
