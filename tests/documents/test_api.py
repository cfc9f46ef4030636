"""Documents over the API: sending, reading, naming; attacks first."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from legalindia.adapters.index.protocol import Question, Scope, Wording
from legalindia.adapters.outfit import outfit
from legalindia.database import db
from legalindia.documents.models import Document, Passage
from tests.conftest import Browser, Program
from tests.documents.samples import half_scanned_pdf, pdf, word

RENT = "The monthly rent is Rs. 85,000. It is paid on the fifth day of each month."


@pytest.fixture
def lease(asha: Program, client_of_asha: str) -> str:
    return asha.file_text(client_of_asha, "Lease.txt", RENT)


@pytest.mark.parametrize("what", ["", "/content", "/pages/1"])
def test_an_outsider_cannot_tell_that_the_document_exists(bilal: Program, lease: str, what: str) -> None:
    there = bilal.get(f"/documents/{lease}{what}")
    nowhere = bilal.get(f"/documents/{uuid.uuid4()}{what}")

    assert there.status_code == nowhere.status_code == 404
    assert there.json == nowhere.json


def test_an_outsider_can_neither_send_to_the_client_nor_change_or_read_again(
    bilal: Program, client_of_asha: str, lease: str
) -> None:
    assert bilal.send(client_of_asha, ("a.txt", b"words")).status_code == 404
    assert bilal.patch(f"/documents/{lease}", json={"title": "Mine"}).status_code == 404
    assert bilal.post(f"/documents/{lease}/read-again", json={}).status_code == 404


def test_the_same_file_at_another_client_is_no_duplicate_and_gives_no_sign(
    asha: Program, bilal: Program, lease: str
) -> None:
    elsewhere = bilal.open_client("Shukla")
    sent = bilal.send(elsewhere, ("Lease.txt", RENT.encode())).json["documents"][0]

    assert sent["duplicate_of"] is None
    assert sent["id"] != lease


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.pdf", b"", "empty"),
        ("invoice.pdf", b"MZ\x90\x00" + b"\0" * 400, "program"),
        ("page.pdf", b"<svg onload=alert(1)></svg>", "drawing"),
        ("large.txt", b"word " * 500_000, "larger"),
    ],
)
def test_a_file_that_is_refused_says_why_and_does_not_touch_the_others(
    asha: Program, client_of_asha: str, name: str, data: bytes, reason: str
) -> None:
    if len(data) > 2_000_000:
        response = asha.send(client_of_asha, (name, data))
        assert response.status_code == 413
        assert response.content_type == "application/problem+json"
        return
    answer = asha.send(client_of_asha, ("good.txt", RENT.encode()), (name, data), ("also.txt", b"another one")).json

    assert [document["filename"] for document in answer["documents"]] == ["good.txt", "also.txt"]
    assert [rejected["filename"] for rejected in answer["rejected"]] == [name]
    assert reason in answer["rejected"][0]["reason"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/home/asha/deed.txt", "deed.txt"),
        ("O'Brien & Co; x=1.txt", "O'Brien & Co; x=1.txt"),
        ("cod\u202etxt.exe.txt", "codtxt.exe.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("किराया विलेख.txt", "किराया विलेख.txt"),
    ],
)
def test_a_name_is_only_ever_a_name(asha: Program, client_of_asha: str, sent: str, kept: str) -> None:
    document_id = asha.file_text(client_of_asha, sent, RENT)

    assert asha.get(f"/documents/{document_id}").json["filename"] == kept
    download = asha.get(f"/documents/{document_id}/content")
    assert "\n" not in download.headers["Content-Disposition"]
    assert download.data == RENT.encode()


def test_a_name_of_300_characters_is_shortened_and_keeps_its_ending(asha: Program, client_of_asha: str) -> None:
    document_id = asha.file_text(client_of_asha, "x" * 296 + ".txt", RENT)
    name = asha.get(f"/documents/{document_id}").json["filename"]

    assert len(name) <= 200
    assert name.endswith(".txt")


def test_an_upload_without_a_file_or_cut_off_is_refused(asha: Program, client_of_asha: str) -> None:
    path = f"/clients/{client_of_asha}/upload"
    without = asha.post(path, data={"folder_id": ""}, content_type="multipart/form-data")
    cut_off = asha.post(path, data=b"--b\r\nContent-Dis", content_type="multipart/form-data; boundary=b")
    not_multipart = asha.post(path, json={"file": "a"})

    assert without.status_code == cut_off.status_code == not_multipart.status_code == 422
    assert "file" in without.json["errors"]


@pytest.mark.parametrize("folder_id", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_upload_into_a_folder_that_is_not_there_is_refused(
    asha: Program, client_of_asha: str, folder_id: str
) -> None:
    assert asha.send(client_of_asha, ("a.txt", b"words"), folder_id=folder_id).status_code in {404, 422}


def test_an_original_comes_back_byte_for_byte_as_an_attachment_in_a_sandbox(asha: Program, lease: str) -> None:
    about = asha.get(f"/documents/{lease}").json
    response = asha.get(f"/documents/{lease}/content")

    assert hashlib.sha256(response.data).hexdigest() == about["sha256"]
    assert response.content_length == about["size_bytes"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_text_is_read_page_by_page_and_says_its_languages(asha: Program, client_of_asha: str) -> None:
    text = "The first page is in English.\fयह दूसरा पृष्ठ हिन्दी में है।"
    document_id = asha.file_text(client_of_asha, "two.txt", text)
    about = asha.get(f"/documents/{document_id}").json

    assert (about["status"], about["page_count"]) == ("ready", 2)
    assert set(about["languages"]) == {"eng", "hin"}
    assert asha.get(f"/documents/{document_id}/pages/2").json["text"] == "यह दूसरा पृष्ठ हिन्दी में है।"
    assert asha.get(f"/documents/{document_id}/pages/3").status_code == 404


def test_a_pdf_and_a_word_file_are_read_under_whatever_name(asha: Program, client_of_asha: str) -> None:
    plaint, affidavit = pdf("Page one of the plaint."), word("The deponent states.")
    answer = asha.send(client_of_asha, ("plaint.docx", plaint), ("affidavit.txt", affidavit)).json
    texts = [asha.get(f"/documents/{one['id']}/pages/1").json["text"] for one in answer["documents"]]

    assert "Page one of the plaint." in texts[0]
    assert "The deponent states." in texts[1]


def test_a_page_that_is_a_scan_is_named_and_the_rest_is_read(
    asha: Program, as_asha: Browser, client_of_asha: str
) -> None:
    answer = asha.send(client_of_asha, ("mixed.pdf", half_scanned_pdf("Words are here."))).json
    about = asha.get(f"/documents/{answer['documents'][0]['id']}").json
    row = as_asha.get(f"/documents/{about['id']}/row").text

    assert about["status"] == "ready"
    assert [page["page"] for page in about["unreadable_pages"]] == [2]
    assert "looks like a scan" in about["unreadable_pages"][0]["reason"]
    assert any("tesseract-ocr" in note for note in about["notes"])
    assert "1 of 2 pages read" in row


def test_a_blank_page_is_named_because_only_a_person_can_say_that_it_is_one(asha: Program, client_of_asha: str) -> None:
    answer = asha.send(client_of_asha, ("blank.pdf", pdf("Words are here.", "", "And here."))).json

    assert asha.get(f"/documents/{answer['documents'][0]['id']}").json["unreadable_pages"] == [
        {"page": 2, "reason": "this page is blank"}
    ]


def test_a_paper_without_any_text_fails_with_its_reason_and_keeps_its_original(
    asha: Program, client_of_asha: str
) -> None:
    scan = pdf("", "")
    document_id = asha.send(client_of_asha, ("scan.pdf", scan)).json["documents"][0]["id"]
    about = asha.get(f"/documents/{document_id}").json

    assert about["status"] == "failed"
    assert "No page of it could be read" in about["error"]
    assert asha.get(f"/documents/{document_id}/content").data == scan


def test_a_pdf_cut_in_half_is_kept_and_says_what_became_of_it(asha: Program, client_of_asha: str) -> None:
    whole = pdf("One.", "Two.")
    half = whole[: len(whole) // 2]
    document_id = asha.send(client_of_asha, ("half.pdf", half)).json["documents"][0]["id"]
    about = asha.get(f"/documents/{document_id}").json

    assert about["status"] == "ready" or about["error"]
    assert asha.get(f"/documents/{document_id}/content").data == half


def test_a_locked_file_asks_for_its_password_and_opens_with_it(asha: Program, client_of_asha: str) -> None:
    locked = pdf("The secret terms.", password="open sesame")
    document_id = asha.send(client_of_asha, ("locked.pdf", locked)).json["documents"][0]["id"]
    failed = asha.get(f"/documents/{document_id}").json
    again = asha.post(f"/documents/{document_id}/read-again", json={"password": "open sesame"})

    assert failed["status"] == "failed"
    assert "password" in failed["error"]
    assert again.status_code == 202
    assert asha.get(f"/documents/{document_id}").json["status"] == "ready"
    assert "open sesame" not in asha.get(f"/documents/{document_id}").text


def test_a_locked_file_opens_at_once_when_the_password_comes_with_it(asha: Program, client_of_asha: str) -> None:
    locked = pdf("The secret terms.", password="open sesame")
    sent = asha.send(client_of_asha, ("locked.pdf", locked), password="open sesame").json["documents"][0]

    assert asha.get(f"/documents/{sent['id']}").json["status"] == "ready"


def test_the_same_file_twice_is_the_duplicate_it_is(asha: Program, client_of_asha: str, lease: str) -> None:
    again = asha.send(client_of_asha, ("Copy of lease.txt", RENT.encode())).json["documents"][0]

    assert again["duplicate_of"] == lease
    assert len(asha.get(f"/clients/{client_of_asha}/documents").json["items"]) == 1


def test_the_same_file_twice_in_one_upload_is_taken_in_once(asha: Program, client_of_asha: str) -> None:
    one, two = asha.send(client_of_asha, ("a.txt", b"the same"), ("b.txt", b"the same")).json["documents"]

    assert one["duplicate_of"] is None
    assert two["duplicate_of"] == one["id"]


def test_a_document_is_renamed_and_moved_and_found_in_its_new_place(
    asha: Program, client_of_asha: str, lease: str
) -> None:
    suit = asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Suit"}).json["id"]
    changed = asha.patch(f"/documents/{lease}", json={"title": "Lease of the villa", "folder_id": suit}).json

    assert (changed["title"], changed["folder_id"]) == ("Lease of the villa", suit)
    assert asha.get(f"/search?q=rent&folder_id={suit}").json["hits"]
    assert asha.patch(f"/documents/{lease}", json={"folder_id": None}).json["folder_id"] is None
    assert not asha.get(f"/search?q=rent&folder_id={suit}").json["hits"]


@pytest.mark.parametrize("body", [{"title": ""}, {"kind": "ghost"}, {"dated": "yesterday"}, {"sha256": "0"}])
def test_a_change_that_cannot_be_made_is_refused_at_its_field(asha: Program, lease: str, body: dict[str, str]) -> None:
    response = asha.patch(f"/documents/{lease}", json=body)

    assert response.status_code == 422
    assert set(response.json["errors"]) == set(body)


def test_a_document_cannot_be_moved_into_another_clients_folder(asha: Program, lease: str) -> None:
    elsewhere = asha.open_client("Shukla")
    theirs = asha.post(f"/clients/{elsewhere}/folders", json={"name": "Suit"}).json["id"]

    assert asha.patch(f"/documents/{lease}", json={"folder_id": theirs}).status_code == 404


def test_every_passage_slices_out_of_its_page_and_stands_in_the_index(
    app: Flask, asha: Program, client_of_asha: str
) -> None:
    text = "\f".join(f"{RENT} " * 40 for _ in range(3))
    document_id = asha.file_text(client_of_asha, "long.txt", text)
    with app.app_context():
        passages = db.session.query(Passage).filter_by(document_id=uuid.UUID(document_id)).all()
        state = outfit().index.state()

    assert {passage.page for passage in passages} == {1, 2, 3}
    assert state.passages == state.vectors == len(passages)
    for passage in passages:
        page = asha.get(f"/documents/{document_id}/pages/{passage.page}").json["text"]
        assert page[passage.start : passage.end].strip()


def test_reading_again_leaves_the_same_passages_and_no_second_ones(
    app: Flask, asha: Program, client_of_asha: str, lease: str
) -> None:
    def ids() -> set[uuid.UUID]:
        with app.app_context():
            return {passage.id for passage in db.session.query(Passage).all()}

    before = ids()
    asha.post(f"/documents/{lease}/read-again", json={})
    with app.app_context():
        question = Question(Wording(words=("rent",)))
        found = outfit().index.find(question, Scope(clients=frozenset([uuid.UUID(client_of_asha)])), limit=10)

    assert ids() == before
    assert len(found) == 1


def test_a_document_being_read_is_not_read_a_second_time(idle: Flask, asha: Program, client_of_asha: str) -> None:
    waiting = asha.file_text(client_of_asha, "a.txt", RENT)

    assert asha.get(f"/documents/{waiting}").json["status"] == "received"
    assert asha.post(f"/documents/{waiting}/read-again", json={}).status_code == 409


def test_the_list_is_newest_first_and_walked_page_by_page(asha: Program, client_of_asha: str) -> None:
    for number in range(5):
        asha.file_text(client_of_asha, f"{number}.txt", f"Paper number {number}.")
    first = asha.get(f"/clients/{client_of_asha}/documents?limit=3").json
    second = asha.get(f"/clients/{client_of_asha}/documents?limit=3&cursor={first['next']}").json

    names = [item["filename"] for item in first["items"] + second["items"]]
    assert names == ["4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]
    assert second["next"] is None


def test_an_upload_leaves_nothing_behind_but_what_was_kept(app: Flask, asha: Program, client_of_asha: str) -> None:
    asha.send(client_of_asha, ("good.txt", RENT.encode()), ("bad.exe", b"MZ\x90\x00"), ("copy.txt", RENT.encode()))
    folder = app.config["SETTINGS"].data_dir / "originals"
    with app.app_context():
        keys = {document.storage_key for document in db.session.query(Document).all()}

    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == keys


def test_a_chunked_body_without_a_length_is_taken_in(asha: Program, client_of_asha: str) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = io.BytesIO(head + RENT.encode() + b"\r\n--b--\r\n")
    response = asha.post(
        f"/clients/{client_of_asha}/upload",
        input_stream=body,
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert response.status_code == 202
    assert response.json["documents"][0]["filename"] == "a.txt"


@pytest.mark.parametrize("number", [0, 2, 10**9, 10**25])
def test_a_page_that_is_not_there_is_not_found_however_large_its_number(asha: Program, lease: str, number: int) -> None:
    assert asha.get(f"/documents/{lease}/pages/{number}").status_code == 404


def test_a_paper_whose_reading_was_cancelled_says_so_and_can_be_read_again(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    sent = asha.file_text(client_of_asha, "lease.txt", "The rent is due.")
    [job] = asha.get("/jobs?kind=reading").json["items"]
    asha.post(f"/jobs/{job['id']}/cancel")
    cancelled = asha.get(f"/documents/{sent}").json
    asha.post(f"/documents/{sent}/read-again", json={})
    work_off()

    assert cancelled["status"] == "failed"
    assert "cancelled" in cancelled["error"]
    assert asha.get(f"/documents/{sent}").json["status"] == "ready"


def test_a_letter_is_read_in_few_transactions(
    idle: Flask, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    asha.file_text(client_of_asha, "letter.txt", "The rent is due.")
    commits: list[object] = []
    with idle.app_context():
        event.listen(db.engine, "commit", commits.append)
        work_off()

    # Reading: claimed, begun, read, ended. What follows: claimed, its citations, its meaning, ended.
    assert len(commits) == 8
