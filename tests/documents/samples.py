"""Makes the files that the tests read: honest ones, and ones that were made to do harm. All of it is invented here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from legalindia.documents.files import MediaType
from legalindia.documents.reading.pages import Enclosure, Header, PageText
from legalindia.documents.reading.reader import read

MEBIBYTE = 1 << 20
PDF, DOCX, TEXT = MediaType.PDF, MediaType.DOCX, MediaType.TEXT

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def put(folder: Path, content: bytes) -> Path:
    """Put bytes where an upload would lie, under a name that says nothing."""
    path = folder / "upload"
    path.write_bytes(content)
    return path


def read_all(path: Path, media_type: MediaType, **how: Any) -> tuple[Header, list[PageText]]:
    header, *pages = read(path, media_type, **how)
    assert isinstance(header, Header)
    return header, [page for page in pages if isinstance(page, PageText)]


def enclosures_of(path: Path, media_type: MediaType, **how: Any) -> dict[str, bytes]:
    """Return the files that lie inside, by their paths."""
    found: dict[str, bytes] = {}
    for said in read(path, media_type, **how):
        if isinstance(said, Enclosure):
            found[said.path] = found.get(said.path, b"") + said.content
    return found


def text_of(path: Path, media_type: MediaType, **how: Any) -> str:
    return "\n".join(page.text for page in read_all(path, media_type, **how)[1])


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF with these pages, a line of it for each line of the text; "" makes a page with nothing on it."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, encrypt=StandardEncryption(password, strength=128) if password else None)
    for text in pages:
        for row, line in enumerate(text.splitlines()):
            canvas.drawString(72, 760 - 18 * row, line)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def column_lines(text: str, width: float) -> list[str]:
    """Break a text into lines no wider than so many points; a word that is too long for the last gap is cut."""
    return simpleSplit(text, "Helvetica", 10, width)


def two_column_pdf(
    left: list[str], right: list[str], *, across: bool, turned: int = 0, heading: bool = True, justified: bool = False
) -> bytes:
    """A PDF of one page with two columns, drawn line by line across both columns or one column after the other.

    :param heading: with a heading over both and a page number below them.
    :param justified: each word is drawn by itself, so that all lines are 230 points wide.
    """
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4 if turned % 180 == 0 else (A4[1], A4[0]))
    canvas.setPageRotation(turned)
    # The page is turned, and its text the other way round: together they are upright.
    canvas.translate(*{0: (0, 0), 90: (A4[1], 0), 180: A4, 270: (0, A4[0])}[turned])
    canvas.rotate(turned)
    canvas.setFont("Helvetica", 10)
    columns = [
        [(60 + 250 * column, 760 - 14 * row, line) for row, line in enumerate(lines)]
        for column, lines in enumerate((left, right))
    ]
    drawn = [*columns[0], *columns[1]]
    if heading:
        canvas.drawString(140, 800, "IN THE HIGH COURT OF KARNATAKA AT BENGALURU")
    for x, y, line in sorted(drawn, key=lambda one: (-one[1], one[0])) if across else drawn:
        for place, words in _spread(line, x) if justified else [(x, line)]:
            canvas.drawString(place, y, words)
    if heading:
        canvas.drawString(280, 40, "- 7 -")
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def _spread(line: str, left: float) -> Iterator[tuple[float, str]]:
    words = line.split()
    widths = [stringWidth(word, "Helvetica", 10) for word in words]
    gap = (230 - sum(widths)) / max(len(words) - 1, 1)
    for word, width in zip(words, widths, strict=True):
        yield left, word
        left += width + gap


def owner_locked_pdf(text: str) -> bytes:
    """A PDF that everybody may open but nobody may copy from."""
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("", ownerPassword="registry", canCopy=0, strength=128))
    canvas.drawString(72, 700, text)
    canvas.save()
    return made.getvalue()


def scanned_pdf() -> bytes:
    """A PDF whose page is one picture."""
    return drawn_pdf(b"q 400 0 0 400 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x55 EI Q")


def half_scanned_pdf(text: str) -> bytes:
    """A PDF of two pages: one with this text, one that is a picture."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    canvas.drawString(72, 760, text)
    canvas.showPage()
    canvas.drawInlineImage(Image.new("L", (40, 40), 90), 72, 400, 300, 300)
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def stamped_pdf(stamp: str, *, invisible: bool = False) -> bytes:
    """A PDF whose page is a picture with a line set on it; an invisible one, as recognition lays it under a scan."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    canvas.drawInlineImage(Image.new("L", (40, 40), 90), 0, 0, *A4)
    line = canvas.beginText(72, 40)
    line.setTextRenderMode(3 if invisible else 0)
    line.textLine(stamp)
    canvas.drawText(line)
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def drawn_pdf(content: bytes, *, resources: bytes = b"", page: bytes = b"", more: Iterable[bytes] = ()) -> bytes:
    """A PDF of one page, drawn by this content stream. `more` are objects from number 6 on; 5 is Helvetica, /F."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
        + resources + b">>" + page + b">>",
        stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )  # fmt: skip


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, *, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


def pdf_without_pages() -> bytes:
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


def pdf_that_holds_itself() -> bytes:
    """The tree of its pages is a circle."""
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


def pdf_with_circular_xref() -> bytes:
    """Its table of objects says that the table before it is itself."""
    made = pdf("x")
    start = made[made.rfind(b"startxref") + 9 :].split()[0]
    return made.replace(b"/Root", b"/Prev %b /Root" % start)


def pdf_of_a_million_pages() -> bytes:
    """It says a million pages, and names one page a million times."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * 1_000_000 + b"]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    )


def deep_pdf(depth: int = 100_000) -> bytes:
    """Its catalogue holds arrays in arrays in arrays."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names " + b"[" * depth + b"]" * depth + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    )


def pdf_bomb(inflated_bytes: int) -> bytes:
    """Its page inflates to so many bytes of text operators, out of a thousandth."""
    squeezer = zlib.compressobj(1)
    block = b"BT /F 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 25_000
    packed = b"".join(squeezer.compress(block) for _ in range(inflated_bytes // len(block))) + squeezer.flush()
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(packed, entries=b"/Filter/FlateDecode"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def endless_pdf(*, honest_pages: int = 0) -> bytes:
    """After the honest pages, one of forms that draw forms that draw forms: ten to the twelfth in all."""
    font = b"/Font<</F 5 0 R>>"
    levels = range(6, 18)
    forms = [
        stream(
            b"/X Do " * 10,
            entries=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (at + 1),
        )
        for at in levels
    ]
    last = stream(b"BT /F 9 Tf (a) Tj ET", entries=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<%b>>" % font)
    honest = levels.stop + 1
    kids = b" ".join(b"%d 0 R" % number for number in [*[honest] * honest_pages, 3])
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, honest_pages + 1),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
        stream(b"/X Do"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *forms,
        last,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 99]/Contents %d 0 R/Resources<<%b>>>>" % (honest + 1, font),
        stream(b"BT /F 9 Tf 10 10 Td (An honest page.) Tj ET"),
    )


def word(*paragraphs: str) -> bytes:
    """A Word document, as Word itself would write it."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def word_of(
    body: str, *, parts: Mapping[str, bytes | str] | None = None, relations: str = "", before: str = ""
) -> bytes:
    """A Word document of this XML in its body, with further parts and relations to them, and XML `before` its root."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
            f'ContentType="application/xml"/><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": _relations(
                f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relations(relations),
            "word/document.xml": f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            **(parts or {}),
        }
    )


def relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (the kind that Outlook and old Word write) of these streams, by their paths.

    Each stream is filled up with zeros to the 4,096 bytes from which on it lies in sectors of its own.
    """
    root: dict[str, Any] = {}
    for path, content in streams.items():
        *folders, name = path.split("/")
        place = root
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = content.ljust(4096, b"\0")
    sectors: list[bytes] = []
    chain: list[int] = []
    entries: list[bytes] = []
    _enter(entries, sectors, chain, ("Root Entry", root), 5)
    first = len(sectors)
    listed = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    _lay(sectors, chain, listed)
    tables = -(-(len(sectors) + 8) // 128)
    chain += [0xFFFFFFFD] * tables
    table = b"".join(struct.pack("<I", link) for link in chain).ljust(tables * 512, b"\xff")
    places = [len(sectors) + at for at in range(tables)]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, tables, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += b"".join(struct.pack("<I", place) for place in places).ljust(436, b"\xff")
    return head + b"".join(sectors) + table


def _enter(
    entries: list[bytes], sectors: list[bytes], chain: list[int], named: tuple[str, Any], kind: int, beside: int = 0
) -> None:
    """Write a folder or a stream down, and all in it; those of one folder hang on each other to the right."""
    name, held = named
    at = len(entries)
    entries.append(b"")
    spelt = name.encode("utf-16-le")
    inside = 0xFFFFFFFF
    start, size = 0xFFFFFFFE, 0
    if isinstance(held, bytes):
        start, size = len(sectors), len(held)
        _lay(sectors, chain, held)
    elif held:
        inside = len(entries)
        # Names are in order by their length first, and every one but the last has its neighbour on the right.
        listed = sorted(held.items(), key=lambda one: (len(one[0]), one[0].upper()))
        for number, one in enumerate(listed):
            _enter(entries, sectors, chain, one, 2 if isinstance(one[1], bytes) else 1, len(listed) - number - 1)
    right = len(entries) if beside else 0xFFFFFFFF
    entries[at] = spelt.ljust(64, b"\0") + struct.pack(
        "<HBB3I16xI16xIQ", len(spelt) + 2, kind, 1, 0xFFFFFFFF, right, inside, 0, start, size
    )


def _lay(sectors: list[bytes], chain: list[int], content: bytes) -> None:
    """Lay a content into sectors, each of which names the next."""
    for start in range(0, len(content), 512):
        sectors.append(content[start : start + 512])
        chain.append(len(sectors) if start + 512 < len(content) else 0xFFFFFFFE)


def outlook(
    *, body: bytes = b"", html: bytes = b"", rtf: bytes = b"", code_page: int = 0, subject: bytes = b"Rent"
) -> bytes:
    """An Outlook message with its words in eight bits a letter, as markup, or as compressed rich text."""
    properties = bytes(32) + b"".join(
        struct.pack("<HHIQ", 3, tag, 6, code_page) for tag in (0x3FFD, 0x3FDE) if code_page
    )
    streams = {"0037001E": subject, "1000001E": body, "10130102": html, "10090102": rtf}
    named = {f"__substg1.0_{tag}": content for tag, content in streams.items() if content}
    return compound_file({"__properties_version1.0": properties, **named})


def archive(entries: Mapping[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return made.getvalue()


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'
