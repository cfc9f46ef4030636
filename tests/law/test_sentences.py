"""Sentences and passages of Indian legal texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.sentences import Span, pack, sentences

PIECES = st.sampled_from(
    (
        *("The plaintiff", "paid", "Rs.", "5,000.50", "No.", "v.", "A.", "K.", "12.", "(a)", "I.P.C.", "वह गया"),
        *("ORDER", "FACTS OF THE CASE", ". ", "?", "!", "।", "॥", ";", ",", '"', ")"),
        *(" ", "\n", "\n\n", "\r\n", "\u00a0", "\x0c", "\u2028"),
    )
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=120).map("".join), st.lists(PIECES).map(" ".join))


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def passages(text: str, size: int = 900, limit: int = 1200) -> list[str]:
    return [text[span.start : span.end] for span in pack(text, size=size, limit=limit)]


def covered(spans: list[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


@pytest.mark.parametrize(
    "sentence",
    [
        "He paid Rs. 5,000.50 as rent.",
        "Suit No. 12 and Nos. 14 to 16 were tried together.",
        "It was held in Ram Lal v. The State and in Sita vs. Gita that notice is needed.",
        "Under S. 106 read with Sec. 108 and Art. 14 it fails.",
        "O.S. No. 442 of 2020 and Crl.A. 17 of 2021 are listed.",
        "Hon'ble Mr. Justice Rao and Dr. Iyer and Smt. Kamala and Shri. Das sat.",
        "Goods came from M/s. Asha Traders Pvt. Ltd. Mumbai and from Sons & Co. Delhi.",
        "See A.I.R. 1950 S.C. 27 and (1978) 1 S.C.C. 248, i.e. two cases, viz. these.",
        "A. K. Gopalan and K.S. Puttaswamy and M. C. Mehta came.",
        "The rule (i) binds the tenant and (a) the landlord.",
        "The rate is 7.5 per cent. per annum.",
        "The notice was dt. 5. 3. 2024 and was served.",
        "He said nothing . . . and left.",
        "डॉ. के. एस. राव ने रु. 500 दिए।",
    ],
)
def test_a_full_stop_that_ends_no_sentence_does_not_cut(sentence: str) -> None:
    assert cut(f"It began. {sentence} It ended.") == ["It began.", sentence, "It ended."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it so? It is! Good.", ["Is it so?", "It is!", "Good."]),
        ("वह गया। फिर आया॥अंत", ["वह गया।", "फिर आया॥", "अंत"]),
        ("वह गया था. फिर आया.", ["वह गया था.", "फिर आया."]),
        ("First line\n\nsecond line", ["First line", "second line"]),
        ("First line\r\n \r\nsecond line", ["First line", "second line"]),
        ("12. The plaintiff sues. He paid.", ["12. The plaintiff sues.", "He paid."]),
        ("he paid\n13. The defendant", ["he paid", "13. The defendant"]),
        ("he paid\n2.1 The defendant", ["he paid", "2.1 The defendant"]),
        ("ORDER\nThe suit is decreed", ["ORDER", "The suit is decreed"]),
        ("The court said so.\nFACTS OF THE CASE\nHe paid", ["The court said so.", "FACTS OF THE CASE", "He paid"]),
        ("He was tried under the I.P.C. The appeal fails.", ["He was tried under the I.P.C.", "The appeal fails."]),
        ("He was tried under the I. P. C. The appeal fails.", ["He was tried under the I. P. C.", "The appeal fails."]),
        ('He said "I paid." She did not.', ['He said "I paid."', "She did not."]),
        ("It was in 1999. 13 men came.", ["It was in 1999.", "13 men came."]),
    ],
)
def test_a_sentence_ends_where_a_lawyer_would_end_it(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_line_broken_by_a_pdf_does_not_cut() -> None:
    assert cut("the plaintiff is\nthe owner of\r\nthe house") == ["the plaintiff is\nthe owner of\r\nthe house"]


def test_a_number_that_was_only_wrapped_to_the_next_line_opens_no_paragraph() -> None:
    assert cut("he relied on section\n12. The rule is old.")[0] == "he relied on section\n12."


def test_capitals_in_the_middle_of_a_wrapped_sentence_are_no_heading() -> None:
    assert len(cut("he relied upon\nAIR 1962 PATNA 305\nand lost")) == 1


@given(TEXTS)
def test_sentences_cover_everything_but_the_white_space_between(text: str) -> None:
    assert covered(sentences(text)) >= {at for at, character in enumerate(text) if not character.isspace()}


@given(TEXTS)
def test_sentences_are_in_order_apart_and_never_blank_at_an_end(text: str) -> None:
    spans = sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


@given(TEXTS, st.integers(1, 60), st.integers(0, 60))
def test_passages_keep_to_their_limit_and_lose_nothing(text: str, size: int, more: int) -> None:
    spans = pack(text, size=size, limit=size + more)
    assert all(0 < span.end - span.start <= size + more for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in spans)
    assert covered(spans) >= {at for at, character in enumerate(text) if not character.isspace()}


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_a_passage_ends_with_a_sentence_when_no_sentence_is_too_long(lengths: list[int]) -> None:
    text = " ".join("Word" + " word" * length + "." for length in lengths)
    assert all(passage.endswith(".") for passage in passages(text, 200, 300))


def test_a_passage_past_most_of_its_size_ends_before_the_next_paragraph() -> None:
    first, second = "The plaintiff sued. " * 4, "The defendant denied. " * 4
    assert passages(f"{first}\n\n{second}", 120, 200) == [first.strip(), second.strip()]


def test_a_heading_stays_with_what_it_heads() -> None:
    text = "The plaintiff sued. " * 4 + "\n\nFACTS OF THE CASE\n\n" + "The defendant denied. " * 4
    assert passages(text, 120, 200)[1].startswith("FACTS OF THE CASE")


def test_an_overlong_sentence_is_cut_at_a_clause() -> None:
    text = "that the rent of Rs. 5,000 was due" + "; that the rent of Rs. 5,000 was due" * 9
    assert all(passage.endswith((";", "due")) for passage in passages(text, 80, 120))


def test_a_word_longer_than_the_limit_is_cut_at_the_limit() -> None:
    assert [len(passage) for passage in passages("x" * 250, 80, 100)] == [100, 100, 50]


@pytest.mark.parametrize(("size", "limit"), [(0, 10), (11, 10)])
def test_a_size_that_cannot_be_kept_is_refused(size: int, limit: int) -> None:
    with pytest.raises(ValueError, match="size"):
        pack("text", size=size, limit=limit)


@pytest.mark.parametrize(
    "part", [".", " ", "\n", "1. ", "A.", "AB\n", "(", "x", "।", '."', "Rs. ", "1.1.1 ", "।)", "\r\n1. A"]
)
def test_a_hostile_text_is_cut_all_the_same(part: str) -> None:
    text = part * (200_000 // len(part))
    assert len(covered(sentences(text))) >= len("".join(text.split()))
