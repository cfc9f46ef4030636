"""Sections of the criminal codes in a text, each with what stands in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.counterparts import code_mentions, mentions_within, section_cited


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("under Sections 302 and 34 IPC", {"302 IPC": "103(1) BNS", "34 IPC": "3(5) BNS"}),
        ("section 482 CrPC and section 528 BNSS", {"482 CrPC": "528 BNSS", "528 BNSS": "482 CrPC"}),
        ("section 23 BSA and section 125 BNS", {"23 BSA": "25, 26, 27 IEA", "125 BNS": "336, 337, 338 IPC"}),
        ("section 376 IPC", {"376 IPC": "63, 64(1), 64(2), 65(1), 66 BNS"}),
        ("section 2 BNS", {"2 BNS": "8, 9, 10, 11, 12, 17, 19, 20, 21, 22 and 24 more IPC"}),
        ("section 124A IPC", {"124A IPC": "no section of the BNS"}),
        ("धारा 302 भा.द.सं.", {"302 IPC": "103(1) BNS"}),
        ("section 302 of the said Act, and O.S. 442/2023", {}),
    ],
)
def test_a_section_is_answered_by_its_counterpart_in_the_other_code(text: str, answers: dict[str, str]) -> None:
    assert {mention.named: mention.answer for mention in code_mentions(text)} == answers


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("punished under section 302 or section 304", ["302 IPC", "304 IPC"]),
        ("an offence under section 3 of the said Act", []),
        ("an offence under section 3 of the Opium Act, 1878, or section 5", []),
        ("nothing of the kind", []),
    ],
)
def test_a_number_alone_inside_a_code_is_of_that_code(text: str, named: list[str]) -> None:
    own = section_cited("Indian Penal Code, 1860 s 75")

    assert own is not None
    assert [mention.named for mention in mentions_within(text, own)] == named


def test_a_section_that_was_omitted_says_so_and_names_no_successor() -> None:
    (mention,) = code_mentions("sedition, section 124A IPC")

    assert mention.counterparts == ()
    assert mention.notes[0] == "Omitted."


def test_a_section_reaches_to_the_end_of_its_codes_name_where_that_follows() -> None:
    text = "Sections 302 and 34 IPC, and section 65B of the Indian Evidence Act, 1872."

    assert [text[mention.start : mention.end] for mention in code_mentions(text)] == [
        "302",
        "34 IPC",
        "65B of the Indian Evidence Act, 1872",
    ]


def test_the_number_of_a_paragraph_is_no_section_of_the_act_that_ends_the_line_above() -> None:
    assert [mention.named for mention in code_mentions("tried under section 302 IPC.\n3. The accused")] == ["302 IPC"]


@given(st.text(alphabet=st.sampled_from("302 34 IPC BNS CrPC section (), \n"), max_size=200))
def test_a_mention_lies_in_its_text_and_has_an_answer(text: str) -> None:
    for mention in code_mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.answer
