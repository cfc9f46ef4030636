"""What every kind of search index must do, asked of each."""

from __future__ import annotations

import threading
import uuid
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.index.protocol import (
    Question,
    Scope,
    SearchIndex,
    Wording,
)
from legalindia.adapters.index.qdrant.collection import Collection, Layout
from legalindia.adapters.index.qdrant.index import QdrantIndex
from legalindia.adapters.index.sqlite import SqliteIndex
from tests.adapters.passages import (
    DEED,
    EVERYWHERE,
    JUDGMENT,
    LEASE,
    MEHTA,
    NOTICE,
    OF_RAO,
    ORDERS,
    RAO,
    ask,
    direction,
    found,
    ids,
    matched_wording,
    passage,
)


@pytest.fixture(params=["memory", "sqlite", "qdrant"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    if request.param == "qdrant":
        return QdrantIndex(Collection(QdrantClient(":memory:"), "passages", Layout(), places=8))
    return MemoryIndex() if request.param == "memory" else SqliteIndex(tmp_path / "index.sqlite")


class TestFindingByWord:
    def test_a_passage_is_found_by_one_of_its_words(self, index: SearchIndex) -> None:
        rent, repair = passage("The rent is due monthly."), passage("Repairs fall on the lessor.")
        index.add([rent, repair])

        assert found(index, ask("repair")) == ids(repair)

    def test_a_word_that_occurs_nowhere_does_not_empty_the_answer(self, index: SearchIndex) -> None:
        rent = passage("The rent is due monthly.")
        index.add([rent])

        assert found(index, ask("rent xylophone")) == ids(rent)

    def test_a_passage_with_more_of_the_words_comes_first(self, index: SearchIndex) -> None:
        one, both = passage("The arrears were paid."), passage("The arrears of rent were paid.")
        index.add([one, both])

        assert found(index, ask("rent arrears")) == ids(both, one)

    def test_a_rare_word_counts_more_than_a_common_one(self, index: SearchIndex) -> None:
        common = [passage(f"The suit is listed, item {number}.") for number in range(8)]
        rare = passage("The estoppel is pleaded, item 9.")
        index.add([*common, rare])

        assert found(index, ask("suit estoppel"))[0] == rare.passage_id

    def test_a_hindi_word_is_found_whole_and_not_by_its_pieces(self, index: SearchIndex) -> None:
        hindi = passage("किरायेदार को मकान खाली करना होगा।")
        index.add([hindi])

        assert found(index, ask("किरायेदार")) == ids(hindi)
        assert found(index, ask("किराये")) == []

    def test_a_phrase_must_stand_word_after_word(self, index: SearchIndex) -> None:
        inside, apart = passage("by specific performance of it"), passage("performance of a specific kind")
        index.add([inside, apart])

        assert found(index, ask(phrase="specific performance")) == ids(inside)

    def test_a_phrase_does_not_run_on_from_one_passage_into_the_next(self, index: SearchIndex) -> None:
        index.add([passage("a decree for specific"), passage("performance was refused")])

        assert found(index, ask(phrase="specific performance")) == []

    def test_a_phrase_may_repeat_a_word(self, index: SearchIndex) -> None:
        twice, once = passage("bail bail was asked for"), passage("bail was asked for")
        index.add([twice, once])

        assert found(index, ask(phrase="bail bail")) == ids(twice)

    def test_words_beside_a_phrase_order_the_answer_but_do_not_narrow_it(self, index: SearchIndex) -> None:
        plain, better = passage("the high court sat"), passage("the high court granted bail")
        index.add([plain, better])

        assert found(index, ask("bail", phrase="high court")) == ids(better, plain)

    def test_a_prefix_must_begin_a_word(self, index: SearchIndex) -> None:
        begins, holds = passage("limitation had run"), passage("an unlimited liability")
        index.add([begins, holds])

        assert found(index, ask(prefix="limit")) == ids(begins)

    def test_every_prefix_must_be_met(self, index: SearchIndex) -> None:
        both, one = passage("limitation and laches"), passage("limitation alone")
        index.add([both, one])
        wording = Wording(prefixes=("limit", "lach"))

        assert found(index, Question(wording)) == ids(both)

    def test_what_is_excluded_is_not_found(self, index: SearchIndex) -> None:
        kept, dropped = passage("bail was granted"), passage("anticipatory bail was granted")
        index.add([kept, dropped])

        assert found(index, ask("bail", without="anticipatory")) == ids(kept)
        assert found(index, ask("granted", without="anticipatory bail")) == ids(kept)

    def test_an_excluded_run_of_words_leaves_its_words_apart_alone(self, index: SearchIndex) -> None:
        apart = passage("bail, not anticipatory")
        index.add([apart])

        assert found(index, ask("bail", without="anticipatory bail")) == ids(apart)

    @pytest.mark.parametrize(
        "word",
        [
            '"',
            '"bail" OR "x',
            "bail*",
            "NEAR(a b, 2)",
            "text:bail",
            "a AND",
            "(",
            "-",
            "^x",
            "%",
            "_",
            "\x00",
            "\ud800",
        ],
    )
    def test_the_syntax_of_an_engine_is_only_an_unknown_word(self, index: SearchIndex, word: str) -> None:
        index.add([passage("bail was granted")])
        wording = Wording(words=(word,), excluded=((word, word),))

        assert found(index, Question(wording)) == []
        assert found(index, Question(Wording(phrases=((word, "bail"),)))) == []
        assert found(index, Question(Wording(prefixes=(word,)))) == []

    def test_an_empty_question_finds_nothing(self, index: SearchIndex) -> None:
        index.add([passage("bail was granted")])

        assert found(index, Question(Wording())) == []
        assert found(index, Question(Wording(excluded=(("rent",),)))) == []
        assert found(index, Question(Wording(words=("bail",))), Scope()) == []

    def test_no_more_is_returned_than_was_asked_for(self, index: SearchIndex) -> None:
        index.add([passage(f"bail order {number}") for number in range(5)])

        assert len(index.find(ask("bail"), OF_RAO, limit=2)) == 2
        assert index.find(ask("bail"), OF_RAO, limit=0) == []


class TestFindingByMeaning:
    def test_the_nearest_passage_comes_first(self, index: SearchIndex) -> None:
        far, near = passage("far", vector=direction(1, 5)), passage("near", vector=direction(5, 1))
        index.add([far, near])
        matches = index.find(Question(Wording(), direction(1)), OF_RAO, limit=5)

        assert [match.passage_id for match in matches] == ids(near, far)
        assert matches[0].similarity == pytest.approx(5 / 26**0.5, abs=0.01)

    def test_a_passage_found_by_word_alone_is_measured_too(self, index: SearchIndex) -> None:
        index.add([passage("bail", vector=direction(0, 1)), passage("bail unread by the model")])
        matches = index.find(Question(matched_wording("bail"), direction(0, 1), lexical_weight=1), OF_RAO, limit=5)

        assert [match.similarity for match in matches] == [pytest.approx(1, abs=0.01), None]

    def test_the_weight_decides_which_leg_leads(self, index: SearchIndex) -> None:
        by_word, by_meaning = passage("bail", vector=direction(0, 1)), passage("liberty", vector=direction(1))
        index.add([by_word, by_meaning])

        def first(weight: float) -> uuid.UUID:
            question = Question(matched_wording("bail"), direction(1), lexical_weight=weight)
            return found(index, question)[0]

        assert (first(1), first(0)) == (by_word.passage_id, by_meaning.passage_id)

    def test_phrases_prefixes_and_exclusions_bind_this_leg_as_well(self, index: SearchIndex) -> None:
        held = passage("anticipatory bail granted", vector=direction(1))
        index.add([held, passage("something else", vector=direction(1))])

        def near(wording: Wording) -> list[uuid.UUID]:
            return found(index, Question(wording, direction(1)))

        assert near(Wording(phrases=(("anticipatori", "bail"),))) == ids(held)
        assert near(Wording(prefixes=("antic",))) == ids(held)
        assert near(Wording(excluded=(("someth",),))) == ids(held)

    def test_a_vector_may_come_after_its_passage(self, index: SearchIndex) -> None:
        late = passage("read first, embedded later")
        index.add([late])
        index.add_vectors([(late.passage_id, direction(1)), (uuid.uuid4(), direction(1))])

        assert found(index, Question(Wording(), direction(1))) == ids(late)
        assert index.vectors_of([late.passage_id, uuid.uuid4()])[late.passage_id] == pytest.approx(direction(1))

    def test_vectors_are_returned_for_those_passages_that_have_one(self, index: SearchIndex) -> None:
        bare, embedded = passage("bare"), passage("embedded", vector=direction(3, 4))
        index.add([bare, embedded])

        assert list(index.vectors_of(ids(bare, embedded))) == ids(embedded)

    def test_a_question_of_another_model_is_answered_by_words_alone(self, index: SearchIndex) -> None:
        held = passage("bail", vector=direction(1))
        index.add([held])
        question = Question(matched_wording("bail"), np.ones(8, np.float32))

        assert index.find(question, OF_RAO, limit=5)[0].similarity is None


class TestScope:
    def test_each_limit_of_the_scope_holds(self, index: SearchIndex) -> None:
        deed = passage("bail")
        order = passage("bail", document_id=NOTICE, folder_id=ORDERS, kind="order", dated=date(2024, 1, 1))
        of_mehta = passage("bail", client_id=MEHTA, document_id=uuid.UUID(int=24), folder_id=None)
        judgment = passage("bail", client_id=None, document_id=JUDGMENT, folder_id=None, kind="judgment")
        index.add([deed, order, of_mehta, judgment])

        def within(**limits: object) -> set[uuid.UUID]:
            return set(found(index, ask("bail"), Scope(**limits)))  # type: ignore[arg-type]

        both = frozenset({RAO, MEHTA})
        assert within(clients=frozenset({RAO})) == set(ids(deed, order))
        assert within(library=True) == set(ids(judgment))
        assert within(clients=both, folders=frozenset({ORDERS})) == set(ids(order))
        assert within(clients=both, documents=frozenset({DEED})) == set(ids(deed))
        assert within(clients=both, library=True, kinds=frozenset({"judgment"})) == set(ids(judgment))
        assert within(clients=both, without_folders=frozenset({ORDERS})) == set(ids(deed, of_mehta))
        assert within(clients=both, without_documents=frozenset({DEED})) == set(ids(order, of_mehta))
        assert within(clients=both, since=date(2024, 1, 1)) == set(ids(order))
        assert within(clients=both, until=date(2023, 12, 31)) == set(ids(deed, of_mehta))

    def test_an_empty_set_is_a_limit_and_none_is_not(self, index: SearchIndex) -> None:
        held = passage("bail")
        index.add([held])

        assert found(index, ask("bail"), Scope(OF_RAO.clients, folders=frozenset())) == []
        assert found(index, ask("bail"), Scope(OF_RAO.clients, documents=frozenset())) == []
        assert found(index, ask("bail"), Scope(OF_RAO.clients, kinds=frozenset())) == []

    def test_a_scope_may_name_ten_thousand_clients(self, index: SearchIndex) -> None:
        held = passage("bail")
        index.add([held])
        crowd = frozenset(uuid.UUID(int=10**6 + number) for number in range(10_000))

        assert found(index, ask("bail"), Scope(crowd)) == []
        assert found(index, ask("bail"), Scope(crowd | {RAO})) == ids(held)

    def test_what_others_hold_does_not_show_in_a_score(self, index: SearchIndex) -> None:
        index.add([passage("bail was granted"), passage("rent is due")])
        before = index.find(ask("bail rent"), OF_RAO, limit=5)
        index.add([passage(f"bail {number}", client_id=MEHTA, document_id=NOTICE) for number in range(50)])

        assert index.find(ask("bail rent"), OF_RAO, limit=5) == before

    def test_a_client_without_papers_is_shown_nobody_elses(self, index: SearchIndex) -> None:
        index.add([passage("bail", vector=direction(1))])
        question = Question(matched_wording("bail"), direction(1))

        assert found(index, question, Scope(frozenset({uuid.uuid4()}))) == []


class TestKeepingUp:
    def test_a_passage_added_again_takes_the_place_of_the_old_one(self, index: SearchIndex) -> None:
        old = passage("the old wording", vector=direction(1))
        new = passage("the new wording", passage_id=old.passage_id, client_id=MEHTA)
        index.add([old])
        index.add([new])

        assert found(index, ask("old"), EVERYWHERE) == []
        assert found(index, ask("new"), OF_RAO) == []
        assert found(index, ask("new"), EVERYWHERE) == ids(new)
        assert index.vectors_of(ids(new)) == {}
        assert index.state().passages == 1

    def test_of_one_passage_given_twice_at_once_the_last_counts(self, index: SearchIndex) -> None:
        first = passage("the first draft")
        index.add([first, passage("the second draft", passage_id=first.passage_id)])

        assert found(index, ask("first")) == []
        assert found(index, ask("second")) == ids(first)

    def test_a_removed_document_is_not_found_and_not_counted(self, index: SearchIndex) -> None:
        gone, kept = passage("bail", vector=direction(1)), passage("bail", document_id=NOTICE)
        index.add([gone, kept])
        found(index, ask("bail"))
        index.remove_document(DEED)
        index.remove_document(uuid.uuid4())

        assert found(index, ask("bail")) == ids(kept)
        assert index.vectors_of(ids(gone)) == {}
        assert (index.state().passages, index.state().vectors) == (1, 0)

    def test_single_passages_are_forgotten_and_the_others_of_their_document_stay(self, index: SearchIndex) -> None:
        gone, kept = passage("bail", vector=direction(1)), passage("bail", vector=direction(2))
        index.add([gone, kept])
        found(index, ask("bail"))
        index.remove_passages([gone.passage_id, uuid.uuid4()])
        index.remove_passages([])

        assert found(index, ask("bail")) == ids(kept)
        assert set(index.vectors_of([gone.passage_id, kept.passage_id])) == set(ids(kept))
        assert (index.state().passages, index.state().vectors) == (1, 1)

    def test_a_passage_added_after_a_removal_does_not_inherit_words(self, index: SearchIndex) -> None:
        index.add([passage("bail")])
        index.remove_document(DEED)
        after = passage("rent")
        index.add([after])

        assert found(index, ask("bail")) == []
        assert found(index, ask("rent")) == ids(after)

    def test_a_refiled_document_is_found_where_it_now_lies(self, index: SearchIndex) -> None:
        held = passage("bail")
        index.add([held])
        found(index, ask("bail"))
        index.refile_document(DEED, folder_id=ORDERS, kind="order", dated=date(2030, 1, 1))
        index.refile_document(uuid.uuid4(), folder_id=None, kind="order", dated=date(2030, 1, 1))
        now = Scope(OF_RAO.clients, folders=frozenset({ORDERS}), kinds=frozenset({"order"}), since=date(2030, 1, 1))

        assert found(index, ask("bail"), now) == ids(held)
        assert found(index, ask("bail"), Scope(OF_RAO.clients, folders=frozenset({LEASE}))) == []

    def test_a_document_may_be_refiled_out_of_every_folder(self, index: SearchIndex) -> None:
        held = passage("bail")
        index.add([held])
        index.refile_document(DEED, folder_id=None, kind="deed", dated=held.dated)

        assert found(index, ask("bail")) == ids(held)
        assert found(index, ask("bail"), Scope(OF_RAO.clients, folders=frozenset({LEASE}))) == []

    def test_a_cleared_index_is_empty_and_can_be_filled_again(self, index: SearchIndex) -> None:
        index.add([passage("bail", vector=direction(1))])
        found(index, ask("bail"))
        index.clear()
        assert (found(index, ask("bail")), index.state().passages, index.state().vectors) == ([], 0, 0)

        again = passage("bail", vector=np.ones(8, np.float32) / np.float32(8**0.5))
        index.add([again])
        assert found(index, ask("bail")) == ids(again)

    def test_a_renewed_index_holds_what_was_put_into_it_and_nothing_else(self, index: SearchIndex) -> None:
        old, new = passage("bail", vector=direction(1)), passage("bail again", vector=direction(1))
        index.add([old])
        with index.renewed() as fresh:
            fresh.add([new])

        assert found(index, ask("bail")) == ids(new)
        assert [one.passage_id for one in index.passages()] == ids(new)
        assert found(index, Question(Wording(), direction(1))) == ids(new)

    def test_everything_that_is_held_is_listed(self, index: SearchIndex) -> None:
        bare, embedded = passage("bare"), passage("embedded", vector=direction(1), document_id=NOTICE)
        index.add([bare, embedded])
        listed = {(one.passage_id, one.document_id, one.has_vector) for one in index.passages()}

        assert listed == {(bare.passage_id, DEED, False), (embedded.passage_id, NOTICE, True)}

    def test_nothing_to_add_is_no_error(self, index: SearchIndex) -> None:
        index.add([])
        index.add_vectors([])
        index.add([passage("")])

        assert index.state().passages == 1
        assert found(index, ask("bail")) == []

    def test_many_threads_may_add_and_ask_at_once(self, index: SearchIndex) -> None:
        if isinstance(index, QdrantIndex):
            pytest.skip("the client's own memory is not made for threads; a server is, and none is to be had here")
        failures: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for _ in range(5):
                    index.add([passage(f"bail thread{number}", document_id=uuid.UUID(int=500 + number))])
                    index.find(ask("bail"), OF_RAO, limit=5)
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert index.state().passages == 30
        assert len(index.find(ask("thread3"), OF_RAO, limit=50)) == 5
