"""Clients, teams and folders over the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.conftest import Program

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("what", ["", "/team", "/folders"])
def test_an_outsider_cannot_tell_that_the_client_exists(bilal: Program, client_of_asha: str, what: str) -> None:
    there = bilal.get(f"/clients/{client_of_asha}{what}")
    nowhere = bilal.get(f"/clients/{NOBODYS}{what}")

    assert there.status_code == nowhere.status_code == 404
    assert there.json == nowhere.json


def test_an_outsider_finds_nothing_in_the_list_and_changes_nothing(bilal: Program, client_of_asha: str) -> None:
    assert bilal.get("/clients?q=hegde").json == {"items": [], "next": None}
    assert bilal.patch(f"/clients/{client_of_asha}", json={"name": "Mine"}).status_code == 404
    assert bilal.put(f"/clients/{client_of_asha}/team", json={"user_ids": []}).status_code == 404
    assert bilal.post(f"/clients/{client_of_asha}/folders", json={"name": "Mine"}).status_code == 404


def test_an_outsider_cannot_reach_a_folder_by_its_id(asha: Program, bilal: Program, client_of_asha: str) -> None:
    folder_id = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit"}).json["id"]

    assert bilal.patch(f"/folders/{folder_id}", json={"name": "Mine"}).status_code == 404


def test_a_client_open_to_the_firm_is_everybodys_but_the_administrators(
    asha: Program, bilal: Program, chitra: Program
) -> None:
    client_id = asha.open_client("Trust", access="firm")

    assert bilal.get(f"/clients/{client_id}").status_code == 200
    assert chitra.get(f"/clients/{client_id}").status_code == 404


def test_a_person_taken_off_the_team_loses_the_client_at_once(
    asha: Program, bilal: Program, client_of_asha: str, people: Callable[[str], uuid.UUID]
) -> None:
    team = f"/clients/{client_of_asha}/team"
    both = [str(people("asha")), str(people("bilal"))]

    assert sorted(asha.put(team, json={"user_ids": both}).json["user_ids"]) == sorted(both)
    assert bilal.get(f"/clients/{client_of_asha}").status_code == 200
    asha.put(team, json={"user_ids": both[:1]})
    assert bilal.get(f"/clients/{client_of_asha}").status_code == 404


@pytest.mark.parametrize("user_ids", [[], [NOBODYS]])
def test_a_team_without_people_or_with_strangers_is_refused(
    asha: Program, client_of_asha: str, user_ids: list[str]
) -> None:
    response = asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": user_ids})

    assert response.status_code == 422
    assert len(asha.get(f"/clients/{client_of_asha}/team").json["user_ids"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "A", "kind": "ghost"}, "kind"),
        ({"name": "A", "email": "not an address"}, "email"),
        ({"name": "A", "owner": "me"}, "owner"),
        ({"name": ["A"]}, "name"),
    ],
)
def test_a_client_that_cannot_be_opened_says_which_field_is_wrong(
    asha: Program, body: dict[str, object], field: str
) -> None:
    response = asha.post("/clients", json=body)

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert field in response.json["errors"]


def test_a_client_keeps_what_was_said_and_changes_only_what_is_sent(asha: Program) -> None:
    client_id = asha.open_client("Tungavani Polymers", kind="organisation", phone="080 4000")
    changed = asha.patch(f"/clients/{client_id}", json={"notes": "Contact: accounts"}).json

    assert {"name": "Tungavani Polymers", "kind": "organisation", "phone": "080 4000"}.items() <= changed.items()
    assert changed["notes"] == "Contact: accounts"


def test_the_list_is_found_in_whatever_case_and_walked_page_by_page(asha: Program) -> None:
    for name in ("Zubin", "ammu", "Bela", "बद्री प्रसाद"):
        asha.open_client(name)
    first = asha.get("/clients?limit=3").json
    second = asha.get(f"/clients?limit=3&cursor={first['next']}").json

    assert [item["name"] for item in first["items"]] == ["ammu", "Bela", "Zubin"]
    assert [item["name"] for item in second["items"]] == ["बद्री प्रसाद"]
    assert second["next"] is None
    assert [item["name"] for item in asha.get("/clients?q=ZUB").json["items"]] == ["Zubin"]


@pytest.mark.parametrize("q", ["%", "_", "\\", "'; DROP TABLE clients; --"])
def test_signs_of_the_database_language_are_just_signs(asha: Program, client_of_asha: str, q: str) -> None:
    assert asha.get("/clients", query_string={"q": q}).json["items"] == []
    assert len(asha.get("/clients").json["items"]) == 1


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WyJhIl0", "e30", "WyJhIiwgImIiXQ"])
def test_a_cursor_that_no_list_gave_out_is_refused(asha: Program, cursor: str) -> None:
    response = asha.get(f"/clients?cursor={cursor}")

    assert response.status_code == 422
    assert "cursor" in response.json["errors"]


def test_a_matter_keeps_its_court_and_its_cnr_in_one_spelling(asha: Program, client_of_asha: str) -> None:
    matter = {"court": "City Civil Court", "case_number": "O.S. 9047/2024", "cnr": "kabr03-990412-2024"}
    made = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit", "matter": matter}).json

    assert made["matter"]["cnr"] == "KABR039904122024"
    assert asha.get(f"/clients/{client_of_asha}/folders").json["items"] == [made]


def test_a_wrong_cnr_is_refused_at_its_field(asha: Program, client_of_asha: str) -> None:
    body = {"name": "Suit", "matter": {"cnr": "12345"}}
    response = asha.post(f"/clients/{client_of_asha}/folders", json=body)

    assert response.status_code == 422
    assert "matter.cnr" in response.json["errors"]


def test_folders_lie_in_one_another_and_can_be_moved_but_not_into_themselves(
    asha: Program, client_of_asha: str
) -> None:
    folders = f"/clients/{client_of_asha}/folders"
    suit = asha.post(folders, json={"name": "Suit"}).json["id"]
    orders = asha.post(folders, json={"name": "Orders", "parent_id": suit}).json
    other = asha.post(folders, json={"name": "Appeal"}).json["id"]

    assert orders["matter"] is None
    assert asha.patch(f"/folders/{suit}", json={"parent_id": orders["id"]}).status_code == 409
    assert asha.patch(f"/folders/{suit}", json={"parent_id": suit}).status_code == 409
    assert asha.patch(f"/folders/{orders['id']}", json={"parent_id": other}).json["parent_id"] == other


def test_two_folders_of_one_name_in_one_place_are_refused(asha: Program, client_of_asha: str) -> None:
    folders = f"/clients/{client_of_asha}/folders"
    suit = asha.post(folders, json={"name": "Suit"}).json["id"]
    asha.post(folders, json={"name": "Orders", "parent_id": suit})

    assert asha.post(folders, json={"name": "Suit"}).status_code == 409
    assert asha.post(folders, json={"name": "Orders", "parent_id": suit}).status_code == 409
    assert asha.post(folders, json={"name": "Orders"}).status_code == 201


def test_a_folder_cannot_be_put_into_another_clients(asha: Program, client_of_asha: str) -> None:
    elsewhere = asha.open_client("Shukla")
    theirs = asha.post(f"/clients/{elsewhere}/folders", json={"name": "Suit"}).json["id"]
    body = {"name": "Orders", "parent_id": theirs}

    assert asha.post(f"/clients/{client_of_asha}/folders", json=body).status_code == 404
