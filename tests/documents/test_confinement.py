"""What a reader that a file has taken over could still do: read that file, and answer."""

from __future__ import annotations

import html
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import legalindia
from legalindia.adapters.confinement import Held, what_holds
from legalindia.documents.files import MediaType
from legalindia.documents.reading import sandbox
from legalindia.documents.reading.failures import OverLimit
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import PageText
from legalindia.documents.reading.reader import read
from legalindia.ops import abilities
from tests.conftest import Browser
from tests.documents.samples import PDF, pdf, put, read_all

# A nursery like the office's, whose reader of texts is in the hands of a stranger: it tries what it can, and says of
# each attempt how it ended.
TAKEN_OVER = """
import ctypes, json, os, platform, resource, signal, socket, sys
from legalindia.documents.files import MediaType
from legalindia.documents.reading.child import Nursery
from legalindia.documents.reading.formats import Reader
from legalindia.documents.reading.pages import Header, PageText

libc = ctypes.CDLL(None, use_errno=True)

def attempt(act):
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return "done"

def call(name, *arguments):
    numbers = {"x86_64": {"tgkill": 234}, "aarch64": {"tgkill": 131}}[platform.machine()]
    if libc.syscall(numbers[name], *arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def open_many(path):
    return [path.open("rb") for _ in range(100)]

def read(request):
    beside = request.path.parent
    said = {
        "its file": attempt(request.path.read_bytes),
        "the paper beside it": attempt((beside / "secret").read_bytes),
        "the folder": attempt(lambda: os.listdir(beside)),
        "the password file": attempt(lambda: open("/etc/passwd").close()),
        "the office's environment": attempt(lambda: open(f"/proc/{os.getppid()}/environ").close()),
        "a new file": attempt(lambda: open(beside / "mine", "wb").close()),
        "a hundred files": attempt(lambda: open_many(request.path)),
        "a socket": attempt(lambda: socket.socket().close()),
        "a program": attempt(lambda: os.execv("/bin/true", ["true"])),
        "the end of another": attempt(lambda: os.kill(os.getppid(), signal.SIGTERM)),
        "the end of its thread": attempt(lambda: call("tgkill", os.getppid(), os.getppid(), 15)),
        "its limits": attempt(lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))),
        "a signal to itself": attempt(lambda: call("tgkill", os.getpid(), os.getpid(), 0)),
        "limits of its own": attempt(lambda: resource.getrlimit(resource.RLIMIT_CPU)),
    }
    yield Header(1, has_images=False)
    yield PageText(1, json.dumps(said))

readers = {MediaType.TEXT: Reader((MediaType.TEXT,), read)}
Nursery(socket.socket(fileno=int(sys.argv[1])), readers).serve()
"""


@pytest.fixture
def attempts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """How the attempts of a reader that was taken over ended."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", TAKEN_OVER, str(theirs.fileno())]
    root = Path(legalindia.__file__).parent.parent
    with ours, subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=root) as nursery:
        theirs.close()
        monkeypatch.setattr(sandbox, "_door", sandbox.Door(nursery=nursery, orders=ours))
        (tmp_path / "secret").write_bytes(b"privileged")
        _, page = read(put(tmp_path, b"A letter."), MediaType.TEXT)
        assert isinstance(page, PageText)
        yield json.loads(page.text)
        nursery.kill()


def test_it_sees_its_own_file_and_no_other(attempts: dict[str, Any]) -> None:
    if not what_holds().files:
        pytest.skip("this kernel has no Landlock")
    others = ("the paper beside it", "the folder", "the password file", "the office's environment", "a new file")

    assert attempts["its file"] == "done"
    assert {attempts[name] for name in others} == {"PermissionError"}


def test_it_reaches_nobody(attempts: dict[str, Any]) -> None:
    if not what_holds().calls:
        pytest.skip("this machine has no seccomp that is known here")

    others = ("a socket", "a program", "the end of another", "the end of its thread", "its limits")

    assert {attempts[name] for name in others} == {"PermissionError"}
    assert (attempts["a signal to itself"], attempts["limits of its own"]) == ("done", "done")


def test_it_opens_no_more_files_than_it_may(attempts: dict[str, Any]) -> None:
    assert attempts["a hundred files"] == "OSError"


def test_a_page_that_says_too_much_is_given_up_alone(tmp_path: Path) -> None:
    path = put(tmp_path, pdf("Plaint", "\n".join(["The tenant shall pay the rent"] * 40), "Prayer"))
    _, pages = read_all(path, PDF, limits=Limits(message_bytes=500))

    assert [page.text for page in pages] == ["Plaint", "", "Prayer"]
    assert pages[1].problem == "this page could not be read: it holds more text than can be taken in"


def test_a_file_that_says_too_much_is_stopped(tmp_path: Path) -> None:
    path = put(tmp_path, pdf(*["The tenant shall pay the rent"] * 40))

    with pytest.raises(OverLimit, match="more text than can be taken in"):
        read_all(path, PDF, limits=Limits(answer_bytes=1000))


def test_where_the_machine_cannot_hold_a_reader_the_administrator_is_told(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(abilities, "what_holds", lambda: Held(network=False, files=False, calls=False))
    stranger.sign_in("chitra")
    page = " ".join(html.unescape(stranger.get("/admin/").text).split())

    assert "Use Linux 5.13 or newer with Landlock switched on" in page
    assert "could reach the network" in page


def test_a_program_that_is_kept_off_the_network_may_make_sockets_that_are_files() -> None:
    if not what_holds().calls:
        pytest.skip("this machine has no seccomp that is known here")
    script = (
        "import socket, subprocess, sys; from legalindia.adapters.confinement import reach_no_network;"
        "reach_no_network(); socket.socket(socket.AF_UNIX).close();"
        "child = subprocess.run([sys.executable, '-c', 'import socket; socket.socket(socket.AF_INET)'],"
        " capture_output=True, text=True); print(child.stderr)"
    )
    root = Path(legalindia.__file__).parent.parent
    said = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)

    assert "PermissionError" in said.stdout
