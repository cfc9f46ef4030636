"""A folder behind a wall does not tell of itself by its name."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.conftest import Program

People = Callable[[str], uuid.UUID]


@pytest.fixture
def hidden(asha: Program, client_of_asha: str, people: People) -> str:
    """A folder "Advice" of Asha's client, which Bilal of the same team may not see."""
    team = [str(people("asha")), str(people("bilal"))]
    asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": team})
    folder_id: str = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Advice"}).json["id"]
    asha.put(f"/folders/{folder_id}/wall", json={"user_ids": []})
    return folder_id


def _names(program: Program, client_id: str) -> list[str]:
    return sorted(folder["name"] for folder in program.get(f"/clients/{client_id}/folders").json["items"])


def test_whoever_does_not_see_a_folder_may_give_its_name_to_another(
    bilal: Program, client_of_asha: str, hidden: str
) -> None:
    made = bilal.post(f"/clients/{client_of_asha}/folders", json={"name": "Advice"})

    assert made.status_code == 201
    assert made.json["id"] != hidden
    assert _names(bilal, client_of_asha) == ["Advice"]


def test_whoever_sees_it_is_told_that_the_name_is_taken(asha: Program, client_of_asha: str, hidden: str) -> None:
    assert asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Advice"}).status_code == 409


def test_another_folder_may_be_renamed_to_its_name_too(bilal: Program, client_of_asha: str, hidden: str) -> None:
    other = bilal.post(f"/clients/{client_of_asha}/folders", json={"name": "Writs"}).json["id"]

    assert bilal.patch(f"/folders/{other}", json={"name": "Advice"}).status_code == 200


def test_when_the_wall_is_lifted_the_folder_behind_it_gets_a_number(
    asha: Program, bilal: Program, client_of_asha: str, hidden: str
) -> None:
    bilal.post(f"/clients/{client_of_asha}/folders", json={"name": "Advice"})
    assert asha.delete(f"/folders/{hidden}/wall").status_code == 204

    assert _names(bilal, client_of_asha) == ["Advice", "Advice (2)"]
