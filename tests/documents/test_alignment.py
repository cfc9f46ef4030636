"""Which words of one text stand in another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legalindia.documents.alignment import align
from legalindia.documents.prints import pages_in_print, places_in_print

TEXTS = st.lists(st.sampled_from("the rent of a lease is due on each fifth day".split()), max_size=60)


@given(TEXTS, TEXTS)
def test_what_is_matched_is_the_same_in_both_and_in_the_order_of_both(one: list[str], other: list[str]) -> None:
    before = (0, 0)
    for match in align(one, other):
        assert one[match.first : match.first + match.length] == other[match.second : match.second + match.length]
        assert match.first >= before[0]
        assert match.second >= before[1]
        before = (match.first + match.length, match.second + match.length)


@given(TEXTS)
def test_a_text_is_wholly_found_in_itself(text: list[str]) -> None:
    assert sum(match.length for match in align(text, text)) == len(text)


def test_a_word_put_in_leaves_the_others_matched() -> None:
    one, other = "the rent is due on the fifth".split(), "the monthly rent is due on the fifth".split()

    assert [tuple(match) for match in align(one, other)] == [(0, 0, 1), (1, 2, 6)]


def test_a_page_is_shown_by_the_pages_in_print_that_hold_its_words() -> None:
    pages = ["Lease deed made at Bengaluru. The rent is due on the fifth day.", "The lessee keeps the villa in repair."]
    printed = [
        "Lease deed made at Bengaluru. 1",
        "The rent is due on the fifth day. The lessee keeps 2",
        "the villa in repair. 3",
    ]

    assert pages_in_print(pages, printed) == [[1, 2], [2, 3]]


def test_a_page_whose_words_are_not_in_print_stands_where_the_one_before_it_ends() -> None:
    assert pages_in_print(["The rent is due.", "\u0915", "on the fifth"], ["The rent is due", "on the fifth"]) == [
        [1, 1],
        [1, 1],
        [2, 2],
    ]


def test_a_passage_that_goes_over_to_the_next_page_in_print_is_marked_on_both() -> None:
    text = "Clause 9. The rent is due on the fifth day of each month."
    printed = [["Clause", "9.", "The", "rent", "is"], ["due", "on", "the", "fifth", "day", "of", "each", "month."]]
    start, end = text.index("rent"), text.index(" of each")

    assert places_in_print(text, start, end, printed) == [(0, 3), (0, 4), (1, 0), (1, 1), (1, 2), (1, 3), (1, 4)]
