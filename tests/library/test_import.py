"""What a firm's library takes in, and what it says of it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from legalindia.database import db
from legalindia.documents.models import Document, Page
from legalindia.law.statutes import Unit
from legalindia.library import service
from legalindia.library.models import Authority
from tests.conftest import Program
from tests.library.fixtures import ACT, JUDGMENT


def test_the_command_line_takes_in_a_folder(runner: FlaskCliRunner, shelf: Path) -> None:
    said = runner.invoke(args=["library", "import", str(shelf)])

    assert said.exit_code == 0, said.output
    assert "3 taken in, 0 updated, 0 known, 0 not taken in" in said.output
    assert "1 judgments and 2 statutes" in said.output


def test_the_same_folder_again_changes_nothing(runner: FlaskCliRunner, shelf: Path) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    said = runner.invoke(args=["library", "import", str(shelf)])

    assert "0 taken in, 0 updated, 3 known" in said.output


def test_a_list_that_says_something_new_is_noted(app: Flask, runner: FlaskCliRunner, shelf: Path) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    listed = (shelf / "metadata.csv").read_text().replace("2019 INSC 871", "2019 INSC 872")
    (shelf / "metadata.csv").write_text(listed)
    said = runner.invoke(args=["library", "import", str(shelf)])

    assert "0 taken in, 1 updated, 2 known" in said.output
    with app.app_context():
        assert list(service.authorities_cited_as(["2019 INSC 871", "2019 INSC 872"])) == ["2019 INSC 872"]


def test_a_file_that_holds_nothing_for_a_library_is_named_and_hinders_nobody(
    runner: FlaskCliRunner, shelf: Path
) -> None:
    (shelf / "notes.xyz").write_text("?")
    (shelf / "broken.json").write_text("{")
    said = runner.invoke(args=["library", "import", str(shelf)])

    assert "3 taken in, 0 updated, 0 known, 2 not taken in" in said.output
    assert "Not taken in: notes.xyz" in said.output
    assert "Not taken in: broken.json" in said.output


def test_a_path_where_nothing_is_is_said_to_be_one(runner: FlaskCliRunner, tmp_path: Path) -> None:
    said = runner.invoke(args=["library", "import", str(tmp_path / "nowhere")])

    assert said.exit_code == 1
    assert "There is nothing at" in said.output


def test_a_judgment_goes_by_all_its_citations(app: Flask, runner: FlaskCliRunner, shelf: Path) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    with app.app_context():
        forms = ["2019 INSC 871", "(2019) 11 SCC 902", "AIR 2019 SC 3120", "CA 4711/2019", "(2003) 4 SCC 77"]
        found = service.authorities_cited_as(forms)

        assert set(found) == set(forms[:4])
        assert {one.title for each in found.values() for one in each} == {"Meera Textiles Pvt Ltd vs Kaveri Port Trust"}
        authority = found["2019 INSC 871"][0]
        assert (authority.court, authority.decided) == ("Supreme Court of India", date(2019, 8, 14))
        assert authority.contradictions == []
        assert {one.normal: one.origin for one in authority.citations} == {
            "2019 INSC 871": "metadata.csv",
            "(2019) 11 SCC 902": "the judgment's text",
            "AIR 2019 SC 3120": "the judgment's text",
            "CA 4711/2019": "the judgment's text",
        }
        assert "demurrage cannot be levied" in "".join(text for _, text in service.pages_of(authority))


def test_what_a_list_says_against_the_text_is_kept_as_a_contradiction(
    app: Flask, runner: FlaskCliRunner, shelf: Path
) -> None:
    listed = (shelf / "metadata.csv").read_text()
    wrong = listed.replace("2019-08-14", "1947-08-14").replace("(2019) 11 SCC 902", "(2019) 11 SCC 320")
    (shelf / "metadata.csv").write_text(wrong)
    runner.invoke(args=["library", "import", str(shelf)])
    with app.app_context():
        authority = db.session.query(Authority).filter_by(kind="judgment").one()

        assert authority.decided == date(2019, 8, 14)
        assert authority.origins["decided"] == "the judgment's text"
        assert [(one["field"], one["metadata"], one["text"]) for one in authority.contradictions] == [
            ("decided", "1947-08-14", "2019-08-14"),
            ("citation", "(2019) 11 SCC 320", "(2019) 11 SCC 902"),
        ]


def test_an_acts_section_is_a_page_without_the_marks_of_its_notes(
    app: Flask, runner: FlaskCliRunner, shelf: Path
) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    with app.app_context():
        section = service.provision("Lighthouse Dues Act, 1961", Unit.SECTION, "4A(1)")
        assert section is not None
        page = db.session.get_one(Page, (section.document_id, section.page))

        assert page.label == "section 4-A"
        assert page.text.startswith("4-A. Refund of dues.\n\nDues paid for a [vessel in ballast] shall be refunded")
        assert section.history == ACT["sections"][1]["footnotes"]
        assert [(page.text[at], number) for at, number in section.marks] == [("[", 1)]


def test_a_new_print_of_an_act_takes_the_place_of_the_old_one(app: Flask, runner: FlaskCliRunner, shelf: Path) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    sections = [*ACT["sections"][:1], {**ACT["sections"][1], "text": "Dues shall be refunded within ninety days."}]
    (shelf / "lighthouse.json").write_text(json.dumps({**ACT, "sections": sections}))
    said = runner.invoke(args=["library", "import", str(shelf)])

    assert "0 taken in, 1 updated, 2 known" in said.output
    with app.app_context():
        section = service.provision("Lighthouse Dues Act, 1961", Unit.SECTION, "4A")
        assert section is not None
        assert "ninety" in db.session.get_one(Page, (section.document_id, section.page)).text
        assert [one.is_current for one in db.session.query(Document).filter_by(title="The Lighthouse Dues Act, 1961")]
        assert service.holdings().statutes == 2


@pytest.mark.parametrize(
    ("day", "freedom"),
    [
        (date(1949, 1, 1), None),
        (date(1950, 1, 26), "first"),
        (date(1951, 6, 17), "first"),
        (date(1951, 6, 18), "second"),
        (date(1979, 6, 20), "Omitted"),
    ],
)
def test_an_article_is_given_as_it_stood_on_a_day(
    app: Flask, runner: FlaskCliRunner, shelf: Path, day: date, freedom: str | None
) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    with app.app_context():
        article = service.provision("Constitution of India", Unit.ARTICLE, "19", as_of=day)
        text = db.session.get_one(Page, (article.document_id, article.page)).text if article else None

        assert (freedom in text) if freedom else text is None


def test_every_dated_question_about_the_constitution_is_answered_right(
    app: Flask, runner: FlaskCliRunner, real_data: Path
) -> None:
    constitution = real_data / "statutes" / "constitution"
    runner.invoke(args=["library", "import", str(constitution)])
    with (constitution / "asof_queries.tsv").open() as file, app.app_context():
        wrong = []
        for row in csv.DictReader(file, delimiter="\t"):
            day = date.fromisoformat(row["date"])
            article = service.provision("Constitution of India", Unit.ARTICLE, row["article"], as_of=day)
            expected = (int(row["amendment_no"]), row["status"] == "active")
            if article is None or (article.amendment, article.is_in_force) != expected:
                wrong.append(row["id"])

    assert wrong == []


def test_a_paper_of_the_library_is_everybodys_to_read_and_nobodys_to_change(
    app: Flask, runner: FlaskCliRunner, shelf: Path, asha: Program, bilal: Program, chitra: Program
) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    with app.app_context():
        document_id = service.authorities_cited_as(["2019 INSC 871"])["2019 INSC 871"][0].document_id

    for person in (asha, bilal, chitra):
        assert person.get(f"/documents/{document_id}").json["client_id"] is None
        assert person.get(f"/documents/{document_id}/content").data == JUDGMENT.encode()
        assert person.get(f"/documents/{document_id}/pages/1").status_code == 200
        assert person.patch(f"/documents/{document_id}", json={"title": "Mine"}).status_code == 403
        assert person.delete(f"/documents/{document_id}").status_code == 403
        assert person.put(f"/documents/{document_id}/wall", json={"user_ids": []}).status_code == 403


def test_a_clients_papers_stay_as_hidden_as_they_were(
    runner: FlaskCliRunner, shelf: Path, asha: Program, bilal: Program
) -> None:
    runner.invoke(args=["library", "import", str(shelf)])
    document_id = asha.file_text(asha.open_client("Hegde"), "opinion.txt", "Counsel advises to settle.")

    assert bilal.get(f"/documents/{document_id}").status_code == 404
