"""The process that strangers' files are read in: `python -m legalindia.documents.reading.child`.

It loads the readers once and then forks a child for each file, because loading them takes longer than most files.
It has one thread, no network, no secrets in its environment, and ends when the process that started it ends. The child
sees the programs of the machine and the one file it is to read, as far as the kernel can hold it to that.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import legalindia
from legalindia.adapters.confinement import leave_network, reach_nobody, stay_within
from legalindia.documents.files import MediaType
from legalindia.documents.reading.commenting import comment
from legalindia.documents.reading.composing import compose
from legalindia.documents.reading.failures import OverLimit, Stopped, Unreadable
from legalindia.documents.reading.formats import Reader, Request, Told, load_readers
from legalindia.documents.reading.health import examined
from legalindia.documents.reading.limits import Limits, confine
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.wire import Said, pack

LONGEST_ORDER_BYTES = 1 << 16
_OURS = Path(legalindia.__file__).parent
# What a reader may still have to load: modules, libraries and fonts. Never the folder around our own, where a small
# office keeps its data.
_LIBRARIES = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", sys.prefix, sys.base_prefix)


def _programs() -> list[Path]:
    modules = [place for place in sys.path if place and Path(place).resolve() != _OURS.parent]
    places = {Path(place).resolve() for place in (str(_OURS), *_LIBRARIES, *modules)}
    # What lies below another of them is allowed with it.
    return sorted(place for place in places if places.isdisjoint(place.parents))


_PROGRAMS = _programs()


class Nursery:
    """Starts a child for each order, tells how it ended, and kills it when nobody listens any more.

    :param door: where orders come in: one message each, with two sockets. On the first the child answers; the second
        is the lifeline: the exit status is written on it, and when its other end closes the child is killed.
    """

    def __init__(self, door: socket.socket, readers: dict[MediaType, Reader]) -> None:
        self.door = door
        self.readers = readers
        self.watched = selectors.DefaultSelector()
        self.watched.register(door, selectors.EVENT_READ, self.take_order)

    def serve(self) -> NoReturn:
        """Work until the other end of the door closes, which is when its owner ends."""
        while True:
            # One event at a time: it may have ended what the next one is about.
            key, _ = self.watched.select()[0]
            key.data()

    def take_order(self) -> None:
        message, handles, _, _ = socket.recv_fds(self.door, LONGEST_ORDER_BYTES, 2)
        if not message:
            sys.exit()
        answers, lifeline = (socket.socket(fileno=handle) for handle in handles)
        child = os.fork()
        if child == 0:
            _be_the_child(json.loads(message), answers, self.readers)
        answers.close()
        with suppress(OSError):
            os.setpgid(child, child)
        self.watch(child, lifeline)

    def watch(self, child: int, lifeline: socket.socket) -> None:
        handle = os.pidfd_open(child)
        self.watched.register(handle, selectors.EVENT_READ, partial(self.bury, child, handle, lifeline))
        self.watched.register(lifeline, selectors.EVENT_READ, partial(self.kill, child, lifeline))

    def kill(self, child: int, lifeline: socket.socket) -> None:
        self.watched.unregister(lifeline)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)

    def bury(self, child: int, handle: int, lifeline: socket.socket) -> None:
        self.watched.unregister(handle)
        os.close(handle)
        _, status = os.waitpid(child, 0)
        with suppress(KeyError):
            self.watched.unregister(lifeline)
        with suppress(OSError), lifeline:
            lifeline.send(status.to_bytes(4, "big"))


def _be_the_child(order: dict[str, Any], answers: socket.socket, readers: dict[MediaType, Reader]) -> NoReturn:
    """Do one order and end, whatever happens: nothing of the parent's loop may run on in a child."""
    try:
        _be_silent(keep=answers.fileno())
        confine(Limits(**order["limits"]))
        stay_within(readable=[*_PROGRAMS, *_files(order)], writable=[])
        reach_nobody()
        for frame in _frames(partial(_work, order, readers)):
            answers.sendall(frame)
    finally:
        os._exit(0)


def _files(order: dict[str, Any]) -> list[Path]:
    """Return the files an order is about: the stranger's, and one of ours that it needs beside it."""
    return [Path(order[name]) for name in ("path", "beside") if name in order]


def _be_silent(*, keep: int) -> None:
    """Close everything but the answers. What libraries print may hold a document's text and must not reach a log."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, keep)
    os.closerange(keep + 1, 1024)


def _frames(work: Callable[[], Iterator[Said]]) -> Iterator[bytes]:
    try:
        yield from map(pack, work())
        yield pack(None)
    except Unreadable as refusal:
        yield pack(refusal)
    except MemoryError:
        yield pack(Stopped("it takes more memory than is allowed"))
    except Exception:
        # Libraries fail on damaged files in a hundred ways; all of them mean the same to the person.
        yield pack(Unreadable("The file is damaged and could not be read. Please ask for it to be sent again."))


def _work(order: dict[str, Any], readers: dict[MediaType, Reader]) -> Iterator[Said]:
    reader = readers[MediaType(order["media_type"])]
    request = Request(Path(order["path"]), order["password"], order["first"])
    if order["task"] == "read":
        yield from _wanted(reader.read(request), first=request.first, most=order["limits"]["pages"])
    elif order["task"] == "render" and reader.render:
        yield reader.render(request, order["width"])
    elif order["task"] == "layout" and reader.layout:
        yield reader.layout(request)
    elif order["task"] == "compose":
        yield from compose(request, reader, MediaType(order["media_type"]), Path(order["beside"]))
    elif order["task"] == "comment" and order["media_type"] == MediaType.DOCX:
        yield from comment(request, Path(order["beside"]))
    elif order["task"] == "scan" and reader.scan:
        yield reader.scan(request)
    else:
        raise Unreadable("Files of this kind have no pages to show.")


def _wanted(said: Iterator[Told], *, first: int, most: int) -> Iterator[Told]:
    """Pass on the header, the pages from `first` on, and what lies inside; no page of a file with more than `most`."""
    for each in said:
        if isinstance(each, PageText):
            if each.number >= first:
                yield examined(each)
        elif isinstance(each, Header) and each.page_count > most:
            raise OverLimit(f"This file has {each.page_count} pages; {most} can be read. Please split it.")
        else:
            yield each


def main() -> NoReturn:
    readers = load_readers()
    leave_network()
    # The children share these pages of memory for as long as nobody counts references anew.
    gc.freeze()
    Nursery(socket.socket(fileno=int(sys.argv[1])), readers).serve()


if __name__ == "__main__":
    main()
