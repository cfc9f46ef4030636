"""An uploaded Word draft comes back as it was, with a comment at the words of each finding."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from legalindia.database import db
from legalindia.documents.reading.commenting import comment, traced
from legalindia.documents.reading.formats import Request
from legalindia.documents.reading.readers.word import written_pages
from legalindia.drafts.models import DraftVersion
from tests.conftest import Browser
from tests.drafts.conftest import CASE, SAID
from tests.drafts.test_views import hand_in

BODY = "word/document.xml"
FOOTNOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="2"><w:p><w:r><w:t>See Nobody v. Anybody, 2031 INSC 999.</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)
FOOTNOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


@pytest.fixture
def browser(shelf: Flask) -> Browser:
    client = shelf.test_client()
    assert isinstance(client, Browser)
    client.sign_in("asha")
    return client


def a_draft() -> bytes:
    """A petition with styles, a header, a table, its author's comment, a citation half in bold, and a footnote."""
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = "Petition under section 302 IPC"
    paper.add_heading("Grounds", level=1)
    ground = paper.add_paragraph(style="List Number")
    ground.add_run("In Asha Menon v. ").italic = True
    bold = ground.add_run("State of Kerala, (1987) 2 SCC 12, para 41, it was held that")
    bold.bold, bold.font.size = True, Pt(13)
    paper.add_comment(bold, text="Is this the right report?", author="S. Rao", initials="SR")
    quoted = paper.add_paragraph(f'The Court said in {CASE}: "')
    quoted.add_run(SAID.replace("fair", "foul"))
    quoted.add_run('".')
    table = paper.add_table(rows=1, cols=2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "Section 34 IPC", "Common intention"
    paper.add_paragraph("The last ground rests on authority.")
    made = io.BytesIO()
    paper.save(made)
    return _with_footnote(made)


def _with_footnote(paper: io.BytesIO) -> bytes:
    """python-docx makes no footnotes: write one into the package."""
    made = io.BytesIO()
    with zipfile.ZipFile(paper) as plain, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for entry in plain.infolist():
            text = plain.read(entry)
            if entry.filename == BODY:
                mark = b'authority</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>'
                text = text.replace(b"authority", mark)
            elif entry.filename == "word/_rels/document.xml.rels":
                rel = f'<Relationship Id="rId77" Type="{RELATED}" Target="footnotes.xml"/></Relationships>'
                text = text.replace(b"</Relationships>", rel.encode())
            elif entry.filename == "[Content_Types].xml":
                kind = f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTE_TYPE}"/></Types>'
                text = text.replace(b"</Types>", kind.encode())
            file.writestr(entry.filename, text)
        file.writestr("word/footnotes.xml", FOOTNOTES)
    return made.getvalue()


def commented(browser: Browser, original: bytes) -> bytes:
    address = hand_in(browser, "", file=(io.BytesIO(original), "petition.docx"))
    answer = browser.get(f"{address}/commented.docx")
    assert answer.status_code == 200, answer.text
    return answer.data


def words_of(data: bytes) -> dict[str, str]:
    """Return what each comment of a document stands at, by what it says."""
    paper = docx.Document(io.BytesIO(data))
    open_now: dict[str, list[str]] = {}
    closed: dict[str, str] = {}
    for element in paper.element.body.iter():
        number = element.get(qn("w:id"))
        if element.tag == qn("w:commentRangeStart"):
            open_now[number] = []
        elif element.tag == qn("w:commentRangeEnd"):
            closed[number] = "".join(open_now.pop(number))
        elif element.tag == qn("w:t"):
            for heard in open_now.values():
                heard.append(element.text or "")
        elif element.tag == qn("w:commentReference"):
            assert number in closed
    assert not open_now
    return {each.text: closed[str(each.comment_id)] for each in paper.comments}


def letters_of(data: bytes) -> list[tuple[str, str]]:
    """Return every letter of the body with the formatting of its run and the style of its paragraph."""
    letters = []
    for text in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:t")):
        run = text.getparent()
        paragraph = next(run.iterancestors(qn("w:p")))
        look = [found.xml for found in (paragraph.pPr, run.rPr) if found is not None]
        letters += [(letter, "".join(look)) for letter in text.text or ""]
    return letters


def test_each_comment_stands_at_the_words_of_its_finding(browser: Browser) -> None:
    said = words_of(commented(browser, a_draft()))
    at = {text.partition("\n")[0]: words for text, words in said.items()}

    assert at["Is this the right report?"].startswith("State of Kerala, (1987)")
    assert at["Mismatch: no such paragraph."] == "(1987) 2 SCC 12"
    assert at["Quotation: altered."] == SAID.replace("fair", "foul")
    assert any(words == "34" and "Old law" in text for text, words in said.items())


def test_what_stands_in_a_note_or_a_header_has_its_comment_in_the_body(browser: Browser) -> None:
    said = words_of(commented(browser, a_draft()))
    of_the_note = next(text for text in said if text.startswith("“2031 INSC 999”"))
    of_the_header = next(text for text in said if text.startswith("“302”"))

    assert "Not held by our library" in of_the_note
    assert said[of_the_note] == ""
    assert "Old law" in of_the_header
    assert said[of_the_header] == "Grounds"


def test_formatting_tables_and_all_other_parts_stay_as_they_came(browser: Browser) -> None:
    original = a_draft()
    changed = commented(browser, original)
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (original, changed))
    touched = {BODY, "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}

    assert set(before.namelist()) == set(after.namelist())
    assert all(before.read(name) == after.read(name) for name in set(before.namelist()) - touched)
    assert letters_of(original) == letters_of(changed)
    shapes = [[each.tag for each in docx.Document(io.BytesIO(data)).element.body] for data in (original, changed)]
    assert shapes[0] == shapes[1]
    assert b'w:footnoteReference w:id="2"' in after.read(BODY)


def test_a_draft_without_comments_of_its_own_gets_the_part_for_them(browser: Browser) -> None:
    paper = docx.Document()
    paper.add_paragraph("Charged under section 302 IPC.")
    plain = io.BytesIO()
    paper.save(plain)
    data = commented(browser, plain.getvalue())
    made = zipfile.ZipFile(io.BytesIO(data))

    assert b"/word/comments.xml" in made.read("[Content_Types].xml")
    assert made.namelist()[0] == "[Content_Types].xml"
    assert "302" in words_of(data).values()


def test_what_is_read_otherwise_now_comes_back_as_its_text(browser: Browser, shelf: Flask) -> None:
    """Its offsets would count into another text: no comment may stand at the wrong words."""
    original = a_draft()
    address = hand_in(browser, "", file=(io.BytesIO(original), "petition.docx"))
    with shelf.app_context():
        version = db.session.scalars(select(DraftVersion)).one()
        version.text = f"Once read otherwise. {version.text}"
        db.session.commit()
    paper = docx.Document(io.BytesIO(browser.get(f"{address}/commented.docx").data))

    assert "could not be written into the file" in paper.paragraphs[0].text
    assert "Once read otherwise." in paper.paragraphs[1].text


PIECES = st.lists(st.text("ab 12()§é\u0301कि", min_size=1, max_size=9), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4), st.data())
def test_any_words_of_any_document_can_be_commented(tmp_path_factory: Any, lines: list[list[str]], data: Any) -> None:
    folder: Path = tmp_path_factory.mktemp("paper")
    original = folder / "paper.docx"
    paper = docx.Document()
    for number, line in enumerate(lines):
        paragraph = paper.add_paragraph()
        for at, piece in enumerate(line):
            run = paragraph.add_run(piece)
            run.bold = (number + at) % 2 == 0
    paper.save(str(original))
    text = traced(written_pages(docx.Document(str(original)).part)).text
    words = [match.span() for match in re.finditer(r"\S+", text)]
    if not words:
        return
    wanted = data.draw(st.lists(st.sampled_from(words), max_size=5))
    order = {
        "text": text,
        "comments": [{"start": start, "end": end, "said": f"no. {at}"} for at, (start, end) in enumerate(wanted)],
        "author": "L",
        "initials": "L",
    }
    (folder / "orders.json").write_text(json.dumps(order), encoding="utf-8")
    pieces = comment(Request(original, None, 1), folder / "orders.json")
    changed = b"".join(piece.content for piece in pieces)

    assert letters_of(original.read_bytes()) == letters_of(changed)
    assert parse_xml(zipfile.ZipFile(io.BytesIO(changed)).read(BODY)) is not None
    found = words_of(changed)
    assert {said: _plain(words) for said, words in found.items()} == {
        f"no. {at}": _plain(text[start:end]) for at, (start, end) in enumerate(wanted)
    }


def _plain(words: str) -> str:
    """Compose letters and accents: what is read is in NFC, what stands in the document need not be."""
    return unicodedata.normalize("NFC", words)
