"""What a person types is understood, and is never an error."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legalindia.search.query import MOST_WORDS, PROSE, WORDS_LEAD, parse


@given(st.text(max_size=300))
def test_no_text_is_an_error(typed: str) -> None:
    query = parse(typed)

    assert len(query.wording.words) <= MOST_WORDS
    assert all(word.strip() for word in query.wording.words)


@given(st.text(alphabet='"-*() :^ANDORNEARabc', max_size=60))
def test_no_mixture_of_signs_is_an_error(typed: str) -> None:
    wording = parse(typed).wording

    for part in [*wording.phrases, *wording.excluded]:
        assert all(word.isalnum() for word in part)


def test_plain_words_leave_out_those_that_say_nothing() -> None:
    assert parse("what is the monthly rent of the villa").wording.words == ("monthli", "rent", "villa")


def test_a_query_of_such_words_only_is_still_looked_for() -> None:
    assert parse("to be or not to be").wording.words


def test_quotation_marks_of_every_kind_make_a_phrase() -> None:
    for typed in ('"security deposit"', "“security deposit”", "„security deposit“"):
        assert parse(typed).wording.phrases == (("secur", "deposit"),)


def test_a_mark_that_is_not_closed_is_just_a_sign() -> None:
    assert parse('"security deposit').wording.words == ("secur", "deposit")


def test_a_minus_leaves_out_a_word_or_a_phrase() -> None:
    wording = parse('rent -villa -"security deposit"').wording

    assert wording.words == ("rent",)
    assert wording.excluded == (("villa",), ("secur", "deposit"))


def test_a_hyphen_inside_a_word_is_no_minus() -> None:
    assert parse("lock-in").wording.excluded == ()


def test_a_star_asks_for_a_beginning() -> None:
    query = parse("negotia*")

    assert query.beginnings == ("negotia",)
    assert "negotia".startswith(query.wording.prefixes[0])


def test_hindi_numbers_and_phrases_are_led_by_their_words_and_prose_by_its_meaning() -> None:
    assert parse("मासिक किराया कितना है").lexical_weight == WORDS_LEAD
    assert parse('"monthly rent"').lexical_weight == WORDS_LEAD
    assert parse("may the landlord end the lease early").lexical_weight == PROSE
    assert parse("section 106").lexical_weight > PROSE


def test_only_exclusions_ask_for_nothing() -> None:
    assert parse("-villa").is_empty
    assert parse("   ").is_empty


def test_an_old_section_is_looked_for_under_its_new_number_and_never_under_the_same() -> None:
    query = parse("punishment under section 302 IPC")

    assert [one.label for one in query.also] == ["section 103(1) BNS, for 302 IPC"]
    assert {"302", "ipc", "103", "sanhita"} <= set(query.wording.words)


def test_a_new_section_is_looked_for_under_its_old_number() -> None:
    assert [one.label for one in parse("528 BNSS").also] == ["section 482 CrPC, for 528 BNSS"]


def test_a_case_number_is_no_section() -> None:
    assert parse("O.S. 302/2023").also == ()


def test_a_pasted_sentence_is_a_run_of_words_and_a_few_words_are_none() -> None:
    assert parse("the suit was decreed with costs on Monday").run[:3] == ("the", "suit", "wa")
    assert parse("suit decreed").run == ()
    assert parse('the suit was decreed "with costs" on Monday').run == ()
