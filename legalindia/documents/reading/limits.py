"""How much a stranger's file may cost, and how a child process is held to it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import dataclass

_MEBIBYTE = 1 << 20
# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may use before it is stopped.

    :param memory_bytes: address space of the child, its program included.
    :param cpu_seconds: of computing, in all.
    :param page_seconds: of waiting for one page; `total_seconds` for all of them.
    :param pages: a file with more is not read.
    :param answer_bytes: of what the child says, in all; `message_bytes` of one page or picture.
    """

    memory_bytes: int = 1024 * _MEBIBYTE
    cpu_seconds: int = 600
    page_seconds: float = 60.0
    total_seconds: float = 1800.0
    pages: int = 5000
    open_files: int = 64
    message_bytes: int = 32 * _MEBIBYTE
    answer_bytes: int = 512 * _MEBIBYTE


def confine(limits: Limits) -> None:
    """Hold this process to the limits for the rest of its life: it can start no process and write no file."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.umask(0o077)
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # Only the softer of the two limits tells, by its signal, what the process died of.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
