"""How gunicorn serves the office. Threads, not bare processes: a slow upload must not stall everybody else."""

import gc
import os
from typing import Any

from config import from_environment

_settings = from_environment()

# All processes count together in this folder. It is named before the library is read, which decides by it.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_settings.data_dir / "metrics"))
os.makedirs(os.environ["PROMETHEUS_MULTIPROC_DIR"], mode=0o700, exist_ok=True)

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

bind = f"{_settings.bind_address}:{_settings.port}"
workers = _settings.web_processes
threads = _settings.web_threads
worker_class = "gthread"
# Loaded once and then forked: the processes share what they have in common, and start in half the time.
preload_app = True
# A worker that is silent for so long is stuck; slow clients do not count, they are the threads' affair.
timeout = 120
graceful_timeout = 20
keepalive = 5
accesslog = None
# Two offices of one person would share its place, and nobody here speaks to it.
control_socket_disable = True


def child_exit(_server: Any, worker: Any) -> None:
    """Take what a process held at its end, and not what it has counted, out of the metrics."""
    mark_process_dead(worker.pid)


def pre_fork(_server: Any, _worker: Any) -> None:
    """Keep what was loaded before the processes part out of the collector's way.

    It writes its marks into whatever it looks at, and what is written to is shared no more: 120 MiB of an office.
    """
    gc.freeze()
