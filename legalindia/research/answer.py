"""Passages → claims, without a model: the sentences that answer, in the papers' own words.

A sentence is scored by the question's words in it, the rarer the more, and by its nearness in meaning to the question;
the passage around it counts too, for a court seldom says the whole of it in one sentence. The best, if they are good
enough, become claims, grouped by paper.
"""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.embedding.protocol import Embedding
from legalindia.law.words import words
from legalindia.research.models import Support
from legalindia.research.questions import Understood
from legalindia.research.quotable import quotations, standing
from legalindia.research.verify import Claim, Place
from legalindia.search.service import Hit

Scores = NDArray[np.float32]

MOST_STATEMENTS = 6
# A sentence takes 5 to 15 ms to embed: 0.18 s for 16, 0.33 s for 32. Of some hundred, 12 already lose no answer.
MOST_EMBEDDED = 16
# The figures that follow were measured on the 70 judgments of benchmarks/judgments.py, with 20 questions that they
# answer and 24 that they do not, and then tried on 12 and 12 others: 10 of the 12 and 11 without an embedding were
# answered from the right judgment, and none of the others was answered.
MEANING_SHARE = 0.6
# What a word of the question is worth that stands not in the sentence, but beside it in the passage; and how much of
# a sentence's nearness in meaning is that of its whole passage. The sentence wanted comes first on average at
# (mean reciprocal rank) 0.77 with both and 0.65 without; by words alone, 0.66 and 0.52.
BESIDE = 2 / 3
PASSAGE_SHARE = 0.4
# The best sentence scored 0.52 or more for every question of the first kind (0.55 by words alone), and 0.48 or less
# (0.49) for every one of the second.
LEAST_SCORE = 0.5
# Beside a very good sentence, a middling one is noise.
SHARE_OF_BEST = 0.8
# Sentences say the same from this share of common words, or this cosine, on: a headnote repeats the judgment.
SAME_WORDS = 0.7
SAME_MEANING = 0.92


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer.

    :param matched: the matched forms of its words; `beside`: of the other words of its passage.
    :param similarity: cosine of question and passage; 0 where it was not measured.
    :param worth: what multiplies its score (`quotable.standing`).
    """

    place: Place
    matched: frozenset[str]
    beside: frozenset[str]
    similarity: float
    worth: float


def extract(question: Understood, hits: Sequence[Hit], embedding: Embedding | None) -> list[Claim]:
    """Return the claims that answer the question; none when no sentence is near enough to it."""
    candidates = _candidates(hits)
    if not candidates:
        return []
    by_words = _word_scores(question, candidates)
    if embedding is None or not _is_latin(question):
        return _claims(candidates, by_words, None)
    promising = _promising(candidates, by_words)
    candidates, by_words = [candidates[at] for at in promising], by_words[promising]
    vectors = embedding.embed([question.text, *(candidate.place.quote for candidate in candidates)])
    by_meaning = _meaning_scores(candidates, vectors[1:] @ vectors[0])
    return _claims(candidates, MEANING_SHARE * by_meaning + (1 - MEANING_SHARE) * by_words, vectors[1:])


def _is_latin(question: Understood) -> bool:
    """Say whether an embedding of English prose can tell what the question means (see `search.query`)."""
    return all(word.isascii() for word in question.content)


def _candidates(hits: Sequence[Hit]) -> list[Candidate]:
    found: dict[tuple[uuid.UUID, int, int], Candidate] = {}
    for hit in hits:
        for candidate in _candidates_of(hit):
            place = candidate.place
            found.setdefault((place.document_id, place.page, place.start), candidate)
    return list(found.values())


def _candidates_of(hit: Hit) -> Iterator[Candidate]:
    passage = frozenset(word.matched for word in words(hit.text))
    for quotation in quotations(hit.text):
        start = hit.passage.start + quotation.start
        place = Place(hit.document.id, hit.passage.page, start, start + len(quotation.text), quotation.text)
        matched = frozenset(word.matched for word in words(quotation.text))
        worth = standing(quotation, hit.document.kind)
        yield Candidate(place, matched, passage - matched, hit.similarity or 0.0, worth)


def _word_scores(question: Understood, candidates: Sequence[Candidate]) -> Scores:
    """Return the share of the question's words, weighted by rarity among the candidates, that each sentence has."""
    holders = Counter(word for candidate in candidates for word in candidate.matched & question.content)
    rarity = {word: math.log(1 + len(candidates) / (1 + holders[word])) for word in question.content}
    whole = sum(rarity.values()) or 1.0

    def weigh(there: frozenset[str]) -> float:
        return sum(rarity[word] for word in there & question.content) / whole

    return np.array([weigh(one.matched) + BESIDE * weigh(one.beside) for one in candidates], dtype=np.float32)


def _promising(candidates: Sequence[Candidate], by_words: Scores) -> list[int]:
    """Return the places of those that are worth the time it takes to compare their meaning."""
    expected = by_words + np.array([candidate.similarity for candidate in candidates], dtype=np.float32)
    order: list[int] = np.argsort(-expected * _worths(candidates), kind="stable").tolist()
    return sorted(order[:MOST_EMBEDDED])


def _meaning_scores(candidates: Sequence[Candidate], nearness: Scores) -> Scores:
    passages = np.array([candidate.similarity for candidate in candidates], dtype=np.float32)
    return (1 - PASSAGE_SHARE) * nearness + PASSAGE_SHARE * passages


def _worths(candidates: Sequence[Candidate]) -> Scores:
    return np.array([candidate.worth for candidate in candidates], dtype=np.float32)


def _claims(candidates: Sequence[Candidate], scores: Scores, vectors: NDArray[np.float32] | None) -> list[Claim]:
    scores = scores * _worths(candidates)
    chosen = _choose(scores, vectors, candidates)
    return [_claim(candidates[at].place, float(scores[at])) for at in _grouped(chosen, candidates)]


def _choose(scores: Scores, vectors: NDArray[np.float32] | None, candidates: Sequence[Candidate]) -> list[int]:
    """Return the best sentences, best first, without those that say again what a better one says."""
    enough = max(LEAST_SCORE, SHARE_OF_BEST * float(scores.max()))
    chosen: list[int] = []
    for at in map(int, np.argsort(-scores, kind="stable")):
        if scores[at] < enough or len(chosen) == MOST_STATEMENTS:
            break
        if not any(_say_the_same(at, other, vectors, candidates) for other in chosen):
            chosen.append(at)
    return chosen


def _say_the_same(one: int, other: int, vectors: NDArray[np.float32] | None, candidates: Sequence[Candidate]) -> bool:
    these, those = candidates[one].matched, candidates[other].matched
    if len(these & those) >= SAME_WORDS * len(these | those):
        return True
    return vectors is not None and float(vectors[one] @ vectors[other]) >= SAME_MEANING


def _grouped(chosen: list[int], candidates: Sequence[Candidate]) -> list[int]:
    """Group by paper, the paper with the best sentence first; in each the best leads, and the rest read on in order."""
    leaders: dict[uuid.UUID, int] = {}
    for at in chosen:
        leaders.setdefault(candidates[at].place.document_id, at)
    rank = {document_id: number for number, document_id in enumerate(leaders)}

    def order(at: int) -> tuple[int, bool, int, int]:
        place = candidates[at].place
        return rank[place.document_id], leaders[place.document_id] != at, place.page, place.start

    return sorted(chosen, key=order)


def _claim(place: Place, score: float) -> Claim:
    scored = Place(place.document_id, place.page, place.start, place.end, place.quote, round(score, 4))
    return Claim(place.quote, Support.VERBATIM, (scored,))
