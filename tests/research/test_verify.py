"""What becomes a statement: the one gate, attacked with whatever a rule or a model might propose."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.research import verify as gate
from legalindia.research.models import Support
from legalindia.research.verify import Claim, PageOnRecord, Place, verify

PAPERS = [uuid.UUID(int=number) for number in range(1, 4)]
UNSEEN = uuid.UUID(int=99)
TEXTS = (
    "Section 106 of the Transfer of Property Act, 1882 wants fifteen days' notice. The rent is Rs. 85,000.",
    "In Rangappa v. Sri Mohan, (2010) 11 SCC 441 the presumption was explained. धारा 138 लागू है।",
    "The lease ended on 31 May 2024. The tenant stayed on.",
)
RECORD = {
    (paper, 1): PageOnRecord(text, sha256=f"{number:064x}")
    for number, (paper, text) in enumerate(zip(PAPERS, TEXTS, strict=True))
}


def _place(paper: int, quote: str) -> Place:
    start = TEXTS[paper].index(quote)
    return Place(PAPERS[paper], 1, start, start + len(quote), quote)


@st.composite
def _places(draw: st.DrawFn) -> Place:
    """A place that is right, or wrong in one of the ways in which a place can be wrong."""
    number = draw(st.integers(0, 2))
    text = TEXTS[number]
    start = draw(st.integers(-3, len(text)))
    end = draw(st.integers(start - 2, len(text) + 3))
    quote = draw(st.sampled_from([text[max(start, 0) : max(end, 0)], text[:20], "invented words", ""]))
    document_id = draw(st.sampled_from([PAPERS[number], PAPERS[0], UNSEEN]))
    return Place(document_id, draw(st.sampled_from([1, 1, 1, 0, 2])), start, end, quote)


@st.composite
def _claims(draw: st.DrawFn) -> Claim:
    places = tuple(draw(st.lists(_places(), max_size=3)))
    says = [place.quote for place in places] + [
        "It was so held in (2010) 11 SCC 441.",
        "Section 302 IPC applies.",
        "Section 106 of the Transfer of Property Act, 1882 applies.",
        "2023 INSC 999 settles it.",
        "The tenant stayed on.",
        " ",
    ]
    return Claim(draw(st.sampled_from(says)), draw(st.sampled_from(Support)), places)


@given(st.lists(_claims(), max_size=6))
def test_whatever_is_proposed_every_statement_is_borne_out_by_the_record(claims: list[Claim]) -> None:
    answer = verify(claims, RECORD)

    assert len(answer.statements) + len(answer.set_aside) == len(claims)
    assert [source.number for source in answer.sources] == list(range(1, len(answer.sources) + 1))
    for statement in answer.statements:
        assert statement.sources
        assert statement.text.strip()
        for source in statement.sources:
            page = RECORD[source.place.document_id, source.place.page]
            assert page.text[source.place.start : source.place.end] == source.place.quote != ""
            assert source.sha256 == page.sha256
        if statement.support == Support.VERBATIM:
            assert statement.text in {source.place.quote for source in statement.sources}
        if "SCC" in statement.text:
            assert any("(2010) 11 SCC 441" in source.place.quote for source in statement.sources)
        assert "INSC 999" not in statement.text
        assert "302" not in statement.text


@given(st.lists(_claims(), min_size=1, max_size=4))
def test_what_is_set_aside_is_never_among_the_statements_and_says_why(claims: list[Claim]) -> None:
    answer = verify(claims, RECORD)

    assert all(aside.reason for aside in answer.set_aside)
    for claim in claims:
        is_stated = any(one.text == claim.text and one.support == claim.support for one in answer.statements)
        assert is_stated or gate.check(claim, RECORD) is not None


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (Claim("The tenant stayed on.", Support.SUPPORTED, ()), gate.NO_SOURCE),
        (Claim("", Support.VERBATIM, (_place(2, "The tenant stayed on."),)), gate.EMPTY),
        (Claim("The tenant left.", Support.VERBATIM, (_place(2, "The tenant stayed on."),)), gate.NOT_VERBATIM),
        (Claim("x", Support.VERBATIM, (Place(PAPERS[2], 1, 0, 1, "x"),)), gate.OTHER_WORDS),
        (Claim("T", Support.VERBATIM, (Place(PAPERS[2], 9, 0, 1, "T"),)), gate.NOT_ON_RECORD),
        (Claim(TEXTS[1][:38], Support.VERBATIM, (_place(1, TEXTS[1][:38]),)), gate.CUT),
        (
            Claim("11 SCC 441 the presumption", Support.VERBATIM, (_place(1, "11 SCC 441 the presumption"),)),
            gate.CUT,
        ),
    ],
)
def test_a_claim_that_fails_says_at_which_check(claim: Claim, reason: str) -> None:
    assert [aside.reason for aside in verify([claim], RECORD).set_aside] == [reason]


def test_words_of_a_paper_out_of_sight_do_not_come_back_in_what_was_set_aside() -> None:
    hidden = Claim("The settlement sum is Rs. 9 crore.", Support.VERBATIM, (Place(UNSEEN, 1, 0, 5, "The s"),))

    assert "crore" not in str(verify([hidden], RECORD).set_aside)


def test_an_authority_may_be_named_when_a_source_names_it() -> None:
    notice = _place(0, "Section 106 of the Transfer of Property Act, 1882 wants fifteen days' notice.")
    named = Claim("Notice is governed by s. 106 Transfer of Property Act.", Support.SUPPORTED, (notice,))
    short = Claim("Section 106 asks for notice.", Support.SUPPORTED, (notice,))

    assert len(verify([named, short], RECORD).statements) == 2


def test_an_authority_that_no_source_names_is_not_stated() -> None:
    rent = _place(0, "The rent is Rs. 85,000.")
    invented = Claim("The rent is due, see AIR 1999 SC 1234.", Support.SUPPORTED, (rent,))

    assert "AIR 1999 SC 1234" in verify([invented], RECORD).set_aside[0].reason


def test_one_place_used_twice_is_one_source() -> None:
    rent = _place(0, "The rent is Rs. 85,000.")
    twice = [Claim(rent.quote, Support.VERBATIM, (rent,)), Claim("The rent is known.", Support.SUPPORTED, (rent,))]

    answer = verify(twice, RECORD)
    assert len(answer.sources) == 1
    assert len(answer.statements) == 2


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("The lease ended on 31 May 2024, and “the tenant stayed on for ever”.", gate.MISQUOTED),
        ("The lease ended on 31 May 2024, and “the lease ended on 31 May 2024. The tenant stayed on”.", None),
    ],
)
def test_a_statement_quotes_nothing_that_its_source_does_not_say(said: str, reason: str | None) -> None:
    claim = Claim(said, Support.SUPPORTED, (_place(2, TEXTS[2]),))

    assert gate.check(claim, RECORD) == reason


def test_a_case_goes_by_the_name_its_source_gives_it() -> None:
    place = (_place(1, TEXTS[1]),)
    right = Claim("The presumption was explained in Rangappa v. Mohan, (2010) 11 SCC 441.", Support.SUPPORTED, place)
    wrong = Claim("It was explained in Rangappa v. State of Kerala, (2010) 11 SCC 441.", Support.SUPPORTED, place)

    assert gate.check(right, RECORD) is None
    assert "State of Kerala" in (gate.check(wrong, RECORD) or "")
