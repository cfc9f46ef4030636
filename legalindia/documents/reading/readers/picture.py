"""Pictures of pages (JPEG, PNG, TIFF, WebP, HEIC): how many there are, and each for the viewer and for recognition."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from legalindia.documents.files import MediaType
from legalindia.documents.reading.failures import OverLimit, Unreadable
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import NO_TEXT, Header, PageText, Scan
from legalindia.documents.reading.preparing import prepare

DAMAGED = "The picture is damaged and could not be read. Please ask for it to be sent again."
MOST_PIXELS = 100_000_000
MOST_FRAMES = 5000
LONGEST_PIXELS = 16_000
_MODES_WITH_GROUND = ("RGBA", "LA", "PA", "P")
_FORMATS = ["JPEG", "PNG", "TIFF", "WEBP", "HEIF"]

# The number of pixels is counted below, before any of them is decoded.
Image.MAX_IMAGE_PIXELS = None
Image.init()
register_heif_opener()


def read(request: Request) -> Iterator[Header | PageText]:
    with _opened(request) as image:
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if frames > MOST_FRAMES:
        raise OverLimit(f"This picture has {frames} pages; {MOST_FRAMES} can be read. Please split it.")
    yield Header(frames, has_images=True)
    for number in range(request.first, frames + 1):
        yield PageText(number, "", NO_TEXT)


def render(request: Request, width: int) -> bytes:
    image = _upright(request)
    scale = min(width / image.width, LONGEST_PIXELS / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    picture = io.BytesIO()
    image.convert("RGB").resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0).save(
        picture, "WEBP", quality=75, method=0
    )
    return picture.getvalue()


def scan(request: Request) -> Scan:
    return prepare(_upright(request))


def _upright(request: Request) -> Image.Image:
    """Return the wanted page as a person holds it: turned as its camera says, on white where it is see-through."""
    with _opened(request) as image:
        if request.first > 1:
            _seek(image, request.first)
        _check_pixels(image)
        turned = ImageOps.exif_transpose(image)
        if turned.mode in _MODES_WITH_GROUND:
            page = turned.convert("RGBA")
            turned = Image.alpha_composite(Image.new("RGBA", page.size, "white"), page)
        elif turned.mode.startswith(("I", "F")):
            turned = turned.point(lambda value: value / 256).convert("L")
        return turned if turned.mode == "L" else turned.convert("RGB")


def _seek(image: Image.Image, number: int) -> None:
    try:
        image.seek(number - 1)
    except EOFError as error:
        raise Unreadable(f"There is no page {number} in this picture.") from error


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise OverLimit(
            f"This picture is {image.width} times {image.height} dots, more than can be read. Make it smaller first."
        )


@contextmanager
def _opened(request: Request) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(request.path, formats=_FORMATS)
        except (OSError, SyntaxError, ValueError) as error:
            raise Unreadable(DAMAGED) from error
        with image:
            _check_pixels(image)
            yield image


READER = Reader(
    (MediaType.JPEG, MediaType.PNG, MediaType.TIFF, MediaType.WEBP, MediaType.HEIC), read, render, scan=scan
)
