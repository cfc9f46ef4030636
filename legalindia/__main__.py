"""The whole office on this machine, `python -m legalindia`: prepared, served and its work done, until it is stopped.

It is loaded once for all three (`ops.supervisor`). Larger offices run the same programs on machines of their own.
"""

from __future__ import annotations

import gc
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from config import Settings, from_environment
from legalindia.adapters.embedding.built import build_unless_built
from legalindia.ops import ground
from legalindia.ops.supervisor import STOPPING, Program, StopsAgainAndAgain, Supervisor

READY_WITHIN_SECONDS = 60
# A message waits a tenth of a second at the most before a worker sees it (-m). On TERM it finishes what it is at; what
# it cannot finish in eight seconds it hands back, and another begins it again.
HOW_IT_WORKS = "-k thread -w {threads} -d 0.05 -m 0.1 -g TERM -t 8"


def main() -> NoReturn:
    """Open the office, and keep it open."""
    settings = from_environment()
    if ground.is_taken(settings):
        sys.exit(f"Port {settings.port} is in use. Stop what uses it, or choose another: PORT=8001 ./run_local.sh")
    for sign in STOPPING:
        # Whoever is to outlive its terminal (nohup) was started deaf to its end.
        if signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, _end)
    logs = ground.clear(settings)
    _load(settings)
    with Supervisor() as supervisor:
        try:
            _open(supervisor, settings, logs)
            while True:
                _tell_of(supervisor.restart_dead(wait=True))
        except StopsAgainAndAgain:
            sys.exit(f"A part of the office stops again and again. What it said is in {logs}.")


def _load(settings: Settings) -> None:
    """Load the office: now, when all is there by which it finds out what it can do, and in which folder it counts."""
    build_unless_built(settings.model_dir)
    import_module("wsgi")
    # The collector writes its marks into whatever it looks at, and what is written to is shared no more.
    gc.freeze()


def _open(supervisor: Supervisor, settings: Settings, logs: Path) -> None:
    if status := supervisor.run(Program("The preparation", ("flask", "office", "prepare"))):
        sys.exit(status)
    work = HOW_IT_WORKS.format(threads=settings.worker_threads).split()
    supervisor.start(Program("The web server", ("gunicorn", "wsgi:app"), logs / "web.log"))
    supervisor.start(Program("The worker", ("huey_consumer", "wsgi.huey", *work), logs / "worker.log"))
    end = time.monotonic() + READY_WITHIN_SECONDS
    while not ground.is_ready(settings):
        _tell_of(supervisor.restart_dead(wait=False))
        if time.monotonic() > end:
            sys.exit(f"The office did not become ready. What it said is in {logs}.")
        time.sleep(0.02)
    address = f"http://{ground.host_of(settings)}:{settings.port}"
    print(f"\nLegalIndia is open at {address} (Ctrl-C closes it; logs are in {logs})", flush=True)


def _tell_of(stopped: str) -> None:
    if stopped:
        print(f"{stopped} stopped; it is started again.", flush=True)


def _end(*_signal: object) -> NoReturn:
    sys.exit()


if __name__ == "__main__":
    main()
