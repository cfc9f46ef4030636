"""The real server against those who send nothing, send too much, or leave: everybody else is served meanwhile."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.conftest import Program

ROOT = Path(__file__).parents[2]
THREADS = 4
HEAD = "{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{more}\r\n"


@pytest.fixture
def server(app: Flask, settings: Settings) -> Iterator[int]:
    """The office behind gunicorn, one process with few threads; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "LEGALINDIA_DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "PORT": str(port),
        "WEB_PROCESSES": "1",
        "WEB_THREADS": str(THREADS),
        "MAX_UPLOAD_BYTES": "2000000",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_it_answers(port: int) -> None:
    for _ in range(600):
        try:
            if b" 200 " in _ask(port, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The server did not come up.")


def _ask(port: int, request: bytes, *, seconds: float = 60) -> bytes:
    """Send and read until the other side ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        line.sendall(request)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


def _head(asha: Program, verb: str, path: str, *more: str) -> bytes:
    lines = "".join(f"{line}\r\n" for line in more)
    return HEAD.format(verb=verb, path=path, token=asha.tokens["access_token"], more=lines).encode()


def test_senders_who_announce_too_much_and_fall_silent_are_answered_and_let_go(
    server: int, asha: Program, client_of_asha: str
) -> None:
    upload = f"/api/v1/clients/{client_of_asha}/upload"
    said = ("Content-Type: multipart/form-data; boundary=b", "Content-Length: 900000000", "Connection: close")
    silent = []
    for _ in range(THREADS):
        line = socket.create_connection(("127.0.0.1", server), timeout=60)
        line.sendall(_head(asha, "POST", upload, *said) + b"--b\r\n")
        silent.append(line)
    page = _ask(server, b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    refusals = [line.recv(100) for line in silent]
    for line in silent:
        line.close()

    assert page.startswith(b"HTTP/1.1 200")
    assert all(b" 413 " in refusal for refusal in refusals)


def test_readers_who_leave_in_the_middle_leave_nothing_behind(server: int, asha: Program, client_of_asha: str) -> None:
    text = "The rent is due on the fifth. " * 50_000
    document_id = asha.file_text(client_of_asha, "long.txt", text)
    for _ in range(40):
        with socket.create_connection(("127.0.0.1", server), timeout=60) as line:
            line.sendall(_head(asha, "GET", f"/api/v1/documents/{document_id}/content", "Connection: close"))
            line.recv(1000)
    whole = _ask(server, _head(asha, "GET", f"/api/v1/documents/{document_id}/content", "Connection: close"))

    assert whole.startswith(b"HTTP/1.1 200")
    assert whole.endswith(text[-100:].encode())


@pytest.mark.parametrize(
    "body",
    [
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n b\x00\r\n\r\n",
    ],
)
def test_a_message_with_two_ends_is_refused(server: int, body: bytes) -> None:
    answer = _ask(server, body)

    assert not answer or answer.split(b" ", 2)[1] in {b"400", b"403", b"501"}
