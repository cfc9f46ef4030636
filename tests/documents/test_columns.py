"""Two columns are read one after the other, in whatever order they were drawn; a table is read row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legalindia.documents.reading.columns import Box, drawn_across
from legalindia.documents.reading.reader import layout
from tests.documents.samples import PDF, column_lines, put, text_of, two_column_pdf

DEED = (
    "This deed of sale is made at Bengaluru between the vendor and the purchaser, who are named in the schedule below "
    "and who have agreed that the house shall be sold, free from all encumbrances, for the price that is set out here. "
)
ORDER = (
    "The learned counsel for the petitioner submits that the notice was not served upon him in the manner which the "
    "rules demand, and that the order made without hearing him cannot stand; the respondent says that it was served. "
)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("lines", [(40, 40), (40, 25), (25, 40)])
def test_two_columns_read_the_same_in_whatever_order_they_were_drawn(
    tmp_path: Path, lines: tuple[int, int], turned: int
) -> None:
    left, right = column_lines(DEED * 9, 230)[: lines[0]], column_lines(ORDER * 9, 230)[: lines[1]]
    texts = [
        text_of(put(tmp_path, two_column_pdf(left, right, across=across, turned=turned)), PDF)
        for across in (True, False)
    ]

    assert texts[0] == texts[1]
    assert texts[0].split("\n") == ["IN THE HIGH COURT OF KARNATAKA AT BENGALURU", *left, *right, "- 7 -"]


@pytest.mark.parametrize("justified", [False, True])
def test_columns_of_a_page_that_has_nothing_else_are_read_one_after_the_other(tmp_path: Path, justified: bool) -> None:
    left, right = column_lines(DEED * 9, 230)[:40], column_lines(ORDER * 9, 230)[:40]
    made = two_column_pdf(left, right, across=True, heading=False, justified=justified)
    path = put(tmp_path, made)

    assert text_of(path, PDF).split() == " ".join([*left, *right]).split()
    assert layout(path, PDF, 1).text == text_of(path, PDF)


def test_a_table_of_many_columns_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [f"{n} Suit {n} of 2024 {n}th May 2024 Court Hall {n % 7}" for n in range(10, 40)]
    text = text_of(put(tmp_path, two_column_pdf(rows, rows, across=True, justified=True)), PDF)

    assert [line.split() for line in text.split("\n")[1:-1]] == [f"{row} {row}".split() for row in rows]


def test_the_words_of_two_columns_stand_where_they_are_seen(tmp_path: Path) -> None:
    left, right = column_lines(DEED * 9, 230)[:30], column_lines(ORDER * 9, 230)[:30]
    path = put(tmp_path, two_column_pdf(left, right, across=True))
    laid = layout(path, PDF, 1)
    places = {laid.text[word.start : word.end]: word.left for word in laid.words}

    assert laid.text == text_of(path, PDF)
    assert "".join(laid.text[word.start : word.end] for word in laid.words) == "".join(laid.text.split())
    assert places["encumbrances,"] < 0.5 < places["petitioner"]


def test_a_word_that_is_cut_at_the_end_of_a_columns_line_is_whole(tmp_path: Path) -> None:
    left, right = column_lines(DEED * 9, 230)[:20], column_lines(ORDER * 9, 230)[:20]
    left[4:6] = [
        "that the purchaser shall pay the whole consider-",
        "ation before the possession is handed over to him",
    ]
    right[8:10] = [
        "and that the rent which is due for the month of Febru-",
        "ary has not been tendered by the tenant, nor sent",
    ]
    text = text_of(put(tmp_path, two_column_pdf(left, right, across=True)), PDF)

    assert "the whole consideration before" in text
    assert "the month of February has" in text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # Dates and what happened on them.
        ([f"{day}.01.2024" for day in range(1, 31)], column_lines(ORDER * 9, 230)[:30]),
        # Names, of which hardly one fills its column.
        ([f"Petitioner {number}" for number in range(30)], [f"Respondent {number}" for number in range(30)]),
        # Figures in long rows.
        (["1,20,000 2,40,000 3,60,000 4,80,000 6,00,000 7,20,000"] * 30, ["9,60,000 8,40,000 7,20,000 6,00,000"] * 30),
        # Too few rows to be columns.
        (column_lines(DEED * 9, 230)[:6], column_lines(ORDER * 9, 230)[:6]),
    ],
)
def test_a_table_is_read_row_by_row(tmp_path: Path, left: list[str], right: list[str]) -> None:
    text = text_of(put(tmp_path, two_column_pdf(left, right, across=True)), PDF)

    assert [line.split() for line in text.split("\n")[1:-1]] == [
        f"{one} {other}".split() for one, other in zip(left, right, strict=True)
    ]


_MEASURES = st.floats(-2000, 2000, allow_nan=False)


@given(st.lists(st.tuples(_MEASURES, _MEASURES, _MEASURES, _MEASURES), min_size=16, max_size=60))
def test_boxes_that_no_page_has_break_nothing(places: list[tuple[float, float, float, float]]) -> None:
    found = drawn_across([Box(*place) for place in places], 595)

    assert found is None or found.top <= found.bottom


_LINES = st.lists(st.sampled_from((DEED + ORDER).split()), min_size=200, max_size=400)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(left=_LINES, right=_LINES)
def test_whatever_the_columns_say_no_word_is_lost_or_changed(tmp_path: Path, left: list[str], right: list[str]) -> None:
    columns = [column_lines(" ".join(words), 230)[:48] for words in (left, right)]
    path = put(tmp_path, two_column_pdf(columns[0], columns[1], across=True))
    laid = layout(path, PDF, 1)

    assert laid.text == text_of(path, PDF)
    assert laid.text.split("\n") == ["IN THE HIGH COURT OF KARNATAKA AT BENGALURU", *columns[0], *columns[1], "- 7 -"]
