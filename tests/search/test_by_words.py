"""While the index is away, empty or being filled, search goes on by words, inside what a person may see; it says so."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.index.protocol import Match, Question, Scope
from legalindia.errors import Unavailable
from tests.conftest import Browser, Program

RENT = "The monthly rent of the villa is Rs. 85,000. The parties agreed on it. It is paid on the fifth of each month."
CHEQUE = "The cheque was dishonoured for insufficient funds. A notice of demand followed."
HINDI = "मासिक किराया पाँच हजार रुपये है। किरायेदार ने नोटिस दिया।"


class AwayIndex(MemoryIndex):
    """An index that does not answer."""

    def find(self, question: Question, scope: Scope, *, limit: int) -> list[Match]:
        raise Unavailable("The search service does not answer at the moment.")

    def count_passages(self) -> int:
        raise Unavailable("The search service does not answer at the moment.")


@pytest.fixture
def papers(asha: Program, client_of_asha: str) -> dict[str, str]:
    """Three papers of one client."""
    texts = {"rent": RENT, "cheque": CHEQUE, "hindi": HINDI}
    return {name: asha.file_text(client_of_asha, f"{name}.txt", text) for name, text in texts.items()}


@pytest.fixture
def away(app: Flask, papers: dict[str, str]) -> Iterator[None]:
    """The index goes away once the papers are read."""
    kept = app.extensions["outfit"]
    app.extensions["outfit"] = replace(kept, index=AwayIndex())
    yield
    app.extensions["outfit"] = kept


def _found(program: Program, q: str, **filters: str) -> list[str]:
    answer = program.get("/search", query_string={"q": q, **filters})
    assert answer.status_code == 200
    assert answer.json["by_words_only"]
    return [hit["document_id"] for hit in answer.json["hits"]]


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("monthly rent", "rent"),
        ("party", "rent"),
        ('"insufficient funds"', "cheque"),
        ("dishon*", "cheque"),
        ("किरायेदार", "hindi"),
        ("DEMAND", "cheque"),
    ],
)
def test_words_are_found_without_the_index(asha: Program, papers: dict[str, str], q: str, name: str) -> None:
    assert _found(asha, q)[0] == papers[name]


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("q", ['"funds insufficient"', "notice -demand", "100%", "c_eque", "'; DROP TABLE pages"])
def test_what_does_not_fit_is_not_found(asha: Program, papers: dict[str, str], q: str) -> None:
    assert papers["cheque"] not in _found(asha, q)


@pytest.mark.usefixtures("away")
def test_an_outsider_finds_nothing_without_the_index_either(
    bilal: Program, papers: dict[str, str], client_of_asha: str
) -> None:
    assert [_found(bilal, q) for q in ("rent", "ren*", '"monthly rent"', "किराया")] == [[], [], [], []]
    assert bilal.get(f"/search?q=rent&client_id={client_of_asha}").status_code == 404


@pytest.mark.usefixtures("away")
def test_a_wall_holds_without_the_index(
    asha: Program, bilal: Program, client_of_asha: str, papers: dict[str, str], people: Callable[[str], uuid.UUID]
) -> None:
    asha.put(f"/clients/{client_of_asha}/team", json={"user_ids": [str(people(name)) for name in ("asha", "bilal")]})
    assert _found(bilal, "rent") == [papers["rent"]]
    assert asha.put(f"/documents/{papers['rent']}/wall", json={"user_ids": []}).status_code == 200

    assert _found(bilal, "rent") == []
    assert _found(asha, "rent") == [papers["rent"]]


@pytest.mark.usefixtures("away")
def test_what_was_put_into_the_bin_is_not_found(asha: Program, papers: dict[str, str]) -> None:
    asha.delete(f"/documents/{papers['rent']}")

    assert _found(asha, "monthly rent") == []


@pytest.mark.usefixtures("away")
def test_a_folder_is_searched_alone(asha: Program, client_of_asha: str, papers: dict[str, str]) -> None:
    folder = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit"}).json["id"]
    asha.patch(f"/documents/{papers['cheque']}", json={"folder_id": folder})

    assert _found(asha, "notice rent", folder_id=folder) == [papers["cheque"]]
    assert _found(asha, "notice", client_id=client_of_asha, kind="judgment") == []


@pytest.mark.usefixtures("away", "papers")
def test_the_page_says_that_it_goes_by_words_only(as_asha: Browser) -> None:
    page = as_asha.get("/search?q=rent").text

    assert "By words only, for now" in page
    assert "monthly <mark>rent</mark>" in page


@pytest.mark.usefixtures("papers")
def test_an_index_that_was_emptied_is_known_and_what_is_filed_since_is_found_too(
    app: Flask, asha: Program, client_of_asha: str, papers: dict[str, str]
) -> None:
    whole = asha.get("/search?q=rent").json
    app.extensions["outfit"].index.clear()
    newer = asha.file_text(client_of_asha, "newer.txt", "The rent was raised by the landlord.")
    app.extensions.pop("index_completeness")

    assert not whole["by_words_only"]
    assert set(_found(asha, "rent")) == {papers["rent"], newer}


@pytest.mark.usefixtures("away", "papers")
def test_research_answers_by_words_and_says_so(asha: Program, as_asha: Browser) -> None:
    job = asha.post("/research", json={"question": "What is the monthly rent of the villa?"}).json["job_id"]
    answer = asha.get(f"/jobs/{job}").json

    assert answer["answer"]["outcome"] == "answered"
    assert answer["provenance"]["index"]["kind"] == "database"
    assert "by their words only" in answer["provenance"]["index"]["note"]
    assert "by their words only" in as_asha.get(f"/research/{job}").text


@pytest.mark.usefixtures("away", "papers")
def test_a_draft_is_not_judged_by_half_a_search_but_waits(asha: Program) -> None:
    draft = asha.post(
        "/drafts", json={"title": "Reply", "text": 'The Court held: "the rent of the villa is due and payable".'}
    )
    job = asha.get("/jobs?kind=check").json["items"][0]

    assert draft.status_code in {201, 202}
    assert (job["status"], job["error"]) == ("queued", "The search service does not answer at the moment.")
    assert job["tries_again_at"]
