"""The numbers of clauses, which Word draws but does not write, are read with the clauses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents import samples
from tests.documents.samples import DOCX, put, read_all, text_of


def document(body: str, *, levels: str, styles: str = "") -> bytes:
    """A Word document whose list 7 has these levels; list 8 is the same one, begun anew."""
    root = f'xmlns:w="{samples.WORD}"'
    return samples.word_of(
        body,
        parts={
            "word/numbering.xml": f"<w:numbering {root}><w:abstractNum w:abstractNumId='3'>{levels}</w:abstractNum>"
            "<w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num>"
            "<w:num w:numId='8'><w:abstractNumId w:val='3'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/>"
            "</w:lvlOverride></w:num></w:numbering>",
            "word/styles.xml": f"<w:styles {root}>{styles}</w:styles>",
        },
        relations=samples.relation("r1", "numbering", "numbering.xml") + samples.relation("r2", "styles", "styles.xml"),
    )


def level(at: int, form: str, text: str, start: int = 1) -> str:
    return (
        f"<w:lvl w:ilvl='{at}'><w:start w:val='{start}'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
    )


def clause(at: int, text: str, before: str = "", named: int = 7) -> str:
    numbered = f"<w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='{named}'/></w:numPr>"
    return f"<w:p><w:pPr>{numbered}</w:pPr><w:r>{before}<w:t>{text}</w:t></w:r></w:p>"


LEGAL = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")


def test_clauses_carry_the_numbers_a_reader_sees(tmp_path: Path) -> None:
    body = clause(0, "Rent") + clause(1, "Amount") + clause(2, "monthly") + clause(2, "in advance")
    body += clause(1, "Deposit") + clause(2, "refundable") + clause(0, "Term") + clause(1, "Three years")

    assert text_of(put(tmp_path, document(body, levels=LEGAL)), DOCX).splitlines() == [
        "1. Rent",
        "1.1 Amount",
        "(a) monthly",
        "(b) in advance",
        "1.2 Deposit",
        "(a) refundable",
        "2. Term",
        "2.1 Three years",
    ]


@pytest.mark.parametrize(
    ("form", "start", "drawn"),
    [
        ("upperRoman", 4, "IV"),
        ("lowerRoman", 1999, "mcmxcix"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 28, "bb"),
        ("decimalZero", 5, "05"),
        ("cardinalText", 5, "5"),
        ("lowerLetter", 999_999, "m" * 9),
    ],
)
def test_numbers_are_written_in_their_form(tmp_path: Path, form: str, start: int, drawn: str) -> None:
    content = document(clause(0, "Prayer"), levels=level(0, form, "%1)", start))

    assert text_of(put(tmp_path, content), DOCX) == f"{drawn}) Prayer\n"


def test_a_list_that_is_begun_anew_counts_from_its_start(tmp_path: Path) -> None:
    body = clause(0, "Rent") + clause(0, "Term") + clause(0, "Schedule", named=8) + clause(0, "Map", named=8)

    assert text_of(put(tmp_path, document(body, levels=LEGAL)), DOCX) == "1. Rent\n2. Term\n1. Schedule\n2. Map\n"


def test_a_bullet_is_a_bullet(tmp_path: Path) -> None:
    content = document(clause(0, "Exhibit"), levels=level(0, "bullet", "\uf0b7"))

    assert text_of(put(tmp_path, content), DOCX) == "• Exhibit\n"


def test_a_style_numbers_its_paragraphs_and_those_of_its_children(tmp_path: Path) -> None:
    styles = (
        "<w:style w:styleId='Clause'><w:pPr><w:numPr><w:numId w:val='7'/></w:numPr></w:pPr></w:style>"
        "<w:style w:styleId='Child'><w:basedOn w:val='Clause'/></w:style>"
        "<w:style w:styleId='Circle'><w:basedOn w:val='Circle'/></w:style>"
    )
    body = "".join(
        f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
        for style in ("Clause", "Child", "Circle", "Unknown")
    )

    assert text_of(put(tmp_path, document(body, levels=LEGAL, styles=styles)), DOCX) == "1. x\n2. x\nx\nx\n"


def test_a_number_goes_to_the_page_of_its_clause(tmp_path: Path) -> None:
    body = clause(0, "First") + clause(0, "Second", before="<w:lastRenderedPageBreak/>")

    _, pages = read_all(put(tmp_path, document(body, levels=LEGAL)), DOCX)

    assert [page.text for page in pages] == ["1. First\n", "2. Second\n"]


def test_numbers_that_are_no_numbers_do_no_harm(tmp_path: Path) -> None:
    levels = level(0, "decimal", "%1.").replace("'1'", "'-1e9'").replace("w:ilvl='0'", "w:ilvl='zero'")

    assert text_of(put(tmp_path, document(clause(0, "Rent"), levels=levels)), DOCX) == "0. Rent\n"
