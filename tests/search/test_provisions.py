"""Who looks for a section is shown what names it, or what has taken its place, before all that only looks like it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from legalindia.law.codes import Code
from legalindia.search.query import parse
from tests.conftest import Browser, Program

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


CODES = {
    "The Indian Penal Code, 1860": {
        "298": ("Uttering words to wound religious feelings", "Whoever, with deliberate intent, utters any word."),
        "302": ("Punishment for murder", "Whoever commits murder shall be punished with death."),
    },
    "The Bharatiya Nyaya Sanhita, 2023": {
        "103": ("Punishment for murder", "(1) Whoever commits murder shall be punished with death."),
        "302": ("Uttering words to wound religious feelings", "Whoever, with deliberate intention, utters any word."),
    },
    "The Code of Criminal Procedure, 1973": {
        "438": ("Bail to person apprehending arrest", "Where any person has reason to believe he may be arrested."),
        "198": (
            "Prosecution",
            "No Court takes cognizance of an offence under section 302 of the Indian Penal Code.",
        ),
        "482": ("Saving of inherent powers of High Court", "Nothing in this Code shall limit the inherent powers."),
    },
    "The Bharatiya Nagarik Suraksha Sanhita, 2023": {
        "482": ("Bail to person apprehending arrest", "(1) When any person has reason to believe he may be arrested."),
        "528": ("Saving of inherent powers of High Court", "Nothing in this Sanhita shall limit the inherent powers."),
    },
}


@pytest.fixture
def codes(app: Flask, tmp_path: Path) -> Flask:
    """An office whose library holds some sections of four of the codes."""
    for title, sections in CODES.items():
        rows = [
            {"unit": "section", "no": number, "heading": heading, "text": text}
            for number, (heading, text) in sections.items()
        ]
        act = {"id": title.lower().replace(" ", "-"), "language": "en", "title": title, "year": int(title[-4:])}
        (tmp_path / f"{act['id']}.json").write_text(json.dumps({**act, "sections": rows}), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["library", "import", str(tmp_path)])
    assert result.exit_code == 0, result.output
    return app


@pytest.mark.parametrize(
    ("query", "first", "second", "never"),
    [
        ("482 BNSS", "BNSS 482", "CrPC 438", "CrPC 482"),
        ("302 BNS", "BNS 302", "IPC 298", "IPC 302"),
        ("section 302 of the Bharatiya Nyaya Sanhita", "BNS 302", "IPC 298", "IPC 302"),
        ("482 CrPC", "CrPC 482", "BNSS 528", "BNSS 482"),
        ("302 IPC", "IPC 302", "BNS 103", "BNS 302"),
        ("wounding religious feelings, 302 BNS", "BNS 302", "IPC 298", "IPC 302"),
    ],
)
def test_the_section_itself_comes_first_then_its_counterpart_and_never_its_namesake(
    codes: Flask, asha: Program, query: str, first: str, second: str, never: str
) -> None:
    hits = asha.get("/search", query_string={"q": query, "in": "library"}).json["hits"]
    found = [_short(hit["citation"]) for hit in hits]

    assert found[:2] == [first, second]
    assert never not in found
    assert [f"{one['code']} {one['section'].partition('(')[0]}" for one in hits[0]["counterparts"]] == [second]


def test_a_section_that_speaks_of_it_stands_behind_the_section_and_its_counterpart(codes: Flask, asha: Program) -> None:
    hits = asha.get("/search", query_string={"q": "302 IPC", "in": "library"}).json["hits"]

    assert [_short(hit["citation"]) for hit in hits] == ["IPC 302", "BNS 103", "CrPC 198"]


def test_a_section_in_the_list_of_hits_is_labelled_with_its_counterpart(codes: Flask, as_asha: Browser) -> None:
    page = as_asha.get("/search?q=482+BNSS&in=library").text

    assert page.index("482 BNSS ↔ 438 CrPC") < page.index("438 CrPC ↔ 482 BNSS")
    assert "↔ 528" not in page


def test_a_section_that_is_named_is_found_in_the_list_of_the_library_too(codes: Flask, as_asha: Browser) -> None:
    page = as_asha.get("/library?q=302+BNS").text
    address = re.search(r'href="(/library/[^"]+/sections/302)"', page)

    assert "302 BNS ↔ 298 IPC" in page
    assert "302 IPC" not in page
    assert address is not None
    assert "Uttering words to wound religious feelings" in as_asha.get(address[1]).text


def test_a_sections_own_page_leads_to_its_counterpart(codes: Flask, as_asha: Browser) -> None:
    shown = re.search(r'href="(/library/[^"]+/sections/103)"', as_asha.get("/library?q=103+BNS").text)
    assert shown is not None
    page = as_asha.get(shown[1]).text
    there = re.search(r'href="(/library/[^"]+/sections/302)">Section 302 IPC</a>', page)

    assert "103 BNS ↔ 302 IPC" in page
    assert there is not None
    assert "Indian Penal Code" in as_asha.get(there[1]).text


def _short(citation: str) -> str:
    name, _, number = citation.rpartition(" s ")
    return f"{next(code.value for code in Code if code.full_name == name)} {number}"
