"""An Act that its source gives in pages of a print is cut into its sections, or left in pages."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from legalindia.library.paged import sections_of
from tests.conftest import Browser, Program

FIRST = """1
THE LIGHT DUES ACT, 1961
ARRANGEMENT OF SECTIONS
CHAPTER I
P RELIMINARY
S ECTIONS
1. Short title.
2. Definitions.
3. Levy of dues on vessels, boats and
rafts.
3A. Exemption of fishing boats.
4. [ Omitted. ].
5. Power s to make rules.
"""
SECOND = """2
THE LIGHT DUES ACT, 1961
ACT NO. 9 OF 1961
An Act to provide for light dues. B E it enacted as follows: —
CHAPTER I
P RELIMINARY
1. Short title. — This Act may be called the Light Dues Act, 1961.
2. Definitions. — In this Act, “ due ” means a due levied under section 3 on a v essel.
CHAPTER II
D UES
3. Levy of dues on vessels, boats and rafts. — ( 1 ) A due shall be levied on every vessel that passes 1 [a light].
1. Subs. by Act 4 of 1970, s. 2, for “the light” (w.e.f. 1 - 1 - 1971).
"""
THIRD = """3
( 2 ) The due is paid to the master of the light.
2 [ 3 A. Exemption of boats that fish. — No due is levied on a fishing boat.]
4. [ Boards of light. ] Omitted by Act 4 of 1970, s. 3.
5. Powers to make rules. — The Central Government may make rules.
THE SCHEDULE
[ See section 3 ]
Vessels above ten tons One rupee
"""
PAGES = [
    {"unit": "page", "no": str(number), "heading": "", "text": text}
    for number, text in enumerate((FIRST, SECOND, THIRD), 1)
]


def test_a_print_is_cut_where_its_sections_begin() -> None:
    rows = sections_of(PAGES) or []

    assert [(row["unit"], row["no"]) for row in rows] == [
        ("page", "1"),
        *(("section", number) for number in ("1", "2", "3", "3A", "4", "5")),
        ("page", "2"),
    ]
    by_number = {row["no"]: row for row in rows if row["unit"] == "section"}
    assert by_number["1"]["text"] == "This Act may be called the Light Dues Act, 1961."
    assert by_number["2"]["text"].endswith("on a v essel.")
    assert by_number["3"]["heading"] == "Levy of dues on vessels, boats and rafts."
    assert by_number["3"]["text"].startswith("( 1 ) A due shall be levied")
    assert by_number["3"]["text"].endswith("paid to the master of the light.")
    assert by_number["3"]["footnotes"].startswith("1. Subs. by Act 4 of 1970")
    assert by_number["4"]["text"] == ""
    assert by_number["5"]["text"] == "The Central Government may make rules."
    assert rows[-1]["text"].startswith("THE SCHEDULE")


def test_a_section_whose_heading_was_amended_is_found_by_its_number() -> None:
    row = next(row for row in sections_of(PAGES) or [] if row["no"] == "3A")

    assert "No due is levied on a fishing boat" in row["text"]


@pytest.mark.parametrize(
    "change",
    [
        ("5. Powers to make rules. — ", "Powers. "),
        ("ARRANGEMENT OF SECTIONS", "CONTENTS"),
        ("4. [ Omitted. ].\n5. Power s to make rules.\n", ""),
    ],
)
def test_an_act_in_which_a_section_is_not_found_stays_in_pages(change: tuple[str, str]) -> None:
    """One that is only not found would seem not to be in the Act."""
    pages = [{**page, "text": str(page["text"]).replace(*change)} for page in PAGES]

    assert sections_of(pages) is None


@pytest.mark.parametrize("filler", ["1. a\n", "\n", " ", "1", "1. Short title. ", "[", "THE "])
def test_a_hostile_print_takes_no_longer_than_its_length(filler: str) -> None:
    text = f"ARRANGEMENT OF SECTIONS\n{filler * (2_000_000 // len(filler))}"
    began = time.perf_counter()
    sections_of([{"unit": "page", "no": "1", "text": text}])

    assert time.perf_counter() - began < 10


@given(st.lists(st.text("1234. A[]\nSECTIONSarrangement—", max_size=120), max_size=4))
def test_any_pages_are_cut_or_left(texts: list[str]) -> None:
    pages = [{"unit": "page", "no": str(number), "text": text} for number, text in enumerate(texts, 1)]
    pages.insert(0, {"unit": "page", "no": "0", "text": f"ARRANGEMENT OF SECTIONS\n{''.join(texts)}"})
    rows = sections_of(pages)

    assert rows is None or sum(row["unit"] == "section" for row in rows) >= 5


@pytest.fixture
def light_dues(app: Flask, tmp_path: Path) -> Flask:
    act = {"id": "light-dues", "language": "en", "title": "The Light Dues Act, 1961", "year": 1961, "sections": PAGES}
    (tmp_path / "act.json").write_text(json.dumps(act), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["library", "import", str(tmp_path)])
    assert result.exit_code == 0, result.output
    return app


@pytest.mark.parametrize(
    ("cited", "verdict"),
    [("section 3", "verified"), ("section 3A", "verified"), ("section 4", "unclear"), ("section 9", "mismatch")],
)
def test_a_draft_is_held_against_the_sections_of_a_print(light_dues: Flask, cited: str, verdict: str) -> None:
    asha = Program(light_dues, "asha")
    (found,) = asha.post("/citations/check", json={"text": f"See {cited} of the Light Dues Act, 1961."}).json[
        "citations"
    ]

    assert found["verdict"] == verdict


def test_a_section_that_was_taken_out_says_so(light_dues: Flask, as_asha: Browser) -> None:
    found = as_asha.get("/library?q=section+4+of+the+Light+Dues+Act,+1961").text
    address = found.partition('/sections/4"')[0].rpartition('href="')[2]

    assert "no longer in force" in as_asha.get(f"{address}/sections/4").text


RULES = [
    {"unit": "section", "no": "1", "heading": "Short title", "text": "This is the Code."},
    {"unit": "rule", "order": "VII", "no": "11", "heading": "Rejection of plaint", "text": "It shall be rejected."},
    {"unit": "rule", "order": "XX-A", "no": "1", "heading": "Notices", "text": "Costs of notices."},
    {"unit": "order", "no": "XXXVII", "heading": "Summary procedure", "text": "This Order applies to these Courts."},
]


@pytest.mark.parametrize(
    ("cited", "verdict"),
    [
        ("Order VII Rule 11", "verified"),
        ("Order 7 Rule 11", "verified"),
        ("Order XXA Rule 1", "verified"),
        ("Order XXXVII", "verified"),
        ("Order VIII Rule 11", "unclear"),
    ],
)
def test_orders_and_their_rules_are_held_one_by_one(app: Flask, tmp_path: Path, cited: str, verdict: str) -> None:
    act = {"id": "cpc", "language": "en", "title": "The Code of Civil Procedure, 1908", "year": 1908, "sections": RULES}
    (tmp_path / "cpc.json").write_text(json.dumps(act), encoding="utf-8")
    app.test_cli_runner().invoke(args=["library", "import", str(tmp_path)])
    asha = Program(app, "asha")
    (found,) = asha.post("/citations/check", json={"text": f"See {cited} CPC."}).json["citations"]
    (listed,) = asha.get("/library").json["items"]

    assert found["verdict"] == verdict
    assert asha.get(f"/library/{listed['id']}/sections/7%20r%2011").json["text"].endswith("be rejected.")
