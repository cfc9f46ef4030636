"""Scans: read once, in the right language, with every word in its place; a page with sound text is left alone."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageFont

from legalindia.adapters.ocr import NotRecognised, Raster, SeenWord, Tesseract, find_tesseract
from legalindia.database import db
from legalindia.documents.models import Passage
from legalindia.documents.reading import sandbox
from legalindia.documents.reading.pages import PlacedWord, Scan
from legalindia.documents.reading.preparing import prepare, skew_of
from legalindia.documents.recognition import place_back, recognise
from legalindia.jobs.lease import MOST_ATTEMPTS
from legalindia.jobs.models import Job, JobKind
from legalindia.jobs.tasks import sweep
from tests.conftest import HTMX, Browser, Program
from tests.documents.samples import pdf, saved, scanned_pdf, stamped_pdf


class Clerk:
    """A recogniser who reads the same words on every page, and notes what it was asked."""

    languages = frozenset(["eng", "hin", "tam"])

    def __init__(self) -> None:
        self.asked: list[str] = []

    def recognise(self, raster: Raster, languages: str, *, seconds: float, turned: bool = False) -> list[SeenWord]:
        self.asked.append(languages)
        if languages == "tam":
            raise NotRecognised("it is written in water")
        names = ["The", self.thing(raster), "is", "void", languages]
        return [
            SeenWord(name, (1, 1, 1 + at // 3), (at / 10, at // 3 / 10, (at + 1) / 10, at // 3 / 10 + 0.05), 0.9)
            for at, name in enumerate(names)
        ]

    def script_language(self, raster: Raster, *, seconds: float) -> str | None:
        return "hin"

    def thing(self, raster: Raster) -> str:
        return "stamp"


class TellingClerk(Clerk):
    """A clerk who reads another word on a page that bears much."""

    def thing(self, raster: Raster) -> str:
        dark = sum(dot < 128 for dot in raster.pixels[::7])
        return "seal" if dark > len(raster.pixels) / 7 / 100 else "stamp"


@pytest.fixture
def clerk(app: Flask) -> Clerk:
    clerk = Clerk()
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=clerk)
    return clerk


@pytest.fixture
def scan_id(clerk: Clerk, asha: Program, client_of_asha: str) -> str:
    return str(asha.send(client_of_asha, ("scan.pdf", scanned_pdf())).json["documents"][0]["id"])


def test_a_scan_with_a_stamp_is_read_as_the_scan_it_is(clerk: Clerk, asha: Program, client_of_asha: str) -> None:
    sent = asha.send(client_of_asha, ("order.pdf", stamped_pdf("CamScanner 1/3"))).json["documents"][0]["id"]

    assert asha.get(f"/documents/{sent}/pages/1").json["text"].startswith("The stamp is\nvoid")
    assert asha.get(f"/documents/{sent}").json["ocr_pages"] == [1]


def test_without_a_recogniser_a_stamped_scan_says_what_is_missing(asha: Program, client_of_asha: str) -> None:
    sent = asha.send(client_of_asha, ("order.pdf", stamped_pdf("CamScanner 1/3"))).json["documents"][0]["id"]
    shown = asha.get(f"/documents/{sent}").json

    assert "stamped" in shown["unreadable_pages"][0]["reason"]


@pytest.mark.parametrize(
    ("text", "invisible"), [("In the court of the Civil Judge at Bengaluru", False), ("Order", True)]
)
def test_text_on_a_picture_and_text_under_a_scan_stay_what_they_are(
    clerk: Clerk, asha: Program, client_of_asha: str, text: str, invisible: bool
) -> None:
    made = stamped_pdf(text, invisible=invisible)
    sent = asha.send(client_of_asha, ("cover.pdf", made)).json["documents"][0]["id"]
    shown = asha.get(f"/documents/{sent}").json

    assert asha.get(f"/documents/{sent}/pages/1").json["text"].strip() == text
    assert (shown["ocr_pages"], shown["unreadable_pages"]) == ([], [])
    assert asha.get("/search", query_string={"q": text}).json["hits"]


@pytest.fixture
def tesseract() -> Tesseract:
    found = find_tesseract()
    if found is None or "eng" not in found.languages:
        pytest.skip("Tesseract with English is not installed")
    return found


def drawn(*lines: str, turned: float = 0) -> Image.Image:
    page = Image.new("L", (1240, 1000), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((100, 150 + 90 * number), line, 0, font=ImageFont.load_default(44))
    return page.rotate(turned, Image.Resampling.BICUBIC, fillcolor=255)


def png(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def test_a_scan_is_read_in_the_language_of_its_script(asha: Program, scan_id: str) -> None:
    about = asha.get(f"/documents/{scan_id}").json
    page = asha.get(f"/documents/{scan_id}/pages/1").json

    assert about["status"] == "ready"
    assert about["ocr_pages"] == [1]
    assert about["unreadable_pages"] == []
    assert page["text"] == "The stamp is\nvoid hin+eng"
    assert page["confidence"] == 0.9


def test_a_scan_is_found_by_its_words(asha: Program, scan_id: str) -> None:
    hits = asha.get("/search?q=stamp+void").json["hits"]

    assert [hit["document_id"] for hit in hits] == [scan_id]


def test_a_page_with_sound_text_is_never_recognised(clerk: Clerk, asha: Program, client_of_asha: str) -> None:
    asha.send(client_of_asha, ("typed.pdf", pdf("The tenant shall pay the rent.")))

    assert clerk.asked == []


def test_nothing_is_recognised_twice(clerk: Clerk, asha: Program, scan_id: str) -> None:
    asha.post(f"/documents/{scan_id}/read-again", json={})

    assert clerk.asked == ["hin+eng"]
    assert asha.get(f"/documents/{scan_id}/pages/1").json["text"] == "The stamp is\nvoid hin+eng"


def test_a_scan_is_read_in_the_language_the_sender_names(clerk: Clerk, asha: Program, client_of_asha: str) -> None:
    asha.send(client_of_asha, ("scan.pdf", scanned_pdf()), language="eng")

    assert clerk.asked == ["eng"]


def test_languages_that_are_no_codes_are_refused(clerk: Clerk, asha: Program, client_of_asha: str) -> None:
    answer = asha.send(client_of_asha, ("scan.pdf", scanned_pdf()), language="--user-words /etc/passwd")

    assert answer.status_code == 422
    assert clerk.asked == []


def test_one_page_is_read_again_in_another_language(clerk: Clerk, asha: Program, scan_id: str) -> None:
    answer = asha.post(f"/documents/{scan_id}/read-again", json={"page": 1, "language": "eng"})

    assert answer.status_code == 202
    assert clerk.asked == ["hin+eng", "eng"]
    assert asha.get(f"/documents/{scan_id}/pages/1").json["text"].endswith("void eng")


def test_a_page_that_is_turned_to_brings_how_it_was_read_and_its_own_button(
    clerk: Clerk, asha: Program, as_asha: Browser, scan_id: str
) -> None:
    turned = as_asha.get(f"/documents/{scan_id}?page=1", headers=HTMX).text
    form = turned[turned.index("this-page") :]
    address, token = re.findall(r'(?:action|name="csrf_token"[^>]* value)="([^"]+)"', form)[:2]
    answer = as_asha.post(address, data={"page": "1", "language": "eng", "csrf_token": token})

    assert "as a scan in Hindi and English, certainty 90 %" in turned
    assert answer.headers["Location"] == f"/documents/{scan_id}?page=1"
    assert clerk.asked == ["hin+eng", "eng"]


def test_a_page_that_cannot_be_recognised_says_why_and_its_language_is_named(
    clerk: Clerk, asha: Program, client_of_asha: str
) -> None:
    sent = asha.send(client_of_asha, ("a.pdf", scanned_pdf()), language="tam").json["documents"][0]["id"]
    strange = asha.send(client_of_asha, ("b.pdf", scanned_pdf() + b"\n"), language="kan").json["documents"][0]["id"]

    assert "written in water" in asha.get(f"/documents/{sent}").json["error"]
    assert "tesseract-ocr-kan" in asha.get(f"/documents/{strange}").json["error"]


def test_without_the_program_a_scan_says_which_package_is_missing(asha: Program, client_of_asha: str) -> None:
    mixed = asha.send(client_of_asha, ("scan.png", png(drawn("Void"))), ("t.pdf", pdf("Text"))).json["documents"][0][
        "id"
    ]

    assert "looks like a scan" in asha.get(f"/documents/{mixed}").json["error"]


def test_the_highlight_lies_on_the_scanned_words(asha: Program, as_asha: Browser, scan_id: str) -> None:
    page = as_asha.get(f"/documents/{scan_id}?page=1&from=4&to=9").text

    assert "data-mark" in page
    assert "stamp" in page
    assert "certainty 90" in page


def test_the_text_of_a_scan_can_be_downloaded(asha: Program, scan_id: str) -> None:
    answer = asha.get(f"/documents/{scan_id}/text")

    assert answer.text == "The stamp is\nvoid hin+eng\f"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("angle", [-3.0, 1.5, 4.0])
def test_a_skewed_page_is_made_level(angle: float) -> None:
    page = drawn(*["The tenant shall pay the rent of the premises"] * 8, turned=angle)

    assert skew_of(page) == pytest.approx(-angle, abs=0.3)


def test_a_word_of_a_levelled_page_is_found_where_it_stood() -> None:
    scan = Scan(1000, 1000, b"\0", skew_degrees=90.0)
    word = place_back(PlacedWord(0, 1, 0.1, 0.45, 0.2, 0.55), scan)

    assert (word.left, word.right) == pytest.approx((0.45, 0.55))
    assert (word.top, word.bottom) == pytest.approx((0.1, 0.2))


def test_a_real_page_is_read_with_its_places(tesseract: Tesseract) -> None:
    found = recognise(
        prepare(drawn("The tenant shall pay", "the monthly rent", turned=2)), "eng", tesseract, seconds=60
    )

    assert found.layout.text.split() == "The tenant shall pay the monthly rent".split()
    assert found.confidence > 0.8
    tenant = found.layout.words[1]
    assert found.layout.text[tenant.start : tenant.end] == "tenant"
    assert 0.1 < tenant.left < tenant.right < 0.5


def test_a_page_that_takes_too_long_is_given_up(tesseract: Tesseract) -> None:
    page = drawn(*["The tenant shall pay the rent of the premises"] * 9)
    with pytest.raises(NotRecognised, match=r"longer than|broke off"):
        tesseract.recognise(Raster(*page.size, page.tobytes()), "eng", seconds=0.01)


def test_what_is_no_language_never_reaches_the_program(tesseract: Tesseract) -> None:
    with pytest.raises(NotRecognised, match="language"):
        tesseract.recognise(Raster(1, 1, b"\0"), "eng --tessdata-dir /", seconds=5)


def test_a_photograph_of_a_page_is_read_end_to_end(
    app: Flask, tesseract: Tesseract, asha: Program, client_of_asha: str
) -> None:
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=tesseract)
    sent = asha.send(
        client_of_asha, ("photo.png", png(drawn("The tenant shall pay", "the monthly rent"))), language="eng"
    )
    page = asha.get(f"/documents/{sent.json['documents'][0]['id']}/pages/1").json

    assert page["text"].split() == "The tenant shall pay the monthly rent".split()


class Bilingual(Clerk):
    """Reads each page in the script it is written in with certainty, and in any other hardly at all."""

    scripts = ("eng", "hin")

    def recognise(self, raster: Raster, languages: str, *, seconds: float, turned: bool = False) -> list[SeenWord]:
        words = super().recognise(raster, "eng" if languages == "tam" else languages, seconds=seconds)
        sure = self._script(raster) in languages.split("+")
        return [replace(word, confidence=0.95 if sure else 0.2) for word in words]

    def script_language(self, raster: Raster, *, seconds: float) -> str | None:
        return self._script(raster)

    def _script(self, raster: Raster) -> str:
        return self.scripts[max(raster.pixels) - min(raster.pixels) < 128]


def test_in_a_bilingual_file_each_page_is_read_in_its_own_language(
    app: Flask, asha: Program, client_of_asha: str
) -> None:
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=Bilingual())
    english, hindi = drawn("The order"), drawn("The order").point(lambda dot: 200 + dot // 5)
    pages = io.BytesIO()
    english.save(pages, "TIFF", save_all=True, append_images=[hindi], compression="tiff_lzw")
    sent = asha.send(client_of_asha, ("order.tif", pages.getvalue())).json["documents"][0]["id"]
    languages = [asha.get(f"/documents/{sent}/pages/{number}").json["ocr_languages"] for number in (1, 2)]
    before = len(app.extensions["outfit"].recogniser.asked)
    asha.post(f"/documents/{sent}/read-again", json={})

    assert languages == ["eng", "hin+eng"]
    assert len(app.extensions["outfit"].recogniser.asked) == before


def test_a_paper_read_in_the_wrong_language_is_read_again_in_the_one_that_is_found_out(
    app: Flask, asha: Program, as_asha: Browser, client_of_asha: str
) -> None:
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=Bilingual())
    english = png(drawn("The order"))
    sent = asha.send(client_of_asha, ("order.png", english), language="tam").json["documents"][0]["id"]
    wrong = asha.get(f"/documents/{sent}/pages/1").json
    page = as_asha.get(f"/documents/{sent}").text
    as_asha.post(f"/documents/{sent}/again", data={"language": "", "csrf_token": as_asha.token})
    right = asha.get(f"/documents/{sent}/pages/1").json

    assert (wrong["ocr_languages"], wrong["confidence"]) == ("tam", 0.2)
    assert '<option value="tam" selected>Tamil</option>' in page
    assert (right["ocr_languages"], right["confidence"]) == ("eng", 0.95)


def test_scans_in_a_word_document_are_found_by_their_words(clerk: Clerk, asha: Program, client_of_asha: str) -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(png(drawn("The order"))))
    sent = asha.send(client_of_asha, ("order.docx", saved(document))).json["documents"][0]["id"]
    about = asha.get(f"/documents/{sent}").json
    [scan] = about["children"]

    assert "looks like a scan" in about["error"]
    assert asha.get(f"/documents/{scan['id']}").json["ocr_pages"] == [1]
    assert [hit["document_id"] for hit in asha.get("/search?q=stamp+void").json["hits"]] == [scan["id"]]


def two_scans() -> bytes:
    """A TIFF of two pages that are pictures."""
    pages = io.BytesIO()
    first, second = drawn("The order"), drawn(*["The deed of sale of the house"] * 9)
    first.save(pages, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw")
    return pages.getvalue()


def _pages_with(asha: Program, words: str) -> set[int]:
    return {hit["page"] for hit in asha.get("/search", query_string={"q": f'"{words}"'}).json["hits"]}


@pytest.fixture
def telling(app: Flask) -> Clerk:
    telling = TellingClerk()
    app.extensions["outfit"] = replace(app.extensions["outfit"], recogniser=telling)
    return telling


@pytest.fixture
def scans_id(telling: Clerk, asha: Program, client_of_asha: str) -> str:
    return str(asha.send(client_of_asha, ("deed.tif", two_scans())).json["documents"][0]["id"])


def _passages(app: Flask) -> dict[int, list[tuple[uuid.UUID, datetime | None, str | None]]]:
    with app.app_context():
        rows = db.session.query(Passage).order_by(Passage.page, Passage.start)
        by_page: dict[int, list[tuple[uuid.UUID, datetime | None, str | None]]] = {}
        for row in rows:
            by_page.setdefault(row.page, []).append((row.id, row.indexed_at, row.embedding))
        return by_page


def test_a_page_that_is_read_again_leaves_the_other_pages_alone(
    app: Flask, telling: Clerk, asha: Program, scans_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, first = _passages(app), asha.get(f"/documents/{scans_id}/pages/1").json
    orders: list[tuple[str, int]] = []
    run = sandbox.run

    def noted(order: dict[str, Any], *how: Any) -> Any:
        orders.append((order["task"], order["first"]))
        return run(order, *how)

    monkeypatch.setattr(sandbox, "run", noted)
    asha.post(f"/documents/{scans_id}/read-again", json={"page": 2, "language": "eng"})
    after, about = _passages(app), asha.get(f"/documents/{scans_id}").json

    assert orders == [("scan", 2)]
    assert telling.asked == ["hin+eng", "hin+eng", "eng"]
    assert after[1] == before[1]
    assert after[2] != before[2]
    assert all(embedding for _, _, embedding in after[2])
    assert asha.get(f"/documents/{scans_id}/pages/1").json == first
    assert asha.get(f"/documents/{scans_id}/pages/2").json["ocr_languages"] == "eng"
    assert (about["status"], about["ocr_pages"], about["unreadable_pages"]) == ("ready", [1, 2], [])


def test_of_a_page_that_is_read_again_the_old_words_are_found_no_more(
    app: Flask, telling: Clerk, asha: Program, scans_id: str
) -> None:
    asha.post(f"/documents/{scans_id}/read-again", json={"page": 2, "language": "eng"})
    held = app.extensions["outfit"].index.state()

    assert _pages_with(asha, "void hin") == {1}
    assert _pages_with(asha, "void eng") == {2}
    assert (held.passages, held.vectors) == (2, 2)


def test_a_page_that_cannot_be_read_in_the_other_language_stays_as_it_was_and_says_so(
    telling: Clerk, asha: Program, scans_id: str
) -> None:
    before = asha.get(f"/documents/{scans_id}/pages/2").json
    asha.post(f"/documents/{scans_id}/read-again", json={"page": 2, "language": "tam"})
    about = asha.get(f"/documents/{scans_id}").json

    assert asha.get(f"/documents/{scans_id}/pages/2").json == before
    assert about["status"] == "ready"
    assert about["notes"][-1] == "Page 2 stays as it was read before: it is written in water."
    assert _pages_with(asha, "seal is void hin") == {2}


def test_one_page_read_in_the_right_language_makes_a_paper_readable_that_was_not(
    telling: Clerk, asha: Program, client_of_asha: str
) -> None:
    sent = asha.send(client_of_asha, ("deed.tif", two_scans()), language="tam").json["documents"][0]["id"]
    failed = asha.get(f"/documents/{sent}").json
    asha.post(f"/documents/{sent}/read-again", json={"page": 2, "language": "eng"})
    about = asha.get(f"/documents/{sent}").json

    assert failed["status"] == "failed"
    assert (about["status"], about["error"]) == ("ready", None)
    assert [page["page"] for page in about["unreadable_pages"]] == [1]


def test_a_page_is_not_read_again_in_a_language_that_is_not_installed(
    telling: Clerk, asha: Program, scans_id: str
) -> None:
    answer = asha.post(f"/documents/{scans_id}/read-again", json={"page": 2, "language": "kan+eng"})

    assert answer.status_code == 422
    assert "tesseract-ocr-kan" in answer.json["errors"]["language"][0]
    assert asha.get(f"/documents/{scans_id}").json["status"] == "ready"


def test_a_page_over_which_the_worker_dies_leaves_the_paper_as_it_was(
    idle: Flask, telling: Clerk, asha: Program, client_of_asha: str, work_off: Callable[[], None]
) -> None:
    sent = asha.send(client_of_asha, ("deed.tif", two_scans())).json["documents"][0]["id"]
    work_off()
    asha.post(f"/documents/{sent}/read-again", json={"page": 2, "language": "eng"})
    with idle.app_context():
        job = db.session.query(Job).filter_by(kind=JobKind.PAGE).one()
        job.attempts = MOST_ATTEMPTS
        job.not_before = job.created_at
        db.session.commit()
    sweep.call_local()
    about = asha.get(f"/documents/{sent}").json

    assert about["status"] == "ready"
    assert "stopped the program" in about["notes"][-1]
    assert _pages_with(asha, "seal is void hin") == {2}


def test_an_old_version_that_is_read_again_is_not_found_beside_the_new_one(
    telling: Clerk, asha: Program, client_of_asha: str, scans_id: str
) -> None:
    newer = {"file": (io.BytesIO(b"The deed in its final words."), "deed.txt")}
    new = asha.post(f"/documents/{scans_id}/versions", data=newer).json["id"]
    asha.post(f"/documents/{scans_id}/read-again", json={})
    asha.post(f"/documents/{scans_id}/read-again", json={"page": 2, "language": "eng"})

    assert asha.get(f"/documents/{scans_id}").json["status"] == "ready"
    assert _pages_with(asha, "void") == set()
    assert {hit["document_id"] for hit in asha.get("/search?q=deed").json["hits"]} == {new}
