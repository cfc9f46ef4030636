"""The numbered paragraphs of a judgment, and the numbers in it that are none of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.paragraphs import Paragraphs

PAGES = [
    "J U D G M E N T\nLeave granted.\n2. The facts are few. In Rao it was held:\n“20. The law is one thing.\n"
    "21. The facts another.”\n3. We agree with that.\n4. The sum was paid on\n1986. It was\n5. small.",
    "6. The appeal fails.\n7. No costs.\n",
]


def test_its_own_paragraphs_are_there_and_those_it_quotes_are_not() -> None:
    paragraphs = Paragraphs(PAGES)

    assert paragraphs.last == 7
    assert [paragraphs.has(number) for number in (1, 2, 7)] == [True, True, True]
    assert [paragraphs.has(number) for number in (0, 8, 950)] == [False, False, False]


def test_a_number_that_stands_in_a_passage_it_quotes_is_not_said_to_be_there() -> None:
    assert Paragraphs(PAGES).has(20) is not True


def test_a_place_lies_in_its_paragraph_and_in_no_other() -> None:
    paragraphs = Paragraphs(PAGES)
    place = PAGES[0].index("We agree")

    assert paragraphs.lies_in(3, 1, place)
    assert not paragraphs.lies_in(2, 1, place)
    assert not paragraphs.lies_in(4, 1, place)
    assert paragraphs.number_at(1, place) == 3


def test_words_before_the_first_number_are_the_first_paragraph() -> None:
    assert Paragraphs(PAGES).lies_in(1, 1, PAGES[0].index("Leave granted"))


def test_where_paragraphs_bear_no_numbers_only_an_impossible_one_is_denied() -> None:
    plain = Paragraphs(["The facts are few. The law is one thing. The appeal fails. " * 5])

    assert plain.has(3) is None
    assert plain.has(400) is False


def test_three_points_of_a_headnote_are_not_the_numbering_of_a_judgment() -> None:
    long = "The facts were disputed at great length by counsel on both sides of the bar. " * 300

    assert Paragraphs([f"1. One.\n2. Two.\n3. Three.\n{long}"]).has(9) is None


@given(st.lists(st.text(alphabet="1234567890.()\n abcA", max_size=200), max_size=3), st.integers(-1, 2000))
def test_every_text_has_an_answer_for_every_number(pages: list[str], number: int) -> None:
    paragraphs = Paragraphs(pages)

    assert paragraphs.has(number) in {True, False, None}
    assert paragraphs.place(number) is None or number <= paragraphs.last


def test_what_is_numbered_inside_a_paragraph_is_found_there_alone() -> None:
    paper = Paragraphs(
        ["1. Leave granted.\n2. There are two points: (i) one and (ii) two.\n2.1 The first.\n3. Dismissed."]
    )

    assert paper.has_part(2, ".1")
    assert paper.has_part(2, "(ii)")
    assert not paper.has_part(2, ".2")
    assert not paper.has_part(2, "(iii)")
    assert not paper.has_part(3, "(i)")
