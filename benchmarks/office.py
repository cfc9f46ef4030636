"""A real office for benchmarks: `run_local.sh` in a temporary folder on a free port, a browser and a program in it.

Loopback only. What is started here is stopped here, and its folder is removed. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EMAIL = "benchmark@office.example"
# The first start also builds the embedding model.
READY_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 30
REQUEST_SECONDS = 120
SAMPLE_SECONDS = 0.5
# The size of a file must not show in the memory of the one who sends it either.
PIECE_BYTES = 1 << 20
_PARTS = {"web": b"gunicorn", "worker": b"huey_consumer"}
_TOKEN = re.compile(r'"X-CSRFToken": ?"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Office:
    """A running office.

    :param starter: the process of `run_local.sh`, which becomes the supervisor: its children are web and worker.
    :param ready_seconds: from its start until it said that it was ready.
    """

    address: str
    starter: int
    password: str
    ready_seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. :param seconds: from the request's first byte to the answer's last, connecting included."""

    status: int
    body: bytes
    location: str
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def open_office(
    folder: Path | None = None, password: str = "", *, told: Mapping[str, str] | None = None
) -> Iterator[Office]:
    """Start an office and stop it at the end: an empty one with one person in it, which is then removed.

    :param folder: of an office that is there already and stays. :param password: its person's, who is `EMAIL`.
    :param told: more of its settings.
    """
    with tempfile.TemporaryDirectory(prefix="office-") as own:
        port = free_port()
        surroundings = {**surroundings_of(folder or Path(own), port), **(told or {})}
        began = time.monotonic()
        starter = subprocess.Popen([ROOT / "run_local.sh"], cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address, starter)
            ready_seconds = time.monotonic() - began
            office = Office(address, starter.pid, password or secrets.token_urlsafe(16), ready_seconds)
            if folder is None:
                _add_person(office, surroundings)
            yield office
        finally:
            starter.send_signal(signal.SIGTERM)
            starter.wait(STOP_WITHIN_SECONDS)


def free_port() -> int:
    """Return a port of the loopback address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def surroundings_of(folder: Path, port: int) -> dict[str, str]:
    """Return the environment of an office in this folder."""
    told = {"LEGALINDIA_DATA_DIR": str(folder), "LEGALINDIA_DEMO": "0", "PORT": str(port), "RATELIMIT_ENABLED": "false"}
    return {**os.environ, **told}


class Browser:
    """A person's browser: cookies, and the token of the page it is on."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _StayHere())
        self._token = ""

    def sign_in(self) -> None:
        self._read_token("/login")
        reply = self.post("/login", {"email": EMAIL, "password": self._office.password})
        assert reply.status == 303, f"The sign-in was answered {reply.status}."
        self._read_token("/clients")

    @property
    def cookie(self) -> str:
        """What the browser sends to say who it is."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def get(self, path: str) -> Reply:
        return _send(self._opener, urllib.request.Request(self._office.address + path))

    def post(self, path: str, fields: Mapping[str, str]) -> Reply:
        body = urllib.parse.urlencode({**fields, "csrf_token": self._token}).encode()
        return _send(self._opener, urllib.request.Request(self._office.address + path, body))

    def upload(self, path: str, file: Path) -> Reply:
        """Send one file in a request of its own, as the page does."""
        boundary = secrets.token_hex(16)
        disposition = f'form-data; name="file"; filename="{file.name}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/pdf\r\n\r\n"
        tail = f"\r\n--{boundary}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(head.encode()) + file.stat().st_size + len(tail)),
            "X-CSRFToken": self._token,
            "HX-Request": "true",
        }
        with file.open("rb") as opened:
            pieces = iter(lambda: opened.read(PIECE_BYTES), b"")
            body = chain([head.encode()], pieces, [tail])
            return _send(self._opener, urllib.request.Request(self._office.address + path, body, headers))

    def _read_token(self, path: str) -> None:
        found = _TOKEN.search(self.get(path).text.replace("&#34;", '"'))
        assert found, f"The page {path} carries no token."
        self._token = found[1]


class Program:
    """A program that uses the API in the person's name."""

    def __init__(self, office: Office) -> None:
        self._root = f"{office.address}/api/v1"
        self._opener = urllib.request.build_opener(_StayHere())
        self._headers = {"Content-Type": "application/json"}
        tokens = self.post("/auth/login", {"email": EMAIL, "password": office.password}).json
        self._headers["Authorization"] = f"Bearer {tokens['access_token']}"

    def get(self, path: str, **arguments: str) -> Reply:
        query = f"?{urllib.parse.urlencode(arguments)}" if arguments else ""
        return _send(self._opener, urllib.request.Request(self._root + path + query, headers=self._headers))

    def post(self, path: str, body: Mapping[str, Any]) -> Reply:
        return _send(
            self._opener, urllib.request.Request(self._root + path, json.dumps(body).encode(), headers=self._headers)
        )


class Memory:
    """Samples the memory of the office's parts, each with all its children, while the context lasts.

    :ivar peak: by part, the largest sum seen of the processes' proportional shares (PSS), in bytes.
    """

    def __init__(self, office: Office) -> None:
        self.peak: dict[str, int] = defaultdict(int)
        self._starter = office.starter
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            for part, taken in memory_now(self._starter).items():
                self.peak[part] = max(self.peak[part], taken)


def memory_now(starter: int) -> dict[str, int]:
    """Return the memory of web and worker, each with all its children, and of the supervisor itself, in bytes."""
    children = _children()
    parts = {part: _family_bytes(process, children) for process in children[starter] if (part := _part(process))}
    return {**parts, "supervisor": _own_bytes(starter)}


def _children() -> dict[int, list[int]]:
    """Return who is whose child, of all processes."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            # The program's name, in brackets, may hold anything; the parent is the second field after it.
            facts = _read(entry / "stat").rpartition(b")")[2].split()
            if facts:
                children[int(facts[1])].append(int(entry.name))
    return children


def _part(process: int) -> str | None:
    command = _read(Path(f"/proc/{process}/cmdline"))
    return next((name for name, program in _PARTS.items() if program in command), None)


def _family_bytes(process: int, children: Mapping[int, list[int]]) -> int:
    return _own_bytes(process) + sum(_family_bytes(child, children) for child in children.get(process, []))


def _own_bytes(process: int) -> int:
    share = re.search(rb"^Pss:\s+(\d+) kB", _read(Path(f"/proc/{process}/smaps_rollup")), re.MULTILINE)
    return 1024 * int(share[1]) if share else 0


def _read(path: Path) -> bytes:
    """Return what the system says of a process, nothing when the process has just ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Gives the redirect to the caller instead of following it."""

    def redirect_request(self, *_arguments: Any, **_details: Any) -> None:
        return None


def _send(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Reply:
    begun = time.perf_counter()
    try:
        answer = opener.open(request, timeout=REQUEST_SECONDS)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        body = answer.read()
        return Reply(answer.status, body, answer.headers.get("Location", ""), time.perf_counter() - begun)


def _wait_until_ready(address: str, starter: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_WITHIN_SECONDS
    opener = urllib.request.build_opener()
    while time.monotonic() < end:
        assert starter.poll() is None, "The office did not start."
        try:
            if _send(opener, urllib.request.Request(f"{address}/health/ready")).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"The office was not ready within {READY_WITHIN_SECONDS} seconds.")


def _add_person(office: Office, surroundings: Mapping[str, str]) -> None:
    flask = str(ROOT / ".venv" / "bin" / "flask")
    subprocess.run(
        [flask, "users", "create", EMAIL, "--name", "Benchmark", "--role", "partner", "--password-stdin"],
        input=f"{office.password}\n".encode(),
        cwd=ROOT,
        env=dict(surroundings),
        check=True,
        capture_output=True,
    )
