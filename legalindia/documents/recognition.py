"""Scans → text: which language a scan is read in, and what the recognised words come to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from legalindia.adapters.ocr import Raster, Recogniser, SeenWord
from legalindia.documents.reading.cleaning import clean
from legalindia.documents.reading.pages import Layout, PlacedWord, Scan

# Where nothing is known: an Indian office gets these two.
USUAL = ("eng", "hin")
# Below this, more words are guessed than read.
LEAST_CONFIDENCE = 0.5
UPRIGHT_CONFIDENCE = 0.6
SCRIPT_SECONDS = 20.0
_POINTS_AN_INCH = 72
_USUAL_DENSITY = 300


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on one page. :param languages: it was read in. :param confidence: of its letters, 0 to 1."""

    layout: Layout
    confidence: float
    languages: str


def recognise(
    scan: Scan, languages: str, recogniser: Recogniser, *, seconds: float, is_certain: bool = True
) -> Recognised:
    """Read one page.

    :param is_certain: a person named the languages; else a page that reads badly is asked for its script.
    :raises NotRecognised: it takes too long, or the program broke off.
    """
    raster = raster_of(scan)
    words = recogniser.recognise(raster, languages, seconds=seconds)
    # To find out the script, or which side is up, takes as long as a third of a page: only a page that reads badly
    # is worth it.
    if _confidence(words) < UPRIGHT_CONFIDENCE and not is_certain:
        words, languages = _in_its_own_script(raster, words, languages, recogniser, seconds)
    if _confidence(words) < UPRIGHT_CONFIDENCE:
        turned = recogniser.recognise(raster, languages, seconds=seconds, turned=True)
        words = max(words, turned, key=_confidence)
    density = scan.pixels_an_inch or _USUAL_DENSITY
    text, placed = _laid(words)
    places = tuple(place_back(word, scan) for word in placed)
    points = [_POINTS_AN_INCH * side / density for side in (scan.width, scan.height)]
    return Recognised(Layout(text, places, *points), _confidence(words), languages)


def _in_its_own_script(
    raster: Raster, words: list[SeenWord], languages: str, recogniser: Recogniser, seconds: float
) -> tuple[list[SeenWord], str]:
    told = recogniser.script_language(raster, seconds=SCRIPT_SECONDS)
    own = usual_languages(recogniser.languages, first=told)
    if told is None or told in languages.split("+"):
        return words, languages
    again = recogniser.recognise(raster, own, seconds=seconds)
    return (again, own) if _confidence(again) > _confidence(words) else (words, languages)


def raster_of(scan: Scan) -> Raster:
    return Raster(scan.width, scan.height, scan.pixels, scan.pixels_an_inch)


def usual_languages(installed: frozenset[str], *, first: str | None = None) -> str:
    """Return what to read a scan in: the language known to be in it, and those an office gets anyway."""
    if first == "eng":
        return "eng"
    wanted = [first, "eng"] if first else list(USUAL)
    there = [language for language in wanted if language in installed]
    return "+".join(there or sorted(installed)[:1])


def missing_languages(asked: str, installed: frozenset[str]) -> list[str]:
    return [language for language in asked.split("+") if language not in installed]


def packages(languages: Sequence[str]) -> str:
    """Name the packages that bring these languages."""
    return ", ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in languages)


def _laid(words: Sequence[SeenWord]) -> tuple[str, list[PlacedWord]]:
    """Write the words down line by line, and note where each came to stand."""
    parts: list[str] = []
    placed: list[PlacedWord] = []
    at = 0
    for before, word in pairwise([None, *words]):
        text = "".join(clean(word.text).split()) if word else ""
        if word is None or not text:
            continue
        gap = _gap(before, word) if placed else ""
        at += len(gap)
        left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in word.box)
        placed.append(PlacedWord(at, at + len(text), left, top, right, bottom))
        parts += [gap, text]
        at += len(text)
    return "".join(parts), placed


def _gap(before: SeenWord | None, word: SeenWord) -> str:
    if before is None or before.line[:2] != word.line[:2]:
        return "\n\n"
    return " " if before.line == word.line else "\n"


def _confidence(words: Sequence[SeenWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3) if letters else 0.0


def place_back(word: PlacedWord, scan: Scan) -> PlacedWord:
    """Say where a word of the prepared picture stands on the page as it came."""
    if not scan.skew_degrees:
        return word
    corners = [(x, y) for x in (word.left, word.right) for y in (word.top, word.bottom)]
    xs, ys = zip(*(_turned_back(x, y, scan) for x, y in corners), strict=True)
    return PlacedWord(word.start, word.end, max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), 1.0), min(max(ys), 1.0))


def _turned_back(x: float, y: float, scan: Scan) -> tuple[float, float]:
    angle = math.radians(scan.skew_degrees)
    dx, dy = (x - 0.5) * scan.width, (y - 0.5) * scan.height
    column = dx * math.cos(angle) - dy * math.sin(angle)
    row = dx * math.sin(angle) + dy * math.cos(angle)
    return column / scan.width + 0.5, row / scan.height + 0.5
