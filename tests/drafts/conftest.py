"""A library of two judgments and an Act, written for these tests, and what a draft may cite of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

TITLE = "Asha Menon vs State Of Kerala"
SAID = "the procedure established by law must be fair, just and reasonable"
JUDGMENT = f"""{TITLE} on 4 March, 1987
Equivalent citations: (1987) 2 SCC 12, AIR 1987 SC 345
IN THE SUPREME COURT OF INDIA
1. Leave granted.
2. The appellant was detained for nine days without being told why.
3. It is settled that {SAID}, and that nobody may be kept in ignorance of the grounds.
4. The High Court took another view of the matter, which we cannot share.
5. The appeal is allowed. There will be no order as to costs.
"""
OTHER = """Mohan Lal vs Union Of India on 1 June, 1990
1. The land was acquired for a public purpose in 1972.
2. Compensation is to be paid with interest at the rate of twelve per cent a year.
3. The appeal is dismissed.
"""
MURDER = "Whoever commits murder shall be punished with death or imprisonment for life, and fined."
RAPE = """(1) Whoever commits rape shall be punished under sub-section (4) of section 9.
(2) Whoever,—
(a) being a police officer, commits rape; or
(n) commits rape repeatedly on the same woman, shall be punished.
(3) Whoever commits rape on a woman under sixteen shall be punished, (iv) alone excepted."""
HARASSMENT = """(1) A man shall be guilty of the offence.
(3) Any man who commits the offence shall be punished."""
ACT = {
    "id": "indian-penal-code",
    "language": "en",
    "title": "The Indian Penal Code, 1860",
    "year": 1860,
    "status": "repealed from 2024-07-01",
    "sections": [
        {"unit": "section", "no": "34", "heading": "Acts in furtherance", "text": "When an act is done by several."},
        {"unit": "section", "no": "302", "heading": "Punishment for murder", "text": MURDER},
        {"unit": "section", "no": "304B", "heading": "Dowry death", "text": ""},
        {"unit": "section", "no": "354A", "heading": "Sexual harassment", "text": HARASSMENT},
        {"unit": "section", "no": "376", "heading": "Punishment for rape", "text": RAPE},
    ],
}
LIST = [
    {"file": "menon.txt", "title": TITLE, "date": "1987-03-04", "citations": "(1987) 2 SCC 12; AIR 1987 SC 345"},
    {
        "file": "lal.txt",
        "title": "Mohan Lal vs Union Of India",
        "date": "1990-06-01",
        "citations": "1990 Supp (1) SCC 50",
    },
]
CASE = "Asha Menon v. State of Kerala, (1987) 2 SCC 12"


@pytest.fixture
def shelf(app: Flask, tmp_path: Path) -> Flask:
    """An office whose library holds two judgments and an Act."""
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "menon.txt").write_text(JUDGMENT, encoding="utf-8")
    (folder / "lal.txt").write_text(OTHER, encoding="utf-8")
    (folder / "ipc.json").write_text(json.dumps(ACT), encoding="utf-8")
    (folder / "metadata.json").write_text(json.dumps(LIST), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["library", "import", str(folder)])
    assert result.exit_code == 0, result.output
    return app
