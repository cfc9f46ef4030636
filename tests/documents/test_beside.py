"""Two papers side by side, and what two versions of one paper do not have in common."""

from __future__ import annotations

import io
import uuid

import pytest

from tests.conftest import Browser, Program
from tests.documents.samples import pdf

OLD = "1. The monthly rent is Rs. 85,000.\n2. The lessee keeps the villa in repair."
NEW = "1. The monthly rent is Rs. 92,500.\n2. The lessee keeps the villa in good repair."


@pytest.fixture
def versions(asha: Program, client_of_asha: str) -> tuple[str, str]:
    old = asha.file_text(client_of_asha, "lease.txt", OLD)
    sent = asha.post(f"/documents/{old}/versions", data={"file": [_file(NEW)]})
    return old, str(sent.json["id"])


def _file(text: str) -> tuple[object, str]:
    return io.BytesIO(text.encode()), "lease.txt"


def test_two_versions_show_what_stands_in_one_of_them_only(as_asha: Browser, versions: tuple[str, str]) -> None:
    old, new = versions
    left, _, right = as_asha.get(f"/documents/{old}/beside/{new}").text.partition("beside-right")

    assert "<mark data-mark>85,000</mark>" in left
    assert "<mark data-mark>92,500</mark>" in right
    assert "<mark data-mark>good</mark>" in right
    assert "good" not in left


def test_two_papers_that_are_no_versions_are_not_compared(as_asha: Browser, asha: Program, client_of_asha: str) -> None:
    one, other = (asha.file_text(client_of_asha, f"{name}.txt", f"The {name} is void.") for name in ("deed", "will"))
    page = as_asha.get(f"/documents/{one}/beside/{other}").text

    assert "The deed is void." in page
    assert "The will is void." in page
    assert "<mark" not in page


def test_both_turn_together_and_each_by_itself(as_asha: Browser, asha: Program, client_of_asha: str) -> None:
    ids = [
        asha.send(client_of_asha, (name, pdf("One", "Two", "Three", name))).json["documents"][0]["id"]
        for name in ("a.pdf", "b.pdf")
    ]
    address = f"/documents/{ids[0]}/beside/{ids[1]}"
    page = as_asha.get(f"{address}?page=2&other=3").text

    assert f"/documents/{ids[0]}/pages/2.webp" in page
    assert f"/documents/{ids[1]}/pages/3.webp" in page
    assert f"{address}?page=3&amp;other=4" in page
    assert f"{address}?page=1&amp;other=2" in page


def test_the_page_that_answers_is_the_one_with_the_same_words(
    as_asha: Browser, asha: Program, client_of_asha: str
) -> None:
    body = [f"Clause {number} binds the {name} heirs." for number, name in ((1, "first"), (2, "second"), (3, "third"))]
    old = asha.send(client_of_asha, ("a.pdf", pdf(*body))).json["documents"][0]["id"]
    sent = asha.post(
        f"/documents/{old}/versions", data={"file": [(io.BytesIO(pdf("A new cover page.", *body)), "a.pdf")]}
    )
    new = sent.json["id"]

    assert f"/documents/{new}/pages/4.webp" in as_asha.get(f"/documents/{old}/beside/{new}?page=3").text


def test_other_versions_are_offered_first(as_asha: Browser, versions: tuple[str, str]) -> None:
    old, new = versions

    assert f"/documents/{new}/beside/{old}" in as_asha.get(f"/documents/{new}/beside").text
    assert f"/documents/{old}/beside/{new}" in as_asha.get(f"/documents/{old}/beside").text


def test_beside_an_own_paper_nobody_sees_one_that_is_not_theirs(
    as_bilal: Browser, bilal: Program, versions: tuple[str, str]
) -> None:
    own = bilal.file_text(bilal.open_client("Shukla"), "note.txt", "A note.")
    for address in (f"/documents/{own}/beside/{versions[0]}", f"/documents/{versions[0]}/beside/{own}"):
        assert as_bilal.get(address).status_code == 404
    assert as_bilal.get(f"/documents/{own}/beside/{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize("query", ["?page=0", "?page=99&other=-4", "?page=x", f"?page={10**30}", "?as=text&page=2"])
def test_a_page_that_is_not_there_is_no_error_of_ours(as_asha: Browser, versions: tuple[str, str], query: str) -> None:
    assert as_asha.get(f"/documents/{versions[0]}/beside/{versions[1]}{query}").status_code == 200
