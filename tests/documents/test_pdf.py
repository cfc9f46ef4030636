"""What is read from a PDF: its text, where its words stand, and how its pages look."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from legalindia.documents.reading.failures import PasswordNeeded, Unreadable
from legalindia.documents.reading.pages import BLANK, NO_TEXT, UNMAPPED, Header, PageText, PlacedWord
from legalindia.documents.reading.reader import layout, render_page
from tests.documents import samples
from tests.documents.samples import PDF, put, read_all, text_of


@pytest.mark.parametrize("password", [None, "", "wrong"])
def test_a_locked_pdf_asks_for_its_password(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(PasswordNeeded, match="password"):
        read_all(put(tmp_path, samples.pdf("Settlement", password="kaveri")), PDF, password=password)


def test_the_right_password_opens_it(tmp_path: Path) -> None:
    path = put(tmp_path, samples.pdf("Settlement", password="kaveri"))

    assert text_of(path, PDF, password="kaveri").strip() == "Settlement"
    assert render_page(path, PDF, 1, width=200, password="kaveri")
    assert layout(path, PDF, 1, password="kaveri").words


def test_a_pdf_that_only_forbids_copying_is_read(tmp_path: Path) -> None:
    assert text_of(put(tmp_path, samples.owner_locked_pdf("Order")), PDF).strip() == "Order"


def test_pages_come_one_by_one_after_the_header(tmp_path: Path) -> None:
    header, pages = read_all(put(tmp_path, samples.pdf("Plaint\nPrayer", "", "Verification")), PDF)

    assert header == Header(3, has_images=True)
    assert pages == [PageText(1, "Plaint\nPrayer"), PageText(2, "", BLANK), PageText(3, "Verification")]


def test_rubbish_before_the_header_does_no_harm(tmp_path: Path) -> None:
    assert text_of(put(tmp_path, b"\x01" * 1000 + samples.pdf("Plaint")), PDF) == "Plaint"


def test_a_scanned_page_says_that_it_has_no_text(tmp_path: Path) -> None:
    assert read_all(put(tmp_path, samples.scanned_pdf()), PDF)[1] == [PageText(1, "", NO_TEXT)]


def test_a_word_broken_at_the_end_of_a_line_is_one_word_in_two_places(tmp_path: Path) -> None:
    path = put(tmp_path, samples.pdf("the under-\nsigned land-owner"))

    laid = layout(path, PDF, 1)

    assert laid.text == text_of(path, PDF) == "the undersigned land-owner"
    assert [laid.text[word.start : word.end] for word in laid.words] == ["the", "under", "signed", "land-owner"]
    assert laid.words[2].top > laid.words[1].bottom


def test_a_page_whose_font_names_no_letters_says_so(tmp_path: Path) -> None:
    cmap = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <0000> <42> <0001> endbfchar"
    content = samples.drawn_pdf(
        b"BT /G 20 Tf 20 200 Td (ABBA) Tj ET",
        resources=b"/Font<</G 6 0 R>>",
        more=[b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>", samples.stream(cmap)],
    )

    assert read_all(put(tmp_path, content), PDF)[1] == [PageText(1, "", UNMAPPED)]


@pytest.mark.parametrize(
    "look",
    [
        b"",
        b"/Rotate 90",
        b"/Rotate 180",
        b"/Rotate 270",
        b"/CropBox[40 500 500 820]",
        b"/Rotate 90/CropBox[40 500 500 820]",
        b"/Rotate 270/UserUnit 2",
        b"/Rotate 180/MediaBox[-100 -50 500 900]",
    ],
)
def test_every_word_lies_on_its_own_ink(tmp_path: Path, look: bytes) -> None:
    content = b"BT /F 20 Tf 72 760 Td (Plaint of Asha Rao) Tj 0 -60 Td (against the State) Tj ET"
    path = put(tmp_path, samples.drawn_pdf(content, page=look))

    laid = layout(path, PDF, 1)
    picture = Image.open(io.BytesIO(render_page(path, PDF, 1, width=1200))).convert("L")
    ink = picture.point([255 if grey < 128 else 0 for grey in range(256)])

    assert [laid.text[word.start : word.end] for word in laid.words] == laid.text.split()
    for place in (_pixels(word, ink) for word in laid.words):
        assert ink.crop(place).getbbox() is not None
        ink.paste(0, place)
    assert ink.getbbox() is None


def _pixels(word: PlacedWord, picture: Image.Image) -> tuple[int, int, int, int]:
    """Return where a word stands on a picture of its page, with two pixels of air."""
    wide, high = picture.size
    return (
        round(word.left * wide) - 2,
        round(word.top * high) - 2,
        round(word.right * wide) + 2,
        round(word.bottom * high) + 2,
    )


def test_words_that_run_upwards_have_their_places_too(tmp_path: Path) -> None:
    path = put(tmp_path, samples.drawn_pdf(b"BT /F 20 Tf 0 1 -1 0 300 300 Tm (Exhibit marked) Tj ET"))

    exhibit, marked = layout(path, PDF, 1).words

    assert exhibit.bottom - exhibit.top > exhibit.right - exhibit.left
    assert marked.bottom <= exhibit.top


def test_a_place_outside_the_bmp_does_not_shift_the_words_after_it(tmp_path: Path) -> None:
    cmap = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <D83DDE00> endbfchar"
    content = samples.drawn_pdf(
        b"BT /G 20 Tf 20 200 Td (xAy after) Tj ET",
        resources=b"/Font<</G 6 0 R>>",
        more=[b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>", samples.stream(cmap)],
    )

    laid = layout(put(tmp_path, content), PDF, 1)

    assert [laid.text[word.start : word.end] for word in laid.words] == ["x\U0001f600y", "after"]


@pytest.mark.parametrize("page", [0, 3, 10**9])
def test_a_page_that_is_not_there_is_not_shown(tmp_path: Path, page: int) -> None:
    path = put(tmp_path, samples.pdf("Plaint", "Prayer"))

    for show in (layout, lambda *which: render_page(*which, width=100)):
        with pytest.raises(Unreadable, match=f"no page {page}"):
            show(path, PDF, page)


def test_a_page_is_drawn_as_wide_as_asked_and_never_wider_than_2000(tmp_path: Path) -> None:
    path = put(tmp_path, samples.pdf("Plaint"))

    widths = [Image.open(io.BytesIO(render_page(path, PDF, 1, width=width))).width for width in (300, 100_000)]

    assert widths == [300, 2000]


def test_a_layout_says_how_large_the_seen_page_is(tmp_path: Path) -> None:
    laid = layout(put(tmp_path, samples.drawn_pdf(b"", page=b"/Rotate 90")), PDF, 1)

    assert (laid.width, laid.height) == (842, 595)
