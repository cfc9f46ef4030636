"""Quotations in a draft, and the authority each of them points to."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.citations import find_authorities
from legalindia.law.grammar.spans import Span
from legalindia.law.quotations import Quotation, find_quotations, point

CASE = "Asha Rao v. State of Kerala, (1987) 2 SCC 12"


def mentions_in(text: str) -> list[Span]:
    return [Span(each.start, each.end) for each in find_authorities(text)]


def found_in(text: str) -> list[Quotation]:
    return find_quotations(text, mentions=mentions_in(text))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('held that "the law must be fair and just".', "the law must be fair and just"),
        ("held that “the law must be fair and just”.", "the law must be fair and just"),
        ("held that ‘the law must be fair and just’.", "the law must be fair and just"),
        ("held that 'the law mustn't be fair and just'.", "the law mustn't be fair and just"),
        ("held that “the word ‘fair’ must be read as ‘just’ here”.", "the word ‘fair’ must be read as ‘just’ here"),
        ("held that ‘the plaintiffs’ claim fails in every way’.", "the plaintiffs’ claim fails in every way"),
        ("“1. The first of them.\n\n“2. And the last of them.”", "1. The first of them.\n\n“2. And the last of them."),
    ],
)
def test_a_quotation_is_found_between_whatever_marks(text: str, quoted: str) -> None:
    assert [each.text for each in found_in(text)] == [quoted]


@pytest.mark.parametrize(
    "text",
    [
        'the Petitioner (hereinafter referred to as "the Petitioner Company of Kerala")',
        'the "Suit Property" and the "Agreement to Sell"',
        "The plaintiffs' case isn't that of the defendants' at all.",
        "6' 2\" tall and 5' 3\" wide it was",
    ],
)
def test_a_term_or_an_apostrophe_is_no_quotation(text: str) -> None:
    assert found_in(text) == []


def test_a_paragraph_led_in_by_an_authority_is_a_quotation_without_marks() -> None:
    text = (
        f"In {CASE} it was held as under:\n\n    7. The law must be fair.\n\n    8. And just.\n\nHence this petition."
    )
    (block,) = found_in(text)

    assert block.is_block
    assert block.text == "7. The law must be fair.\n\n    8. And just."


def test_the_line_below_a_block_says_whose_it_is_and_is_no_part_of_it() -> None:
    text = f"In {CASE} it was held:\n\n    The law must be fair.\n    — Asha Rao, para 7\n\nHence this petition."
    (block,) = found_in(text)

    assert block.text == "The law must be fair."


@pytest.mark.parametrize(
    ("text", "is_certain"),
    [
        (f'In {CASE}, para 7, this Court held: "the law must be fair and just".', True),
        (f'It is settled that "the law must be fair and just" [{CASE}].', True),
        (f'It is settled that "the law must be fair and just" (see {CASE}).', True),
        (f'"The law must be fair and just"\n— {CASE}, para 7', True),
        (f'"The law must be fair and just."\n\n               — {CASE}', True),
        (f'"The law must be fair and just"\n    - {CASE}', True),
        (f'"The law must be fair and just"\n— per Rao, C.J., in {CASE}', True),
        (f'"The law must be fair and just"\nSource: {CASE}', True),
        (f'"The law must be fair and just"\nPara 7, {CASE}', True),
        (f'"The law must be fair and just" as was held in {CASE}', True),
        (f'The principle that "the law must be fair and just" is settled by {CASE}', True),
        (f'"The law must be fair and just", this Court held in {CASE}', True),
        (f'"The law must be fair and just", {CASE}', True),
        (f'"The law must be fair and just" (emphasis supplied) [{CASE}]', True),
        (f'"The law must be fair and just".1 ({CASE})', True),
        (
            f'In {CASE}, {"after a long line of authority, " * 6} it was pleased to hold that "the law must be just"',
            True,
        ),
        (f'"The law must be fair and just". Reliance is placed on {CASE}', False),
        (f'"The law must be fair and just" and the plaintiff went home with {CASE}', False),
        (f'"The law must be fair and just"\n          {CASE}', False),
        (f'"The law must be fair and just"\n\n- {CASE}\n- AIR 1981 SC 77', False),
        (f'We rely on {CASE}. It was held that "the law must be fair and just".', True),
        (f'We rely on {CASE}. The reply says otherwise. The notice said "the goods must be paid for now".', False),
    ],
)
def test_a_quotation_points_to_the_authority_beside_it(text: str, is_certain: bool) -> None:
    (quotation,) = found_in(text)
    pointing = point(text, quotation, mentions_in(text))

    assert any(each.is_certain for each in pointing) == is_certain


def test_words_that_one_case_is_led_in_with_are_not_another_s_that_repeats_them() -> None:
    text = f'In Mohan Lal v. State of Bihar, (1990) 1 SCC 5 it was held that "the law must be just", as reiterated in {CASE}.'
    (quotation,) = found_in(text)
    mentions = mentions_in(text)
    certain = [each for each in point(text, quotation, mentions) if each.is_certain]

    assert [text[mentions[each.mention].start :].partition(" v.")[0] for each in certain] == ["Mohan Lal"]


@pytest.mark.parametrize(
    ("led_in", "is_open"),
    [("Somebody said there and then", True), ("The notice of the respondent said", False), ("PW 2 deposed", False)],
)
def test_the_words_of_a_paper_of_the_case_are_no_authority_s(led_in: str, is_open: bool) -> None:
    text = f'We rely on {CASE}. The facts are others. {led_in}. "the goods must be paid for now".'
    text = text.replace('. "the', ': "the')
    (quotation,) = found_in(text)
    (pointing,) = point(text, quotation, mentions_in(text))

    assert (pointing.is_certain, pointing.is_open) == (False, is_open)


def test_the_citation_in_brackets_behind_it_is_meant_and_not_the_one_before() -> None:
    text = f'In Mohan Lal v. State of Bihar, (1990) 1 SCC 5 it was held that "the law must be fair and just" [{CASE}].'
    (quotation,) = found_in(text)
    mentions = mentions_in(text)
    (pointing,) = point(text, quotation, mentions)

    assert text[mentions[pointing.mention].start :].startswith("Asha Rao")


@given(st.text(alphabet="ab “”‘’\"'\n:.[]()1 ", max_size=300))
def test_quotations_lie_in_the_text_in_order(text: str) -> None:
    found = find_quotations(text)

    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
