"""What the audit trail costs: a look at a page with and without its event, a change, and the hashing alone.

python -m benchmarks.trail
"""

from __future__ import annotations

import dataclasses
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import make_transient

import config
from legalindia.accounts import service
from legalindia.accounts.models import User
from legalindia.adapters.embedding.memory import HashedEmbedding
from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.outfit import Outfit
from legalindia.adapters.storage.disk import DiskStorage
from legalindia.app import create_app
from legalindia.audit.chain import first_break
from legalindia.audit.models import Act
from legalindia.audit.trail import record, record_look
from legalindia.clients.models import Client, ClientKind
from legalindia.database import db

ROUNDS = 400
PERSON = {"email": "a@b.example", "name": "A", "role": "partner", "password": "four unlikely words here"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        database_url = f"sqlite:///{path / 'office.sqlite3'}"
        settings = dataclasses.replace(config.from_environment(), data_dir=path, database_url=database_url)
        app = create_app(settings, Outfit(DiskStorage(path / "originals"), MemoryIndex(), HashedEmbedding()))
        with app.app_context():
            db.create_all()
            _measure(service.add_user(PERSON))


def _measure(person: User) -> None:
    clients = [_a_client() for _ in range(ROUNDS)]
    for client in clients:
        make_transient(client)
    db.session.refresh(person)
    first, again, two = iter(clients), iter(clients), _milliseconds(lambda: _change(person, 2))
    new = _milliseconds(lambda: record_look(next(first), by=person))
    same = _milliseconds(lambda: record_look(next(again), by=person))
    print(f"a look that is noted: {new:.2f} ms; the same look again, which is not: {same:.2f} ms")
    print(f"so one event costs a page: {new - same:.2f} ms")
    one, twenty = _milliseconds(lambda: _change(person, 1)), _milliseconds(lambda: _change(person, 20))
    print(f"a change with its event, the sync to disk included: {one:.2f} ms (with two events {two:.2f} ms)")
    print(f"each further event of the same change: {(twenty - one) / 19:.2f} ms")
    print(f"the chain holds: {first_break() is None}")


def _a_client() -> Client:
    return Client(id=uuid.uuid4(), name="A", sort_name="a", kind=ClientKind.INDIVIDUAL)


def _change(person: User, events: int) -> None:
    for _ in range(events):
        record(Act.CHANGED, by=person, detail={"page": 3})
    db.session.commit()


def _milliseconds(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
