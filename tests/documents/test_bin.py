"""Children, versions and the bin: what belongs together stays together, and what is purged is gone."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

from flask import Flask

from legalindia.database import db
from legalindia.documents import bin
from legalindia.documents.models import Document, Page, Passage
from legalindia.documents.tasks import tidy_up
from tests.conftest import Browser, Program
from tests.documents.samples import archive, pdf
from tests.documents.test_formats import mail

RENT = b"The tenant shall pay a monthly rent of Rs 45,000 in advance."
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
