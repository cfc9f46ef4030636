"""A go-between that spoils what a store answers: late, with an error, cut off, or of another length than it says."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

OWN = {"connection", "transfer-encoding", "content-length", "keep-alive"}


@dataclass
class Faults:
    """What goes wrong at the moment, and what was seen.

    :ivar errors: so many of the next requests are answered with 500; -1 for all of them.
    :ivar slow_seconds: how long every answer takes. :ivar is_down: connections are closed at once.
    :ivar cut: bodies break off in the middle. :ivar short: bodies are shorter, and the head says so too.
    :ivar most_at_once: the most requests that were in here at the same time.
    """

    address: str = ""
    errors: int = 0
    slow_seconds: float = 0
    is_down: bool = False
    cut: bool = False
    short: bool = False
    seen: list[str] = field(default_factory=list)
    inside: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def counted(self, line: str) -> Iterator[None]:
        with self.lock:
            self.seen.append(line)
            self.inside += 1
            self.most_at_once = max(self.most_at_once, self.inside)
        try:
            yield
        finally:
            with self.lock:
                self.inside -= 1

    def is_next_an_error(self) -> bool:
        with self.lock:
            if self.errors:
                self.errors -= 1 if self.errors > 0 else 0
                return True
        return False


class _GoBetween(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: str, faults: Faults) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(behind).netloc
        self.faults = faults

    def handle_error(self, request: object, client_address: object) -> None:
        # That the other side hangs up is what is tried here.
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _GoBetween

    def handle_one_request(self) -> None:
        if self.server.faults.is_down:
            self.close_connection = True
            return
        super().handle_one_request()

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        faults = self.server.faults
        if faults.is_down:
            self.close_connection = True
            return
        with faults.counted(f"{self.command} {self.path}"):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            time.sleep(faults.slow_seconds)
            if faults.is_next_an_error():
                self._answer(500, [], b"<Error><Code>InternalError</Code></Error>")
            else:
                self._answer(*self._forwarded(body))

    def _forwarded(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        line = http.client.HTTPConnection(self.server.behind, timeout=60)
        line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            line.putheader(name, value)
        line.endheaders(body)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        heads = [(name, value) for name, value in answer.getheaders() if name.lower() not in OWN]
        if self.command == "HEAD":
            heads.append(("Content-Length", answer.getheader("Content-Length", "0")))
        return answer.status, heads, content

    def _answer(self, status: int, heads: list[tuple[str, str]], body: bytes) -> None:
        faults = self.server.faults
        said = body[: len(body) // 2] if faults.short else body
        self.send_response(status)
        for name, value in heads:
            self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said[: len(said) // 2] if faults.cut else said)
        self.close_connection = self.close_connection or faults.cut


@contextmanager
def faulty(behind: str) -> Iterator[Faults]:
    """Run a go-between before this address."""
    faults = Faults()
    server = _GoBetween(behind, faults)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield faults
    finally:
        server.shutdown()
        server.server_close()
