"""Sections and articles in the texts of lawyers, and the Acts they mean."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.statutes import ACTS, Unit, canonical_act, find_sections, known_act

IPC = "Indian Penal Code, 1860"
CRPC = "Code of Criminal Procedure, 1973"
CPC = "Code of Civil Procedure, 1908"
CONSTITUTION = "Constitution of India"


def normals(text: str) -> list[str | None]:
    return [reference.normalized for reference in find_sections(text)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("u/s 138 NI Act", ["Negotiable Instruments Act, 1881 s 138"]),
        ("Sections 302 and 34 IPC", [f"{IPC} s 302", f"{IPC} s 34"]),
        ("Sections 302, 307 r/w 34 of the I.P.C.", [f"{IPC} s 302", f"{IPC} s 307", f"{IPC} s 34"]),
        ("Section 302/34 IPC", [f"{IPC} s 302", f"{IPC} s 34"]),
        ("section 498a ipc", [f"{IPC} s 498A"]),
        ("Section 120-B of the Indian Penal Code", [f"{IPC} s 120B"]),
        ("S. 125 Cr.P.C.", [f"{CRPC} s 125"]),
        ("Sec.65-B of the Evidence Act", ["Indian Evidence Act, 1872 s 65B"]),
        ("Articles 14, 19 and 21", [f"{CONSTITUTION} art {number}" for number in (14, 19, 21)]),
        ("Article 19(1)(a) of the Constitution", [f"{CONSTITUTION} art 19(1)(a)"]),
        ("Articles 14 to 16", [f"{CONSTITUTION} art {number}" for number in (14, 15, 16)]),
        ("Order VII Rule 11(d) CPC", [f"{CPC} O 7 r 11(d)"]),
        ("Order XXXIX Rules 1 and 2 of the Code of Civil Procedure", [f"{CPC} O 39 r 1", f"{CPC} O 39 r 2"]),
        ("Rule 11 of Order VII CPC", [f"{CPC} O 7 r 11"]),
        ("O.VI R.17", [f"{CPC} O 6 r 17"]),
        ("Article 137 of the Limitation Act, 1963", ["Limitation Act, 1963 art 137"]),
        ("clause (b) of sub-section (2) of Section 13 of the Arms Act", ["Arms Act, 1959 s 13(2)(b)"]),
        ("Section 13(1)(d) and (e) of the Arms Act", ["Arms Act, 1959 s 13(1)(d)", "Arms Act, 1959 s 13(1)(e)"]),
        ("Section 103 of the Bharatiya Nyaya Sanhita, 2023", ["Bharatiya Nyaya Sanhita, 2023 s 103"]),
        ("Section 7 of the Imaginary Tolls (Repeal) Act, 1931", ["Imaginary Tolls (Repeal) Act, 1931 s 7"]),
        ("482 CrPC", [f"{CRPC} s 482"]),
        ("307/34 IPC", [f"{IPC} s 307", f"{IPC} s 34"]),
        ("ipc 302", [f"{IPC} s 302"]),
        ("the Penal Code, section 302", [f"{IPC} s 302"]),
        ("धारा ३०२ भा.द.वि.", [f"{IPC} s 302"]),
        ("भारतीय दंड संहिता की धारा 420", [f"{IPC} s 420"]),
        ("संविधान के अनुच्छेद 21", [f"{CONSTITUTION} art 21"]),
        ("Ss. 302 and 34 IPC", [f"{IPC} s 302", f"{IPC} s 34"]),
        ("Ss 302/34 IPC", [f"{IPC} s 302", f"{IPC} s 34"]),
        ("charge A. Section 302 IPC", [f"{IPC} s 302"]),
        ("part B. Article 21", [f"{CONSTITUTION} art 21"]),
        ("Section 375 Explanation 2 IPC", [f"{IPC} s 375"]),
        ("Section 375, Explanation 2 of the IPC", [f"{IPC} s 375"]),
        ("Section 300 Exception 4 IPC", [f"{IPC} s 300"]),
        ("Section 304 Part II IPC", [f"{IPC} s 304"]),
        ("Section 304 Part 2 of the IPC", [f"{IPC} s 304"]),
        ("Section 300 Fourthly IPC", [f"{IPC} s 300"]),
        ("Section 376, second proviso, IPC", [f"{IPC} s 376"]),
        ("Article 136 of the Schedule to the Limitation Act", ["Limitation Act, 1963 art 136"]),
        ("Articles 58 and 59 of the Schedule to the Limitation Act, 1963",
         ["Limitation Act, 1963 art 58", "Limitation Act, 1963 art 59"]),
        ("धारा ४९८क भा.दं.वि.", [f"{IPC} s 498A"]),
        ("धारा 498-क भारतीय दण्ड संहिता", [f"{IPC} s 498A"]),
        ("धारा 498ए भा.द.सं.", [f"{IPC} s 498A"]),
        ("धारा 376घक भा.दं.सं.", [f"{IPC} s 376DA"]),
        ("धारा 376(2)(ढ) भादवि", [f"{IPC} s 376(2)(n)"]),
        ("धारा 65-ख साक्ष्य अधिनियम", ["Indian Evidence Act, 1872 s 65B"]),
        ("भारतीय साक्ष्य अधिनियम, 2023 की धारा 63", ["Bharatiya Sakshya Adhiniyam, 2023 s 63"]),
        ("अनुच्छेद 19(1)(क)", [f"{CONSTITUTION} art 19(1)(a)"]),
        ("अनुच्छेद १९(१)(छ)", [f"{CONSTITUTION} art 19(1)(g)"]),
        ("धारा 438 दं.प्र.सं.", [f"{CRPC} s 438"]),
        ("धारा 302 सपठित 34 भा.दं.वि.", [f"{IPC} s 302", f"{IPC} s 34"]),
        ("भा.दं.सं. की धारा 302 के अंतर्गत", [f"{IPC} s 302"]),
        ("धारा 103 बी.एन.एस.", ["Bharatiya Nyaya Sanhita, 2023 s 103"]),
        ("भारतीय न्याय संहिता की धारा 103(1)", ["Bharatiya Nyaya Sanhita, 2023 s 103(1)"]),
        ("आदेश 7 नियम 11", [f"{CPC} O 7 r 11"]),
        ("आदेश ३९ नियम 1 व 2 सी.पी.सी.", [f"{CPC} O 39 r 1", f"{CPC} O 39 r 2"]),
    ],
)  # fmt: skip
def test_sections_are_found_however_a_lawyer_writes_them(written, expected):
    assert normals(f"He relied on {written}.") == expected


@pytest.mark.parametrize(
    "text",
    [
        "decreed in O.S. 442/2023 by the trial court",
        "O. S. No. 442/2023",
        "a fine of Rs. 500 was paid",
        "K. S. 45 and others",
        "Flat No. 302, Section 7, Navi Mumbai",
        "on 12.3.2019 the accused",
        "the court sat at 10.30",
        "Illustration 3 IPC",
        "charge-sheet A. S. 45 persons",
    ],
)
def test_numbers_that_are_no_sections_are_left_alone(text):
    assert find_sections(text) == []


def test_a_section_of_an_act_that_is_not_named_stays_open():
    (reference,) = find_sections("under Section 4 of the said Code")

    assert (reference.act, reference.number, reference.unit) == (None, "4", Unit.SECTION)


def test_sections_joined_by_read_with_belong_to_one_act():
    assert normals("convicted under Section 302 read with Section 34 IPC") == [f"{IPC} s 302", f"{IPC} s 34"]


def test_a_later_sentence_does_not_lend_its_act():
    assert normals("Section 9 applies. Section 34 IPC does not.") == [None, f"{IPC} s 34"]


def test_each_number_of_a_list_has_its_own_place_and_the_whole_mention():
    text = "guilty under Sections 302 and 34 IPC today"
    first, second = find_sections(text)

    assert (first.text, second.text) == ("302", "34")
    assert text[second.start : second.end] == "34"
    assert text[first.mention.start : first.mention.end] == "Sections 302 and 34"
    assert first.act_span is not None
    assert text[first.act_span.start : first.act_span.end] == "IPC"


def test_a_range_too_wide_to_be_meant_keeps_its_two_ends():
    assert [reference.number for reference in find_sections("Sections 1 to 500 of the Act")] == ["1", "500"]


def test_persons_after_a_section_are_no_section():
    assert [reference.number for reference in find_sections("under Section 34, 12 persons were tried")] == ["34"]


def test_schedules_chapters_and_lone_sub_sections_are_found():
    found = find_sections("the Seventh Schedule, Chapter IV and sub-section (2)")

    assert [(reference.unit, reference.number) for reference in found] == [
        (Unit.SCHEDULE, "7"),
        (Unit.CHAPTER, "4"),
        (Unit.SECTION, "(2)"),
    ]


def test_an_act_is_known_by_its_abbreviations():
    assert canonical_act("I.P.C.") == IPC
    assert canonical_act("the Code of Criminal Procedure, 1973") == CRPC
    assert canonical_act("Constitution") == CONSTITUTION


def test_an_act_of_another_year_is_not_the_one_in_the_table():
    assert known_act("Arms Act, 1878") is None
    assert canonical_act("Arms Act, 1878") == "Arms Act, 1878"


def test_a_name_that_two_acts_bear_is_given_to_neither():
    assert known_act("Companies Act") is None
    assert canonical_act("Companies Act, 1956") == "Companies Act, 1956"


def test_the_act_names_no_act():
    assert canonical_act("the said Act") is None


def test_every_act_is_found_by_its_own_name():
    assert [act.name for act in ACTS if known_act(act.name) is not act] == []


PIECES = st.sampled_from(
    [
        "Section ",
        "Sections ",
        "u/s ",
        "302",
        "34",
        "13(1)(d)",
        ", ",
        " and ",
        " r/w ",
        " to ",
        " of the ",
        "IPC",
        "Order VII ",
        "Rule 11 ",
        "Act",
        " Act, 1961",
        "Article 21",
        "(2)",
        "sub-section ",
        "धारा ",
        "३०२",
        "क",
        "ए",
        "सी.",
        "आदेश 7 नियम ",
        "Explanation 2 ",
        "Schedule to the ",
        "O.S. ",
        "/2023",
        "\n",
        "é",
        "😀",
        "A",
        ".",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_offsets_point_at_the_number_and_nothing_fails(text):
    for reference in find_sections(text):
        assert text[reference.start : reference.end] == reference.text
        assert reference.mention.start <= reference.start < reference.end <= reference.mention.end


@given(st.lists(PIECES, max_size=25).map("".join))
def test_mentions_do_not_overlap(text):
    mentions = list(dict.fromkeys(reference.mention for reference in find_sections(text)))
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@given(st.sampled_from(ACTS), st.integers(1, 600), st.sampled_from(["", "A", "(1)", "(2)(b)"]))
def test_a_normal_form_is_its_own_normal_form(act, number, rest):
    normal = f"{act.name} s {number}{rest}"
    assert normals(normal) == [normal]
