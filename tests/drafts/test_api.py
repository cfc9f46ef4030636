"""The citation check over the API: the answer's shape, the four failures, and whose draft it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Program
from tests.drafts.conftest import CASE, SAID


@pytest.fixture
def check(shelf: Flask) -> Any:
    program = Program(shelf, "asha")

    def checked(text: str) -> dict[str, Any]:
        answer = program.post("/citations/check", json={"text": text})
        assert answer.status_code == 200, answer.text
        known: dict[str, Any] = answer.json
        return known

    return checked


def test_the_answer_has_the_shape_of_the_contract(check: Any) -> None:
    answer = check(f'In {CASE}, para 3, it was held that "{SAID}". See also section 302 IPC.')

    assert set(answer) == {"citations", "quotations", "old_law", "library"}
    assert set(answer["citations"][0]) == set(
        "text start end kind normalized cause_title pinpoint verdict failure found note".split()
    )
    assert set(answer["citations"][0]["found"]) == {"document_id", "title", "page"}
    assert set(answer["quotations"][0]) == set("text start end verdict document_id page similarity difference".split())
    assert set(answer["old_law"][0]) == set("text start end act section successors relation".split())
    assert set(answer["old_law"][0]["successors"][0]) == {"act", "section", "note"}
    assert answer["library"]["judgments"] == 2
    assert answer["library"]["statutes"] == 1


def test_what_is_right_is_verified_and_opens_its_source(check: Any) -> None:
    text = f'In {CASE} : AIR 1987 SC 345, para 3, it was held that "{SAID}".'
    answer = check(text)

    assert [(one["verdict"], one["failure"]) for one in answer["citations"]] == [("verified", None)] * 2
    assert all(text[one["start"] : one["end"]] == one["text"] for one in [*answer["citations"], *answer["quotations"]])
    assert answer["quotations"][0]["verdict"] == "verbatim"
    assert answer["quotations"][0]["document_id"] == answer["citations"][0]["found"]["document_id"]


@pytest.mark.parametrize(
    ("text", "verdict", "failure"),
    [
        ("Sunil Batra v. State of Kerala, (1987) 2 SCC 12", "mismatch", "cause_title"),
        ("Asha Menon v. Union of India, (1987) 2 SCC 12", "mismatch", "cause_title"),
        (f"{CASE}, para 41", "mismatch", "paragraph"),
        (f'In {CASE}, para 2, it was held that "{SAID}".', "mismatch", "paragraph"),
        (
            f'In {CASE} it was held that "the procedure established by law need not be fair, just and".',
            "mismatch",
            "quotation",
        ),
        (
            f'In {CASE} it was held that "nobody owes a duty to the moon or to its tides at all".',
            "mismatch",
            "quotation",
        ),
        (
            f'In {CASE} it was held that "compensation is to be paid with interest at the rate of twelve per cent".',
            "mismatch",
            "quotation",
        ),
        (f"{CASE} : 1990 Supp (1) SCC 50", "mismatch", "citation"),
        ("Asha Menon v. State of Kerala, (1987) 3 SCC 777", "not_held", None),
        ("Nobody v. Anybody, 2031 INSC 999", "not_held", None),
        ("State of Kerala v. Asha Menon, (1987) 2 SCC 12", "unclear", None),
        ("We cite Sunil Batra v. State of Kerala, page 7 of (1987) 2 SCC 12", "unclear", None),
        (f'"{SAID.replace("must", "need not")}"\n      - {CASE}, para 3', "mismatch", "quotation"),
        (f'We rely on {CASE}.\n"{SAID.replace("must", "need not")}"\n— Asha Menon, para 3', "mismatch", "quotation"),
        (f'"{SAID.replace("must", "need not")}"\n{CASE}', "mismatch", "quotation"),
        (f'"{SAID.replace("must", "need not")}", as was held in {CASE}', "mismatch", "quotation"),
        (f'It is trite that "the tides owe no duty to the moon at all", {CASE}', "mismatch", "quotation"),
        (f'It is trite that "{SAID.replace("must", "need not")}". We rely on {CASE}', "mismatch", "quotation"),
        (f'It is trite that "the tides owe no duty to the moon at all". We rely on {CASE}', "unclear", None),
        (f'"the tides owe no duty to the moon at all"\n{CASE}', "unclear", None),
        (f"{CASE} [para 120.1]", "mismatch", "paragraph"),
        (f"{CASE}, Prs. 12-14", "mismatch", "paragraph"),
        (f"{CASE}, its 120th paragraph", "mismatch", "paragraph"),
        (f"{CASE} at para no. 12", "mismatch", "paragraph"),
        (f"{CASE}, paras 3 to 14", "mismatch", "paragraph"),
        (f"{CASE}, para 3.1", "unclear", None),
        (f"{CASE}, para 3(iv)", "unclear", None),
        (f"{CASE}, para XII", "unclear", None),
        (f"para 120, {CASE}", "unclear", None),
        (f"{CASE}, 9.", "mismatch", "paragraph"),
        (f"{CASE} at 14", "unclear", None),
        (f"{CASE} at 9", "mismatch", "paragraph"),
        ("section 302 IPC", "verified", None),
        ("section 3021 of the Indian Penal Code", "mismatch", "citation"),
        ("section 302D of the Indian Penal Code", "mismatch", "citation"),
        ("section 375 Explanation 2 IPC", "unclear", None),
        ("section 376(2)(n) IPC", "verified", None),
        ("section 376(2)(iv) IPC", "unclear", None),
        ("section 376(4) IPC", "mismatch", "citation"),
        ("section 376(3)(n) IPC", "unclear", None),
        ("section 354A(3) IPC", "verified", None),
        ("section 354A(4) IPC", "unclear", None),
        ("section 304B IPC", "verified", None),
        ("section 304B(2) IPC", "unclear", None),
        ("section 5 of the Limitation Act, 1963", "not_held", None),
        (
            'Section 302 IPC provides: "Whoever commits murder shall be punished with a fine or imprisonment for life"',
            "mismatch",
            "quotation",
        ),
    ],
)
def test_each_failure_is_named(check: Any, text: str, verdict: str, failure: str | None) -> None:
    found = check(text)["citations"]

    assert (verdict, failure) in [(one["verdict"], one["failure"]) for one in found], found
    if verdict != "verified":
        assert not [one for one in found if one["verdict"] == "verified" and one["text"] != "(1987) 2 SCC 12"]
        assert all(one["note"] for one in found if one["verdict"] != "verified")


@pytest.mark.parametrize("lost", ["section 120B IPC", "section 376DA IPC", "section 203 IPC"])
def test_a_section_that_our_copy_has_lost_is_not_said_to_be_wrong(check: Any, lost: str) -> None:
    (found,) = check(f"He was charged under {lost}.")["citations"]

    assert (found["verdict"], found["failure"]) == ("unclear", None)
    assert "our copy lacks it" in found["note"]


def test_an_act_whose_sections_bear_letters_is_searched_for_a_number_without_harm(
    shelf: Flask, check: Any, tmp_path: Path
) -> None:
    act = {"id": "lettered", "language": "en", "title": "The Lettered Act, 1901", "year": 1901}
    act["sections"] = [{"unit": "section", "no": "A", "heading": "Scope", "text": "It extends to all of India."}]
    (tmp_path / "lettered.json").write_text(json.dumps(act), encoding="utf-8")
    result = shelf.test_cli_runner().invoke(args=["library", "import", str(tmp_path / "lettered.json")])
    assert result.exit_code == 0, result.output

    (found,) = check("See section 5 of the Lettered Act, 1901.")["citations"]
    assert found["verdict"] != "verified"


def test_a_short_form_is_held_to_the_authority_it_stands_for(check: Any) -> None:
    again = ("Asha Menon (supra), para 12", "Asha Menon v. State of Kerala at para 12", "that. Id. at para 12")
    for short in again:
        found = check(f"We rely on {CASE}. See {short}, the same was said.")["citations"]

        assert [(one["verdict"], one["failure"]) for one in found] == [("verified", None), ("mismatch", "paragraph")]


def test_a_paragraph_further_on_that_was_not_looked_at_leaves_a_short_form_unverified(check: Any) -> None:
    text = f"We rely on {CASE}. It was said in Asha Menon (supra), and that in so many words in para 12, that it is so."
    found = check(text)["citations"]

    assert [one["verdict"] for one in found] == ["verified", "unclear"]


@pytest.mark.parametrize(
    "beside",
    [
        "Vishaka and others v. State of Rajasthan, {}",
        "(i) Ram Lal v. State of U.P., {}",
        "Vishaka -vs- State, {}",
        "In re: Vishaka, {}",
        "Vishaka's case ({})",
        "Reliance is placed on Vishaka, {}.",
        "*Vishaka* v. *State*, {}",
        "{} (Vishaka v. State of Rajasthan)",
        "Vishaka v. State of Rajasthan, Civil Appeal No. 1 of 1977 decided on 4.5.1977, {}",
        f"{CASE.partition(',')[0]}, {{}} [para 120.1]",
        f"{CASE.partition(',')[0]}, {{}}. In para 120 it was so held.",
        f"{CASE.partition(',')[0]}, {{}}, its 120th paragraph",
    ],
)
def test_what_stands_beside_a_citation_and_is_not_read_leaves_it_unverified(check: Any, beside: str) -> None:
    verdicts = {one["verdict"] for one in check(beside.format("(1987) 2 SCC 12"))["citations"]}

    assert "verified" not in verdicts
    assert verdicts & {"unclear", "mismatch"}


NAMED = [
    "{} and others v. State of Kerala, {}",
    "{} & another vs. State of Kerala & others, {}",
    "{} v. the State, {}",
    "{} -vs- State of Kerala, {}",
    "{} Vs.State of Kerala, {}",
    "(i) {} v. State of Kerala, {}",
    "*{}* v. *State of Kerala*, {}",
    "“{} v. State of Kerala” reported in {}",
    "{} v. State of Kerala, Civil Appeal No. 1 of 1987 decided on 4.3.1987, {}",
    "In {}'s case, {}, it was so held",
    "following {}’s decision in {}",
    "{} v . State of Kerala, {}",
    "{} (since deceased) v. State of Kerala [SC], {}",
    "1 | {} v. State of Kerala | {}",
    "{} v. State of Kerala, which is reported in {}",
    "{1} in the case of {0} v. State of Kerala",
    "in the case of {} ({})",
    "{1} ({0} v. State of Kerala)",
    "{1} [{0} v. State of Kerala]",
]
CAPITALS = [
    "In {} {}",
    "We rely on {}, {}",
    "{1} ({0})",
    "the {} case, {}",
    "the {} judgment reported in {}",
    "the authority of {} reported at {}",
    "the {} decision ({})",
    "as held in {} (SC), {}",
    "{1}: {0} v. State of Kerala",
    "{1} in {0} v. State of Kerala",
    "[{1}] – {0} v. State of Kerala",
]


@pytest.mark.parametrize(("name", "expected"), [("Asha Menon", "verified"), ("Sunil Batra", "mismatch/cause_title")])
def test_a_name_in_whatever_form_is_held_against_the_judgment_s(check: Any, name: str, expected: str) -> None:
    said = {form: of_report(check, form.format(name, "(1987) 2 SCC 12")) for form in NAMED}

    assert {form: verdict for form, verdict in said.items() if verdict != expected} == {}


@pytest.mark.parametrize(("name", "expected"), [("Asha Menon", "verified"), ("Sunil Batra", "unclear")])
def test_capitals_beside_a_citation_are_a_name_only_where_they_fit(check: Any, name: str, expected: str) -> None:
    said = {form: of_report(check, form.format(name, "(1987) 2 SCC 12")) for form in CAPITALS}

    assert {form: verdict for form, verdict in said.items() if verdict != expected} == {}


def test_another_s_name_that_cannot_be_read_is_never_verified(check: Any) -> None:
    forms = ("{} and State of Kerala, {}", "{} against State of Kerala, {}", "{} - State of Kerala, {}")
    forms += ("{} ver. Kerala, {}", "{} contra Menon, {}")
    said = {form: of_report(check, form.format("We rely on Sunil Batra", "(1987) 2 SCC 12")) for form in forms}

    assert set(said.values()) == {"unclear"}


def of_report(check: Any, text: str) -> str:
    """Return what is said of the report in a text, as verdict/failure."""
    (found,) = (one for one in check(text)["citations"] if one["normalized"] == "(1987) 2 SCC 12")
    return "/".join(filter(None, (found["verdict"], found["failure"])))


@pytest.mark.parametrize(
    "alone",
    [
        "See {}.",
        "Similarly, in {} it was held.",
        "The Kerala High Court in {} held so.",
        "As Justice Iyer said in {}, it is so.",
        "It was so held by Bhagwati, J. in {}.",
        "Under the Evidence Act, {} is the leading case.",
        "The Supreme Court in {} held so.",
        "Reliance is placed on {}.",
        f"{CASE.partition(',')[0]}, {{}}. The averment in para 5 of the plaint is denied.",
    ],
)
def test_a_citation_beside_which_nothing_is_left_over_is_verified(check: Any, alone: str) -> None:
    assert [one["verdict"] for one in check(alone.format("(1987) 2 SCC 12"))["citations"]] == ["verified"]


@pytest.mark.parametrize(
    "cited",
    [
        "Asha Menon v. State of Kerala, (1988) 3 SCC 777",
        "Asha Menon and another vs. State of Kerala, AIR 1990 SC 4",
        "In Asha Menon's case, (1988) 3 SCC 777",
    ],
)
def test_a_case_that_is_held_under_other_citations_is_pointed_to_and_not_verified(check: Any, cited: str) -> None:
    (found,) = check(cited)["citations"]

    assert found["verdict"] == "not_held"
    assert "(1987) 2 SCC 12; AIR 1987 SC 345" in found["note"]
    assert found["found"]["title"] == "Asha Menon vs State Of Kerala"


@pytest.mark.parametrize(
    "cited",
    [
        "Asha Rao v. State of Kerala, (1988) 3 SCC 777",
        "Asha Menon v. Union of India, (1988) 3 SCC 777",
        "Union of India v. State of Kerala, (1988) 3 SCC 777",
        "State of Kerala v. Asha Menon, (1988) 3 SCC 777",
        "See (1988) 3 SCC 777",
    ],
)
def test_a_case_of_another_name_is_only_not_held(check: Any, cited: str) -> None:
    (found,) = check(cited)["citations"]

    assert (found["verdict"], found["found"]) == ("not_held", None)
    assert "Menon" not in found["note"]


def test_a_short_form_of_nothing_is_not_passed_over(check: Any) -> None:
    (found,) = check("As was held in Mohan Lal (supra) at para 400, the appeal lies.")["citations"]

    assert found["verdict"] == "unclear"
    assert "refers back" in found["note"]


def test_a_quotation_that_points_to_nothing_is_looked_for_in_the_whole_library(check: Any) -> None:
    answer = check(f"It is trite that “{SAID}”. It is also trite that “all swans of the Deccan are of one colour”.")

    assert [one["verdict"] for one in answer["quotations"]] == ["verbatim", "not_found"]
    assert answer["quotations"][0]["page"] == 1


def test_an_altered_quotation_says_which_words_differ(check: Any) -> None:
    answer = check(f'In {CASE} it was held that "{SAID.replace("established", "prescribed")}".')

    assert answer["quotations"][0]["verdict"] == "altered"
    assert "[-prescribed-] {+established+}" in answer["quotations"][0]["difference"]


def test_an_old_section_has_its_successor(check: Any) -> None:
    (old,) = check("He was charged under section 302 IPC.")["old_law"]

    assert (old["act"], old["section"]) == ("Indian Penal Code, 1860", "302")
    assert [one["section"] for one in old["successors"]] == ["103(1)"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("section 103 BNS", "103 BNS stands in the place of 302 IPC."),
        ("section 23 BSA", "23 BSA stands in the place of 25, 26, 27 IEA."),
        ("Sections 302 and 69 BNS", "302 BNS stands in the place of 298 IPC. 69 BNS is new. Sexual intercourse by"),
    ],
)
def test_a_section_of_a_new_code_says_whose_place_it_took(check: Any, text: str, said: str) -> None:
    answer = check(f"He was charged under {text}.")

    assert said in answer["citations"][0]["note"]
    assert answer["old_law"] == []


def test_a_text_that_is_too_long_is_refused_with_a_sentence(asha: Program) -> None:
    answer = asha.post("/citations/check", json={"text": "x" * 600_001})

    assert answer.status_code == 422
    assert "upload" in json.dumps(answer.json)


def test_a_draft_is_kept_with_the_version_that_was_checked(shelf: Flask) -> None:
    program = Program(shelf, "asha")
    made = program.post("/drafts", json={"text": f"See {CASE}.", "title": "Writ petition"}).json
    shown = program.get(f"/drafts/{made['id']}").json

    assert shown["check"]["status"] == "done"
    assert shown["check"]["version"] == 1
    assert [one["verdict"] for one in shown["check"]["citations"]] == ["verified"]
    again = program.post(f"/drafts/{made['id']}/check").json
    assert again["check"]["id"] != made["check"]["id"]


def test_the_command_line_prints_the_same_check(shelf: Flask, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(f"In {CASE}, para 41, the Court said so of section 302 IPC.", encoding="utf-8")
    arguments = ["drafts", "check", str(draft), "--as", "asha@office.example"]
    plain = shelf.test_cli_runner().invoke(args=arguments)
    as_json = shelf.test_cli_runner().invoke(args=[*arguments, "--json"])

    assert "Mismatch: no such paragraph" in plain.output
    assert "Which code governs depends on the day of the act" in plain.output
    assert json.loads(as_json.output)["citations"][0]["failure"] == "paragraph"


def test_a_note_that_others_read_does_not_name_a_client_s_paper_behind_a_wall(shelf: Flask) -> None:
    asha, bilal = Program(shelf, "asha"), Program(shelf, "bilal")
    client_id = asha.open_client("Hegde")
    team = [asha.get("/auth/me").json["id"], bilal.get("/auth/me").json["id"]]
    asha.put(f"/clients/{client_id}/team", json={"user_ids": team})
    words = "our client would accept nine lakh rupees in full and final settlement of all claims"
    paper = asha.file_text(client_id, "secret-offer.txt", f"We write that {words}.")
    asha.put(f"/documents/{paper}/wall", json={"user_ids": []})
    text = f'In {CASE}, para 3, it was held that "{words}".'
    draft_id = asha.post("/drafts", json={"text": text, "client_id": client_id}).json["id"]
    seen = bilal.get(f"/drafts/{draft_id}").json

    assert seen["check"]["citations"][0]["failure"] == "quotation"
    assert "secret offer" not in json.dumps(seen)
    assert paper not in json.dumps(seen)
