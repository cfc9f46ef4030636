"""Measure how long a job waits until a worker begins it, on the queue in a file and, where one answers, on Redis.

    python -m benchmarks.queue --jobs 60 --redis redis://127.0.0.1:6379/9

A real office, by `run_local.sh`: each job is a question asked through the API, spaced so that none waits for another.
The delay is from the moment at which the job was written down to the one at which a worker took it up, both of them as
the office keeps them. Target: p95 of 250 ms.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Mapping
from datetime import datetime

import redis

from benchmarks.index import figures
from benchmarks.office import Office, Program, open_office

TARGET_MS = 250
WITHIN_SECONDS = 60
_WARM = 3


def delays(office: Office, jobs: int, every_seconds: float) -> Iterator[float]:
    """Ask, one question after the other, and give the milliseconds that each waited."""
    program, chance = Program(office), random.Random(7)
    for number in range(jobs):
        asked = program.post("/research", {"question": f"Which rent was agreed upon in lease number {number}?"})
        assert asked.status == 202, f"The question was answered {asked.status}."
        job = _ended(program, asked.json["job_id"])
        yield 1000 * (_moment(job["started_at"]) - _moment(job["created_at"])).total_seconds()
        # At no fixed beat: a worker looks into the queue at one of its own.
        time.sleep(every_seconds * chance.uniform(0.5, 1.5))


def measure(name: str, told: Mapping[str, str], jobs: int, every_seconds: float) -> None:
    with open_office(told=told) as office:
        # The first ones wait for what a worker loads when it first needs it.
        found = list(delays(office, jobs + _WARM, every_seconds))[_WARM:]
    verdict = "met" if sorted(found)[int(len(found) * 0.95)] <= TARGET_MS else "missed"
    print(f"{name:8} {jobs} jobs  {figures(found)}, worst {max(found):.0f}; {TARGET_MS} ms: {verdict}", flush=True)


def _ended(program: Program, job_id: str) -> dict[str, str]:
    end = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < end:
        job: dict[str, str] = program.get(f"/jobs/{job_id}").json
        if job["finished_at"]:
            return job
        time.sleep(0.05)
    raise TimeoutError(f"A job did not end within {WITHIN_SECONDS} seconds.")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--every-seconds", type=float, default=0.5)
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/9", help="a database of it that nobody else uses")
    chosen = parser.parse_args()
    measure("file", {"HUEY_URL": ""}, chosen.jobs, chosen.every_seconds)
    if _answers(chosen.redis):
        measure("Redis", {"HUEY_URL": chosen.redis}, chosen.jobs, chosen.every_seconds)
    else:
        print("Redis    does not answer")


if __name__ == "__main__":
    main()
