"""Measure an index: adding, each kind of question, recall, memory and disk.

    python -m benchmarks.index --passages 10000 100000
    python -m benchmarks.index --passages 1000000 --url "http://qdrant:6333/bench?key=…&shards=2"
    python -m benchmarks.index --passages 2000 --url memory

Without `--url` it is the embedded one, in a temporary file. `memory` is Qdrant's client without a server: it says that
the harness works, and nothing of a server's speed. What a server holds under the name in its address is replaced.

Words follow Zipf's law over 20,000; vectors stand in clusters, as those of a firm's papers do. Each passage belongs to
one of ten clients, and each question is asked of one of them and again of all.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from qdrant_client import QdrantClient

from legalindia.adapters.index.protocol import Entry, Question, Scope, SearchIndex, Vector, Wording
from legalindia.adapters.index.qdrant.collection import Collection, Layout
from legalindia.adapters.index.qdrant.index import QdrantIndex
from legalindia.adapters.index.sqlite import SqliteIndex

DIMENSIONS = 384
WORDS = 200
VOCABULARY = np.array([f"word{number}" for number in range(20_000)])
CLIENTS = [uuid.UUID(int=number + 1) for number in range(10)]
EVERYBODY = Scope(frozenset(CLIENTS))
BATCH = 500


@dataclass(frozen=True)
class World:
    """What is indexed and asked; `vectors` of shape [passages, DIMENSIONS] is kept to measure recall against."""

    random: np.random.Generator
    chances: NDArray[np.float64]
    vectors: NDArray[np.float32]

    def words(self, ranks: Sequence[int]) -> tuple[str, ...]:
        return tuple(VOCABULARY[list(ranks)].tolist())


def make_world(passages: int, noise: float) -> World:
    random = np.random.default_rng(7)
    chances = 1 / np.arange(1, VOCABULARY.size + 1)
    # A direction that all share, topics around it, passages around those: 0.9 and 0.8 give the mean cosine of 0.32
    # that MiniLM was measured to give between passages of unrelated judgments.
    shared = 0.9 * random.standard_normal(DIMENSIONS)
    centres = random.standard_normal((max(passages // 200, 20), DIMENSIONS)) + shared
    vectors = centres[random.integers(len(centres), size=passages)].astype(np.float32)
    vectors += noise * random.standard_normal((passages, DIMENSIONS), dtype=np.float32)
    return World(random, chances / chances.sum(), unit(vectors))


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.sqrt(np.square(vectors).sum(axis=-1, keepdims=True))
    return vectors / lengths


def entries(world: World) -> Iterator[list[Entry]]:
    for start in range(0, len(world.vectors), BATCH):
        yield [entry(world, number) for number in range(start, min(start + BATCH, len(world.vectors)))]


def entry(world: World, number: int) -> Entry:
    words = VOCABULARY[world.random.choice(VOCABULARY.size, WORDS, p=world.chances)]
    return Entry(
        passage_id=uuid.UUID(int=10**9 + number),
        document_id=uuid.UUID(int=10**6 + number // 20),
        client_id=CLIENTS[number // 20 % len(CLIENTS)],
        folder_id=None,
        kind="order",
        dated=date(2000 + number % 20, 1, 1),
        text=" ".join(words.tolist()),
        vector=world.vectors[number],
    )


def fill(index: SearchIndex, world: World) -> float:
    """Add all passages; return how many were taken in a second."""
    spent = 0.0
    for batch in entries(world):
        started = time.perf_counter()
        index.add(batch)
        spent += time.perf_counter() - started
    return len(world.vectors) / spent


def questions(world: World) -> dict[str, Callable[[], Question]]:
    """Return, by kind of question, what makes one at random."""

    def pick(low: int, high: int, count: int) -> tuple[str, ...]:
        return world.words(world.random.integers(low, high, count).tolist())

    def vector() -> Vector:
        near = world.vectors[world.random.integers(len(world.vectors))]
        return unit(near + 0.06 * world.random.standard_normal(DIMENSIONS, dtype=np.float32))

    return {
        "rare word": lambda: Question(Wording(pick(5_000, 20_000, 1))),
        "common word": lambda: Question(Wording(pick(5, 100, 1))),
        "3 words": lambda: Question(Wording(pick(5, 2_000, 3))),
        "12 words": lambda: Question(Wording(pick(5, 2_000, 12))),
        "phrase": lambda: Question(Wording(phrases=(pick(5, 100, 2),))),
        "prefix": lambda: Question(Wording(prefixes=(pick(100, 200, 1)[0],))),
        "dense": lambda: Question(Wording(), vector(), lexical_weight=0),
        "hybrid": lambda: Question(Wording(pick(5, 2_000, 5)), vector()),
    }


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds it takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def figures(milliseconds: Sequence[float]) -> str:
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return f"p50 {statistics.median(milliseconds):7.2f}  p95 {p95:7.2f} ms"


def ask_all(index: SearchIndex, world: World, repeats: int) -> None:
    for name, make in questions(world).items():
        for place, whole in (("one of ten clients", None), ("all", EVERYBODY)):
            asked = [(make(), whole or Scope(frozenset({CLIENTS[n % 10]}))) for n in range(repeats)]
            spent = [timed(partial(index.find, question, scope, limit=20)) for question, scope in asked]
            print(f"  {name:12} {place:20} {figures(spent)}")


def recall(index: SearchIndex, world: World, repeats: int) -> float:
    """Return the share of the ten truly nearest passages that the dense leg finds."""
    make = questions(world)["dense"]
    shares = []
    for question in (make() for _ in range(repeats)):
        assert question.vector is not None
        truly = np.argsort(-(world.vectors @ question.vector))[:10]
        found = {match.passage_id for match in index.find(question, EVERYBODY, limit=10)}
        shares.append(sum(uuid.UUID(int=10**9 + int(number)) in found for number in truly) / 10)
    return statistics.mean(shares)


def add_twenty(index: SearchIndex, world: World, repeats: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of adding 20 passages, and of the first question after it."""
    adding, asking = [], []
    question, scope = Question(Wording(world.words([300]))), Scope(frozenset(CLIENTS[:1]))
    for _ in range(repeats):
        fresh = [entry(world, number) for number in range(20)]
        adding.append(timed(partial(index.add, fresh)))
        asking.append(timed(lambda: index.find(question, scope, limit=20)))
    return adding, asking


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def first_question(path: Path, words: tuple[str, ...]) -> tuple[float, float]:
    """Return the milliseconds and the megabytes that the first question of a process takes."""
    before = resident_megabytes()
    question = Question(Wording(words), unit(np.ones(DIMENSIONS, np.float32)))
    milliseconds = timed(lambda: SqliteIndex(path).find(question, EVERYBODY, limit=1))
    return milliseconds, resident_megabytes() - before


def measure(passages: int, noise: float, repeats: int, folder: Path, url: str) -> None:
    world = make_world(passages, noise)
    path = folder / f"index-{passages}.sqlite"
    index: SearchIndex = on_qdrant(url) if url else SqliteIndex(path)
    print(f"{passages:,} passages of {WORDS} words: {fill(index, world):,.0f} added/s")
    if not url:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            milliseconds, megabytes = other.submit(first_question, path, world.words([9_999])).result()
        print(f"  first question of a process {milliseconds:.0f} ms, its memory +{megabytes:.0f} MB")
        index = SqliteIndex(path)
    ask_all(index, world, repeats)
    print(f"  recall@10 {recall(index, world, repeats):.3f}")
    adding, asking = add_twenty(index, world, 60)
    print(f"  add 20 passages      {figures(adding)}, worst {max(adding):.0f}")
    print(f"  question after that  {figures(asking)}")
    state = index.state()
    size = f"{state.size_bytes / 1e6:.0f} MB" if state.size_bytes else "its server knows"
    print(f"  {state.kind}: {state.passages:,} passages, {state.vectors:,} vectors, size: {size}")


def on_qdrant(url: str) -> SearchIndex:
    """Return an empty index there."""
    if url == "memory":
        return QdrantIndex(Collection(QdrantClient(":memory:"), "bench", Layout(), places=2))
    index = QdrantIndex.at(url, places=2)
    index.clear()
    return index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=60, help="questions of each kind")
    parser.add_argument("--noise", type=float, default=0.8, help="spread of the vectors within a cluster")
    parser.add_argument("--url", default="", help="a Qdrant server, http(s)://host:port/name?key=…, or memory")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for passages in chosen.passages:
            measure(passages, chosen.noise, chosen.repeats, Path(folder), chosen.url)


if __name__ == "__main__":
    main()
