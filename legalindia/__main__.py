"""The whole office on this machine, `python -m legalindia`: prepared, served and its work done, until it is stopped.

It is loaded once for all three (`ops.supervisor`). Larger offices run the same programs on machines of their own.
"""

from __future__ import annotations

import gc
import signal
import sys
import time
from typing import NoReturn

from config import from_environment
from legalindia.adapters.embedding.built import build_unless_built
from legalindia.ops import ground

settings = from_environment()
if ground.is_taken(settings):
    sys.exit(f"Port {settings.port} is in use. Stop what uses it, or choose another: PORT=8001 ./run_local.sh")
logs = ground.clear(settings)
# What the office can do it finds out when it is loaded.
build_unless_built(settings.model_dir)

import wsgi  # noqa: E402, F401
from legalindia.ops.supervisor import STOPPING, Program, StopsAgainAndAgain, Supervisor  # noqa: E402

READY_WITHIN_SECONDS = 60
PREPARATION = Program("The preparation", ("flask", "office", "prepare"))
WEB_SERVER = Program("The web server", ("gunicorn", "wsgi:app"), logs / "web.log")
# A message waits a tenth of a second at the most before a worker sees it (-m). On TERM it finishes what it is at; what
# it cannot finish in eight seconds it hands back, and another begins it again.
_HOW_IT_WORKS = f"-k thread -w {settings.worker_threads} -d 0.05 -m 0.1 -g TERM -t 8"
WORKER = Program("The worker", ("huey_consumer", "wsgi.huey", *_HOW_IT_WORKS.split()), logs / "worker.log")


def main() -> NoReturn:
    """Open the office, and keep it open."""
    for sign in STOPPING:
        # Whoever is to outlive its terminal (nohup) was started deaf to its end.
        if signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, _end)
    # The collector writes its marks into whatever it looks at, and what is written to is shared no more.
    gc.freeze()
    with Supervisor() as supervisor:
        try:
            _open(supervisor)
            while True:
                _tell_of(supervisor.restart_dead(wait=True))
        except StopsAgainAndAgain:
            sys.exit(f"A part of the office stops again and again. What it said is in {logs}.")


def _open(supervisor: Supervisor) -> None:
    if status := supervisor.run(PREPARATION):
        sys.exit(status)
    supervisor.start(WEB_SERVER)
    supervisor.start(WORKER)
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
