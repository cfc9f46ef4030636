"""Makes a picture of a page ready for recognition: grey, evenly lit, large enough, its lines level.

Measured on the pages of benchmarks/ocr.py: without this, pages of 120 dots an inch with shadows and two degrees of
skew are read with 0.7 of their characters wrong; with it, with a few in a hundred.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from legalindia.documents.reading.pages import Scan

# Dots along the longer side, which is 11.7 inches of A4. Measured on the pages of benchmarks/ocr.py: between 150 and
# 220 dots an inch as few characters are wrong as at 300, of the hard ones fewer, in half to three quarters of the time.
_SMALL_PIXELS, _WANTED_PIXELS, _MOST_ENLARGED = 1600, 2000, 2.5
_LARGE_PIXELS = 2600
# The ground is measured on a picture reduced by this, where the widest stroke is narrower than the filter.
_REDUCED = 4
_EVEN_GROUND = 235
# What is nearly as light as the ground is ground.
_WHITE = 0.9
# Angles are tried on a picture of about this width.
_TRIED_PIXELS = 1000
_LARGEST_SKEW, _COARSE, _FINE = 5.0, 0.5, 0.1
# Recognition reads lines that rise by less as well as level ones, and turning blurs a little.
_SMALLEST_SKEW = 0.3
_FEWEST_DOTS = 200

Grey = NDArray[np.uint8]


def prepare(image: Image.Image, *, pixels_an_inch: int = 0) -> Scan:
    """Return the picture as recognition wants it. The picture's pixels have been counted before it was decoded."""
    grey = _enlarged(_levelled(_reduced(image.convert("L"))))
    skew = skew_of(grey)
    if skew:
        grey = grey.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    return Scan(grey.width, grey.height, grey.tobytes(), skew, round(pixels_an_inch * grey.width / image.width))


def _reduced(grey: Image.Image) -> Image.Image:
    return _scaled(grey, _LARGE_PIXELS / max(grey.size)) if max(grey.size) > _LARGE_PIXELS else grey


def _enlarged(grey: Image.Image) -> Image.Image:
    longest = max(grey.size)
    return _scaled(grey, min(_WANTED_PIXELS / longest, _MOST_ENLARGED)) if longest < _SMALL_PIXELS else grey


def _scaled(grey: Image.Image, scale: float) -> Image.Image:
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _levelled(grey: Image.Image) -> Image.Image:
    """Divide the picture by its ground, so that shadows go and paper is white; leave an even ground as it is."""
    if min(grey.size) < 4 * _REDUCED:
        return grey
    ground = grey.reduce(_REDUCED).filter(ImageFilter.MaxFilter(7))
    if np.percentile(np.asarray(ground), 2) >= _EVEN_GROUND:
        return grey
    ground = ground.filter(ImageFilter.GaussianBlur(4)).resize(grey.size, Image.Resampling.BILINEAR)
    share = np.asarray(grey, dtype=np.float32) / np.maximum(np.asarray(ground, dtype=np.float32), 1)
    level = Image.fromarray((np.minimum(share / _WHITE, 1) * 255).astype(np.uint8))
    # Where the light was poor there are specks too, and in a small picture they are as large as a dot of a letter.
    return level.filter(ImageFilter.MedianFilter(3)) if max(grey.size) < _SMALL_PIXELS else level


def skew_of(grey: Image.Image) -> float:
    """Return by how many degrees, counter-clockwise, the picture must be turned to make its lines level."""
    factor = max(1, round(grey.width / _TRIED_PIXELS))
    small = np.asarray(grey.reduce(factor))
    rows, columns = np.nonzero(small < min(128, int(small.mean() * 0.7)))
    if len(rows) < _FEWEST_DOTS:
        return 0.0
    step = max(1, len(rows) // 60_000)
    rows, columns = rows[::step], columns[::step]
    best = _sharpest(rows, columns, np.arange(-_LARGEST_SKEW, _LARGEST_SKEW + _COARSE, _COARSE))
    best = _sharpest(rows, columns, np.arange(best - _COARSE, best + _COARSE + _FINE, _FINE))
    return round(best, 1) if _SMALLEST_SKEW <= abs(best) < _LARGEST_SKEW else 0.0


def _sharpest(rows: NDArray[np.int64], columns: NDArray[np.int64], angles: NDArray[np.float64]) -> float:
    """Return the angle at which the dots fall into the sharpest lines."""
    sharpness = []
    for angle in angles:
        heights = np.rint(rows + columns * math.tan(math.radians(-angle))).astype(np.int64)
        profile = np.bincount(heights - heights.min()).astype(np.float64)
        sharpness.append(float(np.square(profile[1:] - profile[:-1]).sum()))
    return float(angles[int(np.argmax(sharpness))])
