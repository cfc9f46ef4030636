"""Text recognition: Tesseract, a program of its own that is used where it is installed.

What it is given are dots that we have drawn, never a stranger's file; it works under limits all the same. They lie in
memory under a name that it opens as a file: what comes by its standard input it takes one byte at a time, which cost
a tenth of a page.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from legalindia.errors import Refusal, Unavailable

# What a page of an Indian office may be written in, by Tesseract's codes.
INDIAN = "hin ben tam tel mar guj kan mal pan ori asm urd san".split()
# The languages that Tesseract's own recognition of scripts stands for.
SCRIPTS = {
    "Latin": "eng",
    "Devanagari": "hin",
    "Bengali": "ben",
    "Gurmukhi": "pan",
    "Gujarati": "guj",
    "Oriya": "ori",
    "Tamil": "tam",
    "Telugu": "tel",
    "Kannada": "kan",
    "Malayalam": "mal",
    "Arabic": "urd",
}
_MEMORY_BYTES = 2 << 30
_OPEN_FILES = 64
_MOST_ANSWER_BYTES = 32 << 20
_CODES = re.compile(r"[a-z]{3}(?:_[a-z]{3,8})?(?:\+[a-z]{3}(?:_[a-z]{3,8})?){0,5}")
_SCRIPT = re.compile(r"^Script: (\w+)$", re.MULTILINE)
_SCRIPT_CONFIDENCE = re.compile(r"^Script confidence: ([\d.]+)$", re.MULTILINE)
# Below it Tesseract's guess of the script is little more than a guess; `benchmarks/ocr.py --detect` measures it.
_LEAST_SCRIPT_CONFIDENCE = 1.0
_WORD_LEVEL = "5"


class NotRecognised(Refusal):
    """One page could not be recognised. `detail` is half a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Dots of one page: 8-bit grey, row by row. :param density: dots an inch; 0 where it is not known."""

    width: int
    height: int
    pixels: bytes
    density: int = 0


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word as it was recognised.

    :param line: block, paragraph and line it stands in; words come in reading order.
    :param box: left, top, right, bottom, as fractions (0 to 1) of the raster.
    :param confidence: 0 to 1.
    """

    text: str
    line: tuple[int, int, int]
    box: tuple[float, float, float, float]
    confidence: float


class Recogniser(Protocol):
    """Reads the words of a page out of its dots."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages it can read."""

    def recognise(self, raster: Raster, languages: str, *, seconds: float, turned: bool = False) -> list[SeenWord]:
        """Read a page. :param turned: find out first which side is up.

        :raises NotRecognised: it takes longer than `seconds`, or the program broke off.
        """

    def script_language(self, raster: Raster, *, seconds: float) -> str | None:
        """Tell the language that the script of a page stands for; None where that is not certain."""


class Tesseract:
    """The installed program: a process of its own for each page."""

    def __init__(self, program: str) -> None:
        self._program = program

    @cached_property
    def languages(self) -> frozenset[str]:
        said = subprocess.run([self._program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
        return frozenset(said.stdout.split("\n")[1:]) - {"", "osd"}

    def recognise(self, raster: Raster, languages: str, *, seconds: float, turned: bool = False) -> list[SeenWord]:
        if not _CODES.fullmatch(languages):
            raise NotRecognised("its language is not one that can be read")
        density = str(raster.density or 300)
        said = self._run(["-l", languages, "--dpi", density, "--psm", "1" if turned else "3", "tsv"], raster, seconds)
        return list(_words(said, raster))

    def script_language(self, raster: Raster, *, seconds: float) -> str | None:
        try:
            said = self._run(["-l", "osd", "--psm", "0"], raster, seconds)
        except NotRecognised:
            # Too few letters to tell.
            return None
        script, confidence = _SCRIPT.search(said), _SCRIPT_CONFIDENCE.search(said)
        if not script or not confidence or float(confidence[1]) < _LEAST_SCRIPT_CONFIDENCE:
            return None
        return SCRIPTS.get(script[1])

    def _run(self, how: list[str], raster: Raster, seconds: float) -> str:
        with _in_memory(raster) as dots:
            command = [self._program, f"/proc/self/fd/{dots}", "stdout", *how]
            try:
                process = subprocess.Popen(
                    command,
                    env=_environment(),
                    pass_fds=[dots],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                raise Unavailable("Tesseract could not be started. Please try again in a minute.") from error
            with process:
                _confine(process.pid, seconds)
                return _answer(process, seconds)


def _environment() -> dict[str, str]:
    # Threads inside one page would only wait for those of the others.
    kept = {"TESSDATA_PREFIX": os.environ["TESSDATA_PREFIX"]} if "TESSDATA_PREFIX" in os.environ else {}
    return {"OMP_THREAD_LIMIT": "1", "PATH": os.defpath, **kept}


@contextmanager
def _in_memory(raster: Raster) -> Iterator[int]:
    """Lend the descriptor of a picture that is on no disk."""
    with open(os.memfd_create("page"), "wb") as picture:
        picture.write(b"P5\n%d %d\n255\n" % (raster.width, raster.height))
        picture.write(raster.pixels)
        picture.flush()
        yield picture.fileno()


def find_tesseract() -> Tesseract | None:
    """Return the program, where it is installed with at least one language."""
    program = shutil.which("tesseract")
    found = Tesseract(program) if program else None
    return found if found and found.languages else None


def _confine(pid: int, seconds: float) -> None:
    """Hold a process to limits while it still loads: it writes no file, and ends."""
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.prlimit(pid, kind, (most, most))
        except ProcessLookupError:
            return


def _answer(process: subprocess.Popen[bytes], seconds: float) -> str:
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise NotRecognised(f"recognising its text takes longer than {seconds:g} seconds") from error
    if process.returncode != 0 or len(said) > _MOST_ANSWER_BYTES:
        raise NotRecognised("the recognition of its text broke off")
    return said.decode("utf-8", "replace")


def _words(said: str, raster: Raster) -> Iterator[SeenWord]:
    """Read Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    for row in said.split("\n"):
        cells = row.split("\t", 11)
        if len(cells) == 12 and cells[0] == _WORD_LEVEL and cells[11].strip():
            block, paragraph, line = map(int, cells[2:5])
            left, top, width, height = map(int, cells[6:10])
            box = (
                left / raster.width,
                top / raster.height,
                (left + width) / raster.width,
                (top + height) / raster.height,
            )
            yield SeenWord(cells[11].strip(), (block, paragraph, line), box, max(float(cells[10]), 0.0) / 100)
