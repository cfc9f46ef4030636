"""Scans with their words beneath: the pages as they came, and over them, invisible, what was recognised.

A page that has a text of its own, which was found wrong and read as a scan, becomes a picture, so that nothing but the
recognised words can be copied from it.
"""

from __future__ import annotations

import io
import json
import math
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from legalindia.documents.files import MediaType
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.formats import Reader, Request
from legalindia.documents.reading.pages import Enclosure
from legalindia.documents.reading.telling import enclosed

FILE_NAME = "searchable.pdf"
PICTURE_PIXELS = 2000
JPEG_QUALITY = 85
# A4 in points, for a page whose size is not known.
A4_WIDTH, A4_HEIGHT = 595.0, 842.0
# Thousandths of the letter's size: how far the font without glyphs moves on for each letter.
ADVANCE = 500
_CANNOT = "The searchable PDF could not be made: the file is damaged."


# Text, left, top, right, bottom: these as fractions of the page.
Word = tuple[str, float, float, float, float]
Box = tuple[float, float, float, float]

# By how many degrees, clockwise, the lines are turned: where a box stands when they are level, and the matrix back.
_TURNS: dict[int, tuple[Callable[..., Box], str]] = {
    0: (lambda left, top, right, bottom: (left, top, right, bottom), "1 0 0 1 0 0"),
    90: (lambda left, top, right, bottom: (top, 1 - right, bottom, 1 - left), "0 -1 1 0 0 {height:.3f}"),
    180: (
        lambda left, top, right, bottom: (1 - right, 1 - bottom, 1 - left, 1 - top),
        "-1 0 0 -1 {width:.3f} {height:.3f}",
    ),
    270: (lambda left, top, right, bottom: (1 - bottom, left, 1 - top, right), "0 1 -1 0 {width:.3f} 0"),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """The words of one page.

    :param width: of the page as it is seen, in points, like `height`.
    :param lines: its words, line by line, in reading order.
    """

    width: float
    height: float
    lines: list[list[Word]]

    def level(self) -> tuple[Layer, str]:
        """Return the page turned so that its lines are level, and the matrix back to the page as it is seen."""
        turn = self.turn()
        place, matrix = _TURNS[turn]
        lines = [[(text, *place(*box)) for text, *box in line] for line in self.lines]
        width, height = (self.width, self.height) if turn % 180 == 0 else (self.height, self.width)
        return Layer(width, height, lines), matrix.format(width=self.width, height=self.height)

    def turn(self) -> int:
        """Tell by how many degrees, clockwise, its lines are turned: by how the words of a line follow one another."""
        steps = [
            (following[1] - word[1], following[2] - word[2])
            for line in self.lines
            for word, following in pairwise(line)
        ]
        across, down = sum(step[0] for step in steps), sum(step[1] for step in steps)
        if abs(across) >= abs(down):
            return 0 if across >= 0 else 180
        return 90 if down > 0 else 270


def compose(request: Request, reader: Reader, media_type: MediaType, orders: Path) -> Iterator[Enclosure]:
    """Give the searchable PDF, in pieces.

    :param orders: JSON: how many pages there are, and the layer of each that was read as a scan.
    """
    wanted = json.loads(orders.read_text())
    layers = {int(number): Layer(**layer) for number, layer in wanted["layers"].items()}
    original = _Original(request, reader, media_type)
    made = io.BytesIO()
    try:
        with _base(request, media_type) as pdf:
            font = _font(pdf)
            for number in range(1, wanted["pages"] + 1):
                _finish_page(pdf, number, layers.get(number), font, original)
            pdf.save(made)
    except pikepdf.PdfError as error:
        raise Unreadable(_CANNOT) from error
    yield from enclosed(FILE_NAME, made.getvalue())


@dataclass(frozen=True, slots=True)
class _Original:
    request: Request
    reader: Reader
    media_type: MediaType

    def picture(self, number: int) -> Image.Image:
        """Draw a page."""
        if self.reader.render is None:
            raise Unreadable(_CANNOT)
        drawn = self.reader.render(Request(self.request.path, self.request.password, number), PICTURE_PIXELS)
        return Image.open(io.BytesIO(drawn)).convert("RGB")

    def has_text(self, number: int) -> bool:
        document = pdfium.PdfDocument(self.request.path, password=self.request.password)
        with closing(document), closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
            return bool(text.get_text_range().strip())


def _base(request: Request, media_type: MediaType) -> Pdf:
    """Return the PDF that is added to: the original without what it would do by itself, or an empty one."""
    if media_type != MediaType.PDF:
        return Pdf.new()
    pdf = Pdf.open(request.path, password=request.password or "")
    for name in ("/OpenAction", "/AA"):
        if name in pdf.Root:
            del pdf.Root[name]
    return pdf


def _finish_page(pdf: Pdf, number: int, layer: Layer | None, font: pikepdf.Object, original: _Original) -> None:
    is_picture = original.media_type != MediaType.PDF
    if is_picture or (layer is not None and original.has_text(number)):
        picture = original.picture(number)
        if layer is not None:
            # A page that came lying on its side is set upright.
            picture = picture.rotate(layer.turn(), expand=True)
            layer, _ = layer.level()
        _add_picture_page(pdf, picture, layer)
        if not is_picture:
            pdf.pages[number - 1] = pdf.pages[-1]
            del pdf.pages[-1]
    if layer is not None and layer.lines:
        _lay_words(pdf, pdf.pages[number - 1], layer, font)


def _add_picture_page(pdf: Pdf, picture: Image.Image, layer: Layer | None) -> None:
    width = layer.width if layer else A4_WIDTH
    height = layer.height if layer else A4_WIDTH * picture.height / picture.width
    page = pdf.add_blank_page(page_size=(width, height))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=JPEG_QUALITY)
    drawn = Stream(pdf, content.getvalue())
    drawn.Type, drawn.Subtype, drawn.Filter = Name.XObject, Name.Image, Name.DCTDecode
    drawn.Width, drawn.Height, drawn.BitsPerComponent = picture.width, picture.height, 8
    drawn.ColorSpace = Name.DeviceRGB
    name = page.add_resource(drawn, Name.XObject)
    page.Contents = Stream(pdf, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm {name} Do Q".encode())


def _lay_words(pdf: Pdf, page: pikepdf.Page, layer: Layer, font: pikepdf.Object) -> None:
    name = page.add_resource(font, Name.Font)
    level, turned = layer.level()
    page.contents_add(Stream(pdf, b"q"), prepend=True)
    said = [f"Q q {_upright(page)} cm {turned} cm BT 3 Tr", *(_written(line, level, name) for line in level.lines)]
    page.contents_add(Stream(pdf, "\n".join([*said, "ET Q"]).encode()))
    if layer.turn():
        # Shown upright it is read, and readers find its lines.
        page.rotate(-layer.turn(), relative=True)


def _written(line: list[Word], page: Layer, font: Name) -> str:
    """Return the operators that write one line: each word, and the space after it, as wide as on the page.

    A line has one baseline and one size: readers put the words of a skewed page in order by these.
    """
    size = max(median((bottom - top) * page.height for _, _, top, _, bottom in line), 0.5)
    slope = _slope(line, page)
    x, y = line[0][1] * page.width, (1 - line[0][4]) * page.height + 0.2 * size
    place = f"{math.cos(slope):.5f} {math.sin(slope):.5f} {-math.sin(slope):.5f} {math.cos(slope):.5f} {x:.2f} {y:.2f}"
    said = [f"{font} {size:.2f} Tf {place} Tm"]
    for at, (text, left, _, right, _) in enumerate(line):
        code = f"{text} ".encode("utf-16-be")
        end = line[at + 1][1] if at + 1 < len(line) else right
        stretch = 100 * max((end - left) * page.width, 0.5) / (len(code) / 2 * size * ADVANCE / 1000)
        said.append(f"{stretch:.2f} Tz <{code.hex()}> Tj")
    return " ".join(said)


def _slope(line: list[Word], page: Layer) -> float:
    """Return by how much a line rises, as an angle; a short one counts as level."""
    first, last = line[0], line[-1]
    across = (last[1] - first[1]) * page.width
    rise = ((first[2] + first[4]) - (last[2] + last[4])) / 2 * page.height
    return math.atan2(rise, across) if len(line) > 3 and across > 5 * abs(rise) else 0.0


def _upright(page: pikepdf.Page) -> str:
    """Return the matrix from the page as it is seen, from its left lower corner, to the page's own coordinates."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    turned = int(pikepdf.Page(page).obj.get("/Rotate", 0)) % 360
    return {
        90: f"0 1 -1 0 {right:.3f} {bottom:.3f}",
        180: f"-1 0 0 -1 {right:.3f} {top:.3f}",
        270: f"0 -1 1 0 {left:.3f} {top:.3f}",
    }.get(turned, f"1 0 0 1 {left:.3f} {bottom:.3f}")


def _font(pdf: Pdf) -> pikepdf.Object:
    """Make a font that has no glyphs and knows every letter: each code is the UTF-16 unit that it stands for."""
    file = Stream(pdf, _glyphless())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.Glyphless,
        Flags=5,
        FontBBox=Array([0, 0, ADVANCE, 1000]),
        ItalicAngle=0,
        Ascent=1000,
        Descent=0,
        CapHeight=1000,
        StemV=80,
        FontFile2=file,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Glyphless,
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=ADVANCE,
        # Every code is drawn by the second glyph, which is empty.
        CIDToGIDMap=Stream(pdf, b"\0\1" * 65536),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Glyphless,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=Stream(pdf, _to_unicode()),
        )
    )


def _to_unicode() -> bytes:
    """Return the map from codes to letters: each to itself. A range keeps its first byte, a block has 100 ranges."""
    ranges = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]
    blocks = [ranges[at : at + 100] for at in range(0, 256, 100)]
    said = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{said}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _glyphless() -> bytes:
    """Make a TrueType font of two empty glyphs (the tables that a PDF needs; Apple's TrueType Reference Manual)."""
    tables = {
        b"glyf": b"\0\0\0\0",
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, ADVANCE, 1000, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 1000, 0, 0, ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hhh", ADVANCE, 0, 0),
        b"loca": struct.pack(">HHH", 0, 0, 0),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for tag, content in tables.items():
        padded = content + b"\0" * (-len(content) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", total, start + len(body), len(content))
        body += padded
    return struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32) + directory + body
