"""Keeps programs of the office running side by side, and starts again whichever dies.

Each is forked from this process, which has loaded the office and done nothing with it: no connection is open here, and
no thread of ours runs. So it is loaded once, which takes longer than all else at a start, and lies in memory once.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from setproctitle import setproctitle

# What asks a program to end: a service manager, Ctrl-C, a terminal that closes.
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
MOST_DEATHS = 5
DEATHS_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1


class StopsAgainAndAgain(Exception):
    """Programs died more often than `MOST_DEATHS` in `DEATHS_WITHIN_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command that a package of this environment brings.

    :param named: as people are told of it.
    :param command: its name and its arguments.
    :param log: where what it says is added to; without, it speaks to whoever listens to this process.
    """

    named: str
    command: tuple[str, ...]
    log: Path | None = None


class Supervisor:
    """Programs that end with this context, each the first of a process group of its own."""

    def __init__(self) -> None:
        self._running: dict[int, Program] = {}
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS + 1)

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Ask all of them to end, and make those end that have not within `STOP_WITHIN_SECONDS`."""
        for sign in STOPPING:
            signal.signal(sign, signal.SIG_IGN)
        for leader in self._running:
            _send(leader, signal.SIGTERM)
        end = time.monotonic() + STOP_WITHIN_SECONDS
        while any(_is_there(leader) for leader in self._running) and time.monotonic() < end:
            time.sleep(0.02)
        for leader in self._running:
            _send(leader, signal.SIGKILL)

    def run(self, program: Program) -> int:
        """Do what a program does and return with what it exits, 0 when all is well."""
        leader = self.start(program)
        _, status = os.waitpid(leader, 0)
        del self._running[leader]
        return os.waitstatus_to_exitcode(status)

    def start(self, program: Program) -> int:
        """Start a program that is to go on until the end, and return its process group."""
        parent = os.getpid()
        # Whoever asks this process to end meanwhile is heard when it knows whom to end.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        leader = os.fork()
        if leader == 0:
            # The others are the parent's: on its way out of here this process is to end none of them.
            self._running.clear()
            _become(program, parent)
        self._running[leader] = program
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        return leader

    def restart_dead(self, *, wait: bool) -> str:
        """Start whichever has died again, and return what it is named; nothing where none has.

        :param wait: until one has.
        :raises StopsAgainAndAgain: this goes on and on.
        """
        leader, _ = os.waitpid(-1, 0 if wait else os.WNOHANG)
        # None has ended; or, where this is the first process of a container, somebody's orphan.
        if leader not in self._running:
            return ""
        program = self._running.pop(leader)
        # What a dead leader leaves of its group goes first, or the port stays taken.
        _send(leader, signal.SIGKILL)
        self._note_death()
        self.start(program)
        return program.named

    def _note_death(self) -> None:
        self._deaths.append(time.monotonic())
        if len(self._deaths) > MOST_DEATHS and self._deaths[-1] - self._deaths[0] < DEATHS_WITHIN_SECONDS:
            raise StopsAgainAndAgain


def _become(program: Program, parent: int) -> NoReturn:
    """Go on as a program, as if its command had been typed."""
    name, *arguments = program.command
    os.setsid()
    for sign in STOPPING:
        signal.signal(sign, signal.default_int_handler if sign == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    # Should the parent be killed, nobody would be left who could start or stop this one.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit()
    if program.log:
        _speak_into(program.log)
    sys.argv = [str(Path(sys.executable).with_name(name)), *arguments]
    setproctitle(" ".join(program.command))
    (script,) = entry_points(group="console_scripts", name=name)
    sys.exit(script.load()())


def _speak_into(log: Path) -> None:
    with log.open("ab") as opened, open(os.devnull, "rb") as nothing:
        # By their numbers: a stream that was closed when this began has no object.
        for number, file in enumerate((nothing, opened, opened)):
            os.dup2(file.fileno(), number)


def _send(group: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, sign)


def _is_there(group: int) -> bool:
    # What has ended counts as being there until somebody has asked what it ended with.
    with suppress(ChildProcessError):
        os.waitpid(-group, os.WNOHANG)
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
