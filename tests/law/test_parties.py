"""Cause titles as drafts write them, against those that judgments bear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.parties import Likeness, same_case

SAME = [
    ("Meera Gandhi v. Union of India", "Smt. Meera Gandhi vs Union Of India & Anr on 25 January, 1978"),
    ("Meera Gandhi v. UOI", "Meera Gandhi vs Union Of India"),
    ("Rao v. State of Madras", "A.K. Rao vs The State Of Madras"),
    ("State of U.P. v. Ram Sagar Yadav", "State Of Uttar Pradesh vs Ram Sagar Yadav & Ors"),
    ("State v. Ram Sagar Yadav", "State Of Uttar Pradesh vs Ram Sagar Yadav & Ors"),
    ("Kulwant Cloth Mills v. R.R. Gupta, Tax Officer", "Kulwant Cloth & General Mills Co. ... vs R. R. Gupta, Tax ..."),
    (
        "Secretary, Govt. of NCT of Delhi v. Grade-II Officers' Association",
        "Secr.,Govt.Of Nct Of Delhi & Ors vs Grade-Ii ...",
    ),
    ("Asish Kumar Samanta v. State of W.B.", "Asis Kumar Samanta And Ors vs State Of West Bengal And Ors"),
    ("Karpuri Thakur v. B.N. Dey", "Karpoori Thakur vs Baikunth Nath Dey And Anr."),
    ("SBI v. Ram Sagar", "State Bank of India vs Ram Sagar"),
    ("M/s Hegde Bros. Pvt. Ltd. v. LIC", "Hegde Brothers Private Limited vs Life Insurance Corporation of India"),
    ("मोहन लाल बनाम राज्य", "मोहन लाल बनाम राज्य"),
    ("Meera Gandhi Vs.Union of India", "Meera Gandhi vs Union Of India"),
    ("Meera Gandhi -vs- Union of India", "Meera Gandhi vs Union Of India"),
    ("Meera Gandhi* v. *Union of India", "Meera Gandhi vs Union Of India"),
    ("Meera Gandhi & another v. Union of India & others", "Meera Gandhi vs Union Of India"),
    ("Meera Gandhi", "Meera Gandhi vs Union Of India"),
    ("In re Meera Roy", "In Re: Meera Roy"),
    ("Meera Roy, In re", "In Re: Meera Roy"),
]
DIFFERENT = [
    ("Meera Gandhi v. State of Bihar", "Meera Gandhi vs Union Of India"),
    ("Indira Gandhi v. Union of India", "Meera Gandhi vs Union Of India"),
    ("State of Bihar v. Ram Sagar Yadav", "State Of Uttar Pradesh vs Ram Sagar Yadav"),
    ("State of U.P. v. Ram Lal", "State Of Uttar Pradesh vs Ram Sagar Yadav"),
    ("Kulwant Cloth Mills v. S.K. Gupta", "Kulwant Cloth Mills vs R. R. Gupta"),
    ("Asis Kumar Sharma v. State of W.B.", "Asis Kumar Samanta vs State Of West Bengal"),
    ("Indira Rao", "Meera Gandhi vs Union Of India"),
    ("In re Indira Rao", "In Re: Meera Roy"),
    ("In re Indira Rao", "Meera Gandhi vs Union Of India"),
    ("Union of India v. State of Kerala", "Union of India vs State of Kerala Board of Revenue Employees"),
]
UNSURE = [
    ("Rajesh Kumar v. State of Bihar", "Ramesh Kumar vs State of Bihar"),
    ("Bank of India v. Ram Sagar", "State Bank of India vs Ram Sagar"),
    ("Kumar v. State of Bihar", "Ramesh Kumar Yadav vs State of Bihar"),
    ("Union of India", "Meera Gandhi vs Union Of India"),
    ("State of Bihar", "Ramesh Kumar vs State of Bihar"),
    ("In re Meera Gandhi", "Meera Gandhi vs Union Of India"),
    ("Bihar", "Ramesh Kumar vs State of Bihar"),
    ("मोहन लाल बनाम राज्य", "Mohan Lal vs State"),
]


@pytest.mark.parametrize(("written", "held"), SAME)
def test_a_title_shortened_or_spelled_by_ear_is_the_same(written: str, held: str) -> None:
    assert same_case(written, held) is Likeness.SAME


@pytest.mark.parametrize(("written", "held"), DIFFERENT[:-1])
def test_another_party_is_another_case(written: str, held: str) -> None:
    assert same_case(written, held) is Likeness.DIFFERENT


@pytest.mark.parametrize(("written", "held"), [*UNSURE, DIFFERENT[-1]])
def test_what_cannot_be_told_is_never_the_same(written: str, held: str) -> None:
    assert same_case(written, held) is not Likeness.SAME


def test_parties_the_other_way_round_are_said_to_be_so() -> None:
    assert same_case("Union of India v. Meera Gandhi", "Meera Gandhi vs Union of India") is Likeness.REVERSED


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert same_case(one, other) in Likeness
