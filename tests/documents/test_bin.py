"""Children, versions and the bin: what belongs together stays together, and what is purged is gone."""

from __future__ import annotations

import io
import os
import time
import uuid
from pathlib import Path

import pytest
from flask import Flask

from legalindia.database import db
from legalindia.documents import bin
from legalindia.documents.models import Document, Page, Passage, Recognition
from legalindia.documents.tasks import tidy_up
from tests.conftest import Browser, Program
from tests.documents.samples import archive, pdf
from tests.documents.test_formats import mail

RENT = b"The tenant shall pay a monthly rent of Rs 45,000 in advance."
LAST_RENT = b"The tenant shall pay a monthly rent of Rs 75,000 in advance."
NEW_RENT = b"The tenant shall pay a monthly rent of Rs 60,000 in advance."


def _send(asha: Program, client_id: str, name: str, content: bytes) -> str:
    return str(asha.send(client_id, (name, content)).json["documents"][0]["id"])


def _found(asha: Program, words: str) -> set[str]:
    return {hit["document_id"] for hit in asha.get(f"/search?q={words}").json["hits"]}


def test_what_is_attached_to_a_mail_becomes_a_paper_that_knows_its_mail(
    asha: Program, as_asha: Browser, client_of_asha: str
) -> None:
    letter = _send(asha, client_of_asha, "m.eml", mail(order_pdf=pdf("Bail is granted."), run_exe=b"MZ" + bytes(90)))
    about = asha.get(f"/documents/{letter}").json
    [child] = about["children"]
    inside = asha.get(f"/documents/{child['id']}").json

    assert child["filename"] == "order.pdf"
    assert inside["parent_id"] == letter
    assert inside["status"] == "ready"
    assert child["id"] in _found(asha, "bail+granted")
    assert any("run.exe" in note and "Windows program" in note for note in about["notes"])
    assert "order.pdf" in as_asha.get(f"/documents/{letter}").text
    assert "Lay in" in as_asha.get(f"/documents/{child['id']}").text


def test_reading_a_mail_again_makes_no_second_child(asha: Program, client_of_asha: str) -> None:
    letter = _send(asha, client_of_asha, "m.eml", mail(order_txt=RENT))
    before = asha.get(f"/documents/{letter}").json["children"]
    asha.post(f"/documents/{letter}/read-again", json={})

    assert asha.get(f"/documents/{letter}").json["children"] == before


def test_an_archive_keeps_its_tree_of_folders(asha: Program, client_of_asha: str) -> None:
    _send(
        asha,
        client_of_asha,
        "m.zip",
        archive({"Matter/a.txt": RENT, "Matter/Orders/b.txt": NEW_RENT, "c.txt": b"See."}),
    )
    folders = {folder["id"]: folder for folder in asha.get(f"/clients/{client_of_asha}/folders").json["items"]}
    papers = {paper["filename"]: paper for paper in asha.get(f"/clients/{client_of_asha}/documents").json["items"]}

    assert folders[papers["a.txt"]["folder_id"]]["name"] == "Matter"
    assert folders[papers["b.txt"]["folder_id"]]["name"] == "Orders"
    assert folders[papers["b.txt"]["folder_id"]]["parent_id"] == papers["a.txt"]["folder_id"]
    assert papers["c.txt"]["folder_id"] is None


def test_archives_in_archives_end_at_some_depth(asha: Program, client_of_asha: str) -> None:
    nested = archive({"deep.txt": RENT})
    for _ in range(8):
        nested = archive({"in.zip": nested})
    _send(asha, client_of_asha, "out.zip", nested)
    papers = asha.get(f"/clients/{client_of_asha}/documents").json["items"]

    assert len(papers) == 5
    assert sum("too deep" in " ".join(paper["notes"]) for paper in papers) == 1


def test_a_new_version_keeps_the_old_and_takes_its_place_in_the_search(
    asha: Program, as_asha: Browser, client_of_asha: str
) -> None:
    old = _send(asha, client_of_asha, "lease.txt", RENT)
    answer = asha.post(f"/documents/{old}/versions", data={"file": _file("lease.txt", NEW_RENT)})
    new = answer.json["id"]

    assert answer.status_code == 202
    assert asha.get(f"/documents/{new}").json["version"] == 2
    assert asha.get(f"/documents/{old}").json["newest_version_id"] == new
    assert asha.get(f"/documents/{old}/content").data == RENT
    assert _found(asha, "monthly+rent") == {new}
    assert "has taken its place" in as_asha.get(f"/documents/{old}").text
    assert [one["id"] for one in asha.get(f"/clients/{client_of_asha}/documents").json["items"]] == [new]


def test_deleting_the_new_version_brings_the_old_one_back(asha: Program, client_of_asha: str) -> None:
    old = _send(asha, client_of_asha, "lease.txt", RENT)
    new = asha.post(f"/documents/{old}/versions", data={"file": _file("lease.txt", NEW_RENT)}).json["id"]
    asha.delete(f"/documents/{new}")

    assert _found(asha, "monthly+rent") == {old}
    assert asha.patch(f"/documents/{new}", json={"restore": True}).status_code == 200
    assert _found(asha, "monthly+rent") == {new}


def test_a_deleted_paper_is_nowhere_and_comes_back_whole(asha: Program, client_of_asha: str) -> None:
    letter = _send(asha, client_of_asha, "m.eml", mail("The rent is due.", order_txt=RENT))
    [child] = asha.get(f"/documents/{letter}").json["children"]

    assert asha.delete(f"/documents/{letter}").status_code == 204
    assert asha.get(f"/documents/{letter}").status_code == 404
    assert asha.get(f"/documents/{child['id']}/content").status_code == 404
    assert _found(asha, "rent") == set()
    assert len(asha.get(f"/clients/{client_of_asha}/bin").json["items"]) == 2

    assert asha.patch(f"/documents/{letter}", json={"restore": True}).json["status"] == "ready"
    assert _found(asha, "rent") == {letter, child["id"]}


def test_an_outsider_neither_deletes_nor_brings_back(asha: Program, bilal: Program, client_of_asha: str) -> None:
    paper = _send(asha, client_of_asha, "lease.txt", RENT)

    assert bilal.delete(f"/documents/{paper}").status_code == 404
    asha.delete(f"/documents/{paper}")
    assert bilal.patch(f"/documents/{paper}", json={"restore": True}).status_code == 404
    assert bilal.get(f"/clients/{client_of_asha}/bin").status_code == 404


def test_a_file_whose_twin_lies_in_the_bin_comes_in_anew(asha: Program, client_of_asha: str) -> None:
    first = _send(asha, client_of_asha, "lease.txt", RENT)
    asha.delete(f"/documents/{first}")
    second = _send(asha, client_of_asha, "lease.txt", RENT)

    assert second != first
    assert asha.patch(f"/documents/{first}", json={"restore": True}).status_code == 409


def test_the_bin_is_shown_and_a_button_brings_back(asha: Program, as_asha: Browser, client_of_asha: str) -> None:
    paper = _send(asha, client_of_asha, "lease.txt", RENT)
    assert as_asha.post(f"/documents/{paper}/delete").status_code == 303
    assert "lease.txt" in as_asha.get(f"/clients/{client_of_asha}/bin").text
    assert as_asha.post(f"/documents/{paper}/restore").status_code == 303
    assert as_asha.get(f"/documents/{paper}").status_code == 200


def test_what_is_purged_leaves_nothing_behind(app: Flask, asha: Program, client_of_asha: str) -> None:
    letter = _send(asha, client_of_asha, "m.eml", mail(order_txt=RENT))
    kept = _send(asha, client_of_asha, "kept.txt", b"This one is kept.")
    asha.delete(f"/documents/{letter}")
    with app.app_context():
        assert bin.purge(days=30) == 0
        assert bin.purge(days=0) == 2
        assert [str(document.id) for document in db.session.query(Document)] == [kept]
        assert {str(page.document_id) for page in db.session.query(Page)} == {kept}
        assert {str(passage.document_id) for passage in db.session.query(Passage)} == {kept}
        originals = Path(app.config["SETTINGS"].data_dir, "originals")
        assert len([path for path in originals.rglob("*") if path.is_file()]) == 1


def _keep_recognition(app: Flask, document_id: str) -> None:
    """Keep something as recognised on the paper's first page."""
    with app.app_context():
        sha256 = db.session.get_one(Document, uuid.UUID(document_id)).sha256
        seen = Recognition(sha256=sha256, page=1, languages="eng", text="x", confidence=1, width=1, height=1, words=[])
        db.session.add(seen)
        db.session.commit()


def _replace(asha: Program, document_id: str, name: str, content: bytes) -> str:
    return str(asha.post(f"/documents/{document_id}/versions", data={"file": _file(name, content)}).json["id"])


@pytest.fixture
def leases(asha: Program, client_of_asha: str) -> list[str]:
    """A lease in three versions, the oldest first."""
    first = _send(asha, client_of_asha, "lease.txt", RENT)
    second = _replace(asha, first, "lease.txt", NEW_RENT)
    return [first, second, _replace(asha, second, "lease.txt", LAST_RENT)]


def _listed(asha: Program, client_id: str) -> list[str]:
    return [one["id"] for one in asha.get(f"/clients/{client_id}/documents").json["items"]]


def test_a_new_version_that_is_the_same_file_is_said_to_be_there_already(
    asha: Program, as_asha: Browser, leases: list[str]
) -> None:
    same = {"file": _file("lease.txt", RENT), "csrf_token": as_asha.token}
    answer = as_asha.post(f"/documents/{leases[2]}/version", data=same)

    assert answer.status_code == 409
    assert "The very same file is here already" in answer.text
    assert f"/documents/{leases[0]}" in answer.text
    assert asha.get(f"/documents/{leases[2]}").json["newest_version_id"] == leases[2]


def test_a_new_version_may_have_a_password_and_a_language_of_its_own(
    app: Flask, asha: Program, as_asha: Browser, leases: list[str]
) -> None:
    form = as_asha.get(f"/documents/{leases[2]}").text
    file = _file("lease.pdf", pdf("The last lease.", password="kaveri"))
    sent = {"file": file, "password": "kaveri", "language": "mar+eng", "csrf_token": as_asha.token}
    answer = as_asha.post(f"/documents/{leases[2]}/version", data=sent)
    new = answer.headers["Location"].rpartition("/")[2]
    with app.app_context():
        asked = db.session.get_one(Document, uuid.UUID(new)).asked_languages

    assert 'id="version-password"' in form
    assert 'id="version-language"' in form
    assert asha.get(f"/documents/{new}").json["status"] == "ready"
    assert asked == "mar+eng"


def test_an_old_version_whose_days_in_the_bin_are_over_is_purged_while_the_newer_one_lives(
    app: Flask, asha: Program, client_of_asha: str, leases: list[str]
) -> None:
    first, second, third = leases
    asha.delete(f"/documents/{second}")
    with app.app_context():
        assert bin.purge(days=0) == 1
        assert {str(passage.document_id) for passage in db.session.query(Passage)} == {first, third}
        originals = Path(app.config["SETTINGS"].data_dir, "originals")
        assert len([path for path in originals.rglob("*") if path.is_file()]) == 2
    about = asha.get(f"/documents/{third}").json

    assert (about["version"], about["replaces_id"]) == (3, first)
    assert asha.get(f"/documents/{first}").json["newest_version_id"] == third
    assert _found(asha, "monthly+rent") == {third}


def test_the_first_version_can_be_purged_from_under_the_others(
    app: Flask, asha: Program, client_of_asha: str, leases: list[str]
) -> None:
    first, second, third = leases
    asha.delete(f"/documents/{first}")
    with app.app_context():
        bin.purge(days=0)

    assert asha.get(f"/documents/{second}").json["replaces_id"] is None
    assert asha.get(f"/documents/{second}").json["newest_version_id"] == third
    assert _listed(asha, client_of_asha) == [third]


def test_a_version_in_the_bin_does_not_take_the_place_of_the_one_that_is_deleted(
    asha: Program, client_of_asha: str, leases: list[str]
) -> None:
    first, second, third = leases
    asha.delete(f"/documents/{second}")
    asha.delete(f"/documents/{third}")

    assert _listed(asha, client_of_asha) == [first]
    assert _found(asha, "monthly+rent") == {first}


def test_a_paper_all_of_whose_versions_are_deleted_lies_in_the_bin_as_a_whole(
    asha: Program, client_of_asha: str, leases: list[str]
) -> None:
    for version in leases:
        asha.delete(f"/documents/{version}")
    gone = _listed(asha, client_of_asha), _found(asha, "monthly+rent")
    asha.patch(f"/documents/{leases[1]}", json={"restore": True})

    assert gone == ([], set())
    assert _found(asha, "monthly+rent") == {leases[1]}
    assert _listed(asha, client_of_asha) == [leases[1]]


def test_a_version_that_comes_back_counts_only_if_no_newer_one_is_there(
    asha: Program, client_of_asha: str, leases: list[str]
) -> None:
    _, second, third = leases
    asha.delete(f"/documents/{third}")
    fourth = _replace(asha, second, "lease.txt", b"The tenant shall pay a monthly rent of Rs 99,000.")
    asha.patch(f"/documents/{third}", json={"restore": True})

    assert asha.get(f"/documents/{fourth}").json["version"] == 4
    assert asha.get(f"/documents/{third}").json["newest_version_id"] == fourth
    assert _found(asha, "monthly+rent") == {fourth}


def test_what_lay_in_an_old_version_is_found_no_more_than_it(asha: Program, client_of_asha: str) -> None:
    old = _send(asha, client_of_asha, "m.eml", mail("The lease is attached.", lease_txt=RENT))
    [attached_before] = asha.get(f"/documents/{old}").json["children"]
    new = _replace(asha, old, "m.eml", mail("The lease is attached once more.", lease_txt=NEW_RENT))
    [attached] = asha.get(f"/documents/{new}").json["children"]
    while_new = _found(asha, "monthly+rent")
    asha.delete(f"/documents/{new}")
    afterwards = _found(asha, "monthly+rent")

    assert while_new == {new, attached["id"]}
    assert afterwards == {old, attached_before["id"]}


def test_what_is_purged_is_gone_from_the_index_and_from_what_was_recognised(
    app: Flask, asha: Program, client_of_asha: str
) -> None:
    paper = _send(asha, client_of_asha, "lease.txt", RENT)
    _keep_recognition(app, paper)
    asha.delete(f"/documents/{paper}")
    with app.app_context():
        bin.purge(days=0)
        index = app.extensions["outfit"].index.state()

        assert db.session.query(Recognition).count() == 0
        assert (index.passages, index.vectors) == (0, 0)


def test_what_was_recognised_stays_while_another_paper_has_the_same_bytes(
    app: Flask, asha: Program, client_of_asha: str
) -> None:
    paper = _send(asha, client_of_asha, "lease.txt", RENT)
    _send(asha, asha.open_client("Rao"), "lease.txt", RENT)
    _keep_recognition(app, paper)
    asha.delete(f"/documents/{paper}")
    with app.app_context():
        bin.purge(days=0)

        assert db.session.query(Recognition).count() == 1


def _file(name: str, content: bytes) -> tuple[object, str]:
    return io.BytesIO(content), name


def test_the_nightly_tidying_removes_what_never_arrived_and_nothing_that_is_arriving(app: Flask) -> None:
    arriving = app.config["SETTINGS"].data_dir / "originals" / "arriving"
    arriving.mkdir(parents=True, exist_ok=True)
    left, coming = arriving / "left", arriving / "coming"
    left.write_bytes(b"half a file")
    coming.write_bytes(b"half a file")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(left, (two_days_ago, two_days_ago))
    tidy_up.call_local()

    assert not left.exists()
    assert coming.exists()
