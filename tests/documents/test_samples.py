"""Real files, good, odd, broken and hostile, from the folder that LEGALINDIA_TEST_DATA names."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import PageText
from legalindia.documents.reading.reader import layout
from legalindia.documents.sniffing import check_claim, sniff
from legalindia.errors import Refusal
from tests.documents.samples import PDF, TEXT, put, read_all, text_of

DATA = os.environ.get("LEGALINDIA_TEST_DATA")
QUICK = Limits(page_seconds=10, total_seconds=20, cpu_seconds=20)


def _rows(name: str) -> list[dict[str, Any]]:
    """Read a table of the test data; one empty row stands for all of it where it is absent, and is skipped."""
    path = Path(DATA or "absent", name)
    if not path.exists():
        return [{}]
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table)) if path.suffix == ".csv" else [json.loads(line) for line in table]


@pytest.fixture
def data() -> Path:
    if not DATA or not Path(DATA, "samples").is_dir():
        pytest.skip("LEGALINDIA_TEST_DATA does not name a folder with samples and judgments")
    return Path(DATA)


@pytest.mark.parametrize("row", _rows("samples/manifest.csv"), ids=lambda row: row.get("file", "absent"))
def test_a_sample_ends_as_it_should(data: Path, tmp_path: Path, row: dict[str, Any]) -> None:
    path = data / "samples" / row["file"]

    pages, refusal = _read(path)

    assert pages or refusal.endswith((".", "again"))
    _check(row, pages, refusal)
    # Whatever the file did to its reader, the next one is read.
    assert text_of(put(tmp_path, b"The reader lives."), TEXT) == "The reader lives."


@pytest.mark.parametrize("row", _rows("judgments/meta.jsonl"), ids=lambda row: row.get("id", "absent"))
def test_a_judgment_is_read_whole(data: Path, row: dict[str, Any]) -> None:
    path = data / "judgments" / row["file"]

    pages, refusal = _read(path)
    laid = layout(path, PDF, 1)

    assert not refusal
    assert len(pages) == row["pages"]
    assert all(page.text.strip() and page.problem is None for page in pages)
    assert laid.text == pages[0].text
    assert "".join(laid.text[word.start : word.end] for word in laid.words) == "".join(laid.text.split())


def _read(path: Path) -> tuple[list[PageText], str]:
    try:
        media_type = sniff(path)
        check_claim(path.name, media_type)
        return read_all(path, media_type, limits=QUICK)[1], ""
    except Refusal as refusal:
        return [], refusal.detail


def _check(row: dict[str, Any], pages: list[PageText], refusal: str) -> None:
    text = " ".join(" ".join(page.text for page in pages).split())
    problems = [page.problem for page in pages if page.problem]
    match row["expect"]:
        case "text":
            assert text
            assert row["must_contain"] in text
        case "password":
            assert "password" in refusal
        case "reject":
            assert refusal
        case "ocr" | "flag":
            assert problems
