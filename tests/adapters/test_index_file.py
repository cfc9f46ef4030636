"""What only the file of the embedded index can get wrong: blocks, processes, loss and damage."""

from __future__ import annotations

import multiprocessing
import sqlite3
import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from legalindia.adapters.index import writing
from legalindia.adapters.index.memory import MemoryIndex
from legalindia.adapters.index.protocol import (
    Question,
    Scope,
    Wording,
)
from legalindia.adapters.index.roll import BLOCK
from legalindia.adapters.index.sqlite import SqliteIndex
from legalindia.errors import Conflict, Unavailable
from tests.adapters.passages import DEED, NOTICE, OF_RAO, ask, direction, found, ids, matched_wording, passage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made for it" / "index?100%.sqlite"


@pytest.fixture
def full(path: Path) -> tuple[SqliteIndex, MemoryIndex]:
    """Two and a half blocks of passages, in the file and in memory."""
    random = np.random.default_rng(4)
    vocabulary = np.array([f"w{number}" for number in range(60)])
    chances = 1 / np.arange(1, 61)
    file, memory = SqliteIndex(path), MemoryIndex()
    drawn = random.choice(vocabulary, (2 * BLOCK + BLOCK // 2, 6), p=chances / chances.sum())
    entries = [passage(" ".join(row), document_id=uuid.UUID(int=n // 1000)) for n, row in enumerate(drawn)]
    for start in range(0, len(entries), 3000):
        file.add(entries[start : start + 3000])
    memory.add(entries)
    return file, memory


def wordings() -> Iterable[Wording]:
    yield Wording(words=("w0",))
    yield Wording(words=("w3", "w40", "w59", "absent"))
    yield Wording(phrases=(("w0", "w1"),))
    yield Wording(words=("w9",), prefixes=("w4",), excluded=(("w0",), ("w1", "w2")))


class TestTheFile:
    def test_sealed_and_new_passages_are_found_alike(self, full: tuple[SqliteIndex, MemoryIndex]) -> None:
        file, memory = full
        for index in full:
            index.remove_document(uuid.UUID(int=1))

        assert file.state().details["not yet sealed"] == str(BLOCK // 2 + 1)
        for wording in wordings():
            assert file.find(Question(wording), OF_RAO, limit=30) == memory.find(Question(wording), OF_RAO, limit=30)

    def test_the_words_of_a_removed_block_leave_the_disk(
        self, full: tuple[SqliteIndex, MemoryIndex], path: Path
    ) -> None:
        file, _ = full
        for number in range(5):
            file.remove_document(uuid.UUID(int=number))
        with sqlite3.connect(path) as connection:
            blocks = connection.execute("SELECT DISTINCT block FROM postings").fetchall()

        assert blocks == [(1,)]
        assert len(file.find(ask("w0"), OF_RAO, limit=30)) == 30

    @pytest.mark.parametrize("way", ["spawn", "fork"])
    def test_a_second_process_sees_what_the_first_adds_and_removes(self, path: Path, way: str) -> None:
        index = open_once(path)
        index.add([passage("bail")])
        with multiprocessing.get_context(way).Pool(1) as other:
            assert other.apply(count_in, (path, "bail")) == 1
            index.add([passage("bail", document_id=NOTICE)])
            assert other.apply(count_in, (path, "bail")) == 2
            other.apply(add_to, (path, "rent"))
            assert len(found(index, ask("rent"))) == 1
            index.remove_document(NOTICE)
            assert other.apply(count_in, (path, "bail")) == 1

    def test_two_objects_on_one_file_follow_each_other(self, path: Path) -> None:
        one, two = SqliteIndex(path), SqliteIndex(path)
        held = passage("bail")
        one.add([held])
        assert found(two, ask("bail")) == ids(held)
        two.add_vectors([(held.passage_id, direction(1))])
        assert found(one, Question(Wording(), direction(1))) == ids(held)
        two.refile_document(DEED, folder_id=None, kind="order", dated=date(2030, 1, 1))
        assert found(one, ask("bail"), Scope(OF_RAO.clients, since=date(2029, 1, 1))) == ids(held)
        two.clear()
        assert found(one, ask("bail")) == []

    def test_one_that_missed_more_changes_than_are_kept_reads_all_again(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "_CHANGES_KEPT", 3)
        one, two = SqliteIndex(path), SqliteIndex(path)
        one.add([passage("bail")])
        assert len(found(two, ask("bail"))) == 1
        one.remove_document(DEED)
        for _ in range(6):
            one.add([passage("rent", document_id=NOTICE)])

        assert found(two, ask("bail")) == []
        assert len(found(two, ask("rent"))) == 6

    def test_processes_may_write_at_the_same_time(self, path: Path) -> None:
        with multiprocessing.get_context("spawn").Pool(3) as others:
            others.starmap(add_to, [(path, f"bail{number}") for number in range(24)], chunksize=4)

        assert SqliteIndex(path).state().passages == 24

    def test_it_stays_after_the_process_ends(self, path: Path) -> None:
        held = passage("bail", vector=direction(1))
        SqliteIndex(path).add([held])

        assert found(SqliteIndex(path), Question(matched_wording("bail"), direction(1))) == ids(held)

    @pytest.mark.parametrize("leftovers", [(), ("-wal", "-shm")])
    def test_a_deleted_file_is_begun_anew_while_running(self, path: Path, leftovers: tuple[str, ...]) -> None:
        index, other = SqliteIndex(path), SqliteIndex(path)
        for one in (index, other):
            one.add([passage("bail")])
            found(one, ask("bail"))
        for ending in ("", *leftovers):
            path.with_name(path.name + ending).unlink()

        assert found(index, ask("bail")) == []
        again = passage("bail")
        other.add([again])
        assert found(index, ask("bail")) == found(other, ask("bail")) == ids(again)
        assert found(SqliteIndex(path), ask("bail")) == ids(again)

    @pytest.mark.parametrize("spoil", ["header", "middle", "foreign"])
    def test_a_spoilt_file_says_how_it_is_mended_and_clearing_mends_it(self, path: Path, spoil: str) -> None:
        path.parent.mkdir()
        if spoil != "foreign":
            SqliteIndex(path).add([passage(f"bail {number} " * 40) for number in range(300)])
        ruin(path, spoil)
        index = SqliteIndex(path)

        with pytest.raises(Unavailable, match="flask index rebuild"):
            index.find(ask("bail"), OF_RAO, limit=400)
        index.clear()
        held = passage("bail")
        index.add([held])
        assert found(index, ask("bail")) == ids(held)

    def test_a_place_that_cannot_be_written_is_named_as_such(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")

        with pytest.raises(Unavailable, match="disk"):
            SqliteIndex(tmp_path / "file" / "index.sqlite").add([passage("bail")])

    def test_a_failed_writing_leaves_nothing_behind(self, path: Path) -> None:
        index = SqliteIndex(path)
        index.add([passage("bail", vector=direction(1))])

        with pytest.raises(Conflict, match="flask index rebuild"):
            index.add([passage("rent"), passage("rent", vector=np.ones(8, np.float32))])
        assert found(index, ask("rent")) == []
        assert index.state().passages == 1

    def test_the_nearest_are_found_among_many_of_the_same_kind(self, path: Path) -> None:
        random = np.random.default_rng(5)
        centres = random.standard_normal((8, 384))
        vectors = centres[random.integers(8, size=4000)] + 0.7 * random.standard_normal((4000, 384))
        vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        entries = [passage("", vector=vector) for vector in vectors]
        index = SqliteIndex(path)
        index.add(entries)

        shares = []
        for asked in range(20):
            question = vectors[asked]
            truly = {entries[row].passage_id for row in np.argsort(-(vectors @ question))[:10]}
            nearest = [match.passage_id for match in index.find(Question(Wording(), question), OF_RAO, limit=10)]
            shares.append(len(truly.intersection(nearest)) / 10)
        assert np.mean(shares) >= 0.95


def count_in(path: Path, word: str) -> int:
    return len(open_once(path).find(ask(word), OF_RAO, limit=50))


def add_to(path: Path, word: str) -> None:
    open_once(path).add([passage(word, passage_id=uuid.uuid4())])


_open: dict[Path, SqliteIndex] = {}


def open_once(path: Path) -> SqliteIndex:
    """Keep one index a process, as the office does, so that what it remembers is put to the test."""
    return _open.setdefault(path, SqliteIndex(path))


def ruin(path: Path, how: str) -> None:
    if how == "foreign":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE somebody_elses (id)")
        return
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    span = slice(0, 100) if how == "header" else slice(4096, len(content))
    content[span] = b"\xa5" * len(content[span])
    path.write_bytes(content)
