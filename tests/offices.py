"""A real office for tests: its web server and its worker are processes of their own, as on two machines.

Loopback only. Each may be ended, killed and started again, and both are stopped with the context.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import httpx

from benchmarks.office import ROOT, free_port, surroundings_of
from tests.servers import wait_until

BIN = Path(sys.executable).parent
STOP_WITHIN_SECONDS = 30
READY_WITHIN_SECONDS = 60


class Office:
    """An office in a folder, not open yet.

    :param told: settings beside those of every office for tests.
    :ivar environment: what its processes are started with.
    """

    def __init__(self, folder: Path, **told: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        ours = {"WEB_PROCESSES": "1", "LOG_LEVEL": "WARNING"}
        self.environment = {**surroundings_of(folder, self.port), **ours, **told}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Office:
        self.start_web()
        self.start_worker()
        self.wait_until_ready()
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        for name in self.processes:
            self._send(name, signal.SIGTERM)
        for name in list(self.processes):
            self.wait_for_the_end_of(name)

    def flask(self, *command: str, said: str = "") -> str:
        """Run a command of the office's and return what it printed."""
        arguments = [str(BIN / "flask"), *command]
        done = subprocess.run(
            arguments, cwd=ROOT, env=self.environment, input=said, text=True, check=True, capture_output=True
        )
        return done.stdout

    def start_web(self) -> None:
        self.start("web", str(BIN / "gunicorn"), "wsgi:app")

    def start_worker(self, name: str = "worker", *, threads: int = 2, grace_seconds: int = 8) -> None:
        waits = ["-d", "0.05", "-m", "0.1", "-g", "TERM", "-t", str(grace_seconds)]
        self.start(name, str(BIN / "huey_consumer"), "wsgi.huey", "-k", "thread", "-w", str(threads), *waits)

    def start(self, name: str, *command: str) -> None:
        """Start a process under a name; what it says is in the folder, in a log of that name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """End a process and all its children as a power cut does."""
        self._send(name, signal.SIGKILL)
        self.wait_for_the_end_of(name)

    def ask_to_end(self, name: str) -> None:
        """Ask a process to end, as a service manager does."""
        self.processes[name].send_signal(signal.SIGTERM)

    def wait_for_the_end_of(self, name: str) -> None:
        self.processes.pop(name).wait(STOP_WITHIN_SECONDS)

    def readiness(self) -> tuple[int, dict[str, str]]:
        """Return how readiness is answered: the status, and the state of each part."""
        answer = httpx.get(f"{self.address}/health/ready", timeout=10)
        return answer.status_code, {name: check["state"] for name, check in answer.json()["checks"].items()}

    def is_ready(self) -> bool:
        try:
            return self.readiness()[0] == 200
        except httpx.HTTPError:
            return False

    def wait_until_ready(self) -> None:
        wait_until(self.is_ready, seconds=READY_WITHIN_SECONDS, pause=0.05)

    def _send(self, name: str, sign: signal.Signals) -> None:
        try:
            os.killpg(self.processes[name].pid, sign)
        except ProcessLookupError:
            return
