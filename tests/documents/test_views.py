"""Documents in a browser: lists, the viewer, the upload form; and who gets none of it."""

from __future__ import annotations

import io
import uuid

import pytest
from flask import Flask

from tests.conftest import HTMX, Browser, Program, without_marks
from tests.documents.samples import pdf

LEASE = "The monthly rent is Rs. 85,000. It is paid on the fifth day of each month."


@pytest.fixture
def lease(asha: Program, client_of_asha: str) -> str:
    return str(asha.send(client_of_asha, ("lease.pdf", pdf("LEASE DEED", LEASE))).json["documents"][0]["id"])


@pytest.mark.parametrize("what", ["", "/row", "/find?q=rent", "/original", "/edit", "/pages/1.webp"])
def test_an_outsider_cannot_tell_that_the_document_exists(as_bilal: Browser, lease: str, what: str) -> None:
    there = as_bilal.get(f"/documents/{lease}{what}")
    nowhere = as_bilal.get(f"/documents/{uuid.uuid4()}{what}")

    assert there.status_code == nowhere.status_code == 404
    assert without_marks(there.text) == without_marks(nowhere.text)


def test_an_outsider_cannot_open_the_clients_page_or_send_to_it(as_bilal: Browser, client_of_asha: str) -> None:
    upload = f"/clients/{client_of_asha}/upload"

    assert as_bilal.get(f"/clients/{client_of_asha}").status_code == 404
    assert as_bilal.post(upload, data={"file": (io.BytesIO(b"words"), "a.txt")}).status_code == 404


def test_an_upload_from_a_page_that_is_not_ours_is_refused_and_leaves_nothing(
    app: Flask, as_asha: Browser, asha: Program, client_of_asha: str
) -> None:
    as_asha.token = None
    response = as_asha.post(f"/clients/{client_of_asha}/upload", data={"file": (io.BytesIO(b"words"), "a.txt")})

    assert response.status_code == 403
    assert asha.get(f"/clients/{client_of_asha}/documents").json["items"] == []
    assert not [path for path in (app.config["SETTINGS"].data_dir / "originals").rglob("*") if path.is_file()]


def test_a_form_without_script_may_carry_its_token_in_a_field(as_asha: Browser, client_of_asha: str) -> None:
    token, as_asha.token = as_asha.token, None
    form = {"csrf_token": token, "file": (io.BytesIO(b"Some words."), "a.txt")}

    assert as_asha.post(f"/clients/{client_of_asha}/upload", data=form).status_code == 303


def test_htmx_gets_the_rows_of_what_came_in_and_the_reasons_of_what_did_not(
    as_asha: Browser, client_of_asha: str, lease: str
) -> None:
    files = [(io.BytesIO(b"New words."), "new.txt"), (io.BytesIO(b""), "empty.txt")]
    response = as_asha.post(f"/clients/{client_of_asha}/upload", data={"file": files}, headers=HTMX)

    assert "<html" not in response.text
    assert "new.txt" in response.text
    assert "The file is empty" in response.text


def test_a_row_asks_for_itself_until_its_paper_is_settled(
    idle: Flask, as_asha: Browser, asha: Program, client_of_asha: str, work_off: object
) -> None:
    document_id = asha.file_text(client_of_asha, "a.txt", LEASE)
    waiting = as_asha.get(f"/documents/{document_id}/row", headers=HTMX)
    work_off()  # type: ignore[operator]
    ready = as_asha.get(f"/documents/{document_id}/row", headers=HTMX)

    assert 'hx-trigger="every' in waiting.text
    assert "hx-trigger" not in ready.text
    assert "Ready" in ready.text


def test_the_viewer_marks_the_passage_in_its_place(as_asha: Browser, asha: Program, lease: str) -> None:
    hit = asha.get('/search?q="monthly rent"').json["hits"][0]
    page = as_asha.get(f"/documents/{lease}?page={hit['page']}&passage={hit['passage_id']}")

    assert hit["page"] == 2
    assert "<rect data-mark" in page.text
    assert f"/documents/{lease}/pages/2.webp" in page.text


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=99", "?page=x", f"?page={10**30}", f"?page=-{10**30}&from=0&to=5", "?from=9&to=2", "?passage=x"],
)
def test_a_place_that_is_not_there_is_no_error_of_ours(as_asha: Browser, lease: str, query: str) -> None:
    assert as_asha.get(f"/documents/{lease}{query}").status_code in {200, 404}


def test_a_picture_is_drawn_once_and_asked_for_each_time(as_asha: Browser, lease: str) -> None:
    first = as_asha.get(f"/documents/{lease}/pages/1.webp?width=300")
    again = as_asha.get(f"/documents/{lease}/pages/1.webp?width=300", headers={"If-None-Match": first.headers["ETag"]})

    assert first.data[8:12] == b"WEBP"
    assert "no-cache" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("what", ["3.webp", "0.webp", "1.webp?width=100000", "1.webp?width=0"])
def test_a_picture_of_no_page_or_of_no_size_is_not_drawn(as_asha: Browser, lease: str, what: str) -> None:
    assert as_asha.get(f"/documents/{lease}/pages/{what}").status_code == 404


def test_words_are_found_in_the_paper_in_whatever_spelling(as_asha: Browser, lease: str) -> None:
    found = as_asha.get(f"/documents/{lease}/find?q=MONTHLY+rents", headers=HTMX)

    assert f"/documents/{lease}?page=2" in found.text
    assert "<html" not in found.text


def test_a_matter_shows_what_lies_in_its_folders(as_asha: Browser, asha: Program, client_of_asha: str) -> None:
    folders = f"/clients/{client_of_asha}/folders"
    suit = asha.post(folders, json={"name": "Suit"}).json["id"]
    orders = asha.post(folders, json={"name": "Orders", "parent_id": suit}).json["id"]
    asha.file_text(client_of_asha, "interim.txt", "The injunction is granted.", folder_id=orders)

    assert "interim.txt" in as_asha.get(f"/clients/{client_of_asha}/folders/{suit}").text


def test_a_folder_is_no_page_of_another_client(as_asha: Browser, asha: Program, client_of_asha: str) -> None:
    other = asha.open_client("Shukla")
    theirs = asha.post(f"/clients/{other}/folders", json={"name": "Suit"}).json["id"]

    assert as_asha.get(f"/clients/{client_of_asha}/folders/{theirs}").status_code == 404


def test_a_paper_is_renamed_and_moved_by_its_form(
    as_asha: Browser, asha: Program, client_of_asha: str, lease: str
) -> None:
    suit = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit"}).json["id"]
    form = {"title": "Lease of the villa", "kind": "deed", "dated": "2022-06-01", "folder_id": suit}

    assert as_asha.post(f"/documents/{lease}/edit", data=form).status_code == 303
    assert as_asha.post(f"/documents/{lease}/edit", data={**form, "title": ""}).status_code == 422
    about = asha.get(f"/documents/{lease}").json
    assert (about["title"], about["dated"], about["folder_id"]) == ("Lease of the villa", "2022-06-01", suit)


def test_each_section_of_an_old_code_carries_what_took_its_place(
    as_asha: Browser, asha: Program, client_of_asha: str
) -> None:
    document_id = asha.file_text(client_of_asha, "a.txt", "He was charged under Sections 302 and 34 IPC.")
    page = as_asha.get(f"/documents/{document_id}").text

    assert 'data-answer="↔ 103(1) BNS"' in page
    assert "34 IPC ↔ 3(5) BNS" in page
    assert asha.get(f"/documents/{document_id}/pages/1").json["text"] == "He was charged under Sections 302 and 34 IPC."


def test_the_way_to_the_page_as_text_keeps_the_marked_place_and_nothing_else_of_the_address(
    as_asha: Browser, lease: str
) -> None:
    """What else stands in an address is not for `url_for`, which would take it for its own or stumble over it."""
    page = as_asha.get(f"/documents/{lease}?from=0&to=5&document_id=x&endpoint=y&_external=1&_anchor=z")

    assert f'href="/documents/{lease}?from=0&amp;to=5&amp;page=1&amp;as=text"' in page.text
