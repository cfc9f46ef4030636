"""Measure imports into an empty library: `python -m benchmarks.library --data DIR`.

DIR is the folder of test data, with `statutes` in it. The exit status is 1 when a target is missed.

What is measured: `flask library import` of all statutes, from the first file looked at to the last section that is
found by its words; and every dated question of `asof_queries.tsv` put to the library that came of it.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import func, select

import config
from legalindia.app import create_app
from legalindia.database import db
from legalindia.jobs.tasks import take_up
from legalindia.law.statutes import Unit
from legalindia.library import service
from legalindia.library.models import Provision

SECTIONS_A_SECOND = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure imports into the library.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of test data")
    data: Path = parser.parse_args(arguments).data
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LEGALINDIA_DATA_DIR"] = folder
        settings = dataclasses.replace(config.from_environment(), demo=False, log_level="ERROR")
        with create_app(settings).app_context():
            upgrade()
            speed = _import_statutes(data / "statutes")
            wrong = _ask_of_days(data / "statutes" / "constitution" / "asof_queries.tsv")
            db.engine.dispose()
    return 1 if wrong or speed < SECTIONS_A_SECOND else 0


def _import_statutes(folder: Path) -> float:
    run = service.begin_import(str(folder), by=None)
    began, worked = time.perf_counter(), time.process_time()
    take_up.call_local(run.job_id)
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    sections = db.session.scalar(select(func.count()).select_from(Provision)) or 0
    print(f"{sections} sections in {seconds:.1f} s, {busy:.1f} s of them on the processor")
    print(f"{sections / seconds:.0f} sections a second; {SECTIONS_A_SECOND} wanted")
    print(f"{sections / busy:.0f} a second of processor time")
    return sections / seconds


def _ask_of_days(path: Path) -> int:
    wrong = asked = 0
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            asked += 1
            day = date.fromisoformat(row["date"])
            article = service.provision("Constitution of India", Unit.ARTICLE, row["article"], as_of=day)
            expected = (int(row["amendment_no"]), row["status"] == "active")
            wrong += article is None or (article.amendment, article.is_in_force) != expected
    print(f"{asked - wrong} of {asked} articles as they stood on a day")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
