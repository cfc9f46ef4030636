"""Servers of a test's own, which it may stop, kill and start again: Redis, and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

REDIS = shutil.which("redis-server") or shutil.which("valkey-server")
POSTGRES = next(
    (found.parent for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
)


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def wait_until(happened: Callable[[], object], *, seconds: float = 30, pause: float = 0.02) -> None:
    """Wait for something to become true, and fail with a sentence when it does not."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"it did not happen within {seconds} s"
        time.sleep(pause)


class OwnRedis:
    """A Redis of the test's own, which keeps nothing on the disk."""

    def __init__(self) -> None:
        if REDIS is None:
            pytest.skip("redis-server is not installed")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        assert REDIS is not None
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([REDIS, *options], stdout=subprocess.DEVNULL, start_new_session=True)
        wait_until(self.answers, seconds=10)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


class OwnPostgres:
    """A PostgreSQL of the test's own, with one empty database; under root it runs as the user `postgres`."""

    def __init__(self, folder: Path) -> None:
        if POSTGRES is None:
            pytest.skip("PostgreSQL is not installed")
        self.port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        self.plain_url = self.url.replace("+psycopg", "")
        self._data = folder / "data"
        folder.chmod(0o777)
        self._run("initdb", "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8")
        self.start()

    def start(self) -> None:
        settings = f"-p {self.port} -k /tmp -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self._data / "server.log"), "-o", settings, "start")

    def stop(self) -> None:
        """Stop as a power cut does: without a word to anybody."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def say(self, statement: str) -> None:
        with psycopg.connect(self.plain_url, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[Callable[[str], object]]:
        """Say something to a server that takes no writes from others."""
        with psycopg.connect(self.plain_url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            yield connection.execute

    def _run(self, program: str, *arguments: str) -> None:
        assert POSTGRES is not None
        command = [str(POSTGRES / program), "-D", str(self._data), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
