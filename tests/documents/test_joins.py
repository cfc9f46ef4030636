"""Words that begin on one page and go on on the next: found, shown and marked on both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.documents.joins import across
from legalindia.law.words import words
from tests.conftest import HTMX, Browser, Program
from tests.documents.samples import pdf

SENTENCE = "the lessee shall hand the villa back to the lessor in good repair on the last day"
FIRST = "Clause 9. On the end of the term the lessee shall hand the villa back"
SECOND = "to the lessor in good repair on the last day. Clause 10. Notices are in writing."


def sought(text: str) -> list[str]:
    return [word.matched for word in words(text)]


def test_a_sentence_is_found_over_the_edge_of_a_page() -> None:
    begun, went_on = across(FIRST, SECOND, sought(SENTENCE)) or (None, None)

    assert begun is not None
    assert went_on is not None
    assert FIRST[slice(*begun)] == "the lessee shall hand the villa back"
    assert SECOND[slice(*went_on)] == "to the lessor in good repair on the last day"


def test_what_furnishes_the_pages_may_stand_between() -> None:
    before = f"{FIRST}\n1. As amended in 2019, see the schedule.\n12"
    after = f"HEGDE v. RAO\nLease deed\n{SECOND}"
    places = across(before, after, sought(SENTENCE))

    assert places is not None
    assert before[slice(*places[0])].endswith("hand the villa back")
    assert after[slice(*places[1])].startswith("to the lessor")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SECOND, FIRST),
        (FIRST + " and nothing of the kind", SECOND),
        (FIRST, "Nothing of the kind is to be handed " + SECOND),
        ("", SECOND),
        (f"{FIRST} {SECOND}", "Clause 11."),
    ],
)
def test_what_does_not_go_on_is_not_joined(before: str, after: str) -> None:
    assert across(before, after, sought(SENTENCE)) is None


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60), st.text("ab ", max_size=20))
def test_what_is_joined_is_what_was_sought(before: str, after: str, wanted: str) -> None:
    places = across(before, after, sought(wanted))

    if places is not None:
        assert sought(before[slice(*places[0])]) + sought(after[slice(*places[1])]) == sought(wanted)


@pytest.fixture
def deed(asha: Program, client_of_asha: str) -> str:
    return str(asha.send(client_of_asha, ("deed.pdf", pdf("LEASE DEED", FIRST, SECOND))).json["documents"][0]["id"])


@pytest.mark.parametrize("query", [SENTENCE, f'"{SENTENCE}"'], ids=["pasted", "phrase"])
def test_a_sentence_on_two_pages_is_the_first_hit_and_each_half_stands_on_its_page(
    asha: Program, deed: str, query: str
) -> None:
    hit = asha.get("/search", query_string={"q": query}).json["hits"][0]
    over = hit["continues"]
    texts = {number: asha.get(f"/documents/{deed}/pages/{number}").json["text"] for number in (2, 3)}

    assert (hit["page"], over["page"]) == (2, 3)
    assert texts[2][hit["start"] : hit["end"]] == hit["text"]
    assert texts[3][over["start"] : over["end"]] == over["text"] == "to the lessor in good repair on the last day"


def test_it_is_marked_on_both_pages_with_a_way_from_one_to_the_other(as_asha: Browser, deed: str) -> None:
    found = as_asha.get(f"/documents/{deed}/find", query_string={"q": SENTENCE}, headers=HTMX).text
    start, end = FIRST.index("the lessee"), len(FIRST)
    first = as_asha.get(f"/documents/{deed}?page=2&from={start}&to={end}&to_page=3&to_from=0&to_to=44").text
    second = as_asha.get(f"/documents/{deed}?page=3&from=0&to=44&to_page=2&to_from={start}&to_to={end}").text

    assert "Pages 2 and 3" in found
    assert f"page=2&amp;to_page=3&amp;to_from=0&amp;to_to=44&amp;from={start}&amp;to={end}" in found
    assert "<rect data-mark" in first
    assert "go on on page 3" in first
    assert "<rect data-mark" in second
    assert "begin on page 2" in second


def test_nobody_finds_a_sentence_on_two_pages_of_a_paper_that_is_not_theirs(bilal: Program, deed: str) -> None:
    assert bilal.get("/search", query_string={"q": SENTENCE}).json["hits"] == []
