"""How gunicorn serves the office. Threads, not bare processes: a slow upload must not stall everybody else."""

import gc
import mmap
import os
from array import array
from threading import Lock
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

# How many requests each process has at work. All see it: it is memory that they share, an integer a process. A reload
# has twice as many processes for a moment, and a signal (TTIN) asks for more.
_MOST_PROCESSES = 4 * workers + 16
_NOBODY = 2**31 - 1
_at_work = memoryview(mmap.mmap(-1, 4 * _MOST_PROCESSES)).cast("i")
_at_work[:] = memoryview(array("i", [_NOBODY] * _MOST_PROCESSES))
_counting = Lock()


def child_exit(_server: Any, worker: Any) -> None:
    """Take what a process held at its end, and not what it has counted, out of the metrics."""
    mark_process_dead(worker.pid)
    _at_work[worker.number] = _NOBODY


def pre_fork(server: Any, worker: Any) -> None:
    """Keep what was loaded before the processes part out of the collector's way, and give the new one its number.

    The collector writes its marks into whatever it looks at, and what is written to is shared no more: 120 MiB of an
    office.
    """
    gc.freeze()
    taken = {other.number for other in server.WORKERS.values()}
    # Should there ever be more, the last share a number: they only send people on more often than they need to.
    worker.number = min(set(range(_MOST_PROCESSES)) - taken, default=_MOST_PROCESSES - 1)
    _at_work[worker.number] = 0


def pre_request(worker: Any, request: Any) -> None:
    """Begin with a request; send whoever asks on to another process for the next one where that has less at work.

    A browser keeps its connection, and with it the process that took it, as long as it goes on asking: eight people
    could lie with one process while the other had nothing to do. Told that the connection closes, it makes a new one,
    and that is taken by whichever process is free.
    """
    _count(worker, 1)
    if _at_work[worker.number] > min(_at_work) + 1:
        request.force_close()


def post_request(worker: Any, _request: Any, _surroundings: Any, _answer: Any) -> None:
    """Have done with a request."""
    _count(worker, -1)


def _count(worker: Any, change: int) -> None:
    with _counting:
        _at_work[worker.number] += change
