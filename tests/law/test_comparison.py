"""A quotation held against its source: what a lawyer or a scan may do to it, and what nobody may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.comparison import Verdict, compare
from legalindia.law.originals import Original
from legalindia.law.pieces import probes

HEAD = "Asha Rao vs State Of Kerala on 4 March, 1987\n"
FIRST = (
    HEAD + "1. The procedure established by law must be fair, just and inter-\nvention by the State is not able to "
    "prevail\nover it. A sum of Rs. 1,50,000 was paid at 10.5 per cent. to Menon and Ors.1 on the day of\n"
    "E the hearing, and the modern citizen may travel abroad without let.\n7. No person shall be denied\n"
)
SECOND = HEAD + "equality before the law, be he citizen or stranger, \ufb01nally and for ever.\nPage 2 of 3\n"
THIRD = HEAD + "The appeal is dismissed.\n"
SOURCE = Original([FIRST, SECOND, THIRD])


@pytest.mark.parametrize(
    "quotation",
    [
        "The procedure established by law must be fair, just",
        "the procedure established by law must be fair – just",
        "[t]he procedure established by law must be “fair, just”",
        "must be fair, just and intervention by the State is not able to prevail over it",
        "The procedure … must be fair, just and intervention by the State",
        "The procedure . . . must be fair ... by the State is not able to prevail",
        "The procedure established by law * * * is not able to prevail over it",
        "The procedure [under the Act] must be fair, just and intervention [of the Union] is not able to prevail",
        "The procedure established by law must be fair (emphasis supplied), just and intervention by the State",
        "A sum of Rs.1,50,000 was paid at 10.5 per cent to Menon and Ors. on the day of the hearing",
        "A sum of Rs. 150000 was paid at 10.5 per cent to Menon",
        "on the day of the hearing, and the modern citizen may travel abroad",
        "and the modem citizen may travel abroad without let",
        "No person shall be denied equality before the law, be he citizen or stranger",
        "7. No person shall be denied equality before the law",
        "be he citizen or stranger, finally and for ever",
        "may travel abroad without let. No person shall be denied equality before the law",
    ],
)
def test_what_lawyers_and_scans_do_to_a_quotation_leaves_it_verbatim(quotation: str) -> None:
    assert compare(quotation, SOURCE).verdict is Verdict.VERBATIM


@pytest.mark.parametrize(
    ("quotation", "difference"),
    [
        ("The procedure prescribed by law must be fair, just", "[-prescribed-] {+established+}"),
        ("intervention by the State is able to prevail over it", "{+not+}"),
        ("No person shall not be denied equality before the law", "[-not-]"),
        ("The procedure established by law must [not] be fair, just and intervention by the State", "[-not-]"),
        ("A sum of Rs. 1,60,000 was paid at 10.5 per cent to Menon", "[-1,60,000-] {+1,50,000+}"),
        ("A sum of Rs. 1,50,000 was paid at 105 per cent to Menon and Ors.", "[-105-] {+10.5+}"),
        ("intervention by the State is notable to prevail over it", "[-notable-]"),
        ("No person shall be denied equality before the law, be he citizen", None),
    ],
)
def test_a_changed_word_number_or_not_alters_it_and_is_shown(quotation: str, difference: str | None) -> None:
    found = compare(quotation, SOURCE)

    assert found.verdict is (Verdict.ALTERED if difference else Verdict.VERBATIM)
    assert difference is None or difference in (found.difference or "")


def test_an_ellipsis_over_more_than_a_paragraph_says_what_it_leaves_out() -> None:
    between = " ".join(f"word{number}" for number in range(300))
    far = Original([f"The accused was present at the gate. {between} He is guilty of murder."])
    found = compare("The accused was present … guilty of murder", far)

    assert found.verdict is Verdict.VERBATIM
    assert found.left_out > 300
    assert f"{{+[{found.left_out} words left out]+}}" in (found.difference or "")


def test_an_ellipsis_takes_the_words_that_stand_closest_together() -> None:
    between = " ".join(f"word{number}" for number in range(300))
    near = Original([f"The accused was present. {between} The accused was present and is guilty of murder."])
    found = compare("The accused was present … guilty of murder", near)

    assert (found.left_out, found.difference) == (0, None)


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("interest of 12% to Rao & Sons of Goa", Verdict.VERBATIM),
        ("interest of 12 per cent. to Rao and Sons of Goa", Verdict.VERBATIM),
        ("interest of 12% to Rao Sons of Goa", Verdict.ALTERED),
        ("interest of 12 to Rao & Sons of Goa", Verdict.ALTERED),
    ],
)
def test_a_sign_that_stands_for_a_word_is_one(quotation: str, verdict: Verdict) -> None:
    original = Original(["He was to pay interest of 12% to Rao & Sons of Goa within a month."])

    assert compare(quotation, original).verdict is verdict


def test_a_remark_may_be_the_judgment_s_own() -> None:
    original = Original(["He was to pay a penal rent on his posting (emphasis ours) to such a place as this."])

    assert compare("a penal rent on his posting (emphasis ours) to such a place", original).verdict is Verdict.VERBATIM
    assert compare("a penal rent [emphasis supplied] on his posting", original).verdict is Verdict.VERBATIM


def test_words_that_stand_nowhere_are_not_found() -> None:
    found = compare("The moon is a harsh mistress and the tides obey her alone", SOURCE)

    assert found.verdict is Verdict.NOT_FOUND
    assert found.place is None


def test_the_place_is_where_the_words_are_printed() -> None:
    place = compare("is not able to prevail over it", SOURCE).place

    assert place is not None
    assert FIRST[place.start : place.end] == "is not able to prevail\nover it"


def test_a_letter_that_a_scan_may_have_misread_is_said_to_be_that() -> None:
    found = compare("and the modern citizen may travel abroed without let", SOURCE)

    assert found.verdict is Verdict.ALTERED
    assert found.is_perhaps_misread


def test_a_library_can_be_searched_by_runs_of_a_long_quotation() -> None:
    runs = probes("The procedure established by law must be … A sum of Rs. 1,50,000 was paid at 10.5 per cent.")

    assert runs
    assert all("…" not in run for run in runs)


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_whatever_is_compared_with_whatever_there_is_an_answer(quotation: str, pages: list[str]) -> None:
    original = Original(pages)
    found = compare(quotation, original)

    assert 0 <= found.similarity <= 1
    assert (found.place is None) == (found.verdict is Verdict.NOT_FOUND)
    if found.place is not None:
        assert original.text(found.place)


@given(
    st.lists(st.sampled_from("law may shall not the of section 302 fair just".split()), min_size=8, max_size=60),
    st.data(),
)
def test_every_stretch_of_a_text_is_verbatim_in_it(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 4))
    last = data.draw(st.integers(first + 4, len(words)))

    assert compare(" ".join(words[first:last]), Original([" ".join(words)])).verdict is Verdict.VERBATIM


@given(st.integers(5, 40), st.data())
def test_a_word_put_into_a_stretch_is_never_verbatim(length: int, data: st.DataObject) -> None:
    words = [f"w{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}" for number in range(length)]
    at = data.draw(st.integers(1, length - 1))
    altered = [*words[:at], "never", *words[at:]]

    assert compare(" ".join(altered), Original([" ".join(words)])).verdict is not Verdict.VERBATIM


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("these were [very] material alterations of the deed", Verdict.ALTERED),
        ("these were [never] material alterations of the deed", Verdict.ALTERED),
        ("these were [not] material alterations of the deed", Verdict.VERBATIM),
        ("these [marks] were not material alterations of the deed", Verdict.VERBATIM),
        ("held that ... and the suit was dismissed with costs", Verdict.VERBATIM),
    ],
)
def test_a_bracket_takes_no_denial_away(quotation: str, verdict: Verdict) -> None:
    said = "It was held that these were not material alterations of the deed, and the suit was dismissed with costs."

    assert compare(quotation, Original([said])).verdict is verdict
