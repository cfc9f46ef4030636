"""Plain text in any encoding, cut into pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from legalindia.documents.reading.failures import OverLimit
from legalindia.documents.reading.limits import Limits
from tests.documents.samples import MEBIBYTE, TEXT, put, read_all, text_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_hindi_is_read_in_every_encoding_of_unicode(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path, "करारनामा दिनांक 4 मार्च\r\nपक्षकार".encode(encoding))

    assert text_of(path, TEXT) == "करारनामा दिनांक 4 मार्च\nपक्षकार"


def test_an_old_encoding_is_told_from_its_letters(tmp_path: Path) -> None:
    text = "The tenant’s café was sealed. “Vacate the premises forthwith”, the notice said – and no more was said. " * 5

    assert text_of(put(tmp_path, text.encode("cp1252")), TEXT) == text


@pytest.mark.parametrize(
    "text",
    ["café £500", "naïve façade, § 12, ½ share", "The fee is £500.", "“Vacate” – he said…", "M. Lefèvre\xa0: reçu 3 €"],
)
def test_a_short_text_of_windows_is_read_as_it_was_written(tmp_path: Path, text: str) -> None:
    assert text_of(put(tmp_path, text.encode("cp1252")), TEXT) == text


def test_letters_of_another_code_page_are_not_taken_for_western_ones(tmp_path: Path) -> None:
    text = "Арендатор обязан уплатить арендную плату до пятого числа каждого месяца. " * 3

    assert text_of(put(tmp_path, text.encode("cp1251")), TEXT) == text


def test_one_wrong_byte_does_not_turn_hindi_into_rubbish(tmp_path: Path) -> None:
    text = "करारनामा दिनांक चार मार्च"

    assert text_of(put(tmp_path, text.encode() + b"\xff"), TEXT) == text + "\ufffd"


def test_what_no_database_takes_is_left_out(tmp_path: Path) -> None:
    path = put(tmp_path, b"Plaint of A v. B\0, filed in the court of the Civil Judge at Pune")

    assert text_of(path, TEXT) == "Plaint of A v. B, filed in the court of the Civil Judge at Pune"


def test_form_feeds_make_pages(tmp_path: Path) -> None:
    _, pages = read_all(put(tmp_path, b"First\n\fSecond\n\f"), TEXT)

    assert [page.text for page in pages] == ["First\n", "Second\n"]


def test_a_megabyte_on_one_line_is_cut_into_pages(tmp_path: Path) -> None:
    _, pages = read_all(put(tmp_path, b"a" * MEBIBYTE), TEXT)

    assert max(len(page.text) for page in pages) <= 6000
    assert sum(len(page.text) for page in pages) == MEBIBYTE


def test_a_file_that_says_too_much_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match="more text than can be taken in"):
        read_all(put(tmp_path, b"word " * 50_000), TEXT, limits=Limits(answer_bytes=100_000))


def test_a_text_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match="3 can be read"):
        read_all(put(tmp_path, b"a page\f" * 4), TEXT, limits=Limits(pages=3))
