"""Measure text recognition: characters and words wrong on known pages, and pages a second against bare Tesseract.

    python -m benchmarks.ocr --data DIR [--only KIND] [--detect]

DIR holds ocr/manifest.jsonl. Character error rate: edit distance after NFC and folding of white space, over the
characters of the truth. With --detect the language is told by the page's script instead of taken from the manifest.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from legalindia.adapters.ocr import Tesseract, find_tesseract
from legalindia.documents.reading.pages import Scan
from legalindia.documents.reading.reader import scan_page
from legalindia.documents.recognition import raster_of, recognise, usual_languages
from legalindia.documents.sniffing import sniff

# Kinds of page and the largest rate of wrong characters that is good enough.
TARGETS = {"clean": 0.01, "office": 0.01, "real scan": 0.05, "hard": 0.05, "fax": 0.05, "rot90": 0.05, "Indian": 0.12}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--only", default="")
    options.add_argument("--detect", action="store_true")
    chosen = options.parse_args()
    tesseract = find_tesseract()
    if tesseract is None:
        raise SystemExit("Tesseract is not installed: apt-get install tesseract-ocr")
    folder = chosen.data / "ocr"
    pages = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong: dict[str, list[float]] = defaultdict(list)
    seconds = {"ours": 0.0, "bare": 0.0}
    for page in pages:
        if page["gt"] and chosen.only in page["kind"]:
            kind = _kind(page)
            wrong[kind].append(_measure(folder, page, tesseract, seconds, detect=chosen.detect))
    for kind, rates in sorted(wrong.items()):
        mean = sum(rates) / len(rates)
        verdict = "met" if mean <= TARGETS[kind] else "MISSED"
        print(
            f"{kind:10} {len(rates):3} pages  CER {mean:.4f} (worst {max(rates):.4f}), target {TARGETS[kind]} {verdict}"
        )
    print(f"our time over bare Tesseract's: {seconds['ours'] / seconds['bare']:.2f}")


def _kind(page: dict[str, Any]) -> str:
    if page["lang"] not in ("eng", "hin"):
        return "Indian"
    return next(kind for kind in TARGETS if kind in page["kind"])


def _measure(
    folder: Path, page: dict[str, Any], tesseract: Tesseract, seconds: dict[str, float], *, detect: bool
) -> float:
    path = folder / page["image"]
    truth = (folder / page["gt"]).read_text(encoding="utf-8")
    begun = time.perf_counter()
    scan = scan_page(path, sniff(path), 1)
    languages = _languages(scan, tesseract) if detect else page["lang"]
    recognised = recognise(scan, languages, tesseract, seconds=120)
    spent = time.perf_counter() - begun
    begun = time.perf_counter()
    command = ["tesseract", str(path), "stdout", "-l", languages]
    subprocess.run(command, capture_output=True, check=False, env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"})
    bare = time.perf_counter() - begun
    seconds["ours"] += spent
    seconds["bare"] += bare
    rate = error_rate(recognised.layout.text, truth)
    words = error_rate(recognised.layout.text.split(), truth.split())
    print(
        f"{page['id']:22} {languages:8} CER {rate:.4f} WER {words:.4f} confidence {recognised.confidence:.2f} "
        f"turned {scan.skew_degrees:+.1f} {spent:5.1f} s, bare {bare:5.1f} s",
        flush=True,
    )
    return rate


def _languages(scan: Scan, tesseract: Tesseract) -> str:
    first = tesseract.script_language(raster_of(scan), seconds=30)
    return usual_languages(tesseract.languages, first=first)


def error_rate(found: str | Sequence[str], truth: str | Sequence[str]) -> float:
    """Return the edit distance over the length of the truth."""
    ours, theirs = (_folded(text) if isinstance(text, str) else list(text) for text in (found, truth))
    codes: dict[str, int] = {}
    a, b = (np.array([codes.setdefault(each, len(codes)) for each in text], dtype=np.int64) for text in (ours, theirs))
    row = np.arange(len(b) + 1)
    steps = np.arange(len(b) + 1)
    for at, each in enumerate(a, start=1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (b != each))
        # What comes from the left is a running minimum once each place has its distance to the left taken off.
        row = np.minimum.accumulate(np.concatenate([[at], changed]) - steps) + steps
    return float(row[-1]) / max(len(b), 1)


def _folded(text: str) -> list[str]:
    return list(" ".join(unicodedata.normalize("NFC", text).split()))


if __name__ == "__main__":
    main()
