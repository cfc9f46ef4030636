"""Fills an office with a large firm's papers: rows, pages, passages and their vectors, as many as are asked for.

Words follow Zipf's law over 20,000, vectors stand in clusters, as in `benchmarks.index`. Half of all papers belong to
one client, so that the longest list there is grows with the firm.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert

from benchmarks.index import DIMENSIONS, VOCABULARY, unit
from config import from_environment
from legalindia.accounts import service as people
from legalindia.adapters.index.protocol import Entry
from legalindia.adapters.outfit import outfit
from legalindia.app import create_app
from legalindia.clients.models import Client, Folder, TeamMember
from legalindia.database import db
from legalindia.documents.models import Document, DocumentStatus, Page, Passage
from legalindia.law.papers import PaperKind

CLIENTS = 50
MATTERS_OF_EACH = 4
PASSAGES_OF_EACH = 10
WORDS = 120
TOPICS = 400
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
DOCUMENTS_AT_ONCE = 250
KINDS = (PaperKind.ORDER, PaperKind.JUDGMENT, PaperKind.OTHER)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is made up: its row, its pages' texts, one passage a page, and their vectors."""

    row: dict[str, Any]
    texts: list[str]
    vectors: np.ndarray[Any, np.dtype[np.float32]]

    @property
    def passages(self) -> Iterator[dict[str, Any]]:
        for number, text in enumerate(self.texts, start=1):
            yield {
                "id": uuid.uuid5(self.row["id"], str(number)),
                "document_id": self.row["id"],
                "page": number,
                "start": 0,
                "end": len(text),
                "embedding": "minilm",
                "indexed_at": BEGIN,
            }


class Mill:
    """Makes papers, the same ones each time."""

    def __init__(self, person_id: uuid.UUID, folders: list[Folder]) -> None:
        self._random = np.random.default_rng(11)
        chances = 1 / np.arange(1, VOCABULARY.size + 1)
        self._cumulated = np.cumsum(chances / chances.sum())
        self._centres = self._random.standard_normal((TOPICS, DIMENSIONS)).astype(np.float32)
        self._person_id, self._folders = person_id, folders

    def papers(self, first: int, count: int) -> Iterator[Paper]:
        ranks = np.searchsorted(self._cumulated, self._random.random((count, PASSAGES_OF_EACH, WORDS)))
        words = VOCABULARY[np.minimum(ranks, VOCABULARY.size - 1)]
        centres = self._centres[self._random.integers(TOPICS, size=count)][:, None, :]
        noise = self._random.standard_normal((count, PASSAGES_OF_EACH, DIMENSIONS), dtype=np.float32)
        vectors = unit(centres + 0.8 * noise)
        for at in range(count):
            texts = [" ".join(page.tolist()) for page in words[at]]
            yield Paper(self._row(first + at), texts, vectors[at])

    def _row(self, number: int) -> dict[str, Any]:
        # Every other paper is of the first client, whose matters are the first four.
        which = number % MATTERS_OF_EACH if number % 2 else number % len(self._folders)
        folder = self._folders[which]
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        return {
            "id": uuid.UUID(sha256[:32]),
            "client_id": folder.client_id,
            "folder_id": folder.id,
            "created_by_id": self._person_id,
            "created_at": BEGIN + timedelta(minutes=20 * number),
            "filename": f"paper-{number}.txt",
            "title": f"Order in the matter of Paper {number}",
            "sort_title": f"order in the matter of paper {number}",
            "kind": KINDS[number % len(KINDS)],
            "dated": date(2000 + number % 20, 1 + number % 12, 1 + number % 28),
            "storage_key": sha256,
            "sha256": sha256,
            "size_bytes": 8 * WORDS * PASSAGES_OF_EACH,
            "media_type": "text/plain",
            "languages": ["eng"],
            "status": DocumentStatus.READY,
            "page_count": PASSAGES_OF_EACH,
        }


def fill(email: str, password: str, documents: int) -> None:
    """Make a partner, clients with matters, and as many papers; the office must be empty."""
    details = {"email": email, "name": "Benchmark", "role": "partner", "password": password}
    person = people.add_user(details)
    mill = Mill(person.id, _open_clients(person.id))
    for first in range(0, documents, DOCUMENTS_AT_ONCE):
        _file(list(mill.papers(first, min(DOCUMENTS_AT_ONCE, documents - first))))


def _open_clients(person_id: uuid.UUID) -> list[Folder]:
    folders = []
    for number in range(CLIENTS):
        client = Client(
            name=f"Client {number:03}",
            sort_name=f"client {number:03}",
            kind="organisation",
            team=[TeamMember(user_id=person_id)],
        )
        folders += [Folder(client=client, name=f"Matter {matter}") for matter in range(MATTERS_OF_EACH)]
        db.session.add(client)
    db.session.add_all(folders)
    db.session.commit()
    return folders


def _file(papers: list[Paper]) -> None:
    passages = [passage for paper in papers for passage in paper.passages]
    texts = [text for paper in papers for text in paper.texts]
    pages = [
        {"document_id": passage["document_id"], "number": passage["page"], "text": text}
        for passage, text in zip(passages, texts, strict=True)
    ]
    db.session.execute(insert(Document), [paper.row for paper in papers])
    db.session.execute(insert(Page), pages)
    db.session.execute(insert(Passage), passages)
    db.session.commit()
    outfit().index.add([entry for paper in papers for entry in _entries(paper)])


def _entries(paper: Paper) -> Iterator[Entry]:
    for passage, text, vector in zip(paper.passages, paper.texts, paper.vectors, strict=True):
        yield Entry(
            passage_id=passage["id"],
            document_id=paper.row["id"],
            client_id=paper.row["client_id"],
            folder_id=paper.row["folder_id"],
            kind=str(paper.row["kind"]),
            dated=paper.row["dated"],
            text=text,
            vector=vector,
        )


def main() -> None:
    """Fill the office of LEGALINDIA_DATA_DIR, which has been prepared; the password comes on standard input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--email", required=True)
    chosen = parser.parse_args()
    began = time.perf_counter()
    with create_app(from_environment()).app_context():
        fill(chosen.email, sys.stdin.readline().strip(), chosen.documents)
    passages = chosen.documents * PASSAGES_OF_EACH
    print(f"{chosen.documents:,} papers, {passages:,} passages: filed in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
