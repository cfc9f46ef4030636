"""Offices of real processes to which something happens, and what must be true of them afterwards."""

from __future__ import annotations

import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import ColumnElement, func, select, text, update

import config
from legalindia.accounts import service
from legalindia.adapters.outfit import outfit
from legalindia.app import create_app
from legalindia.audit.chain import first_break
from legalindia.backup.check import check
from legalindia.database import db
from legalindia.documents.models import Document, DocumentStatus, Page, Passage
from legalindia.jobs.models import ENDED, Job
from tests.offices import Office
from tests.servers import OwnPostgres, OwnRedis, wait_until

PASSWORD = "a password for tests"
PEOPLE = {"asha": "partner", "bilal": "associate", "chitra": "admin"}
LONG_PAPER = "\f".join(f"Page {number}. " + "It was so stated by the deponent. " * 60 for number in range(300)).encode()


@dataclass
class Struck:
    """An office that something is going to happen to. :ivar app: the same office, looked into from the test."""

    office: Office
    app: Flask
    people: dict[str, httpx.Client] = field(default_factory=dict)

    def person(self, name: str) -> httpx.Client:
        """Somebody who uses the API."""
        if name not in self.people:
            client = httpx.Client(base_url=f"{self.office.address}/api/v1", timeout=30)
            said = {"email": f"{name}@office.example", "password": PASSWORD}
            tokens = client.post("/auth/login", json=said).json()
            client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
            self.people[name] = client
        return self.people[name]

    def close(self) -> None:
        self.office.__exit__()
        with self.app.app_context():
            db.engine.dispose()

    @property
    def asha(self) -> httpx.Client:
        return self.person("asha")

    def open_client(self) -> str:
        return str(self.asha.post("/clients", json={"name": f"Hegde {uuid.uuid4().hex[:6]}"}).json()["id"])

    def send(self, client_id: str, name: str, content: bytes) -> httpx.Response:
        return self.asha.post(f"/clients/{client_id}/upload", files={"file": (name, content)})

    def file(self, client_id: str, name: str, content: bytes) -> str:
        """File a paper that must be accepted, and return its id."""
        answer = self.send(client_id, name, content)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["documents"][0]["id"])

    def about(self, document_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.asha.get(f"/documents/{document_id}").json()
        return answer

    def job_of(self, document_id: str) -> Job:
        with self.app.app_context():
            return db.session.scalars(select(Job).where(Job.subject_id == uuid.UUID(document_id))).first()  # type: ignore[return-value]

    def wait_for_step(self, document_id: str, step: str) -> None:
        """Wait until a worker is in the middle of a step of reading the paper."""
        wait_until(lambda: (job := self.job_of(document_id)).status == "running" and job.step == step, pause=0.005)

    def alter_jobs(self, *which: ColumnElement[bool], **values: object) -> None:
        """Change what stands in the rows of jobs."""
        with self.app.app_context():
            db.session.execute(update(Job).where(*which).values(**values))
            db.session.commit()

    def settle(self, *, seconds: float = 40) -> None:
        """Wait, touching nothing, until all that was accepted has ended; then see that everything is in order."""
        wait_until(lambda: not self._under_way(), seconds=seconds, pause=0.1)
        assert self.office.readiness()[0] == 200
        self.assert_whole()

    def assert_whole(self) -> None:
        """Nothing accepted is lost or doubled: rows, files by their hashes, pages, passages, index, audit trail."""
        with self.app.app_context():
            found = check()
            assert found.is_whole, found.named
            assert first_break() is None
            assert _doubled(select(Document.client_id, Document.sha256)) == []
            assert _doubled(select(Passage.document_id, Passage.page, Passage.start)) == []
            for document in db.session.scalars(select(Document).where(Document.status == DocumentStatus.READY)):
                pages = db.session.scalar(select(func.count()).where(Page.document_id == document.id))
                assert pages == document.page_count
            passages = db.session.scalar(select(func.count()).select_from(Passage)) or 0
            assert outfit().index.count_passages() == passages
            if db.engine.dialect.name == "sqlite":
                assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
            db.session.rollback()

    def _under_way(self) -> list[str]:
        with self.app.app_context():
            return [str(status) for status in db.session.scalars(select(Job.status).where(Job.status.not_in(ENDED)))]


def _doubled(query: Any) -> list[Any]:
    return [row for row, count in Counter(map(tuple, db.session.execute(query))).items() if count > 1]


def furnish(office: Office) -> Flask:
    """Make the office's database with three people in it, and give a way to look into it from the test."""
    with pytest.MonkeyPatch.context() as told:
        for name, value in office.environment.items():
            told.setenv(name, value)
        app = create_app(config.from_environment())
    with app.app_context():
        upgrade()
        for name, role in PEOPLE.items():
            said = {"email": f"{name}@office.example", "name": name.title(), "role": role, "password": PASSWORD}
            service.add_user(said)
    return app


@pytest.fixture(scope="session")
def open_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Struck]]:
    """Open offices, and close them at the end. Leases are as short as they may be."""
    opened: list[Struck] = []

    def open_one(folder: Path | None = None, **told: str) -> Struck:
        office = Office(folder or tmp_path_factory.mktemp("office"), LEASE_SECONDS="3", **told)
        struck = Struck(office, furnish(office))
        office.__enter__()
        opened.append(struck)
        return struck

    yield open_one
    for struck in opened:
        struck.close()


@pytest.fixture(scope="session")
def small(open_office: Callable[..., Struck]) -> Struck:
    """An office as one laptop has it: everything in one folder."""
    return open_office()


@dataclass
class Large:
    """An office on servers of the test's own."""

    struck: Struck
    postgres: OwnPostgres
    redis: OwnRedis


@pytest.fixture(scope="session")
def large(open_office: Callable[..., Struck]) -> Iterator[Large]:
    """An office on PostgreSQL and Redis."""
    # Not below pytest's own folder, into which the user that PostgreSQL runs as may not go.
    with tempfile.TemporaryDirectory(prefix="legalindia-postgres-") as folder:
        postgres, redis = OwnPostgres(Path(folder)), OwnRedis()
        struck = open_office(DATABASE_URL=postgres.plain_url, HUEY_URL=redis.url)
        yield Large(struck, postgres, redis)
        struck.close()
        redis.stop()
        postgres.stop()
