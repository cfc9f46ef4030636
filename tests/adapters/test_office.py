"""LibreOffice prints strangers' files: what they look like, and that they get hold of nothing."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from legalindia.adapters.office import LibreOffice, NotPrinted, find_libreoffice

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 office:version="1.2"><office:body><office:text>{body}</office:text></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


@pytest.fixture(scope="module")
def printer() -> LibreOffice:
    found = find_libreoffice()
    if found is None:
        pytest.skip("LibreOffice is not installed (the package libreoffice-writer)")
    return found


def odt(body: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", CONTENT.format(body=body))
    return made.getvalue()


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_text_is_printed(printer: LibreOffice, tmp_path: Path) -> None:
    paper = tmp_path / "whatever"
    paper.write_bytes(odt("<text:p>The rent is due on the fifth.</text:p>"))

    with printer.print(paper, "odt", seconds=120) as printed:
        assert "The rent is due on the fifth." in text_of(printed)
    assert not printed.exists()


def test_a_file_cannot_draw_in_another_that_lies_on_the_machine(printer: LibreOffice, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("PRIVILEGED")
    link = f'<text:section-source xlink:href="{secret.as_uri()}" xlink:type="simple" xlink:show="embed"/>'
    paper = tmp_path / "paper"
    paper.write_bytes(
        odt(f'<text:p>Ours.</text:p><text:section text:name="S">{link}<text:p>Kept.</text:p></text:section>')
    )

    with printer.print(paper, "odt", seconds=120) as printed:
        text = text_of(printed)
    assert "Ours." in text
    assert "PRIVILEGED" not in text


def test_what_is_no_document_of_its_kind_is_refused_in_words(printer: LibreOffice, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.write_bytes(b"PK\x03\x04 nothing of the kind")

    with pytest.raises(NotPrinted, match="could not open"), printer.print(paper, "docx", seconds=120):
        pass


def test_what_takes_too_long_is_given_up(printer: LibreOffice, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.write_bytes(odt("<text:p>Words.</text:p>"))
    began = time.monotonic()

    with pytest.raises(NotPrinted, match="takes too long"), printer.print(paper, "odt", seconds=0.05):
        pass
    assert time.monotonic() - began < 60
