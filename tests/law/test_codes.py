"""Old codes and new ones: which section became which, and which code governs."""

from __future__ import annotations

import csv
import os
import re
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.codes import (
    COMMENCEMENT,
    Code,
    Counterpart,
    Relation,
    governing,
    predecessors,
    successors,
    unmatched,
)

DAY = timedelta(days=1)
BEFORE, AFTER = COMMENCEMENT - DAY, COMMENCEMENT
ROWS = list(
    csv.DictReader(resources.files("legalindia.law").joinpath("data", "codes.csv").read_text("utf-8").splitlines())
)


def sections(found: list[Counterpart]) -> list[str]:
    return [counterpart.section for counterpart in found]


@pytest.fixture(scope="session")
def mappings() -> Path:
    data = os.environ.get("LEGALINDIA_TEST_DATA")
    if not data or not (Path(data) / "mappings" / "lookups.tsv").exists():
        pytest.skip("LEGALINDIA_TEST_DATA names no folder with mappings/lookups.tsv")
    return Path(data) / "mappings"


@pytest.mark.parametrize(
    ("code", "section", "expected"),
    [
        (Code.IPC, "302", ["103(1)"]),
        (Code.IPC, "420", ["318(4)"]),
        (Code.IPC, "375", ["63"]),
        (Code.IPC, "376", ["63", "64(1)", "64(2)", "65(1)", "66"]),
        (Code.IPC, "376(1)", ["64(1)"]),
        (Code.IPC, "376(2)(n)", ["64(2)"]),
        (Code.IPC, "376D", ["70(1)"]),
        (Code.IPC, "498A", ["85", "86"]),
        (Code.IPC, "34", ["3(5)"]),
        (Code.IPC, "304A", ["106(1)"]),
        (Code.CRPC, "482", ["528"]),
        (Code.CRPC, "438", ["482"]),
        (Code.CRPC, "439(2)", ["483(3)"]),
        (Code.CRPC, "156(3)", ["175(3)"]),
        (Code.CRPC, "154(3)", ["173(4)"]),
        (Code.CRPC, "41A", ["35(3)", "35(4)", "35(5)", "35(6)"]),
        (Code.CRPC, "125", ["144"]),
        (Code.IEA, "65B", ["63"]),
        (Code.IEA, "65B(4)", ["63(4)"]),
        (Code.IEA, "27", ["23(2)"]),
        (Code.CRPC, "10", ["8(7)", "8(8)"]),
    ],
)
def test_an_old_section_leads_to_its_new_one(code: Code, section: str, expected: list[str]) -> None:
    found = successors(code, section)
    assert sections(found) == expected
    assert all(successor.code is code.counterpart for successor in found)


@pytest.mark.parametrize(
    ("code", "section", "expected"),
    [
        (Code.BNS, "103", ["302"]),
        (Code.BNS, "302", ["298"]),
        (Code.BNS, "318", ["415", "417", "418", "420"]),
        (Code.BNS, "318(4)", ["420"]),
        (Code.BNS, "8(6)", ["68", "69"]),
        (Code.BNSS, "482", ["438"]),
        (Code.BNSS, "528", ["482"]),
        (Code.BNSS, "35", ["41", "41A"]),
        (Code.BNSS, "8", ["9", "10(2)", "10(3)"]),
        (Code.BNS, "63", ["375"]),
        (Code.BNS, "66", ["376A"]),
        (Code.BNS, "125", ["336", "337", "338"]),
        (Code.BNS, "125(b)", ["338"]),
        (Code.BNS, "137", ["359", "360", "361", "363"]),
        (Code.BSA, "23", ["25", "26", "27"]),
        (Code.BSA, "23(1)", ["25"]),
        (Code.BSA, "23(2)", ["26", "27"]),
        (Code.BSA, "63", ["65B"]),
    ],
)
def test_a_new_section_leads_back_to_its_old_ones(code: Code, section: str, expected: list[str]) -> None:
    assert sections(predecessors(code, section)) == expected


@pytest.mark.parametrize(
    ("code", "section", "expected"),
    [
        (Code.BNS, "125", [("125",), ("125(a)",), ("125(b)",)]),
        (Code.BSA, "23", [("23(1)",), ("23(2)",), ("23(2)",)]),
        (Code.BNSS, "35", [("35(1)", "35(2)"), ("35(3)", "35(4)", "35(5)", "35(6)")]),
        (Code.CRPC, "41A", [("41A(1)",), ("41A(2)",), ("41A(3)",), ("41A(4)",)]),
        (Code.IPC, "302", [("302",)]),
    ],
)
def test_a_counterpart_says_which_part_it_answers_to(code: Code, section: str, expected: list[tuple[str, ...]]) -> None:
    found = predecessors(code, section) if code.is_new else successors(code, section)
    assert [counterpart.parts for counterpart in found] == expected


def test_no_row_of_a_section_is_lost_when_the_whole_of_it_is_asked_for() -> None:
    for row in ROWS:
        if row["old_section"] and row["new_section"]:
            old, new = row["old_section"].partition("(")[0], row["new_section"].partition("(")[0]
            assert new in {found.section.partition("(")[0] for found in successors(Code(row["old_code"]), old)}
            assert old in {found.section.partition("(")[0] for found in predecessors(Code(row["new_code"]), new)}


@pytest.mark.parametrize(
    ("code", "section"), [(Code.IPC, "302"), (Code.CRPC, "482"), (Code.IPC, "300"), (Code.CRPC, "438")]
)
def test_the_same_number_in_the_new_code_is_never_taken_for_the_successor(code: Code, section: str) -> None:
    assert not [found for found in successors(code, section) if re.match(rf"{section}\b", found.section)]


@pytest.mark.parametrize("section", ["376", "376A", "376AB", "376D", "376DB", "376E"])
def test_the_sections_on_rape_stay_within_their_chapter(section: str) -> None:
    assert all(63 <= int(re.split(r"\W", found.section)[0]) <= 71 for found in successors(Code.IPC, section))


def test_sedition_has_no_successor_but_a_note() -> None:
    assert successors(Code.IPC, "124A") == []
    omitted = unmatched(Code.IPC, "124A")
    assert omitted is not None
    assert (omitted.relation, "See BNS 152" in omitted.note) == (Relation.OMITTED, True)


@pytest.mark.parametrize(
    ("code", "section", "relation"),
    [
        (Code.IPC, "377", Relation.OMITTED),
        (Code.IPC, "497", Relation.OMITTED),
        (Code.CRPC, "144A", Relation.OMITTED),
        (Code.BNS, "111", Relation.NEW),
        (Code.BNS, "103(2)", Relation.NEW),
        (Code.BNSS, "105", Relation.NEW),
        (Code.BSA, "61", Relation.NEW),
    ],
)
def test_a_section_without_counterpart_says_why(code: Code, section: str, relation: Relation) -> None:
    found = unmatched(code, section)
    assert found is not None
    assert found.relation is relation
    assert successors(code, section) == predecessors(code, section) == []


@pytest.mark.parametrize(
    ("code", "section", "relation"),
    [
        (Code.IPC, "302", Relation.SAME),
        (Code.IPC, "304A", Relation.CHANGED),
        (Code.IPC, "376(3)", Relation.SPLIT),
        (Code.IPC, "420", Relation.MERGED),
    ],
)
def test_a_successor_says_how_it_relates(code: Code, section: str, relation: Relation) -> None:
    assert [found.relation for found in successors(code, section)] == [relation]


@pytest.mark.parametrize("written", ["124A", " 124-A", "124 a", "124a", "१२४A", "0124A"])
def test_a_section_is_found_however_it_is_written(written: str) -> None:
    assert unmatched(Code.IPC, written) == unmatched(Code.IPC, "124A") is not None


@pytest.mark.parametrize(
    "section", ["", "999", "A", "302/34", "(1)", "302 and 34", "1" * 5000, "1" + "(a)" * 5000, "\u0000"]
)
def test_what_is_no_section_finds_nothing(section: str) -> None:
    assert (successors(Code.IPC, section), unmatched(Code.IPC, section)) == ([], None) or section.startswith("1(a)")


@given(st.sampled_from(list(Code)), st.text(max_size=30))
def test_any_text_can_be_asked_for(code: Code, section: str) -> None:
    assert not (successors(code, section) and predecessors(code, section))


def test_successor_and_predecessor_are_two_directions_of_one_row() -> None:
    for row in ROWS:
        if row["old_section"] and row["new_section"]:
            assert row["new_section"] in sections(successors(Code(row["old_code"]), row["old_section"]))
            back = sections(predecessors(Code(row["new_code"]), row["new_section"]))
            assert any(row["old_section"].startswith(section) for section in back)


def test_every_row_of_the_table_is_whole_and_no_row_stands_twice() -> None:
    assert all(row["source"] and row["relation"] in list(Relation) for row in ROWS)
    assert all(bool(row["old_section"]) == (row["relation"] != "new") for row in ROWS)
    assert all(bool(row["new_section"]) == (row["relation"] != "omitted") for row in ROWS)
    keys = [(row["old_code"], row["old_section"], row["new_section"]) for row in ROWS]
    assert len(keys) == len(set(keys))
    assert all(Code(row["old_code"]).counterpart == row["new_code"] for row in ROWS)


def test_rows_on_which_published_tables_differ_say_so() -> None:
    assert [found.source for found in successors(Code.IPC, "366A")] == ["Acts; tables agree"]
    assert [found.source for found in successors(Code.IPC, "495")] == ["Acts; tables differ (83)"]


@pytest.mark.parametrize(
    ("conduct", "proceeding", "expected"),
    [
        (BEFORE, BEFORE, (Code.IPC, Code.CRPC, Code.IEA)),
        (BEFORE, AFTER, (Code.IPC, Code.BNSS, Code.BSA)),
        (AFTER, AFTER, (Code.BNS, Code.BNSS, Code.BSA)),
        (AFTER, None, (Code.BNS, Code.BNSS, Code.BSA)),
        (None, BEFORE, (Code.IPC, Code.CRPC, Code.IEA)),
        (BEFORE, None, (Code.IPC, None, None)),
        (None, AFTER, (None, Code.BNSS, Code.BSA)),
        (None, None, (None, None, None)),
    ],
)
def test_the_dates_of_conduct_and_proceeding_choose_the_codes(
    conduct: date | None, proceeding: date | None, expected: tuple[Code | None, ...]
) -> None:
    chosen = governing(conduct, proceeding)
    assert (chosen.offence.code, chosen.procedure.code, chosen.evidence.code) == expected


@given(st.none() | st.dates(), st.none() | st.dates())
def test_a_choice_gives_its_rule_and_a_missing_date_is_asked_for(first: date | None, second: date | None) -> None:
    conduct, proceeding = sorted((first, second)) if first and second else (first, second)
    chosen = governing(conduct, proceeding)
    for choice in (chosen.offence, chosen.procedure, chosen.evidence):
        assert ("?" in choice.reason) == (choice.code is None)


def test_a_proceeding_older_than_the_conduct_is_refused() -> None:
    with pytest.raises(ValueError, match="before the conduct"):
        governing(AFTER, BEFORE)


def test_published_look_ups_are_answered(mappings: Path) -> None:
    rows = list(csv.DictReader((mappings / "lookups.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
    wrong = []
    for row in rows:
        code, section = Code(row["from_act"]), row["from_section"]
        found = predecessors(code, section) if code.is_new else successors(code, section)
        if not {one.split("(")[0] for one in sections(found)} & set(row["expected"].split(";")):
            wrong.append(row["query"])
    assert len(wrong) <= 0.01 * len(rows), wrong


def test_nothing_is_given_a_successor_that_has_none(mappings: Path) -> None:
    for row in csv.DictReader((mappings / "lookups_none.tsv").read_text("utf-8").splitlines(), delimiter="\t"):
        code = Code(row["from_act"])
        assert successors(code, row["from_section"]) == predecessors(code, row["from_section"]) == []
