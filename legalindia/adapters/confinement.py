"""Ways for a process to give up, for the rest of its life, what it needs not: the network, other files, other programs.

Each asks the kernel by itself, and each may be missing on a machine: `what_holds` says which are there.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import socket
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import legalindia

# <linux/prctl.h>, <linux/sched.h>, <linux/landlock.h>, <asm-generic/unistd.h>
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_ONLY = 1
_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_MAKE_SOCKET = 1 << 9
_READ = _EXECUTE | _READ_FILE | _READ_FOLDER
# Every right that the first version of Landlock knows (Linux 5.13).
_EVERYTHING = (1 << 13) - 1
# To listen and to connect over TCP, from its fourth version on (Linux 6.7).
_TCP, _KNOWS_TCP = 0b11, 4

# Of <linux/audit.h> and <asm/unistd.h>, for each machine: its number; the call that makes a socket; those by which a
# process reaches others (socketpair, execve, execveat, kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, ptrace,
# process_vm_readv, process_vm_writev); and two that it needs for itself (tgkill, prlimit64).
_MACHINES = {
    "x86_64": (0xC000003E, 41, (53, 59, 322, 62, 200, 129, 297, 101, 310, 311), (234, 302)),
    "aarch64": (0xC00000B7, 198, (199, 221, 281, 129, 130, 138, 240, 117, 270, 271), (131, 261)),
}
# The same on both: a signal to a process that is held, and rings of calls, which no filter sees.
_PIDFD_SEND_SIGNAL, _IO_URING_SETUP = 424, 425
# Calls of another numbering that x86_64 takes as well.
_OTHER_NUMBERING = 0x40000000
# <linux/filter.h>, <linux/seccomp.h>: a filter is a program that is given the number of a call and its machine.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
# Where a step goes on: with the next, behind the two that follow, or at one of the two answers at the filter's end.
_NEXT, _BEHIND_TWO, _TO_PERMIT, _TO_REFUSE = 0, 2, -2, -1
_PERMIT, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_PROBE_SECONDS = 20

_libc = ctypes.CDLL(None, use_errno=True)

# What is asked, with which number, and where it goes on from there: where the answer is yes, and where it is no.
Step = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """What this machine can keep from a process.

    :param network: it can be moved to a network with nothing in it. :param files: and be shown no other files.
    :param calls: it can be refused sockets, programs and other processes.
    """

    network: bool
    files: bool
    calls: bool


def leave_network() -> bool:
    """Move this process to a network of its own, with nothing in it. Must be called while there is one thread only.

    :returns: False where the machine does not permit it.
    """
    has_left: bool = _libc.unshare(_CLONE_NEWNET) == 0 or _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    return has_left


def stay_within(*, readable: Iterable[Path], writable: Iterable[Path], sockets_in: Iterable[Path] = ()) -> bool:
    """Let this process, and what it starts, see no other files than those below these folders, and, where the kernel
    knows how (Linux 6.7), neither listen nor connect over TCP.

    :param sockets_in: where it may make sockets, and do nothing else.
    :returns: False where the kernel cannot hold it to that (Landlock is off, or older than Linux 5.13).
    """
    tcp = _TCP if _libc.syscall(_CREATE_RULESET, None, 0, _VERSION_ONLY) >= _KNOWS_TCP else 0
    rules = struct.pack("QQ", _EVERYTHING, tcp) if tcp else struct.pack("Q", _EVERYTHING)
    wanted = ctypes.create_string_buffer(rules, len(rules))
    ruleset = _libc.syscall(_CREATE_RULESET, wanted, len(rules), 0)
    if ruleset < 0:
        return False
    for rights, folders in ((_READ, readable), (_EVERYTHING, writable), (_MAKE_SOCKET, sockets_in)):
        for folder in folders:
            _allow(ruleset, rights, folder)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    is_held: bool = _libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return is_held


def reach_nobody() -> bool:
    """Let this process make no socket, start no program, and touch no other process; what it holds open stays open.

    :returns: False where the kernel cannot hold it to that, or the machine is of a kind that is not known here.
    """
    known = _MACHINES.get(platform.machine())
    return known is not None and _obey(_refusing(*known))


def reach_no_network() -> bool:
    """Let this process, and what it starts, make no sockets but those that lie on this machine as files.

    :returns: as for `reach_nobody`.
    """
    known = _MACHINES.get(platform.machine())
    return known is not None and _obey(_refusing_networks(*known[:2]))


def _obey(asked: list[Step]) -> bool:
    """Have the kernel put each call of this process through a filter."""
    steps = _written(asked)
    program = ctypes.create_string_buffer(b"".join(steps), 8 * len(steps))
    about = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program)), 16)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    is_held: bool = _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, about, 0, 0) == 0
    return is_held


@cache
def what_holds() -> Held:
    """Try out, in a process of its own, what this machine can keep from one; it stays so as long as the office runs."""
    command = [sys.executable, "-m", __name__]
    root = Path(legalindia.__file__).parent.parent
    try:
        said = subprocess.run(command, cwd=root, capture_output=True, timeout=_PROBE_SECONDS, check=True)
        return Held(**json.loads(said.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return Held(network=False, files=False, calls=False)


def _refusing(machine: int, make_socket: int, others: tuple[int, ...], own: tuple[int, int]) -> list[Step]:
    """Ask of each call whether it is for this machine and in its numbering, and reaches nobody else."""
    refused = (make_socket, *others, _PIDFD_SEND_SIGNAL, _IO_URING_SETUP)
    to_itself, limits = own
    return [
        *_of_this_machine(machine),
        *((_IF_EQUAL, call, _TO_REFUSE, _NEXT) for call in refused),
        # A program that aborts sends the signal to itself; its own limits are those of process 0.
        *_only_with(to_itself, os.getpid()),
        *_only_with(limits, 0),
    ]


def _refusing_networks(machine: int, make_socket: int) -> list[Step]:
    """Ask of each call whether it is for this machine and in its numbering, and makes no socket but those of files."""
    return [
        *_of_this_machine(machine),
        (_IF_EQUAL, _IO_URING_SETUP, _TO_REFUSE, _NEXT),
        *_only_with(make_socket, socket.AF_UNIX),
    ]


def _of_this_machine(machine: int) -> list[Step]:
    return [
        (_LOAD, _MACHINE_AT, _NEXT, _NEXT),
        (_IF_EQUAL, machine, _NEXT, _TO_REFUSE),
        (_LOAD, _NUMBER_AT, _NEXT, _NEXT),
        (_IF_AT_LEAST, _OTHER_NUMBERING, _TO_REFUSE, _NEXT),
    ]


def _only_with(call: int, first: int) -> list[Step]:
    """Permit a call with this first argument only."""
    return [
        (_IF_EQUAL, call, _NEXT, _BEHIND_TWO),
        (_LOAD, _FIRST_ARGUMENT_AT, _NEXT, _NEXT),
        (_IF_EQUAL, first, _TO_PERMIT, _TO_REFUSE),
    ]


def _written(asked: list[Step]) -> list[bytes]:
    """Write the filter down: a step says how many of the next are left out where the answer is yes, and where it is no.
    What was asked to the end is permitted."""
    steps = [*asked, (_ANSWER, _PERMIT, _NEXT, _NEXT), (_ANSWER, _REFUSE, _NEXT, _NEXT)]
    return [
        struct.pack("HBBI", code, *(to if to >= 0 else len(steps) + to - at - 1 for to in (yes, no)), value)
        for at, (code, value, yes, no) in enumerate(steps)
    ]


def _allow(ruleset: int, rights: int, folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(handle).st_mode):
        # A right that only folders have is refused for a file.
        rights &= _EXECUTE | _WRITE_FILE | _READ_FILE
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle), 12)
    _libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    os.close(handle)


def _tried_out() -> Held:
    """Give up everything, and look whether it is gone."""
    network = leave_network()
    files = stay_within(readable=[], writable=[]) and not _can(lambda: os.listdir("/"))
    calls = reach_nobody() and not _can(lambda: socket.socket(socket.AF_UNIX).close())
    return Held(network, files, calls)


def _can(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(json.dumps(asdict(_tried_out())))
