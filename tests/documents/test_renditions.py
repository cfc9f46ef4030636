"""A Word file is shown as its printed pages, where LibreOffice is installed, and as its text where it is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from flask import Flask

from legalindia.adapters.office import find_libreoffice
from legalindia.adapters.outfit import equip
from legalindia.documents.bin import purge
from tests.conftest import Browser, Program
from tests.documents.samples import word

LEASE = "The monthly rent is Rs. 85,000. It is paid on the fifth day of each month."


@pytest.fixture
def with_printer(app: Flask) -> Flask:
    printer = find_libreoffice()
    if printer is None:
        pytest.skip("LibreOffice is not installed (the package libreoffice-writer)")
    equip(app, dataclasses.replace(app.extensions["outfit"], printer=printer))
    return app


@pytest.fixture
def lease(asha: Program, client_of_asha: str) -> str:
    return str(asha.send(client_of_asha, ("lease.docx", word("LEASE DEED", LEASE))).json["documents"][0]["id"])


def test_without_libreoffice_a_word_file_is_shown_as_text(as_asha: Browser, lease: str) -> None:
    page = as_asha.get(f"/documents/{lease}")

    assert "The monthly rent" in page.text
    assert "being made" not in page.text
    assert as_asha.get(f"/documents/{lease}/pages/1.webp").status_code == 404


def test_a_word_file_is_shown_as_it_looks_in_print_with_the_passage_marked(
    with_printer: Flask, as_asha: Browser, asha: Program, lease: str
) -> None:
    first = as_asha.get(f"/documents/{lease}")
    hit = asha.get('/search?q="monthly rent"').json["hits"][0]
    page = as_asha.get(f"/documents/{lease}?page={hit['page']}&passage={hit['passage_id']}")

    assert "is being made" in first.text or "1.webp" in first.text
    assert "<rect data-mark" in page.text
    assert as_asha.get(f"/documents/{lease}/pages/1.webp?width=300").data[8:12] == b"WEBP"
    assert "The monthly rent" in as_asha.get(f"/documents/{lease}?as=text").text


def test_a_print_is_made_once(with_printer: Flask, as_asha: Browser, asha: Program, lease: str) -> None:
    for _ in range(3):
        as_asha.get(f"/documents/{lease}")

    assert len(asha.get("/jobs?kind=rendition").json["items"]) == 1


def test_what_cannot_be_printed_says_so_once_and_shows_its_text(
    with_printer: Flask, as_asha: Browser, asha: Program, client_of_asha: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legalindia.documents.rendition_tasks.PRINT_SECONDS", 0.01)
    sent = asha.send(client_of_asha, ("lease.docx", word("LEASE DEED", LEASE)))
    address = f"/documents/{sent.json['documents'][0]['id']}"
    as_asha.get(address)
    page = as_asha.get(address)

    assert "takes too long" in page.text
    assert "The monthly rent" in page.text
    assert len(asha.get("/jobs?kind=rendition").json["items"]) == 1
    assert as_asha.post(f"{address}/print").status_code == 303
    assert len(asha.get("/jobs?kind=rendition").json["items"]) == 2


def test_with_the_paper_its_print_is_purged(with_printer: Flask, as_asha: Browser, asha: Program, lease: str) -> None:
    as_asha.get(f"/documents/{lease}")
    originals: Path = with_printer.config["SETTINGS"].data_dir / "originals"
    assert len([path for path in originals.rglob("*") if path.is_file()]) == 2
    asha.delete(f"/documents/{lease}")
    with with_printer.app_context():
        purge(days=-1)

    assert not [path for path in originals.rglob("*") if path.is_file()]
