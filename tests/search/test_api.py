"""Search over the API: what is found, by whom, and how it is marked."""

from __future__ import annotations

import pytest

from tests.conftest import Program

RENT = "The monthly rent of the villa is Rs. 85,000. It is paid on the fifth day of each month."
CHEQUE = "The cheque was dishonoured for insufficient funds. A notice of demand followed."
HINDI = "मासिक किराया पाँच हजार रुपये है। किरायेदार ने नोटिस दिया।"


@pytest.fixture
def papers(asha: Program, client_of_asha: str) -> dict[str, str]:
    """Three papers of one client."""
    texts = {"rent": RENT, "cheque": CHEQUE, "hindi": HINDI}
    return {name: asha.file_text(client_of_asha, f"{name}.txt", text) for name, text in texts.items()}


def _found(program: Program, q: str, **filters: str) -> list[str]:
    answer = program.get("/search", query_string={"q": q, **filters})
    assert answer.status_code == 200
    return [hit["document_id"] for hit in answer.json["hits"]]


def test_an_outsider_finds_nothing_whatever_is_asked(bilal: Program, papers: dict[str, str]) -> None:
    assert _found(bilal, "rent") == []
    assert _found(bilal, "ren*") == []
    assert _found(bilal, '"monthly rent"') == []
    assert _found(bilal, "किराया") == []


def test_an_outsider_cannot_search_inside_a_client_or_folder_of_others(
    asha: Program, bilal: Program, client_of_asha: str, papers: dict[str, str]
) -> None:
    folder = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit"}).json["id"]

    assert bilal.get(f"/search?q=rent&client_id={client_of_asha}").status_code == 404
    assert bilal.get(f"/search?q=rent&folder_id={folder}").status_code == 404


def test_a_hit_slices_out_of_its_page_and_marks_the_words(asha: Program, papers: dict[str, str]) -> None:
    hit = asha.get("/search?q=rents").json["hits"][0]
    page = asha.get(f"/documents/{hit['document_id']}/pages/{hit['page']}").json["text"]

    assert hit["document_id"] == papers["rent"]
    assert page[hit["start"] : hit["end"]] == hit["text"]
    assert [hit["text"][start:end] for start, end in hit["highlights"]] == ["rent"]
    assert hit["score"] > 0


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("monthly rent", "rent"),
        ('"insufficient funds"', "cheque"),
        ("dishon*", "cheque"),
        ("किराया", "hindi"),
        ("किरायेदार", "hindi"),
        ("notice demand", "cheque"),
        ("Rs. 85,000", "rent"),
    ],
)
def test_the_right_paper_comes_first(asha: Program, papers: dict[str, str], q: str, name: str) -> None:
    assert _found(asha, q)[0] == papers[name]


def test_a_phrase_stands_word_for_word(asha: Program, papers: dict[str, str]) -> None:
    assert _found(asha, '"rent monthly"') == []
    assert _found(asha, '"monthly rents"') == []


def test_an_excluded_word_keeps_its_papers_out(asha: Program, papers: dict[str, str]) -> None:
    assert papers["rent"] not in _found(asha, "month -villa")
    assert papers["cheque"] not in _found(asha, 'notice -"insufficient funds"')


@pytest.mark.parametrize(
    "q",
    ['"', "*", "NEAR(", "col:rent", "^rent", "AND AND", "rent AND", '"rent', "rent)", "-", "--", '""', "a" * 3000],
)
def test_no_query_is_an_error(asha: Program, papers: dict[str, str], q: str) -> None:
    assert asha.get("/search", query_string={"q": q}).status_code == 200


def test_ten_thousand_words_are_read_as_far_as_they_go(asha: Program, papers: dict[str, str]) -> None:
    assert asha.get("/search", query_string={"q": "rent " * 10_000}).status_code == 200


def test_the_filters_narrow_what_is_found(asha: Program, client_of_asha: str, papers: dict[str, str]) -> None:
    other = asha.open_client("Shukla")
    theirs = asha.file_text(other, "theirs.txt", "Their rent is another rent.")
    asha.patch(f"/documents/{papers['rent']}", json={"kind": "deed", "dated": "2022-05-14"})

    assert theirs not in _found(asha, "rent", client_id=client_of_asha)
    assert _found(asha, "rent", kind="deed") == [papers["rent"]]
    assert _found(asha, "rent", since="2022-01-01", until="2022-12-31") == [papers["rent"]]
    assert papers["rent"] not in _found(asha, "rent", since="2023-01-01")


def test_a_folder_is_searched_with_everything_in_it(asha: Program, client_of_asha: str) -> None:
    folders = f"/clients/{client_of_asha}/folders"
    suit = asha.post(folders, json={"name": "Suit"}).json["id"]
    orders = asha.post(folders, json={"name": "Orders", "parent_id": suit}).json["id"]
    document_id = asha.file_text(client_of_asha, "order.txt", "The injunction is granted.", folder_id=orders)

    assert _found(asha, "injunction", folder_id=suit) == [document_id]


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "in=cellar", "since=yesterday", "client_id=nonsense"])
def test_a_filter_that_is_not_one_is_named(asha: Program, query: str) -> None:
    response = asha.get(f"/search?q=rent&{query}")

    assert response.status_code == 422
    assert query.split("=")[0] in response.json["errors"]


def test_passages_that_say_the_same_are_shown_once(asha: Program, client_of_asha: str) -> None:
    for number in range(4):
        asha.file_text(client_of_asha, f"{number}.txt", RENT + "\f" + f"Copy {number}.")

    assert len(_found(asha, '"monthly rent of the villa"')) == 1


def test_the_passage_that_holds_a_pasted_sentence_comes_before_those_that_have_its_words_more_often(
    asha: Program, client_of_asha: str
) -> None:
    sentence = "the order of the tribunal was set aside by the court"
    asha.file_text(client_of_asha, "many.txt", "Tribunal order, court order, order set aside by tribunal court. " * 3)
    holder = asha.file_text(client_of_asha, "holder.txt", f"After long arguments of both sides {sentence} with costs.")

    assert _found(asha, sentence)[0] == holder
