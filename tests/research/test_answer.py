"""What an extractive answer is made of: which sentences are chosen, and that each is quoted as it stands."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.adapters.embedding.memory import HashedEmbedding
from legalindia.adapters.embedding.protocol import Embedding
from legalindia.documents.models import Document, Passage
from legalindia.law.papers import PaperKind
from legalindia.research.answer import MOST_STATEMENTS, extract
from legalindia.research.questions import understand
from legalindia.research.quotable import quotations
from legalindia.research.verify import Claim, PageOnRecord, verify
from legalindia.search.service import Hit

FOOTER = "Gopal Traders vs Union Of Porters on 4 March, 1981\nCase Finder - http://casefinder.example/doc/77120/ 3"


@pytest.fixture(params=[HashedEmbedding(), None], ids=["with an embedding", "by words alone"])
def embedding(request: pytest.FixtureRequest) -> Embedding | None:
    kind: Embedding | None = request.param
    return kind


def _document(kind: PaperKind = PaperKind.DEED) -> Document:
    return Document(id=uuid.uuid4(), kind=kind)


def _hit(text: str, document: Document | None = None, *, page: int = 1, start: int = 0) -> Hit:
    document = document or _document()
    passage = Passage(id=uuid.uuid4(), document_id=document.id, page=page, start=start, end=start + len(text))
    return Hit(document, passage, text, [], 1.0, 0.6)


def _texts(claims: list[Claim]) -> list[str]:
    return [" ".join(claim.text.split()) for claim in claims]


def test_the_sentence_that_answers_comes_first_and_unrelated_ones_not_at_all(embedding: Embedding | None) -> None:
    lease = _hit("The roof was painted in May. The Lessee shall pay a monthly rent of Rs. 41,000. Dogs are not kept.")
    claims = extract(understand("What is the monthly rent of the Lessee?"), [lease], embedding)

    assert _texts(claims) == ["The Lessee shall pay a monthly rent of Rs. 41,000."]


def test_no_passage_gives_no_claim(embedding: Embedding | None) -> None:
    assert extract(understand("What is the monthly rent?"), [], embedding) == []


def test_what_the_papers_do_not_speak_of_is_not_answered(embedding: Embedding | None) -> None:
    papers = [_hit("The Lessee shall pay a monthly rent of Rs. 41,000."), _hit("The premises are a shop in Mysuru.")]

    assert extract(understand("Which vaccine did the cattle of Bidar receive?"), papers, embedding) == []


def test_a_footer_is_left_out_of_the_quotation_that_runs_into_it(embedding: Embedding | None) -> None:
    page = f"3\nThe porters were entitled to a bonus of\neight per cent. of their wages.\n{FOOTER}"
    (claim,) = extract(understand("What bonus were the porters entitled to?"), [_hit(page)], embedding)

    assert claim.text == "The porters were entitled to a bonus of\neight per cent. of their wages."
    assert page[claim.places[0].start : claim.places[0].end] == claim.text


def test_a_footer_alone_answers_nothing(embedding: Embedding | None) -> None:
    question = understand("Gopal Traders Union Of Porters Case Finder 1981")

    assert extract(question, [_hit(FOOTER), _hit("THE UNION OF PORTERS")], embedding) == []


def test_a_heading_is_left_out_of_the_sentence_under_it() -> None:
    assert [one.text for one in quotations("HEADNOTE:\nThe appeal was allowed by the Court.")] == [
        "The appeal was allowed by the Court."
    ]


def test_a_paper_written_in_capitals_can_still_be_quoted() -> None:
    deed = "THE LESSEE SHALL PAY THE RENT\nON THE FIFTH DAY OF EACH MONTH."

    assert "FIFTH DAY" in " ".join(one.text for one in quotations(deed))


def test_a_sentence_that_ends_with_the_address_of_a_website_keeps_it() -> None:
    clause = "The rules of the arbitral institution are found at\nwww.rules.example and apply to this deed."

    assert [one.text for one in quotations(clause)] == [clause]


def test_a_sentence_that_ends_with_a_case_and_its_date_keeps_them() -> None:
    text = "The rule was laid down in\nGopal Traders vs Union Of Porters on 4 March, 1981."

    assert [one.text for one in quotations(text)] == [text]


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("The suit is barred by limitation.", True),
        ("14. The suit is barred by limitation.", True),
        ("(a) Rent is due on the fifth day;", True),
        ("वाद परिसीमा से बाधित नहीं है।", True),
        ("and the suit is barred by limitation.", False),
        ("The suit is barred by limitation and", False),
    ],
)
def test_what_a_page_break_cut_in_two_is_known(text: str, is_whole: bool) -> None:
    assert [one.is_whole for one in quotations(text)] == [is_whole]


def test_what_the_court_holds_comes_before_what_counsel_argued(embedding: Embedding | None) -> None:
    judgment = _hit(
        "Counsel submitted that the bonus is payable to the porters. "
        "We hold that the bonus is payable to the porters only. "
        "The question is whether the bonus is payable to the porters now.",
        _document(PaperKind.JUDGMENT),
    )
    claims = extract(understand("To whom is the bonus payable, porters or clerks?"), [judgment], embedding)

    assert _texts(claims)[0].startswith("We hold")


def test_in_a_plaint_what_is_submitted_is_the_matter_itself(embedding: Embedding | None) -> None:
    text = "It is submitted that the defendant owes Rs. 70,000 as arrears of rent. "
    plaint = _hit(text + "The defendant is a trader in rent.", _document(PaperKind.PLEADING))
    (claim, *_) = extract(understand("What arrears of rent does the defendant owe?"), [plaint], embedding)

    assert "70,000" in claim.text


def test_what_is_said_twice_is_stated_once(embedding: Embedding | None) -> None:
    headnote = "The Corporation must pay the porters a bonus of eight per cent. of wages."
    judgment = "The Corporation must pay to the porters a bonus of eight per cent. of wages."
    claims = extract(understand("What bonus must the Corporation pay?"), [_hit(headnote), _hit(judgment)], embedding)

    assert len(claims) == 1


def test_papers_stay_together_the_best_first_and_each_led_by_its_best_sentence(embedding: Embedding | None) -> None:
    order, deed = _document(), _document()
    hits = [
        _hit("The rent of the shop is due monthly.", deed, page=2),
        _hit("The rent of the shop was paid late in June. The monthly rent of the shop is Rs. 9,000.", order, page=4),
        _hit("A shop and its monthly rent were spoken of by both.", order, page=1),
    ]
    claims = extract(understand("monthly rent of the shop 9,000"), hits, embedding)
    places = [claim.places[0] for claim in claims]

    assert "9,000" in claims[0].text
    assert [place.document_id for place in places] == sorted(
        (place.document_id for place in places), key=lambda one: one != order.id
    )
    rest = [(place.page, place.start) for place in places[1:] if place.document_id == order.id]
    assert rest == sorted(rest)


def test_an_answer_is_short(embedding: Embedding | None) -> None:
    names = "Alwar Bidar Cuttack Dholpur Erode Firozpur Guntur Hubli Imphal Jaipur Kochi Latur".split()
    hits = [_hit(f"The branch at {name} pays a monthly rent of Rs. {number},000.") for number, name in enumerate(names)]

    assert 0 < len(extract(understand("What monthly rent does the branch pay?"), hits, embedding)) <= MOST_STATEMENTS


def test_a_hindi_question_is_answered_by_its_words() -> None:
    notice = _hit("दुकान का मासिक किराया नौ हज़ार रुपये है। परिसर मैसूरु में स्थित एक दुकान है।")
    claims = extract(understand("दुकान का मासिक किराया कितना है?"), [notice], HashedEmbedding())

    assert _texts(claims) == ["दुकान का मासिक किराया नौ हज़ार रुपये है।"]


_PIECES = st.sampled_from(
    [
        "rent",
        "The rent is due.",
        "\n",
        FOOTER,
        "HELD:",
        "[12 A-B]",
        "Page 3 of 7",
        "“",
        "§ 4",
        "किराया है।",
        " ",
        "a",
        "7",
        "\u200d",
    ]
)


@given(st.lists(_PIECES, max_size=30).map(" ".join), st.integers(0, 500), st.booleans())
def test_whatever_the_page_every_claim_passes_the_check_of_its_words(text: str, start: int, is_embedded: bool) -> None:
    document = _document(PaperKind.JUDGMENT)
    hit = _hit(text, document, start=start)
    claims = extract(understand("When is the rent due?"), [hit], HashedEmbedding() if is_embedded else None)
    record = {(document.id, 1): PageOnRecord("x" * start + text, "0" * 64)}

    assert len(verify(claims, record).statements) == len(claims)
    assert not any(re.search(r"https?://\S+ 3\Z", claim.text) for claim in claims)
