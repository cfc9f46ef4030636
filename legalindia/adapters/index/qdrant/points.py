"""A passage as Qdrant holds it, and a scope and a wording as it filters by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2s
from typing import Any

from qdrant_client import models

from legalindia.adapters.index.protocol import Entry, Scope, Wording
from legalindia.adapters.index.ranking import saturated
from legalindia.law.words import words

DENSE, SPARSE = "dense", "bm25"
LIBRARY = "library"
_NO_FOLDER = "none"
# A passage is cut to some 1,200 characters; Qdrant weighs a word when it is added, before the mean of all is known.
_USUAL_LENGTH = 180.0

Condition = Any


def point(entry: Entry) -> models.PointStruct:
    """Return the passage with its words, as they are matched, and its vectors."""
    matched = [word.matched for word in words(entry.text)]
    vectors: dict[str, Any] = {}
    if matched:
        vectors[SPARSE] = weighed(matched)
    if entry.vector is not None:
        vectors[DENSE] = entry.vector.tolist()
    payload = {
        "document": str(entry.document_id),
        "client": str(entry.client_id) if entry.client_id else LIBRARY,
        **place(entry.folder_id, entry.kind, entry.dated.toordinal()),
        "words": sorted(set(matched)),
        # With a space at both ends, so that a run of words is found whole or not at all.
        "text": f" {' '.join(matched)} ",
    }
    return models.PointStruct(id=str(entry.passage_id), vector=vectors, payload=payload)


def place(folder_id: object, kind: str, dated: int) -> dict[str, Any]:
    """Return what of a passage changes when its paper is refiled."""
    return {"folder": str(folder_id) if folder_id else _NO_FOLDER, "kind": str(kind), "dated": dated}


def weighed(matched: list[str]) -> models.SparseVector:
    """Return what each word is worth in a passage, by BM25; how rare it is Qdrant counts when it is asked."""
    worth: dict[int, float] = {}
    for word, count in Counter(matched).items():
        number = _number(word)
        worth[number] = worth.get(number, 0.0) + saturated(float(count), float(len(matched)), _USUAL_LENGTH)
    return models.SparseVector(indices=list(worth), values=list(worth.values()))


def asked(terms: Iterable[str]) -> models.SparseVector:
    """Return the words of a question, each of the same worth."""
    numbers = sorted({_number(term) for term in terms})
    return models.SparseVector(indices=numbers, values=[1.0] * len(numbers))


def terms(wording: Wording) -> list[str]:
    """Return the words by which passages are ranked; those that no text can hold are none."""
    sought = [*wording.words, *(word for phrase in wording.phrases for word in phrase)]
    return [word for word in dict.fromkeys(sought) if _can_be(word)]


def inside(scope: Scope) -> models.Filter | None:
    """Return the scope as a filter; None for one that nothing lies in."""
    limits = (scope.folders, scope.documents, scope.kinds)
    owners = [*map(str, scope.clients), *([LIBRARY] if scope.library else [])]
    if not owners or any(limit is not None and not limit for limit in limits):
        return None
    must = [_any("client", owners)]
    for name, wanted in zip(("folder", "document", "kind"), limits, strict=True):
        if wanted is not None:
            must.append(_any(name, map(str, wanted)))
    if scope.since or scope.until:
        first = scope.since.toordinal() if scope.since else None
        last = scope.until.toordinal() if scope.until else None
        must.append(models.FieldCondition(key="dated", range=models.Range(gte=first, lte=last)))
    hidden = (("folder", scope.without_folders), ("document", scope.without_documents))
    return models.Filter(must=must, must_not=[_any(name, map(str, ids)) for name, ids in hidden if ids])


def fitting(scope: models.Filter, wording: Wording) -> models.Filter | None:
    """Return the filter for passages that also have the phrases and prefixes, and nothing excluded; None for none."""
    needed = [phrase for phrase in wording.phrases if phrase]
    if not all(_can_be(word) for run in [*needed, wording.prefixes] for word in run):
        return None
    prefixes = [models.FieldCondition(key="words", match=models.MatchPrefix(prefix=one)) for one in wording.prefixes]
    excluded = [run for run in wording.excluded if run and all(map(_can_be, run))]
    return models.Filter(
        must=[*_all(scope.must), *(condition for run in needed for condition in _run(run)), *prefixes],
        must_not=[*_all(scope.must_not), *(models.Filter(must=_run(run)) for run in excluded)],
    )


def having(filter_: models.Filter, sought: list[str]) -> models.Filter:
    """Return the filter narrowed to passages with at least one of these words: a number may stand for two words."""
    return models.Filter(must=[*_all(filter_.must), _any("words", sought)], must_not=filter_.must_not)


def of_document(document_id: object) -> models.Filter:
    return models.Filter(must=[_any("document", [str(document_id)])])


def _run(run: tuple[str, ...]) -> list[Condition]:
    """Each word is looked up; only what has them all is read to see whether they follow one another."""
    held: list[Condition] = [models.FieldCondition(key="words", match=models.MatchValue(value=word)) for word in run]
    if len(run) > 1:
        text = models.MatchSubstring(substring=f" {' '.join(run)} ")
        held.append(models.FieldCondition(key="text", match=text))
    return held


def _any(name: str, values: Iterable[str]) -> Condition:
    return models.FieldCondition(key=name, match=models.MatchAny(any=list(values)))


def _all(conditions: Any) -> list[Condition]:
    return list(conditions or [])


def _can_be(word: str) -> bool:
    """Half a surrogate pair stands in no text, and in no request."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def _number(word: str) -> int:
    """Return the same number for a word on every machine and in every year."""
    return int.from_bytes(blake2s(word.encode(), digest_size=4).digest(), "big")
