"""Make the demo firm's PDF and DOCX papers again from the plain texts beside this file.

    python legalindia/demo/sources/build.py [NAME…]

Needs LibreOffice Writer and the fonts of Debian's fonts-liberation2 and fonts-noto-core.
How a text is marked up stands in README.md.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

HERE = Path(__file__).parent
PAPERS = HERE.parent / "papers"
FONTS = {"en": "Times New Roman", "hi": "Noto Sans Devanagari"}
MADE_AT = datetime(2025, 6, 2, 10, 0)  # noqa: DTZ001 - a fixed moment, so that the same text makes the same file
TEXT_WIDTH_CM = 15.6
LONG_TABLE_ROWS = 14

_LABEL = re.compile(r"(\d+\.|\d+(?:\.\d+)+\.?|[०-९]+\.|\([a-z]{1,4}\)|\([०-९]+\)|\([क-ह]\)|[A-Z]\.) (?=\S)")
_MARK = re.compile(r"(#{1,3}|=|>|~|\^|\|\||\|) ?")
_EMPHASIS = re.compile(r"(\*\*.+?\*\*|\*.+?\*)")


@dataclass(frozen=True, slots=True)
class Paper:
    """One text: its settings (`title`, `make`, `language`, `size`, `spacing`, `foot`) and its blocks of lines."""

    name: str
    settings: dict[str, str]
    blocks: list[list[str]]

    @property
    def font(self) -> str:
        return FONTS[self.settings.get("language", "en")]

    @property
    def size_points(self) -> float:
        return float(self.settings.get("size", "12.5"))


def read_paper(path: Path) -> Paper:
    """Read one marked-up text."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines())
    blocks = [block.splitlines() for block in re.split(r"\n\s*\n", body.strip())]
    return Paper(path.stem, settings, blocks)


def write_docx(paper: Paper) -> bytes:
    """Lay the paper out on A4 and return it as a Word document."""
    document = docx.Document()
    _set_page(document, paper)
    for block in paper.blocks:
        _add_block(document, block)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = paper.settings["title"], "", ""
    properties.comments, properties.created, properties.modified = "", MADE_AT, MADE_AT
    packed = io.BytesIO()
    document.save(packed)
    return _with_fixed_times(packed.getvalue())


def write_pdf(docx: bytes) -> bytes:
    """Turn a Word document into a PDF and take the moment of making out of it.

    :raises subprocess.CalledProcessError: LibreOffice could not do it.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "paper.docx")
        source.write_bytes(docx)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        arguments = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(arguments, check=True, capture_output=True, timeout=120, env={**os.environ, "TZ": "UTC"})
        return _without_moment(source.with_suffix(".pdf").read_bytes())


def _without_moment(pdf: bytes) -> bytes:
    # Every replacement keeps its length: the cross-reference table counts bytes.
    pdf = re.sub(rb"(/CreationDate\(D:)\d{14}", b"\\g<1>" + MADE_AT.strftime("%Y%m%d%H%M%S").encode(), pdf)
    blank = re.sub(rb"<[0-9A-F]{32}>|/DocChecksum /[0-9A-F]{32}", lambda found: b" " * len(found.group()), pdf)
    digest = hashlib.sha256(blank).hexdigest()[:32].upper().encode()
    pdf = re.sub(rb"<[0-9A-F]{32}>", b"<" + digest + b">", pdf)
    return re.sub(rb"(/DocChecksum /)[0-9A-F]{32}", rb"\g<1>" + digest, pdf)


def _with_fixed_times(packed: bytes) -> bytes:
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if "thumbnail" not in name:
                stamped = zipfile.ZipInfo(name, MADE_AT.timetuple()[:6])
                new.writestr(stamped, _without_thumbnail(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _without_thumbnail(name: str, content: bytes) -> bytes:
    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", content) if name == "_rels/.rels" else content


def _set_page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3.2), Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    style = document.styles["Normal"]
    style.font.name, style.font.size = paper.font, Pt(paper.size_points)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), paper.font)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(round(paper.size_points * 2)))
    style.element.rPr.append(complex_size)
    style.paragraph_format.line_spacing = float(paper.settings.get("spacing", "1.25"))
    style.paragraph_format.space_after = Pt(7)
    _add_foot(section, paper)


def _add_foot(section: Section, paper: Paper) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    if "foot" in paper.settings:
        _make_nine_points(paragraph.add_run(paper.settings["foot"] + "  ·  "))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number = paragraph.add_run("1")
    _make_nine_points(number)
    number._r.addnext(field)
    field.append(number._r)


def _make_nine_points(run: Run) -> None:
    run.font.size = Pt(9)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), "18")
    run._r.get_or_add_rPr().append(complex_size)


def _add_block(document: Document, lines: list[str]) -> None:
    mark = found.group(1) if (found := _MARK.match(lines[0])) else ""
    if lines[0] == "===":
        document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    elif mark in ("|", "||"):
        _add_table(document, lines, bordered=mark == "|")
    elif mark in _MARKED:
        _add_marked(document, mark, [_MARK.sub("", line, count=1) for line in lines])
    else:
        _add_paragraph(document, " ".join(line.strip() for line in lines))


_MARKED = {
    "#": WD_ALIGN_PARAGRAPH.CENTER,
    "##": WD_ALIGN_PARAGRAPH.CENTER,
    "###": WD_ALIGN_PARAGRAPH.LEFT,
    "=": WD_ALIGN_PARAGRAPH.CENTER,
    ">": WD_ALIGN_PARAGRAPH.RIGHT,
    "~": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "^": WD_ALIGN_PARAGRAPH.CENTER,
}


def _add_marked(document: Document, mark: str, lines: list[str]) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _MARKED[mark]
    paragraph.paragraph_format.keep_with_next = mark in ("#", "##", "###", "=")
    paragraph.paragraph_format.keep_together = True
    text = " ".join(lines) if mark == "~" else "\n".join(lines)
    _add_runs(paragraph, text, bold=mark.startswith("#"), underlined=mark == "##")
    if mark == "~":
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(1.5)
    if mark == "^":
        _make_small(paragraph)


def _make_small(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.space_before = Pt(8)
    for run in paragraph.runs:
        run.font.name, run.font.size, run.font.color.rgb = FONTS["en"], Pt(8), RGBColor(0x66, 0x66, 0x66)


def _add_paragraph(document: Document, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if label := _LABEL.match(text):
        inner = text.startswith("(")
        paragraph.paragraph_format.left_indent = Cm(2.2 if inner else 1.1)
        paragraph.paragraph_format.first_line_indent = Cm(-1.1)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(2.2 if inner else 1.1))
        text = f"{label.group(1)}\t{text[label.end() :]}"
    _add_runs(paragraph, text)


def _add_runs(paragraph: Paragraph, text: str, *, bold: bool = False, underlined: bool = False) -> None:
    for piece in filter(None, _EMPHASIS.split(text)):
        run = paragraph.add_run(piece.strip("*") if _EMPHASIS.fullmatch(piece) else piece)
        run.bold = bold or piece.startswith("**")
        run.font.cs_bold = run.bold
        run.italic = piece.startswith("*") and not piece.startswith("**")
        run.underline = underlined


def _add_table(document: Document, lines: list[str], *, bordered: bool) -> None:
    divider = "|" if bordered else "||"
    shares = [int(share) for share in lines[0].strip("|% ").split()]
    for paragraph in document.paragraphs[-1:]:
        paragraph.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(shares))
    table.autofit = False
    if bordered:
        table.style = "Table Grid"
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(TEXT_WIDTH_CM * share / sum(shares))
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.removeprefix(divider).split(divider)]
        _add_row(table, cells, shares, keep=len(lines) < LONG_TABLE_ROWS and line != lines[-1])
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _add_row(table: Table, cells: list[str], shares: list[int], *, keep: bool) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    for cell, text, share in zip(row.cells, cells, shares, strict=True):
        cell.width = Cm(TEXT_WIDTH_CM * share / sum(shares))
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.space_before = Pt(2)
        paragraph.paragraph_format.line_spacing = 1.1
        paragraph.paragraph_format.keep_with_next = keep
        _add_runs(paragraph, text.replace(" / ", "\n"))


def build(names: list[str]) -> None:
    """Make the named papers, or all of them, and say each one's size."""
    for path in sorted(HERE.glob("*.txt")):
        if names and path.stem not in names:
            continue
        paper = read_paper(path)
        content = write_docx(paper)
        kind = paper.settings["make"]
        target = PAPERS / f"{paper.name}.{kind}"
        target.write_bytes(write_pdf(content) if kind == "pdf" else content)
        sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    build(sys.argv[1:])
