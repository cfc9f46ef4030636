"""Measure the way of papers into the office against the tools it stands on, in the same run.

    python -m benchmarks.reading --data DIR [--files 20] [--small 1000] [--scans 8] [--upload-mb 500]

Takes judgments/pdf/*.pdf of DIR in as a person would send them, into an office of its own in a temporary folder, and
sets the time of all our work (validation, storage, reading in a child, cutting, both indexes) against bare pdfium on
the same files plus the embedding of the same passages. Then a batch of a thousand small files; a scanned PDF, against
bare Tesseract on the same pictures with as many processes at once; and one large file, sent to a running office, whose
web processes must not grow with it. A figure of 0 leaves its part out. Ends with 1 when a target was missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import func, select

import config
from benchmarks.extraction import read_bare
from benchmarks.office import Browser, Memory, memory_now, open_office
from legalindia.accounts import service as people
from legalindia.accounts.models import User
from legalindia.adapters.outfit import outfit
from legalindia.app import create_app
from legalindia.background import huey
from legalindia.clients import service as clients
from legalindia.clients.models import Client
from legalindia.database import db
from legalindia.documents import service as documents
from legalindia.documents.ingest import passages_of
from legalindia.documents.intake import Filing
from legalindia.documents.meaning import VECTORS_AT_ONCE
from legalindia.documents.models import Document, Page
from legalindia.web.uploads import Received

SMALL_FILES = 1000
SCANNED_PAGES = 8
UPLOAD_MEGABYTES = 500
SCANS, SCANS_LANGUAGES, SCANS_DENSITY = "ocr/images/*-clean.png", "hin+eng", 300
MOST_TIMES_BARE, MOST_TIMES_TESSERACT, MOST_GROWTH_MEGABYTES = 3.0, 1.15, 64
MEBIBYTE = 1 << 20
SAMPLED_SECONDS = 2


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--files", type=int, default=20)
    options.add_argument("--small", type=int, default=SMALL_FILES)
    options.add_argument("--scans", type=int, default=SCANNED_PAGES)
    options.add_argument("--upload-mb", type=int, default=UPLOAD_MEGABYTES)
    chosen = options.parse_args()
    paths = sorted((chosen.data / "judgments" / "pdf").glob("*.pdf"))[: chosen.files]
    met = []
    with tempfile.TemporaryDirectory() as folder, _office(Path(folder)).app_context():
        owner, client = _furnish()
        if paths:
            met.append(_print_papers(paths, owner, client))
        if chosen.small:
            _print_batch(chosen.small, owner, client)
        if chosen.scans:
            pictures = list(islice(cycle(sorted(chosen.data.glob(SCANS))), chosen.scans))
            met.append(_print_scans(pictures, owner, client))
    if chosen.upload_mb:
        met.append(_print_upload(chosen.upload_mb))
    return 0 if all(met) else 1


def _office(folder: Path) -> Flask:
    model = Path(os.environ.get("EMBEDDINGS_DIR") or _built_model(folder / "models"))
    os.environ["LEGALINDIA_DATA_DIR"] = str(folder)
    database = f"sqlite:///{folder / 'office.sqlite3'}"
    known = dataclasses.replace(config.from_environment(), database_url=database, model_dir=model, log_level="ERROR")
    app = create_app(known)
    huey.immediate = True
    return app


def _built_model(folder: Path) -> Path:
    """Make the embedding model in a process of its own, as the office does: what it takes does not weigh on ours."""
    subprocess.run(
        [sys.executable, "-m", "legalindia.adapters.embedding", str(folder)], check=True, capture_output=True
    )
    return folder


def _furnish() -> tuple[User, Client]:
    db.create_all()
    owner = people.add_user({"email": "a@office.example", "name": "Asha", "role": "partner", "password": "a long one"})
    return owner, clients.open_client({"name": "Hegde", "kind": "individual", "access": "team"}, by=owner)


def _send(contents: Sequence[tuple[str, bytes]], owner: User, client: Client, *, languages: str | None = None) -> float:
    begun = time.perf_counter()
    for name, content in contents:
        with outfit().storage.arrival(limit_bytes=1 << 30) as arrival:
            arrival.write(content)
            documents.take_in([Received(name, arrival)], Filing(client, None, owner, languages=languages))
    return time.perf_counter() - begun


def _print_papers(paths: Sequence[Path], owner: User, client: Client) -> bool:
    ours = _send([(path.name, path.read_bytes()) for path in paths], owner, client)
    begun = time.perf_counter()
    read_bare(paths)
    bare = time.perf_counter() - begun
    embedding = _embedding_seconds()
    pages = db.session.scalar(select(func.count()).select_from(Page)) or 0
    print(f"files, pages               {len(paths):8} {pages:8}")
    print(f"all our work               {ours:8.2f} s, {pages / ours:.1f} pages/s")
    print(f"bare pdfium, embedding     {bare:8.2f} s, {embedding:.2f} s")
    if not embedding:
        print("ours over both             not told: there is no embedding model")
        return False
    return _print_times("ours over both", ours / (bare + embedding), MOST_TIMES_BARE)


def _print_times(name: str, times: float, most: float) -> bool:
    print(f"{name:26} {times:8.2f} times (target: at most {most:g}) {_verdict(times <= most)}", flush=True)
    return times <= most


def _embedding_seconds() -> float:
    """Embed the passages that are there once more, and nothing else; no time where there is no model."""
    model = outfit().embedding
    if model is None:
        return 0.0
    texts = [text for document in db.session.scalars(select(Document)) for _, text in passages_of(document)]
    begun = time.perf_counter()
    for start in range(0, len(texts), VECTORS_AT_ONCE):
        model.embed(texts[start : start + VECTORS_AT_ONCE])
    return time.perf_counter() - begun


def _print_batch(count: int, owner: User, client: Client) -> None:
    letters = [(f"{at}.txt", f"Letter {at}. The tenant pays Rs {at} a month.".encode()) for at in range(count)]
    seconds = _send(letters, owner, client)
    print(f"a batch of {count} letters  {seconds:8.2f} s, {count / seconds:.1f} files/s")


def _print_scans(pictures: Sequence[Path], owner: User, client: Client) -> bool:
    at_once = config.from_environment().ocr_processes
    ours = _send([("scans.pdf", _bound(pictures))], owner, client, languages=SCANS_LANGUAGES)
    read = db.session.scalar(select(func.count()).select_from(Page).where(Page.ocr_languages.is_not(None))) or 0
    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as executor:
        list(executor.map(_recognise_bare, pictures))
    bare = time.perf_counter() - begun
    print(f"scans, of them read        {len(pictures):8} {read:8}")
    print(
        f"ours, bare Tesseract       {len(pictures) / ours:8.2f} {len(pictures) / bare:8.2f} pages/s, {at_once} at once"
    )
    return _print_times("ours over Tesseract", ours / bare, MOST_TIMES_TESSERACT) and read == len(pictures)


def _bound(pictures: Sequence[Path]) -> bytes:
    """Make one PDF of the pictures, as a scanner does."""
    first, *others = (Image.open(path).convert("L") for path in pictures)
    made = io.BytesIO()
    first.save(made, "PDF", save_all=True, append_images=others, resolution=SCANS_DENSITY)
    return made.getvalue()


def _recognise_bare(path: Path) -> None:
    command = ["tesseract", str(path), "stdout", "-l", SCANS_LANGUAGES]
    alone = {"OMP_THREAD_LIMIT": "1", "PATH": os.defpath}
    subprocess.run(command, capture_output=True, check=True, env=alone)


def _print_upload(megabytes: int) -> bool:
    """Send one file of this size, after a small one: what is loaded once for all files is not its own."""
    with tempfile.TemporaryDirectory() as folder, open_office() as office:
        browser = Browser(office)
        browser.sign_in()
        opened = browser.post("/clients/new", {"name": "Large", "kind": "organisation", "access": "team"})
        address = f"/clients/{opened.location.rpartition('/')[2]}/upload"
        browser.upload(address, _blank_file(Path(folder), 1))
        before = memory_now(office.starter)["web"]
        with Memory(office) as memory:
            reply = browser.upload(address, _blank_file(Path(folder), megabytes))
            time.sleep(SAMPLED_SECONDS)
        grown = (memory.peak["web"] - before) / MEBIBYTE
    is_taken = reply.status == 200 and "data-refused" not in reply.text
    is_met = is_taken and grown < MOST_GROWTH_MEGABYTES
    print(f"a file of {megabytes} MB           {reply.seconds:8.2f} s, {'taken in' if is_taken else 'REFUSED'}")
    print(f"growth of the web          {grown:8.1f} MiB (target: under {MOST_GROWTH_MEGABYTES}) {_verdict(is_met)}")
    return is_met


def _blank_file(folder: Path, megabytes: int) -> Path:
    """Write a PDF by its signature with nothing in it: it is the way in that is measured, and no reading."""
    path = folder / f"{megabytes}.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(megabytes * MEBIBYTE)
    return path


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
