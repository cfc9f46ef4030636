"""Citations in the texts of lawyers: found where they stand, in one normal form, joined to the case they name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.citations import Kind, find_authorities, find_citations, find_short_forms, normalize

FORMS = [
    ("2023 INSC 77", "2023 INSC 77"),
    ("2021INSC0077", "2021 INSC 77"),
    ("2024:DHC:28", "2024:DHC:28"),
    ("2024/MHC/0311", "2024:MHC:311"),
    ("2025 : KHC-D : 91", "2025:KHC-D:91"),
    ("2024:RJ- JD:18-DB", "2024:RJ-JD:18-DB"),
    ("2023:PHHC:000046", "2023:PHHC:46"),
    ("(1981) 3 SCC 12", "(1981) 3 SCC 12"),
    ("1981 SCC (3) 12", "(1981) 3 SCC 12"),
    ("1992 SCC Supl. (2) 45", "1992 Supp (2) SCC 45"),
    ("(1992) Supp. 2 S.C.C. 45", "1992 Supp (2) SCC 45"),
    ("2009 SCC (L & S) 14", "2009 SCC (L&S) 14"),
    ("(2012) 3 SCC (Crl.) 14", "(2012) 3 SCC (Cri) 14"),
    ("2018 SCC Online Karnataka 92", "2018 SCC OnLine Kar 92"),
    ("1961 AIR 903", "AIR 1961 SC 903"),
    ("A.I.R. 1987 S.C. 55", "AIR 1987 SC 55"),
    ("AIR 1991 Punjab & Haryana 4", "AIR 1991 P&H 4"),
    ("AIR 1990 Karnataka 4", "AIR 1990 Kant 4"),
    ("1962 SCR (2) 88", "[1962] 2 SCR 88"),
    ("1962 SCR 88", "[1962] SCR 88"),
    ("[1988] SUPP. 1 S.C.R. 90", "[1988] Supp 1 SCR 90"),
    ("1999 SCALE (2)17", "1999 (2) SCALE 17"),
    ("J.T. 1990(2) S.C. 12", "JT 1990 (2) SC 12"),
    ("JT 1990 (2) 12", "JT 1990 (2) SC 12"),
    ("1977 Crl.L.J. 31", "1977 CriLJ 31"),
    ("1966 60 ITR 112", "(1966) 60 ITR 112"),
    ("98 (2002) DLT 7", "2002 (98) DLT 7"),
    ("(1995)IILLJ70SC", "1995 (II) LLJ 70"),
    ("ILR 1998 Kar 12", "ILR 1998 KAR 12"),
    ("2004-3-L.W. 12", "2004 (3) LW 12"),
    ("manu/de/12/2014", "MANU/DE/0012/2014"),
    ("LiveLaw 2021 SC 8", "2021 LiveLaw (SC) 8"),
    ("Civil Appeal Nos. 12 & 13 of 2010", "CA 12/2010; CA 13/2010"),
    ("Crl. Appeal No. 7 of 2001", "CrlA 7/2001"),
    ("Special Leave Petition (Civil) No(s). 5-6/2019", "SLP(C) 5/2019; SLP(C) 6/2019"),
    ("slp(crl) 88/2020", "SLP(Crl) 88/2020"),
    ("W.P.(C)No. 61/07", "WP(C) 61/2007"),
    ("O.S. 442/2023", "OS 442/2023"),
    ("S.B. Civil Writ Petition No. 4/2010", "CWP 4/2010"),
    ("CRM-M-1234-2020", "CRM-M 1234/2020"),
    ("[2023] INSC 77", "2023 INSC 77"),
    ("(2023) I.N.S.C. 77", "2023 INSC 77"),
    ("(1876) ILR 1 Bom 12", "ILR 1876 (1) BOM 12"),
    ("(1902) I.L.R. 29 Cal. 323", "ILR 1902 (29) CAL 323"),
    ("AIR 1998 NOC 12 (All)", "AIR 1998 NOC 12 (All)"),
    ("1998 AIR (NOC) 12", "AIR 1998 NOC 12"),
    ("AIR Online 2020 SC 12", "AIROnline 2020 SC 12"),
    ("2020 AIROnline SC 12", "AIROnline 2020 SC 12"),
    ("(2021) 123 taxmann.com 45 (SC)", "[2021] 123 taxmann.com 45 (SC)"),
    ("2021 (1) KLT (SN) 5", "2021 (1) KLT SN 5"),
    ("II (2001) CPJ 12", "2001 (II) CPJ 12"),
    ("2001 (2) CPJ 12", "2001 (II) CPJ 12"),
    ("Civil Appeal Nos. 12-14 of 2010", "CA 12/2010; CA 13/2010; CA 14/2010"),
    ("Civil Appeal Nos. 1234-36 of 2010", "CA 1234/2010; CA 1235/2010; CA 1236/2010"),
    ("W.P. Nos. 12 to 14/2010", "WP 12/2010; WP 13/2010; WP 14/2010"),
    ("SLP(C) Nos. 10-1000 of 2019", "SLP(C) 10/2019; SLP(C) 1000/2019"),
    ("M.Cr.C. No. 12/2020", "MCRC 12/2020"),
    ("Misc. Criminal Case No. 12 of 2020", "MCRC 12/2020"),
    ("Company Appeal (AT) (INSOLVENCY) No. 12 of 2020", "COMPA(AT)(Ins) 12/2020"),
    ("CA (AT) (Ins.) 12/2020", "COMPA(AT)(Ins) 12/2020"),
    ("PSCASE No. 12/2021", "PS Case 12/2021"),
    ("MAT 12 of 2020", "MAT 12/2020"),
    ("F.M.A. No. 12 of 2019", "FMA 12/2019"),
    ("C.O. 12 of 2020", "CO 12/2020"),
    ("CC/12/2020", "CC 12/2020"),
    ("Suo Motu Writ Petition (C) No. 3 of 2020", "SMW(C) 3/2020"),
    ("Section 302 read with Section 34 IPC", "Indian Penal Code, 1860 s 302; Indian Penal Code, 1860 s 34"),
    ("Order 7 Rule 11 CPC", "Code of Civil Procedure, 1908 O 7 r 11"),
]


@pytest.mark.parametrize(("written", "expected"), FORMS)
def test_each_spelling_has_one_normal_form(written, expected):
    assert normalize(written) == expected


@pytest.mark.parametrize("expected", sorted({expected for _, expected in FORMS}))
def test_a_normal_form_is_its_own_normal_form(expected):
    assert normalize(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023 INSC",
        "(2015) SCC 4",
        "2021 SCC OnLine 45",
        "On 14.02.2024 at 11.30 the court sat",
        "Rs. 1,993 in SC 4",
        "AIR 7 litres a minute in 2018",
        "Notification No. 12/2017 and Act No. 4 of 1936",
        "pages 12/50 and 1984 AND 5",
        "in 2015 AD 500 persons",
        "Rao & Co. 12/2015",
        "file AB/12/2020",
    ],
)
def test_what_only_looks_like_a_citation_is_none(text):
    assert find_citations(text) == []
    assert normalize(text) is None


def test_a_citation_knows_its_place_and_kind():
    text = "See Asha v. State, (1981) 3 SCC 12; u/s 138 NI Act; 2023 INSC 77."
    found = find_citations(text)

    assert [citation.kind for citation in found] == [Kind.REPORTER, Kind.STATUTE, Kind.NEUTRAL]
    assert [text[citation.start : citation.end] for citation in found] == [
        "(1981) 3 SCC 12",
        "u/s 138 NI Act",
        "2023 INSC 77",
    ]


def test_offsets_count_code_points_and_not_bytes():
    text = "माननीय 😀 न्यायालय (1981) 3 SCC 12"
    (citation,) = find_citations(text)

    assert text[citation.start : citation.end] == "(1981) 3 SCC 12"


def test_parallel_citations_are_one_authority_with_one_name():
    text = "In Asha Devi v. State of Bihar [(1981) 3 SCC 12 : 1981 SCC (Cri) 9 : AIR 1981 SC 77], it was held"
    (authority,) = find_authorities(text)

    assert authority.text == "Asha Devi v. State of Bihar [(1981) 3 SCC 12 : 1981 SCC (Cri) 9 : AIR 1981 SC 77]"
    assert [citation.normalized for citation in authority.citations] == [
        "(1981) 3 SCC 12",
        "1981 SCC (Cri) 9",
        "AIR 1981 SC 77",
    ]
    assert {citation.group for citation in authority.citations} == {0}
    assert authority.cause_title is not None
    assert (authority.cause_title.petitioner, authority.cause_title.respondent) == ("Asha Devi", "State of Bihar")


def test_a_year_belongs_to_the_report_behind_it_unless_it_ends_a_date():
    listed = find_citations("1987 AIR 1823, 1987 SCR (3) 306 1987 SCC (3) 211")
    dated = find_citations("on 4 May 1987, AIR 1987 SC 1823")

    assert [citation.normalized for citation in listed] == ["AIR 1987 SC 1823", "[1987] 3 SCR 306", "(1987) 3 SCC 211"]
    assert [citation.normalized for citation in dated] == ["AIR 1987 SC 1823"]


def test_two_citations_of_one_series_are_two_authorities():
    authorities = find_authorities("(1981) 3 SCC 12, (1983) 1 SCC 40")

    assert [len(authority.citations) for authority in authorities] == [1, 1]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("In the case of {}, (1981) 3 SCC 12", "M/s. Rao & Sons (P) Ltd. vs. Union of India and others"),
        ("the Supreme Court in {} reported in AIR 1981 SC 77", "State of Goa Vs. Asha Naik"),
        ("held. {} AIR 1981 SC 77", "Asha (since deceased) through LRs v. Bilal and Anr."),
        ("{}, (2018) 9 SCC 1", "Commissioner of Customs (Import), Mumbai v. Rao And Company And Ors."),
        ("Civil Appeal No. 7/2019 ({})", "Asha v. Bilal"),
        ("relied on {}, AIR 1981 SC 77", "Asha and others v. State of Goa"),
        ("relied on {}, AIR 1981 SC 77", "Asha & another vs. Bilal & others"),
        ("relied on {}, AIR 1981 SC 77", "Asha v. the State"),
        ("relied on {}, AIR 1981 SC 77", "Asha Rao -vs- State of Goa"),
        ("relied on {}, AIR 1981 SC 77", "Asha Rao - vs - State of Goa"),
        ("relied on {}, AIR 1981 SC 77", "Asha Rao Vs.State of Goa"),
        ("relied on *{}*, AIR 1981 SC 77", "Asha Rao* v. *State of Goa"),
        ("(i) {}, AIR 1981 SC 77", "Asha Rao v. State of Goa"),
        ("a) {}, AIR 1981 SC 77", "Asha Rao v. State of Goa"),
        ("“{}” reported in AIR 1981 SC 77", "Asha Rao v. State of Goa"),
        ("{}, decided on 4 May 1981, AIR 1981 SC 77", "Asha Rao v. State of Goa"),
        ("AIR 1981 SC 77 ({})", "Asha Rao v. State of Goa"),
        ("AIR 1981 SC 77 [{}]", "Asha Rao v. State of Goa"),
        ("{}, AIR 1981 SC 77", "In re Asha Rao"),
        ("{}, AIR 1981 SC 77", "Re: Asha Rao"),
        ("{}, AIR 1981 SC 77", "Asha Rao, In re"),
        ("in {}'s case, AIR 1981 SC 77", "Asha Rao"),
        ("in {}’s case (AIR 1981 SC 77)", "Asha Rao"),
        ("in the case of {} AIR 1981 SC 77", "Asha Rao"),
    ],
)  # fmt: skip
def test_the_cause_title_beside_a_citation_is_its_name(sentence, title):
    text = sentence.format(title)
    citation = find_citations(text)[0]

    assert citation.cause_title is not None
    assert citation.cause_title.text == title
    assert text[citation.cause_title.start : citation.cause_title.end] == title


@pytest.mark.parametrize(
    "text",
    [
        "the judgment of the Gujarat High Court dated 4.5.1981, AIR 1981 Guj 77",
        "in the case of the Supreme Court, AIR 1981 SC 77",
        "Re: your notice dated 4.5.1981. See AIR 1981 SC 77",
        "Chapter V The Registrar, AIR 1981 SC 77",
        "AIR 1981 SC 77, Constitution Bench",
    ],
)
def test_what_is_no_name_gives_a_citation_none(text):
    assert [citation.cause_title for citation in find_citations(text)] == [None]


def test_a_name_in_brackets_that_has_its_own_citation_is_no_other_s():
    first, second = find_citations("AIR 1981 SC 77 (Asha v. Bilal, (1981) 3 SCC 12)")

    assert first.cause_title is None
    assert second.cause_title is not None


def test_a_case_number_with_its_date_is_cited_beside_its_report():
    (authority,) = find_authorities("Asha v. Bilal, Civil Appeal No. 7 of 1980 decided on 4.5.1981, (1981) 3 SCC 12")

    assert [citation.kind for citation in authority.citations] == [Kind.CASE_NUMBER, Kind.REPORTER]


def test_a_case_may_be_named_without_a_citation():
    (authority,) = find_authorities("This was settled in Asha Devi v. Bilal Khan long ago.")

    assert authority.text == "Asha Devi v. Bilal Khan"
    assert authority.citations == ()


def test_the_initial_of_a_judge_is_no_versus():
    assert find_authorities("Coram: Justice Sujata V. Manohar") == []
    assert find_authorities("Bench: Leila V. Menon, J.") == []


@pytest.mark.parametrize(
    ("written", "paragraphs", "pages"),
    [
        (", para 12", (12,), ()),
        (" (SCC p. 501, paras 7-9)", (7, 8, 9), (501,)),
        (", at pp. 120-22", (), (120, 121, 122)),
        (" at 131", (), (131,)),
        (", paragraphs 3, 5 and 8", (3, 5, 8), ()),
        (" was followed", None, None),
        (" [para 12]", (12,), ()),
        (" [para 120.1]", (120,), ()),
        (", Prs. 12-14", (12, 13, 14), ()),
        (", its 120th paragraph", (120,), ()),
        (" at para no. 12", (12,), ()),
        (", paragraphs 12 to 14", (12, 13, 14), ()),
        (" – Paras (12) and (13)", (12, 13), ()),
        (", relevant paras 12 & 13", (12, 13), ()),
        (", paras 12, 13, and 14", (12, 13, 14), ()),
        (" at p. 123", (), (123,)),
        (", 123-25.", (), (123, 124, 125)),
        (", 14 days later", None, None),
        (" के पैरा 12", (12,), ()),
    ],
)
def test_a_pinpoint_is_read_after_its_citation(written, paragraphs, pages):
    (citation,) = find_citations(f"Asha v. State, (1981) 3 SCC 12{written}")
    point = citation.pinpoint

    assert (point.paragraphs if point else None, point.pages if point else None) == (paragraphs, pages)


def test_a_pinpoint_says_what_is_named_inside_a_paragraph():
    (citation,) = find_citations("Asha v. State, (1981) 3 SCC 12, paras 12.3, 14A and 15(iv)")

    assert citation.pinpoint is not None
    assert citation.pinpoint.paragraphs == (12, 14, 15)
    assert citation.pinpoint.parts == ((12, ".3"), (14, "A"), (15, "(iv)"))


def test_a_paragraph_may_be_named_before_the_case():
    (citation,) = find_citations("para 14 of the judgment in Asha v. State, (1981) 3 SCC 12")

    assert citation.pinpoint is not None
    assert citation.pinpoint.paragraphs == (14,)


def test_supra_and_ibid_fall_back_on_the_authority_they_mean():
    text = "Asha Devi v. State of Bihar, (1981) 3 SCC 12. Rao v. Menon, AIR 1981 SC 77. Ibid., para 4. "
    text += "Asha Devi (supra), para 9."
    authorities = find_authorities(text)
    ibid, supra = find_short_forms(text, authorities)

    assert (ibid.authority, supra.authority) == (1, 0)
    assert (ibid.name, supra.name) == ("", "Asha Devi")
    assert supra.pinpoint is not None
    assert supra.pinpoint.paragraphs == (9,)


def test_a_case_s_possessive_may_stand_before_supra():
    text = "Asha Devi v. State of Bihar, (1981) 3 SCC 12. In Asha Devi’s case (supra), para 9."
    (supra,) = find_short_forms(text, find_authorities(text))

    assert (supra.authority, supra.name) == (0, "Asha Devi")


def test_a_name_below_a_quotation_falls_back_on_the_authority_of_that_name():
    text = "Asha Devi v. State of Bihar, (1981) 3 SCC 12. Rao v. Menon, AIR 1981 SC 77. He quotes “the law”\n— Asha Devi, para 9"
    (below,) = find_short_forms(text, find_authorities(text))

    assert (below.text, below.authority) == ("Asha Devi", 0)
    assert below.pinpoint is not None
    assert below.pinpoint.paragraphs == (9,)


def test_a_name_below_a_quotation_that_was_not_cited_is_no_short_form():
    assert find_short_forms("He quotes “the law”\n— Asha Devi, para 9", []) == []


def test_supra_of_an_unknown_case_falls_back_on_nothing():
    (supra,) = find_short_forms("Kesar Singh (supra)", [])

    assert supra.authority is None


def test_a_case_number_is_never_a_section():
    (citation,) = find_citations("the decree in O.S. 442/2023")

    assert (citation.kind, citation.normalized) == (Kind.CASE_NUMBER, "OS 442/2023")


def test_a_section_whose_act_stays_open_has_no_normal_form():
    (citation,) = find_citations("under Section 4 of the said Act")

    assert (citation.kind, citation.normalized, citation.act) == (Kind.STATUTE, None, None)


def test_a_report_is_taken_apart():
    (citation,) = find_citations("1992 Supp (2) SCC 45")

    assert citation.report is not None
    assert (citation.report.reporter, citation.report.year, citation.report.volume, citation.report.page) == (
        "SCC",
        "1992",
        "2",
        "45",
    )
    assert (citation.report.court, citation.report.supplement) == ("SC", True)


PIECES = st.sampled_from(
    [
        "(1981) 3 SCC 12",
        "AIR 1981 SC 77",
        "2023 INSC 7",
        "2024:DHC:28",
        "W.P.(C) No. 5 of 2019",
        "O.S. 442/2023",
        "Section 302 IPC",
        "Asha",
        " v. ",
        " Vs. ",
        "State of Bihar",
        " (supra)",
        "ibid.",
        ", para 4",
        " : ",
        "; ",
        " and ",
        "[",
        "]",
        "(",
        ")",
        "\n",
        "SCC",
        "AIR",
        " 1981 ",
        "Supp",
        "No.",
        "/",
        "12",
        " of ",
        "धारा ३०२",
        "😀",
        "é",
        "Article 21",
        "CRM-M-12-2020",
        "Act",
        "JT",
        "(",
        "1981",
        ".",
        "In re ",
        "'s case ",
        "the case of ",
        " -vs- ",
        "*",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_every_place_is_exact_and_no_two_citations_overlap(text):
    found = find_citations(text)

    assert all(text[citation.start : citation.end] == citation.text for citation in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_authority_holds_its_name_and_citations(text):
    for authority in find_authorities(text):
        parts = [part for part in (authority.cause_title, *authority.citations) if part]
        assert parts
        assert all(authority.start <= part.start < part.end <= authority.end for part in parts)
        assert text[authority.start : authority.end] == authority.text


@given(st.lists(PIECES, max_size=25).map("".join))
def test_short_forms_point_backwards(text):
    authorities = find_authorities(text)
    for short in find_short_forms(text, authorities):
        assert text[short.start : short.end] == short.text
        assert short.authority is None or authorities[short.authority].end <= short.end


@given(st.lists(PIECES, max_size=12).map("".join))
def test_normalizing_twice_changes_nothing(text):
    for citation in find_citations(text):
        for normal in citation.normals:
            assert normalize(normal) == normal


def work(call: Callable[[], Any]) -> int:
    """Count the Python lines run by a call: the same on every machine, whatever else it does."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "A v. ",
        "sub-section (1) of ",
        "clause (a) of ",
        "(1981) 3 SCC 12 : ",
        "1, ",
        "302 IPC ",
        "1 of 1981 ",
        "W.P.(C) No. 1, ",
        "Section 1, ",
        "Asha (supra) ",
        "1981 AIR ",
        "(((",
        "1(1)",
        "of the ",
        "Order I Rule ",
        "In re A ",
        "In re A, (1981) 3 SCC 12; ",
        "A's case, AIR 1981 SC 77 ",
        "case of A ",
        "A - v - ",
        "*A* v. *B*, ",
        "decided on 4.5.1981, ",
        "AIR 1981 SC 77, para 1",
        "para 1.1, 1(a) and ",
        "12th para ",
        "Section 1 Explanation 2 ",
        "Article 1 of the Schedule to the ",
        "धारा 1क, ",
        "1981 AIR NOC ",
        "AIR Online 1981 ",
        "(1876) ILR 1 ",
        "CA 1-2 to 3, ",
        '"A b c d"\n— Asha, para 1 ',
        '"\n— A',
    ],
)
def test_a_hostile_text_costs_no_more_than_its_length(unit):
    short, long = unit * 60, unit * 240

    def check(text: str) -> None:
        find_short_forms(text, find_authorities(text))
        find_citations(text)

    assert work(lambda: check(long)) < 6 * work(lambda: check(short)) + 2000
