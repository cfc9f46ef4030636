"""What is read from a Word document, and which are not opened."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK
from PIL import Image

from legalindia.documents.reading.failures import OverLimit, PasswordNeeded, Unreadable
from legalindia.documents.reading.pages import NO_TEXT
from legalindia.documents.reading.reader import render_page
from tests.documents import samples
from tests.documents.samples import DOCX, MEBIBYTE, enclosures_of, put, read_all, saved, text_of

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "before",
    [
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE d [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY l9 SYSTEM "http://127.0.0.1:9/">]>',
        '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p; <!ENTITY l9 "x">]>',
    ],
    ids=["billion laughs", "file", "address", "parameter"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_word_document_are_never_expanded(tmp_path: Path, before: str, encoding: str) -> None:
    body = "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"
    xml = f'{before}<w:document xmlns:w="{samples.WORD}"><w:body>{body}</w:body></w:document>'

    with pytest.raises(Unreadable, match="entities"):
        read_all(put(tmp_path, samples.word_of("", parts={"word/document.xml": xml.encode(encoding)})), DOCX)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = samples.word_of("", parts={"word/media/a.bin": b"\0" * (64 * MEBIBYTE)})

    with pytest.raises(OverLimit, match="unpacks to far more"):
        read_all(put(tmp_path, bomb), DOCX)


def test_a_document_of_too_many_parts_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match="5000 can be read"):
        read_all(put(tmp_path, samples.word_of("", parts={f"word/{n}.bin": b"" for n in range(5001)})), DOCX)


def test_a_document_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    content = samples.word_of("<w:p/>", parts={"word/media/a.bin": b"a" * 70_000})
    true, small = (70_000).to_bytes(4, "little"), (7).to_bytes(4, "little")

    with pytest.raises(Unreadable, match="damaged"):
        read_all(put(tmp_path, content.replace(true, small)), DOCX)


def test_an_encrypted_part_asks_for_the_password(tmp_path: Path) -> None:
    content = bytearray(samples.word_of("<w:p/>"))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(PasswordNeeded, match="password"):
        read_all(put(tmp_path, bytes(content)), DOCX)


def test_tables_in_tables_without_end_come_to_a_clean_end(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 5000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 5000

    with pytest.raises(Unreadable, match="damaged"):
        read_all(put(tmp_path, samples.word_of(deep)), DOCX)


def test_a_word_document_is_read_in_the_order_of_its_body(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Draft of 4 March"
    document.sections[0].footer.paragraphs[0].text = "Rao & Nair, Advocates"
    document.add_paragraph("The schedule follows.")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "Rent", "Rs. 20,000"
    document.add_paragraph("In witness whereof.")

    assert text_of(put(tmp_path, samples.saved(document)), DOCX).split("\n") == [
        "Draft of 4 March",
        "The schedule follows.",
        "Rent\tRs. 20,000",
        "In witness whereof.",
        "Rao & Nair, Advocates",
        "",
    ]


def test_a_page_break_begins_a_new_page(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("First").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Second")

    _, pages = read_all(put(tmp_path, samples.saved(document)), DOCX)

    assert [page.text.strip() for page in pages] == ["First", "Second"]


def test_a_page_on_which_word_itself_broke_is_not_broken_twice(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>First</w:t><w:br w:type='page'/></w:r></w:p>"
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Second</w:t></w:r></w:p>"
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Third</w:t></w:r></w:p>"
    )

    _, pages = read_all(put(tmp_path, samples.word_of(body)), DOCX)

    assert [page.text.strip() for page in pages] == ["First", "Second", "Third"]


def test_footnotes_stand_at_the_end_of_their_page(tmp_path: Path) -> None:
    notes = (
        f'<w:footnotes xmlns:w="{samples.WORD}"><w:footnote w:id="2"><w:p><w:r><w:t>AIR 1973 SC 1461</w:t></w:r></w:p>'
    )
    content = samples.word_of(
        "<w:p><w:r><w:t>The basic structure</w:t><w:footnoteReference w:id='2'/><w:t> stands.</w:t></w:r></w:p>",
        parts={"word/footnotes.xml": notes + "</w:footnote></w:footnotes>"},
        relations=samples.relation("r1", "footnotes", "footnotes.xml"),
    )

    assert text_of(put(tmp_path, content), DOCX) == "The basic structure[2] stands.\n[2] AIR 1973 SC 1461\n"


def test_tracked_changes_are_read_as_accepted_and_each_is_named(tmp_path: Path) -> None:
    by_rao = 'w:author="A. Rao" w:date="2024-05-03T10:00:00Z"'
    content = samples.word_of(
        f"<w:p><w:ins {by_rao}><w:r><w:t>thir</w:t></w:r></w:ins><w:ins {by_rao}><w:r><w:t>ty</w:t></w:r></w:ins>"
        f"<w:del {by_rao}><w:r><w:delText>fifteen</w:delText></w:r></w:del>"
        "<w:r><w:t xml:space='preserve'> days</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>of notice</w:t></w:r></w:moveFrom></w:p>"
    )

    header, [page] = read_all(put(tmp_path, content), DOCX)

    assert page.text == "thirty days\n"
    assert header.notes[0].splitlines() == [
        "It holds tracked changes. The text is read as if all were accepted.",
        "Inserted by A. Rao on 3 May 2024: “thirty”",
        "Deleted by A. Rao on 3 May 2024: “fifteen”",
        "Moved from here: “of notice”",
    ]


def test_a_paragraph_mark_that_is_tracked_is_no_change_of_words(tmp_path: Path) -> None:
    content = samples.word_of("<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:r><w:t>Lease</w:t></w:r></w:p>")

    assert read_all(put(tmp_path, content), DOCX)[0].notes == ()


def test_a_word_document_has_no_look(tmp_path: Path) -> None:
    path = put(tmp_path, samples.word("Lease"))

    assert not read_all(path, DOCX)[0].has_images
    with pytest.raises(Unreadable, match="no pages to show"):
        render_page(path, DOCX, 1, width=100)


def test_scans_that_were_put_into_a_document_come_out_as_papers_of_their_own(tmp_path: Path) -> None:
    document = docx.Document()
    for shade in (40, 90, 40):
        made = io.BytesIO()
        Image.new("L", (60, 80), shade).save(made, "PNG")
        document.add_picture(made)
    path = put(tmp_path, saved(document))
    header, [page] = read_all(path, DOCX)

    assert page.problem == NO_TEXT
    assert header.notes == ("It holds no words but pictures, which were taken out as papers of their own.",)
    assert header.enclosures == 2
    assert [Image.open(io.BytesIO(scan)).getpixel((0, 0)) for scan in enclosures_of(path, DOCX).values()] == [40, 90]
