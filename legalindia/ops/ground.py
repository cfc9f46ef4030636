"""What an office needs on its machine before it is loaded: a port of its own, folders for its logs and counts."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
from http import HTTPStatus
from pathlib import Path

from config import Settings

LARGEST_LOG_BYTES = 20 * 1024 * 1024
_EVERYWHERE = frozenset({"0.0.0.0", "[::]", "::"})  # noqa: S104


def host_of(settings: Settings) -> str:
    """Return the address at which this machine reaches the office."""
    # Who answers to every address answers to this one.
    return "127.0.0.1" if settings.bind_address in _EVERYWHERE else settings.bind_address.strip("[]")


def is_taken(settings: Settings) -> bool:
    """Say whether somebody answers there already."""
    try:
        socket.create_connection((host_of(settings), settings.port), timeout=1).close()
    except OSError:
        return False
    return True


def clear(settings: Settings) -> Path:
    """Let web server and worker count together, from nothing, and set aside logs that have become large.

    To be called before Prometheus' library is loaded, which decides by the environment how it counts.

    :returns: the folder for the logs.
    """
    metrics = settings.data_dir / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(mode=0o700, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    logs = settings.data_dir / "logs"
    logs.mkdir(exist_ok=True)
    for log in logs.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG_BYTES:
            log.rename(log.with_suffix(".log.1"))
    return logs


def is_ready(settings: Settings) -> bool:
    """Ask the office whether it is ready to answer."""
    line = http.client.HTTPConnection(host_of(settings), settings.port, timeout=5)
    try:
        line.request("GET", "/health/ready")
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
