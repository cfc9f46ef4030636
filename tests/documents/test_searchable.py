"""A scanned paper as a PDF whose words can be searched and copied: the same words as on its page here."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from flask import Flask
from PIL import Image

from legalindia.adapters.ocr import Raster, SeenWord
from tests.conftest import Browser, Program
from tests.documents.samples import half_scanned_pdf, pdf, scanned_pdf

ENGLISH = ["The stamp on this deed is void", "and the rent stays due"]
HINDI = ["धारा 78 की उपधारा (2) के अधीन", "कोई कटौती नहीं की जाएगी"]


class Reader:
    """A recogniser who reads given lines from the top of each page, level or along its left edge."""

    languages = frozenset(["eng", "hin"])

    def __init__(self, lines: list[str], *, lies_on_its_side: bool = False) -> None:
        self.lines = lines
        self.lies_on_its_side = lies_on_its_side

    def recognise(self, raster: Raster, languages: str, *, seconds: float, turned: bool = False) -> list[SeenWord]:
        return [
            SeenWord(word, (1, 1, row), self._box(column, row), 0.9)
            for row, line in enumerate(self.lines)
            for column, word in enumerate(line.split())
        ]

    def script_language(self, raster: Raster, *, seconds: float) -> str | None:
        return "hin"

    def _box(self, column: int, row: int) -> tuple[float, float, float, float]:
        left, top, right, bottom = 0.1 + column / 10, 0.1 + row / 20, 0.18 + column / 10, 0.12 + row / 20
        return (top, 1 - right, bottom, 1 - left) if self.lies_on_its_side else (left, top, right, bottom)


def png() -> bytes:
    made = io.BytesIO()
    Image.new("L", (1000, 1400), 240).save(made, "PNG")
    return made.getvalue()


def made_of(asha: Program, document_id: str) -> list[str]:
    """Have the searchable PDF made and return what can be copied from its pages."""
    assert asha.post(f"/documents/{document_id}/searchable").status_code == 202
    file = asha.get(f"/documents/{document_id}/searchable")
    assert file.headers["Content-Disposition"].startswith("attachment")
    with pypdfium2.PdfDocument(file.data) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def filed(app: Flask, asha: Program, client_id: str, file: tuple[str, bytes], reader: Reader) -> str:
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=reader)
    return str(asha.send(client_id, file).json["documents"][0]["id"])


def text_of(asha: Program, document_id: str, page: int = 1) -> str:
    return " ".join(asha.get(f"/documents/{document_id}/pages/{page}").json["text"].split())


@pytest.mark.parametrize("lines", [ENGLISH, HINDI], ids=["english", "hindi"])
@pytest.mark.parametrize("file", [("a.pdf", scanned_pdf()), ("a.png", png())], ids=["pdf", "picture"])
def test_what_is_copied_from_it_is_what_was_recognised(
    app: Flask, asha: Program, client_of_asha: str, lines: list[str], file: tuple[str, bytes]
) -> None:
    scan = filed(app, asha, client_of_asha, file, Reader(lines))

    assert made_of(asha, scan) == [text_of(asha, scan)] == [" ".join(lines)]


def test_a_picture_that_lies_on_its_side_is_set_upright(app: Flask, asha: Program, client_of_asha: str) -> None:
    scan = filed(app, asha, client_of_asha, ("a.png", png()), Reader(ENGLISH, lies_on_its_side=True))

    assert made_of(asha, scan) == [" ".join(ENGLISH)]


def test_a_page_with_sound_text_keeps_it_beside_the_scanned_one(app: Flask, asha: Program, client_of_asha: str) -> None:
    paper = filed(app, asha, client_of_asha, ("a.pdf", half_scanned_pdf("The lease is sound.")), Reader(ENGLISH))
    pages = [text_of(asha, paper, number) for number in (1, 2)]

    assert made_of(asha, paper) == pages
    assert "The lease is sound." in pages


def test_a_page_read_as_a_scan_by_hand_gives_the_recognised_words_alone(
    app: Flask, asha: Program, client_of_asha: str
) -> None:
    paper = filed(app, asha, client_of_asha, ("a.pdf", pdf("What its own text layer says.")), Reader(HINDI))
    assert asha.post(f"/documents/{paper}/read-again", json={"page": 1, "language": "hin"}).status_code == 202

    assert made_of(asha, paper) == [" ".join(HINDI)]


def test_read_again_in_another_language_it_is_made_anew(app: Flask, asha: Program, client_of_asha: str) -> None:
    scan = filed(app, asha, client_of_asha, ("a.pdf", scanned_pdf()), Reader(ENGLISH))
    made_of(asha, scan)
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=Reader(HINDI))
    asha.post(f"/documents/{scan}/read-again", json={"language": "hin"})

    assert asha.get(f"/documents/{scan}/searchable").status_code == 404
    assert made_of(asha, scan) == [" ".join(HINDI)]


def test_of_a_paper_without_scans_none_is_made(asha: Program, as_asha: Browser, client_of_asha: str) -> None:
    paper = asha.send(client_of_asha, ("a.pdf", pdf("Sound text."))).json["documents"][0]["id"]

    assert asha.post(f"/documents/{paper}/searchable").status_code == 409
    assert "searchable PDF" not in as_asha.get(f"/documents/{paper}").text


def test_the_page_offers_it_and_then_the_file(app: Flask, asha: Program, as_asha: Browser, client_of_asha: str) -> None:
    scan = filed(app, asha, client_of_asha, ("a.pdf", scanned_pdf()), Reader(ENGLISH))

    assert "Make a searchable PDF" in as_asha.get(f"/documents/{scan}").text
    assert as_asha.post(f"/documents/{scan}/searchable").status_code == 303
    assert f"/documents/{scan}/searchable.pdf" in as_asha.get(f"/documents/{scan}").text
    assert as_asha.get(f"/documents/{scan}/searchable.pdf").data.startswith(b"%PDF-")
