"""What every cache must do, asked of each: one in memory, and a real Redis, which may be away."""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import redis
from flask import Flask

from config import Settings
from legalindia.adapters.cache import redis as in_redis
from legalindia.adapters.cache.memory import MemoryCache
from legalindia.adapters.cache.protocol import MOST_VALUE_BYTES, Cache
from legalindia.adapters.cache.redis import RedisCache
from legalindia.adapters.embedding.memory import HashedEmbedding
from legalindia.adapters.embedding.remembered import query_vector
from legalindia.adapters.outfit import choose
from tests.conftest import Program
from tests.servers import OwnRedis

SECRET = "the secret of this office"
QUERY = "adverse possession of Survey No. 118, Kanarienvogel"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnRedis]:
    server = OwnRedis()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is busy with other tests even a Redis on it takes its time."""
    monkeypatch.setattr(in_redis, "ANSWER_SECONDS", 5)
    monkeypatch.setattr("legalindia.ops.remembered.SECONDS", 600)


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Cache:
    if request.param == "memory":
        return MemoryCache()
    server: OwnRedis = request.getfixturevalue("server")
    server.flush()
    return RedisCache(server.url, SECRET)


@pytest.fixture
def distant(server: OwnRedis) -> Iterator[RedisCache]:
    """A cache in a Redis that the test may stop."""
    server.flush()
    yield RedisCache(server.url, SECRET)
    if not server.answers():
        server.start()


class TestEveryKind:
    def test_what_was_put_there_is_there(self, cache: Cache) -> None:
        value = os.urandom(1536)
        cache.put("a", value, seconds=60)

        assert cache.get("a") == value
        assert cache.get("b") is None

    def test_the_newer_takes_the_place_of_the_older(self, cache: Cache) -> None:
        cache.put("a", b"1", seconds=60)
        cache.put("a", b"2", seconds=60)

        assert cache.get("a") == b"2"

    def test_after_its_time_it_is_gone(self, cache: Cache) -> None:
        cache.put("a", b"1", seconds=1)
        cache.put("b", b"2", seconds=60)
        time.sleep(1.05)

        assert cache.get("a") is None
        assert cache.get("b") == b"2"

    def test_nothing_is_kept_as_nothing(self, cache: Cache) -> None:
        cache.put("a", b"", seconds=60)

        assert cache.get("a") == b""

    def test_what_is_too_large_is_not_kept(self, cache: Cache) -> None:
        cache.put("a", b"x" * (MOST_VALUE_BYTES + 1), seconds=60)

        assert cache.get("a") is None

    @pytest.mark.parametrize("key", ["", "क" * 5000, "a\nb\r\n", "* ? [a]"])
    def test_any_text_is_a_key(self, cache: Cache, key: str) -> None:
        cache.put(key, b"1", seconds=60)

        assert cache.get(key) == b"1"
        assert cache.get(key + " ") is None

    def test_several_threads_may_use_it(self, cache: Cache) -> None:
        wrong: list[str] = []

        def use(name: str) -> None:
            for number in range(100):
                cache.put(f"{name} {number}", name.encode(), seconds=60)
                if cache.get(f"{name} {number}") != name.encode():
                    wrong.append(name)

        threads = [threading.Thread(target=use, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert wrong == []


def test_memory_lets_go_of_what_was_not_asked_for_the_longest() -> None:
    cache = MemoryCache(most_entries=2)
    cache.put("a", b"1", seconds=60)
    cache.put("b", b"2", seconds=60)
    cache.get("a")
    cache.put("c", b"3", seconds=60)

    assert [cache.get(key) for key in "abc"] == [b"1", None, b"3"]


class TestRedis:
    def test_one_process_finds_what_another_put_there(self, distant: RedisCache, server: OwnRedis) -> None:
        distant.put("a", b"1", seconds=60)

        assert RedisCache(server.url, SECRET).get("a") == b"1"

    def test_two_offices_in_one_redis_do_not_meet(self, distant: RedisCache, server: OwnRedis) -> None:
        distant.put("a", b"1", seconds=60)

        assert RedisCache(server.url, "another office").get("a") is None

    def test_one_that_is_away_is_only_slower(
        self, distant: RedisCache, server: OwnRedis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(in_redis, "PAUSE_SECONDS", 0.2)
        distant.put("a", b"1", seconds=60)
        server.stop()
        distant.put("a", b"2", seconds=60)
        assert distant.get("a") is None

        server.start()
        time.sleep(0.25)
        distant.put("a", b"3", seconds=60)
        assert distant.get("a") == b"3"

    def test_one_that_is_away_is_not_asked_again_at_once(self, distant: RedisCache, server: OwnRedis) -> None:
        server.stop()
        distant.get("a")
        server.start()

        distant.put("a", b"1", seconds=60)
        assert distant.get("a") is None

    def test_one_that_was_emptied_knows_nothing(self, distant: RedisCache, server: OwnRedis) -> None:
        distant.put("a", b"1", seconds=60)
        server.flush()

        assert distant.get("a") is None


class TestTheVectorOfAQuestion:
    def test_it_is_the_same_and_is_made_once(self, cache: Cache) -> None:
        embedding = HashedEmbedding()
        made: list[str] = []
        embed = embedding.embed
        embedding.embed = lambda texts: made.extend(texts) or embed(texts)  # type: ignore[method-assign,func-returns-value]
        vectors = [query_vector(embedding, cache, text) for text in ("rent", "rent", "bail", "rent")]

        assert made == ["rent", "bail"]
        assert np.array_equal(vectors[0], vectors[3])
        assert np.array_equal(vectors[0], embed(["rent"])[0])

    def test_another_model_makes_its_own(self, cache: Cache) -> None:
        before, after = HashedEmbedding(), HashedEmbedding(dimensions=64)
        after.version = "2"
        query_vector(before, cache, "rent")

        assert query_vector(after, cache, "rent").shape == (64,)

    @pytest.mark.parametrize("forged", [b"", b"abc", b"\x00" * 1024, b"\xff" * 1024, os.urandom(1024)])
    def test_what_is_no_vector_is_made_anew(self, cache: Cache, forged: bytes) -> None:
        embedding = HashedEmbedding()
        cache.put(f"query vector {embedding.version} rent", forged, seconds=60)

        assert np.array_equal(query_vector(embedding, cache, "rent"), embedding.embed(["rent"])[0])


class TestInTheOffice:
    @pytest.fixture
    def office(self, app: Flask, distant: RedisCache) -> Flask:
        app.extensions["outfit"] = dataclasses.replace(app.extensions["outfit"], cache=distant)
        return app

    def test_a_search_leaves_no_word_of_it_in_redis(
        self, office: Flask, asha: Program, server: OwnRedis, client_of_asha: str
    ) -> None:
        asha.file_text(client_of_asha, "a.txt", f"The paper speaks of {QUERY}.")
        first, second = (asha.get("/search", query_string={"q": QUERY}).json["hits"] for _ in range(2))
        with redis.Redis.from_url(server.url) as client:
            held: list[Any] = [(key, client.get(key)) for key in client.scan_iter()]

        assert first == second != []
        assert held
        for word in QUERY.encode().split():
            assert not any(word in key or word in value for key, value in held if len(word) > 3)

    def test_a_search_goes_on_while_redis_is_away(
        self, office: Flask, asha: Program, server: OwnRedis, client_of_asha: str
    ) -> None:
        asha.file_text(client_of_asha, "a.txt", f"The paper speaks of {QUERY}.")
        before = asha.get("/search", query_string={"q": QUERY}).json["hits"]
        server.stop()
        answer = asha.get("/search", query_string={"q": QUERY})

        assert answer.status_code == 200
        assert answer.json["hits"] == before
        assert office.test_client().get("/metrics").status_code == 200

    def test_rights_are_not_remembered(self, office: Flask, asha: Program, bilal: Program, client_of_asha: str) -> None:
        asha.file_text(client_of_asha, "a.txt", f"The paper speaks of {QUERY}.")

        assert asha.get("/search", query_string={"q": QUERY}).json["hits"]
        assert bilal.get("/search", query_string={"q": QUERY}).json["hits"] == []

    def test_what_was_counted_is_told_until_it_is_forgotten(
        self, office: Flask, asha: Program, client_of_asha: str, server: OwnRedis
    ) -> None:
        def done() -> float:
            lines = office.test_client().get("/metrics").text.splitlines()
            return sum(float(line.split()[-1]) for line in lines if line.startswith('legalindia_jobs{kind="reading"'))

        asha.file_text(client_of_asha, "a.txt", "The first.")
        first = done()
        asha.file_text(client_of_asha, "b.txt", "The second.")
        assert (first, done()) == (1, 1)
        server.flush()
        assert done() == 2


def test_the_settings_say_which(settings: Settings, server: OwnRedis) -> None:
    assert choose(settings).cache.kind == "memory"
    assert choose(dataclasses.replace(settings, cache_url=server.url)).cache.kind == "redis"
