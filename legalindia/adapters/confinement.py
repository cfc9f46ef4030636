"""Ways for a process to give up, for the rest of its life, what it needs not: the network, and other files."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

# <linux/prctl.h>, <linux/sched.h>, <linux/landlock.h>, <asm-generic/unistd.h>
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_MAKE_SOCKET = 1 << 9
_READ = _EXECUTE | _READ_FILE | _READ_FOLDER
# Every right that the first version of Landlock knows (Linux 5.13).
_EVERYTHING = (1 << 13) - 1

_libc = ctypes.CDLL(None, use_errno=True)


def leave_network() -> None:
    """Move this process to a network of its own, with nothing in it, where the machine permits it.

    Must be called while there is one thread only.
    """
    if _libc.unshare(_CLONE_NEWNET) != 0:
        _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def stay_within(*, readable: Iterable[Path], writable: Iterable[Path], sockets_in: Iterable[Path] = ()) -> bool:
    """Let this process, and what it starts, see no other files than those below these folders.

    :param sockets_in: where it may make sockets, and do nothing else.
    :returns: False where the kernel cannot hold it to that (Landlock is off, or older than Linux 5.13).
    """
    wanted = ctypes.create_string_buffer(struct.pack("Q", _EVERYTHING), 8)
    ruleset = _libc.syscall(_CREATE_RULESET, wanted, 8, 0)
    if ruleset < 0:
        return False
    for rights, folders in ((_READ, readable), (_EVERYTHING, writable), (_MAKE_SOCKET, sockets_in)):
        for folder in folders:
            _allow(ruleset, rights, folder)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    is_held: bool = _libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return is_held


def _allow(ruleset: int, rights: int, folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        # A right that only folders have is refused for a file.
        rights &= _EXECUTE | _WRITE_FILE | _READ_FILE
    handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle), 12)
    _libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    os.close(handle)
