"""Word processors' files as they look on paper: LibreOffice, a program of its own that is used where it is installed.

It meets strangers' files, so it works in a process that has no network, sees nothing but the programs of the machine
and one empty folder, and is stopped when it costs too much: `python -m legalindia.adapters.office` confines itself
and then becomes LibreOffice. Macros are never run, and nothing that a file links to is fetched.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NoReturn, Protocol

import legalindia
from legalindia.adapters.confinement import leave_network, reach_no_network, stay_within
from legalindia.errors import Refusal, Unavailable

_ROOT = Path(legalindia.__file__).parent.parent
_MEMORY_BYTES = 4 << 30
_WRITTEN_BYTES = 256 << 20
_OPEN_FILES = 256
# Programs, their settings and fonts; never the folder that holds the office's data.
_SEEN: tuple[str, ...] = ("/usr", "/bin", "/lib", "/lib64", "/etc", "/opt", "/proc", "/sys/devices/system/cpu")
_SEEN += ("/dev/null", "/dev/urandom", "/dev/random", "/dev/zero", "/var/cache/fontconfig", "/var/spool/libreoffice")
# LibreOffice makes the socket by which a second copy would find it there, and nowhere else.
_SOCKETS = Path("/tmp")  # noqa: S108
# With a fresh profile it ends once it has furnished it, and wants to be started again.
_MOST_STARTS = 2
NOT_PRINTED = "The look of its pages could not be made: LibreOffice could not open the file. Its text is shown."
TOO_LONG = "The look of its pages could not be made: that takes too long. Its text is shown."

# Very high security: no macro runs, wherever it comes from. Links are never followed, in texts nor in sheets.
_SETTINGS = {
    ("Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("Writer/Content/Update", "Link"): "2",
    ("Writer/Content/Update", "Field"): "false",
    ("Calc/Content/Update", "Link"): "2",
}


class NotPrinted(Refusal):
    """A file could not be printed, and trying again as it is will not help."""

    title = "This file could not be printed"


class Printer(Protocol):
    """Prints a file of a word processor, a sheet or slides into a PDF."""

    def print(self, path: Path, ending: str, *, seconds: float) -> AbstractContextManager[Path]:
        """Give the path of the PDF, for as long as the context lasts.

        :param ending: what kind of file it is, such as "docx".
        :raises NotPrinted: it cannot be opened, or takes too long. :raises Unavailable: the program does not start.
        """


class LibreOffice:
    """The installed program. Every file gets a process, a profile and a folder of its own."""

    def __init__(self, program: str) -> None:
        self._program = program

    @contextmanager
    def print(self, path: Path, ending: str, *, seconds: float) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="legalindia-print-") as name:
            folder = Path(name)
            paper = folder / f"paper.{ending}"
            shutil.copyfile(path, paper)
            _write_profile(folder / "profile" / "user")
            printed = folder / "out" / "paper.pdf"
            end = time.monotonic() + seconds
            for _ in range(_MOST_STARTS):
                if not printed.exists():
                    self._run(folder, paper, end - time.monotonic())
            if not printed.is_file() or printed.is_symlink():
                raise NotPrinted(NOT_PRINTED)
            yield printed

    def _run(self, folder: Path, paper: Path, seconds: float) -> None:
        command = [sys.executable, "-m", __name__, str(folder), str(max(1, int(seconds))), self._program, paper.name]
        try:
            process = subprocess.Popen(
                command,
                cwd=_ROOT,
                env={"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable("LibreOffice could not be started. Please try again in a minute.") from error
        try:
            process.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired as error:
            raise NotPrinted(TOO_LONG) from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            _remove_dead_sockets()


def find_libreoffice() -> LibreOffice | None:
    """Return the program, where it is installed."""
    script = shutil.which("soffice") or shutil.which("libreoffice")
    # The script would start the program again by itself, in the same confinement and to no avail.
    program = Path(script).resolve().with_name("soffice.bin") if script else None
    return LibreOffice(str(program)) if program and program.exists() else None


def _write_profile(user: Path) -> None:
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for (path, name), value in _SETTINGS.items()
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )


def _remove_dead_sockets() -> None:
    """Remove what the program leaves behind: it is not let remove anything there itself."""
    for path in _SOCKETS.glob(f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_*"):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == errno.ECONNREFUSED:
                path.unlink()


def _confine(folder: Path, seconds: int) -> None:
    """Hold this process, and what it starts, to limits."""
    leave_network()
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    reach_no_network()
    stay_within(readable=map(Path, _SEEN), writable=[folder, Path("/dev/null")], sockets_in=[_SOCKETS])


def main() -> NoReturn:
    folder, seconds, program, paper = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    os.chdir(folder)
    _confine(folder, seconds)
    switches = "--headless --invisible --norestore --nologo --nodefault --nolockcheck --nofirststartwizard".split()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    os.execv(program, [program, profile, *switches, "--convert-to", "pdf", "--outdir", "out", paper])  # noqa: S606


if __name__ == "__main__":
    main()
