"""Who looks for a section is shown what names it, or what has taken its place, before all that only looks like it."""

from __future__ import annotations

import pytest

from legalindia.search.query import parse
from tests.conftest import Program

PAPERS = {
    "fir.txt": "The accused is charged under section 302 read with section 34 of the Indian Penal Code.",
    "sheet.txt": "Cognizance was taken of an offence under s. 103(1) of the Bharatiya Nyaya Sanhita, 2023.",
    "other.txt": "The complaint invokes section 318 of the Bharatiya Nyaya Sanhita, 2023 and of no other Sanhita.",
    "letter.txt": "Plot No. 302 was sold to the Indian Bank under the Code of the society.",
}


@pytest.fixture
def papers(asha: Program, client_of_asha: str) -> dict[str, str]:
    return {asha.file_text(client_of_asha, name, text): name for name, text in PAPERS.items()}


def _found(asha: Program, papers: dict[str, str], query: str) -> list[str]:
    hits = asha.get("/search", query_string={"q": query}).json["hits"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    return [papers[hit["document_id"]] for hit in hits]


@pytest.mark.parametrize("query", ["302 IPC", "u/s 302 IPC", "section 302 of the Indian Penal Code", "103 BNS"])
def test_what_names_the_section_or_its_counterpart_comes_first(
    asha: Program, papers: dict[str, str], query: str
) -> None:
    found = _found(asha, papers, query)

    assert set(found[:2]) == {"fir.txt", "sheet.txt"}
    assert "other.txt" not in found


def test_beside_other_words_half_the_places_stay_for_what_those_find(asha: Program, papers: dict[str, str]) -> None:
    found = _found(asha, papers, "plot sold to the bank, section 302 IPC")

    assert "letter.txt" in found
    assert "fir.txt" in found


@pytest.mark.parametrize(
    ("query", "normals"),
    [
        ("482 CrPC", {"Code of Criminal Procedure, 1973 s 482", "Bharatiya Nagarik Suraksha Sanhita, 2023 s 528"}),
        ("Article 21 of the Constitution", {"Constitution of India art 21"}),
        ("section 138(b) NI Act", {"Negotiable Instruments Act, 1881 s 138"}),
    ],
)
def test_a_section_is_looked_for_as_a_whole_with_what_took_its_place(query: str, normals: set[str]) -> None:
    understood = parse(query).provisions

    assert understood is not None
    assert understood.normals == normals
    assert understood.is_all


@pytest.mark.parametrize("query", ["rent of the villa", "O.S. 442/2023", "302", ""])
def test_what_names_no_section_is_looked_for_as_ever(query: str) -> None:
    assert parse(query).provisions is None
