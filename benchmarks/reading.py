"""Measure the way of papers into the office against the tools it stands on, in the same run.

    python -m benchmarks.reading --data DIR [--files 20]

Takes judgments/pdf/*.pdf of DIR in as a person would send them, into an office of its own in a temporary folder, and
sets the time of all our work (validation, storage, reading in a child, cutting, both indexes) against bare pdfium on
the same files plus the embedding of the same passages. Then a batch of a thousand small files.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

import config
from benchmarks.extraction import read_bare
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--files", type=int, default=20)
    options.add_argument("--small", type=int, default=SMALL_FILES)
    chosen = options.parse_args()
    paths = sorted((chosen.data / "judgments" / "pdf").glob("*.pdf"))[: chosen.files]
    with tempfile.TemporaryDirectory() as folder, _office(Path(folder)).app_context():
        owner, client = _furnish()
        _print_papers(paths, owner, client)
        _print_batch(chosen.small, owner, client)


def _office(folder: Path) -> Flask:
    model = Path(os.environ.get("EMBEDDINGS_DIR", folder / "models"))
    os.environ["LEGALINDIA_DATA_DIR"] = str(folder)
    database = f"sqlite:///{folder / 'office.sqlite3'}"
    known = dataclasses.replace(config.from_environment(), database_url=database, model_dir=model, log_level="ERROR")
    app = create_app(known)
    huey.immediate = True
    return app


def _furnish() -> tuple[User, Client]:
    db.create_all()
    owner = people.add_user({"email": "a@office.example", "name": "Asha", "role": "partner", "password": "a long one"})
    return owner, clients.open_client({"name": "Hegde", "kind": "individual", "access": "team"}, by=owner)


def _send(contents: Sequence[tuple[str, bytes]], owner: User, client: Client) -> float:
    begun = time.perf_counter()
    for name, content in contents:
        with outfit().storage.arrival(limit_bytes=1 << 30) as arrival:
            arrival.write(content)
            documents.take_in([Received(name, arrival)], Filing(client, None, owner))
    return time.perf_counter() - begun


def _print_papers(paths: Sequence[Path], owner: User, client: Client) -> None:
    ours = _send([(path.name, path.read_bytes()) for path in paths], owner, client)
    begun = time.perf_counter()
    read_bare(paths)
    bare = time.perf_counter() - begun
    embedding = _embedding_seconds()
    pages = db.session.scalar(select(func.count()).select_from(Page)) or 0
    print(f"files, pages               {len(paths):8} {pages:8}")
    print(f"all our work               {ours:8.2f} s, {pages / ours:.1f} pages/s")
    print(f"bare pdfium, embedding     {bare:8.2f} s, {embedding:.2f} s")
    print(f"ours over both             {ours / (bare + embedding):8.2f} times (target: at most 3)")


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


if __name__ == "__main__":
    main()
