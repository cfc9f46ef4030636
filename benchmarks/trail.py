"""What writing the audit trail costs: a page view with and without its event, and the hashing alone.

python -m benchmarks.trail
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import config
from legalindia.accounts import service
from legalindia.app import create_app
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db

ROUNDS = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        settings = replace(
            config.from_environment(), data_dir=path, database_url=f"sqlite:///{path / 'office.sqlite3'}"
        )
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            details = {"email": "a@b.example", "name": "A", "role": "partner", "password": "a long password"}
            person = service.add_user(details)

            def write(count: int) -> None:
                for _ in range(count):
                    record(Act.VIEWED, by=person, detail={"page": 3})
                db.session.commit()

            one, twenty = _milliseconds(lambda: write(1)), _milliseconds(lambda: write(20))
            print(f"one event in a transaction of its own: {one:.2f} ms (the sync to disk included)")
            print(f"each further event in the same transaction: {(twenty - one) / 19:.2f} ms")


def _milliseconds(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
