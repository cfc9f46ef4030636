"""Measure the ranking of the embedded index on labelled sets: nDCG@10 by words, by meaning, and as search weighs them.

    python -m benchmarks.retrieval --data DIR [--sets statuteqa-ipc oldlaw-headings] [--model FOLDER]

DIR holds bench/<set>/docs.jsonl, queries.jsonl and qrels.tsv. Without --model the packaged model is built first.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from legalindia.adapters.embedding.build import build_model, packaged_weights
from legalindia.adapters.embedding.onnx import OnnxEmbedding
from legalindia.adapters.index.protocol import Entry, Match, Question, Scope, SearchIndex
from legalindia.adapters.index.sqlite import SqliteIndex
from legalindia.law.sentences import pack
from legalindia.research.questions import understand
from legalindia.search.query import Query, parse

CUT = 10
# Of each leg, so that several passages of one document do not crowd out the others.
PASSAGES = 60
OWNER = uuid.UUID(int=1)
NAMESPACE = uuid.UUID("7b0f3a7e-6a2b-4b0e-9d5c-0c3b7a5f1e44")

Labels = Mapping[str, Mapping[str, int]]
Names = dict[uuid.UUID, str]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--sets", nargs="+", default=["statuteqa-ipc", "oldlaw-headings"])
    options.add_argument("--model", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="retrieval-") as workshop:
        model = OnnxEmbedding(chosen.model or built_model(Path(workshop) / "minilm"))
        for name in chosen.sets:
            measure(chosen.data / "bench" / name, model, SqliteIndex(Path(workshop) / f"{name}.sqlite3"))


def built_model(folder: Path) -> Path:
    weights = packaged_weights()
    if weights is None:
        sys.exit("The weights are not installed. Name a folder with a built model by --model.")
    build_model(weights, folder)
    return folder


def measure(folder: Path, model: OnnxEmbedding, index: SearchIndex) -> None:
    begun = time.perf_counter()
    documents, texts = fill(index, read_lines(folder / "docs.jsonl"), model)
    print(f"{folder.name}: {len(documents)} documents, {index.state().passages} passages", end="")
    print(f" in {time.perf_counter() - begun:.0f} s, load average {os.getloadavg()[0]:.1f}", flush=True)
    queries = {one["id"]: one["text"] for one in read_lines(folder / "queries.jsonl")}
    labels = read_labels(folder / "qrels.tsv")
    for name, weigh in {
        "words alone": lambda _: 1.0,
        "meaning alone": lambda _: 0.0,
        "as search weighs them": lambda query: query.lexical_weight,
    }.items():
        print_quality(f"{name}, searched", queries, labels, Ranking(index, model, documents, texts, parse, weigh))
    asked = Ranking(
        index, model, documents, texts, lambda text: understand(text).query, lambda query: query.lexical_weight
    )
    print_quality("as search weighs them, asked", queries, labels, asked)


@dataclass(frozen=True)
class Ranking:
    """Ranks documents for a query by their best passage.

    :param read: understands what was typed; `weigh`: gives the share of the words, 0 to 1.
    """

    index: SearchIndex
    model: OnnxEmbedding
    documents: Mapping[uuid.UUID, str]
    texts: Mapping[uuid.UUID, str]
    read: Callable[[str], Query]
    weigh: Callable[[Query], float]

    def __call__(self, text: str) -> list[str]:
        query = self.read(text)
        question = Question(query.wording, self.model.embed([query.text])[0], self.weigh(query))
        # Phrases are rules of search, not of ranking; a heading with quotation marks is here just its words.
        question = replace(question, wording=replace(question.wording, phrases=(), excluded=(), prefixes=()))
        found = [*self._find(question), *self._naming(question, query)]
        if query.provisions:
            found = query.provisions.place_first(found, lambda match: ("", self.texts[match.passage_id]), most=PASSAGES)
        return list(dict.fromkeys(self.documents[match.document_id] for match in found))

    def _naming(self, question: Question, query: Query) -> list[Match]:
        wordings = query.provisions.wordings if query.provisions else ()
        return [match for one in wordings for match in self._find(replace(question, wording=one, lexical_weight=1.0))]

    def _find(self, question: Question) -> list[Match]:
        return self.index.find(question, Scope(frozenset([OWNER])), limit=PASSAGES)


def print_quality(name: str, queries: Mapping[str, str], labels: Labels, rank: Callable[[str], Sequence[str]]) -> None:
    gains, times = [], []
    for query_id, relevant in labels.items():
        begun = time.perf_counter()
        ranked = rank(queries[query_id])
        times.append(1000 * (time.perf_counter() - begun))
        gains.append(quality(ranked[:CUT], relevant))
    print(f"  {name:<32} nDCG@{CUT} {statistics.mean(gains):.3f}, p50 {statistics.median(times):.0f} ms", flush=True)


def quality(ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Return nDCG (Järvelin and Kekäläinen 2002), from 0 to 1."""
    ideal = discounted(sorted(relevant.values(), reverse=True)[:CUT])
    return discounted(relevant.get(document, 0) for document in ranked) / ideal


def discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def fill(index: SearchIndex, documents: Sequence[Mapping[str, str]], model: OnnxEmbedding) -> tuple[Names, Names]:
    """Index the documents, cut as papers are; return which document is which, and what each passage says."""
    names: Names = {}
    texts: Names = {}
    for document in documents:
        document_id = uuid.uuid5(NAMESPACE, document["id"])
        names[document_id] = document["id"]
        text = f"{document['title']}\n{document['text']}"
        pieces = [text[span.start : span.end] for span in pack(text)]
        texts |= {uuid.uuid5(document_id, str(number)): piece for number, piece in enumerate(pieces)}
        vectors = model.embed(pieces)
        index.add(
            [
                Entry(
                    passage_id=uuid.uuid5(document_id, str(number)),
                    document_id=document_id,
                    client_id=OWNER,
                    folder_id=None,
                    kind="statute",
                    dated=date(2000, 1, 1),
                    text=piece,
                    vector=vector,
                )
                for number, (piece, vector) in enumerate(zip(pieces, vectors, strict=True))
            ]
        )
    return names, texts


def read_lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_labels(path: Path) -> Labels:
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            query_id, document_id, relevance = line.split("\t")[:3]
            labels[query_id][document_id] = int(relevance)
    return labels


if __name__ == "__main__":
    main()
