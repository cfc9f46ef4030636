"""Measure reading: pages a second against bare pdfium in the same run, and what a child, a picture and a layout cost.

    python -m benchmarks.extraction --data DIR [--runs 3]

DIR holds judgments/pdf/*.pdf, or PDFs itself.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from legalindia.documents.files import MediaType
from legalindia.documents.reading.pages import PageText
from legalindia.documents.reading.reader import layout, read, render_page

PICTURE_WIDTHS = (240, 1000, 1600)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    folder = chosen.data / "judgments" / "pdf"
    paths = sorted((folder if folder.is_dir() else chosen.data).glob("*.pdf"))
    print(f"first start of the nursery  {_milliseconds(start_child):8.1f} ms")
    _print_reading(paths, chosen.runs)
    _print_single(paths)


def start_child() -> None:
    """Read a file of one word: what is left is the cost of a child."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(b"word")
        file.flush()
        list(read(Path(file.name), MediaType.TEXT))


def read_bare(paths: Sequence[Path]) -> int:
    pages = 0
    for path in paths:
        for page in pdfium.PdfDocument(path):
            page.get_textpage().get_text_range()
            pages += 1
    return pages


def read_ours(paths: Sequence[Path]) -> int:
    return sum(isinstance(said, PageText) for path in paths for said in read(path, MediaType.PDF))


def _print_reading(paths: Sequence[Path], runs: int) -> None:
    """Take turns, so that whatever else the machine does falls on both alike; the best of each counts."""
    bare, ours = [], []
    for _ in range(runs):
        bare.append(_seconds(read_bare, paths))
        ours.append(_seconds(read_ours, paths))
    pages = read_bare(paths)
    print(f"files, pages                {len(paths):8} {pages:8}")
    print(f"bare pdfium                 {pages / min(bare):8.0f} pages/s")
    print(f"read() in a child           {pages / min(ours):8.0f} pages/s, {min(ours) / min(bare):.2f} times as long")


def _print_single(paths: Sequence[Path]) -> None:
    starts = [_milliseconds(start_child) for _ in range(50)]
    print(f"a child for one word        {statistics.median(starts):8.1f} ms")
    layouts = [_milliseconds(layout, path, MediaType.PDF, 1) for path in paths]
    print(f"layout of a page            {statistics.median(layouts):8.1f} ms")
    for width in PICTURE_WIDTHS:
        times, sizes = [], []
        for path in paths:
            begun = time.perf_counter()
            sizes.append(len(render_page(path, MediaType.PDF, 1, width=width)))
            times.append(1000 * (time.perf_counter() - begun))
        middle, size = statistics.median(times), statistics.median(sizes) / 1024
        print(f"picture, {width:5} pixels wide  {middle:8.1f} ms {size:8.0f} KiB")


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun


def _milliseconds(work: Callable[..., object], *arguments: object) -> float:
    return 1000 * _seconds(work, *arguments)


if __name__ == "__main__":
    main()
