"""The demo firm's papers: all there, readable, and telling one story."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from legalindia import demo

ROOM = Path(demo.__file__).parent
FIRM: dict[str, Any] = json.loads((ROOM / "firm.json").read_text(encoding="utf-8"))
FILES = [paper["file"] for paper in FIRM["papers"]]
MATTERS = [folder["matter"] for client in FIRM["clients"] for folder in client["folders"]]
LARGEST_BYTES = 150_000
DEVANAGARI_WORD = re.compile(r"[\u0900-\u0963\u0966-\u097f]+")


@cache
def pages_of(file: str) -> tuple[str, ...]:
    """Return the text of each page, white space folded; a file without pages is one."""
    path = ROOM / "papers" / file
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return tuple(folded(page.get_textpage().get_text_range()) for page in pdf)
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return (folded(" ".join([paragraph.text for paragraph in document.paragraphs] + cells)),)
    return (folded(path.read_text(encoding="utf-8")),)


def folded(text: str) -> str:
    return " ".join(text.split())


def text_of(file: str) -> str:
    return " ".join(pages_of(file))


def rupees(text: str) -> int:
    return int(text.removeprefix("Rs. ").replace(",", ""))


def fact(name: str) -> str:
    return str(next(entry["text"] for entry in FIRM["facts"] if entry["fact"] == name))


def test_every_paper_in_the_folder_is_named_once_in_the_list_and_the_other_way_round() -> None:
    assert sorted(FILES) == sorted(path.name for path in (ROOM / "papers").iterdir())


def test_every_pdf_and_word_paper_has_the_text_it_was_made_from() -> None:
    made = {Path(file).stem for file in FILES if not file.endswith(".txt")}

    assert made == {path.stem for path in (ROOM / "sources").glob("*.txt")}


@pytest.mark.parametrize("file", FILES)
def test_a_paper_is_small_enough_to_be_kept_in_the_repository(file: str) -> None:
    assert (ROOM / "papers" / file).stat().st_size <= LARGEST_BYTES


@pytest.mark.parametrize("file", FILES)
def test_every_page_of_a_paper_has_text_and_the_last_says_that_it_is_fictional(file: str) -> None:
    assert all(len(page) > 100 for page in pages_of(file))
    assert "Fictional paper for demonstration." in pages_of(file)[-1]


@pytest.mark.parametrize(
    ("file", "least"), [("hegde-plaint", 6), ("hegde-lease-deed", 8), ("tungavani-supply-agreement", 10)]
)
def test_a_long_paper_is_as_long_as_such_papers_are(file: str, least: int) -> None:
    assert len(pages_of(f"{file}.pdf")) >= least


@pytest.mark.parametrize("paper", FIRM["papers"], ids=lambda paper: paper["file"])
def test_a_paper_lies_in_a_folder_of_its_client(paper: dict[str, Any]) -> None:
    client = next(client for client in FIRM["clients"] if client["key"] == paper["client"])
    matter, folder = paper["folder"]

    held = {top["name"]: [inner["name"] for inner in top["folders"]] for top in client["folders"]}
    assert folder in held[matter]


@pytest.mark.parametrize("entry", FIRM["questions"], ids=lambda entry: entry["question"])
def test_the_answer_to_a_question_stands_whole_on_one_page_of_its_paper(entry: dict[str, Any]) -> None:
    assert entry["file"] in [paper["file"] for paper in FIRM["papers"] if paper["client"] == entry["client"]]
    assert sum(entry["quote"] in page for page in pages_of(entry["file"])) == 1


@pytest.mark.parametrize("entry", FIRM["facts"], ids=lambda entry: entry["fact"])
def test_the_papers_of_a_matter_tell_a_fact_alike(entry: dict[str, Any]) -> None:
    assert [file for file in entry["files"] if entry["text"] not in text_of(file)] == []


def test_the_figures_of_the_eviction_suit_add_up() -> None:
    arrears = rupees(fact("arrears of rent"))

    assert arrears == 5 * rupees(fact("monthly rent"))
    assert rupees("2,55,000") == arrears - rupees(fact("alleged cash payment"))
    assert "Rs. 2,55,000" in text_of("hegde-interim-order.pdf")


def test_the_cheque_is_what_the_invoices_left_unpaid() -> None:
    invoices = re.findall(
        r"TVP/2024-25/\d{4} \d{2}\.\d{2}\.\d{4} \d MT .*? ([\d,]+)(?= TVP| -----)", text_of("tungavani-ledger.txt")
    )

    assert sum(map(rupees, invoices[-3:])) == rupees(fact("total of the three invoices"))
    assert rupees(fact("amount of the dishonoured cheque")) == rupees(fact("total of the three invoices")) - rupees(
        fact("part payment")
    )


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter["case_number"])
def test_a_cnr_has_its_sixteen_characters_and_the_year_of_its_case(matter: dict[str, Any]) -> None:
    assert re.fullmatch(r"[A-Z]{4}\d{12}", matter["cnr"])
    assert matter["case_number"].endswith(matter["cnr"][-4:])


def test_the_order_bears_the_cnr_of_its_matter() -> None:
    assert f"CNR No. {MATTERS[0]['cnr']}" in text_of("hegde-interim-order.pdf")


def test_the_hindi_plaint_is_read_word_for_word_as_it_was_written() -> None:
    written = (ROOM / "sources" / "shukla-vad-patra.txt").read_text(encoding="utf-8")
    read = DEVANAGARI_WORD.findall(text_of("shukla-vad-patra.pdf"))

    assert len(read) > 900
    assert [word for word in read if word not in set(DEVANAGARI_WORD.findall(written))] == []


def test_the_papers_of_the_trust_are_open_to_the_partner_alone() -> None:
    trust = next(client for client in FIRM["clients"] if client["key"] == "aranyadeepa")
    partners = [person["email"] for person in FIRM["people"] if person["role"] == "partner"]

    assert (trust["access"], trust["team"]) == ("team", partners)


def test_nobody_in_the_firm_can_get_mail_from_the_demo() -> None:
    addresses = [person["email"] for person in FIRM["people"]] + [client["email"] for client in FIRM["clients"]]

    assert all(address.endswith(".example") for address in addresses)
