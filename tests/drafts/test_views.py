"""Drafts in a browser: the text with its marks, the two texts side by side, certificates, and whose draft it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import pytest
from flask import Flask

from legalindia.drafts import certificate
from tests.conftest import HTMX, Browser, Program
from tests.drafts.conftest import CASE, SAID

DRAFT = f'In {CASE}, para 3, it was held that "{SAID}".\n\nSee also {CASE}, para 41, and section 302 IPC.\n'


@pytest.fixture
def browser(shelf: Flask) -> Browser:
    client = shelf.test_client()
    assert isinstance(client, Browser)
    client.sign_in("asha")
    return client


def hand_in(browser: Browser, text: str = DRAFT, **fields: object) -> str:
    token = {"csrf_token": browser.token}
    answer = browser.post("/drafts", data={"text": text, **token, **fields}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_pasted_draft_is_shown_with_every_finding_marked(browser: Browser) -> None:
    page = browser.get(hand_in(browser, title="Writ petition")).text

    assert "<h1>Writ petition</h1>" in page
    assert len(re.findall(r'class="found found-bad', page)) == 1
    assert len(re.findall(r'class="found found-good', page)) >= 3
    assert "Mismatch: no such paragraph" in page


def test_what_is_wrong_stands_before_what_is_right(browser: Browser) -> None:
    page = browser.get(hand_in(browser)).text
    tones = re.findall(r'class="verdict verdict-(\w+)"', page[page.index('class="draft-lines"') :])

    assert tones[0] == "bad"
    assert tones == sorted(tones, key=["bad", "warn", "plain", "good"].index)


def test_a_finding_shows_the_two_texts_and_opens_its_source(browser: Browser) -> None:
    address = hand_in(browser, f'In {CASE} it was held that "{SAID.replace("fair", "foul")}".')
    panel = browser.get(f"{address}?finding=2", headers={**HTMX, "HX-Target": "panel"}).text

    assert "<html" not in panel
    assert re.search(r"<del>.*foul.*</del>", panel)
    assert re.search(r"<ins>.*fair.*</ins>", panel)
    source = re.search(r'href="(/documents/[^"]+)"', panel)
    assert source is not None
    assert browser.get(source[1].replace("&amp;", "&")).status_code == 200


def test_the_findings_of_one_kind_can_be_looked_at_alone(browser: Browser) -> None:
    address = hand_in(browser)

    assert "Indian Penal Code, 1860 s 302" in browser.get(f"{address}?show=old_law").text
    assert "Nothing of this kind" in browser.get(f"{address}?show=unclear").text


def test_what_can_be_taken_away_comes_with_the_end_of_the_check(browser: Browser) -> None:
    """The page asks for its block until the check is done; what stands outside of that stays as it was."""
    block = browser.get(hand_in(browser), headers=HTMX).text

    assert "<html" not in block
    assert "/commented.docx" in block


def test_a_section_that_is_now_several_names_its_act_once(browser: Browser) -> None:
    page = browser.get(hand_in(browser, "Charged under section 376 IPC.")).text

    assert "Bharatiya Nyaya Sanhita, 2023 ss 63, 64(1), 64(2), 65(1), 66." in page


def test_a_draft_that_cites_an_old_code_asks_for_the_dates_of_its_case(browser: Browser) -> None:
    address = hand_in(browser, "Charged under sections 302 and 34 IPC and section 483 BNSS.")
    page, after = browser.get(address).text, browser.get(f"{address}?conduct=2024-08-01").text
    before = browser.get(f"{address}?conduct=2023-03-12&proceeding=2024-08-01").text

    assert "sections of the IPC and the BNSS. Give the dates" in page
    assert "Not governing" not in page
    assert "302 IPC: see 103(1) BNS" in after
    assert "Every section that the draft names is of a code that governs." in before


def test_the_certificate_says_which_codes_govern_or_that_nobody_said_when(browser: Browser) -> None:
    address = hand_in(browser, "Charged under section 302 IPC and section 483 BNSS.")
    facts = []
    for dates in ("", "?conduct=2024-08-01"):
        paper = docx.Document(io.BytesIO(browser.get(f"{address}/certificate.docx{dates}").data))
        facts.append({row.cells[0].text: row.cells[1].text for row in paper.tables[0].rows}["Codes"])

    assert "sections of the IPC and the BNSS" in facts[0]
    assert "which were not given" in facts[0]
    assert facts[1] == "Offence: BNS; procedure: BNSS; evidence: BSA. Not governing, though named: 302 IPC."


def test_a_draft_that_mixes_a_code_with_the_one_in_its_place_says_so(browser: Browser) -> None:
    page = browser.get(hand_in(browser, "Charged under section 302 IPC and section 318(4) BNS.")).text

    assert '<details class="card draft-governs" id="governs" open>' in page
    assert "an old code and the one in its place" in page


def test_a_draft_on_the_new_codes_alone_is_not_asked(browser: Browser) -> None:
    assert "Give the dates" not in browser.get(hand_in(browser, "Charged under section 318(4) BNS.")).text


def test_dates_that_cannot_be_are_refused_at_the_field(browser: Browser) -> None:
    address = hand_in(browser, "Charged under section 302 IPC.")
    page = browser.get(f"{address}?conduct=2024-08-01&proceeding=2023-01-01").text

    assert "A proceeding cannot begin before the act it is about." in page
    assert "Not governing" not in page


def test_an_old_section_and_a_new_one_offer_to_say_which_code_governs(browser: Browser) -> None:
    page = browser.get(f"{hand_in(browser, 'Section 302 IPC.')}?finding=1").text

    assert 'href="/law?section=302+IPC"' in page


def test_what_is_not_held_is_said_to_be_that_and_can_be_looked_up_elsewhere(browser: Browser) -> None:
    page = browser.get(f"{hand_in(browser, 'See Nobody v. Anybody, 2031 INSC 999.')}?finding=1").text

    assert "Not held by our library" in page
    assert "https://indiankanoon.org/search/?formInput=Nobody" in page
    assert not re.search(r"\bfake|fabricat", page, re.IGNORECASE)


@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_a_file_is_read_and_checked(browser: Browser, kind: str) -> None:
    data = DRAFT.encode()
    if kind == "docx":
        paper, buffer = docx.Document(), io.BytesIO()
        for line in DRAFT.split("\n\n"):
            paper.add_paragraph(line)
        paper.save(buffer)
        data = buffer.getvalue()
    page = browser.get(hand_in(browser, "", file=(io.BytesIO(data), f"draft.{kind}"))).text

    assert f"draft.{kind}" in page
    assert "Mismatch: no such paragraph" in page


def test_a_file_without_text_says_what_to_do(browser: Browser) -> None:
    page = browser.get(hand_in(browser, "", file=(io.BytesIO(b"   \n"), "empty.txt"))).text

    assert "could not be checked" in page or "no text" in page


def test_nothing_handed_in_is_said_at_the_field(browser: Browser) -> None:
    answer = browser.post(
        "/drafts", data={"text": " ", "csrf_token": browser.token}, content_type="multipart/form-data"
    )

    assert answer.status_code == 422
    assert "paste the text" in answer.text


def test_the_certificate_states_draft_library_and_every_line(browser: Browser) -> None:
    address = hand_in(browser)
    paper = docx.Document(io.BytesIO(browser.get(f"{address}/certificate.docx").data))
    said = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)

    assert re.search(r"\b[0-9a-f]{64}\b", said)
    assert "2 judgments and 1 Act" in said
    assert "has no paragraph 41" in said
    assert "Indian Penal Code, 1860 s 302" in said
    assert "Source: The Indian Penal Code, 1860, section 302." in said


@pytest.mark.skipif(not certificate.CAN_PRINT, reason="the libraries of Pango are not installed")
def test_the_certificate_is_a_pdf_too(browser: Browser) -> None:
    answer = browser.get(f"{hand_in(browser)}/certificate.pdf")
    with pypdfium2.PdfDocument(answer.data) as paper:
        text = "".join(page.get_textpage().get_text_bounded() for page in paper)

    assert "Certificate of a citation check" in text
    assert "no such paragraph" in " ".join(text.split())


def test_the_draft_comes_back_with_a_comment_at_each_place(browser: Browser) -> None:
    paper = docx.Document(io.BytesIO(browser.get(f"{hand_in(browser)}/commented.docx").data))
    comments = [comment.text for comment in paper.comments]

    assert any("has no paragraph 41" in comment for comment in comments)
    assert "\n".join(paragraph.text for paragraph in paper.paragraphs) == DRAFT


def test_the_next_version_is_another_and_the_first_check_stays(browser: Browser) -> None:
    address = hand_in(browser)
    first = re.search(r"check=([0-9a-f-]{36})", browser.get(address).text)
    fields = {"text": f"See {CASE}.", "csrf_token": browser.token}
    browser.post(f"{address}/version", data=fields, content_type="multipart/form-data")

    assert first is not None
    assert "Version 2" in browser.get(address).text
    assert "Mismatch: no such paragraph" in browser.get(f"{address}?check={first[1]}").text


def test_a_draft_is_its_authors_alone_until_it_is_filed(browser: Browser, as_bilal: Browser) -> None:
    assert as_bilal.get(hand_in(browser)).status_code == 404


def test_a_filed_draft_is_there_for_the_team_and_gone_with_the_client(
    browser: Browser, as_bilal: Browser, asha: Program, people: Callable[[str], object]
) -> None:
    client_id = asha.open_client("Hegde")
    address = hand_in(browser, scope=client_id)
    assert as_bilal.get(address).status_code == 404

    asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people("asha")), str(people("bilal"))]})
    assert as_bilal.get(address).status_code == 200

    asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people("bilal"))]})
    assert browser.get(address).status_code == 404


def test_a_finding_that_rests_on_a_paper_out_of_sight_is_withheld(
    browser: Browser, as_bilal: Browser, asha: Program, people: Callable[[str], object]
) -> None:
    client_id = asha.open_client("Hegde")
    asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people("asha")), str(people("bilal"))]})
    letter = "We shall under no circumstances pay a single rupee for the machine."
    document_id = asha.file_text(client_id, "letter.txt", letter)
    address = hand_in(browser, f'They wrote that "{letter}"', scope=client_id)
    assert "Quotation: verbatim" in as_bilal.get(address).text

    asha.put(f"/documents/{document_id}/wall", json={"user_ids": []})
    assert "Quotation: verbatim" in browser.get(address).text
    assert "Quotation: verbatim" not in as_bilal.get(address).text
    assert "1 finding not shown" in as_bilal.get(address).text


def test_only_its_author_throws_a_draft_away(
    browser: Browser, as_bilal: Browser, asha: Program, people: Callable[[str], object], shelf: Flask
) -> None:
    client_id = asha.open_client("Hegde")
    asha.put(f"/clients/{client_id}/team", json={"user_ids": [str(people("asha")), str(people("bilal"))]})
    address = hand_in(browser, "", scope=client_id, file=(io.BytesIO(DRAFT.encode()), "draft.txt"))
    originals = Path(shelf.config["SETTINGS"].data_dir) / "originals"
    before = sum(path.is_file() for path in originals.rglob("*"))

    assert as_bilal.post(f"{address}/delete").status_code == 403
    assert browser.post(f"{address}/delete").status_code == 303
    assert browser.get(address).status_code == 404
    assert sum(path.is_file() for path in originals.rglob("*")) == before - 1
