"""What a person finds in the library, on its pages and over the API."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.conftest import HTMX, Browser, Program
from tests.library.fixtures import ACT, write_library

Library = dict[str, str]


def test_everybody_sees_what_the_library_holds(as_bilal: Browser, library: Library) -> None:
    page = as_bilal.get("/library").text

    assert "1 judgment and 2 statutes" in page
    assert "Meera Textiles Pvt Ltd vs Kaveri Port Trust" in page
    assert "2019 INSC 871" in page


def test_a_citation_finds_the_judgment_that_goes_by_it(as_bilal: Browser, library: Library) -> None:
    found = as_bilal.get("/library", query_string={"q": "AIR 2019 SC 3120"}, headers=HTMX).text

    assert "Meera Textiles" in found
    assert "Lighthouse" not in found


def test_a_judgments_page_says_where_each_fact_came_from(as_bilal: Browser, library: Library) -> None:
    page = as_bilal.get(f"/library/{library['Textiles']}").text

    assert "14 August 2019" in page
    assert "from metadata.csv" in page
    assert "from the judgment&#39;s text" in page
    assert "(2003) 4 SCC 77" in page


def test_a_section_has_a_page_of_its_own_with_its_history(as_bilal: Browser, library: Library) -> None:
    page = as_bilal.get(f"/library/{library['Lighthouse']}/sections/4-A?from=5&to=19").text

    assert "Refund of dues." in page
    assert "Subs. by Act 9 of 1974" in page
    assert "<mark data-mark>Refund of dues</mark>" in page


def test_a_section_that_is_not_there_is_not_found(as_bilal: Browser, library: Library) -> None:
    assert as_bilal.get(f"/library/{library['Lighthouse']}/sections/99").status_code == 404


def test_an_article_is_shown_as_it_stood_on_the_day_that_is_asked_for(bilal: Program, library: Library) -> None:
    address = f"/library/{library['Constitution']}/sections/19"

    assert "first freedom" in bilal.get(address, query_string={"on": "1950-05-01"}).json["text"]
    assert "second freedom" in bilal.get(address, query_string={"on": "1960-05-01"}).json["text"]
    assert bilal.get(address, query_string={"on": "1949-05-01"}).status_code == 404
    assert bilal.get(address, query_string={"on": "1979-06-20"}).json["is_in_force"] is False


def test_the_days_of_an_acts_list_leave_out_other_wordings(as_bilal: Browser, library: Library) -> None:
    page = as_bilal.get(f"/library/{library['Constitution']}?on=1960-01-01", headers=HTMX).text

    assert page.count('class="list-row list-row-small"') == 1


def test_search_in_the_library_names_the_kind_and_the_citation(bilal: Program, library: Library) -> None:
    hits = bilal.post("/library/search", json={"q": "demurrage port refused delivery"}).json["hits"]
    section = bilal.get("/search", query_string={"q": "refund of dues vessel", "in": "library"}).json["hits"][0]

    assert (hits[0]["kind"], hits[0]["citation"], hits[0]["client_id"]) == ("judgment", "2019 INSC 871", None)
    assert (section["kind"], section["citation"]) == ("statute", "Lighthouse Dues Act, 1961 s 4A")
    text = bilal.get(f"/documents/{section['document_id']}/pages/{section['page']}").json["text"]
    assert text[section["start"] : section["end"]] == section["text"]


def test_a_sections_number_and_act_find_it_though_its_text_names_neither(bilal: Program, library: Library) -> None:
    hits = bilal.get("/search", query_string={"q": "section 4-A Lighthouse Dues Act", "in": "library"}).json["hits"]

    assert hits[0]["citation"] == "Lighthouse Dues Act, 1961 s 4A"


def test_papers_and_library_are_searched_apart_and_together(asha: Program, bilal: Program, library: Library) -> None:
    asha.file_text(asha.open_client("Hegde"), "notice.txt", "The port levied demurrage for nine weeks.")

    def kinds(person: Program, where: str) -> set[str]:
        hits = person.get("/search", query_string={"q": "demurrage", "in": where}).json["hits"]
        return {hit["kind"] for hit in hits}

    assert kinds(asha, "documents") == {"document"}
    assert kinds(asha, "library") == {"judgment", "statute"}
    assert kinds(asha, "all") == {"document", "judgment", "statute"}
    assert kinds(bilal, "all") == {"judgment", "statute"}


def test_the_search_page_shows_the_library_apart_and_opens_a_section_at_the_place(
    asha: Program, as_asha: Browser, library: Library
) -> None:
    asha.file_text(asha.open_client("Hegde"), "dues.txt", "Dues for the vessel shall be refunded, says the client.")
    page = as_asha.get("/search", query_string={"q": "refunded vessel"}).text

    assert page.index("Our papers</h2>") < page.index("says the client.") < page.index("The library</h2>")
    assert f"/library/{library['Lighthouse']}/sections/4-A?from=" in page


def test_a_question_is_answered_from_the_library_with_the_citation(bilal: Program, library: Library) -> None:
    asked = {"question": "Can demurrage be levied for days on which the port refused delivery?", "in": "library"}
    job = bilal.get(f"/jobs/{bilal.post('/research', json=asked).json['job_id']}").json
    source = job["answer"]["sources"][0]

    assert job["answer"]["outcome"] == "answered"
    assert (source["kind"], source["citation"]) == ("judgment", "2019 INSC 871")
    assert source["attribution"] == "Meera Textiles Pvt Ltd vs Kaveri Port Trust, 2019 INSC 871, page 1"
    assert (
        bilal.get(f"/documents/{source['document_id']}/pages/{source['page']}").json["text"][
            source["start"] : source["end"]
        ]
        == (source["quote"])
    )


def test_a_question_of_the_papers_alone_does_not_quote_the_library(bilal: Program, library: Library) -> None:
    asked = {"question": "Can demurrage be levied for days on which the port refused delivery?"}
    job = bilal.get(f"/jobs/{bilal.post('/research', json=asked).json['job_id']}").json

    assert job["answer"]["outcome"] == "not_found"


def test_an_authoritys_page_says_who_cites_it_of_what_one_may_see(
    asha: Program, bilal: Program, library: Library
) -> None:
    text = "The rule in Meera Textiles v. Kaveri Port Trust, (2019) 11 SCC 902, was distinguished by the tribunal."
    asha.file_text(asha.open_client("Hegde"), "opinion.txt", text)
    hers = asha.get(f"/library/{library['Textiles']}/cited-by").json
    his = bilal.get(f"/library/{library['Textiles']}/cited-by").json

    assert (hers["documents"], his["documents"]) == (1, 0)
    assert hers["papers"][0]["treatment"] == ["distinguished"]
    assert "was distinguished by the tribunal." in hers["papers"][0]["sentence"]
    assert hers["label"] == "derived, not checked"


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("was not followed by the tribunal", ["not followed"]),
        ("has never been overruled", ["never been overruled"]),
        ("was upheld and is good law", ["upheld", "good law"]),
        ("cannot be said to be good law", ["cannot be said to be good law"]),
        ("has not been followed or approved", ["not been followed or approved"]),
        ("was followed, not distinguished", ["followed", "not distinguished"]),
        ("is bad law, and we decline to follow it", ["bad law", "decline to follow"]),
    ],
)
def test_a_denial_is_quoted_with_the_treatment_that_it_denies(
    asha: Program, library: Library, said: str, quoted: list[str]
) -> None:
    text = f"The rule in Meera Textiles v. Kaveri Port Trust, (2019) 11 SCC 902, {said}."
    asha.file_text(asha.open_client("Hegde"), "opinion.txt", text)
    (paper,) = asha.get(f"/library/{library['Textiles']}/cited-by").json["papers"]

    assert paper["treatment"] == quoted


def test_a_section_knows_who_cites_it_or_a_part_of_it(asha: Program, as_asha: Browser, library: Library) -> None:
    asha.file_text(
        asha.open_client("Hegde"), "claim.txt", "We claim under Section 4A(1) of the Lighthouse Dues Act, 1961."
    )
    page = as_asha.get(f"/library/{library['Lighthouse']}/sections/4-A").text

    assert "1 document that you may see" in page
    assert "We claim under Section 4A(1)" in page


def test_wanted_is_what_papers_one_may_see_cite_and_the_library_lacks(
    asha: Program, bilal: Program, library: Library
) -> None:
    held = "Meera Textiles v. Kaveri Port Trust, (2019) 11 SCC 902"
    lacking = "Ravi v. State, (2011) 3 SCC 41"
    parallel = "Meera Textiles v. Kaveri Port Trust, (2019) 11 SCC 902 : 2019 (9) SCALE 12"
    asha.file_text(asha.open_client("Hegde"), "brief.txt", f"We rely on {held} and {lacking}. See also {parallel}.")

    assert [one["citation"] for one in asha.get("/library/wanted").json["items"]] == ["(2011) 3 SCC 41"]
    assert bilal.get("/library/wanted").json["items"] == []


def test_a_partner_sends_files_from_the_browser(as_asha: Browser, as_bilal: Browser) -> None:
    def files() -> dict[str, list[tuple[io.BytesIO, str]]]:
        return {"file": [(io.BytesIO(json.dumps(ACT).encode()), "act.json"), (io.BytesIO(b"{"), "odd.json")]}

    as_asha.read_token("/library/import")
    page = as_asha.post("/library/upload", data=files()).text

    assert "act.json: taken in, The Lighthouse Dues Act, 1961" in page
    assert "odd.json: This cannot be read as JSON" in page
    assert as_bilal.post("/library/upload", data=files()).status_code == 403


def test_a_partner_imports_from_the_servers_folder_and_from_nowhere_else(
    app: Flask, asha: Program, as_asha: Browser, settings: Settings, tmp_path: Path
) -> None:
    write_library(settings.data_dir / "import" / "first")
    write_library(tmp_path / "elsewhere")
    as_asha.read_token("/library/import")
    as_asha.post("/library/import", data={"source": "first"})

    assert "3 taken in" in as_asha.get("/library/import").text
    for outside in ("../../elsewhere", str(tmp_path / "elsewhere"), ".."):
        assert asha.post("/library/import", json={"source": outside}).status_code == 422
    job = asha.post("/library/import", json={"source": "first"}).json
    assert asha.get(f"/jobs/{job['id']}").json["known"] == 3
