"""Passages → claims, without a model: the sentences that answer, in the papers' own words.

Each sentence of the passages found is scored by the question's words in it, the rarer the more, and by its nearness
in meaning to the question; the best, if they are good enough, become claims, grouped by paper in reading order.
"""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.embedding.protocol import Embedding
from legalindia.law.sentences import sentences
from legalindia.law.words import words
from legalindia.research.models import Support
from legalindia.research.questions import Understood
from legalindia.research.verify import Claim, Place
from legalindia.search.service import Hit

MOST_STATEMENTS = 8
FEWEST_WORDS = 4
LONGEST_SENTENCE = 900
# A sentence counts as the same as one already taken from this cosine on.
SAME_MEANING = 0.95
# Measured in benchmarks/judgments.py: below it, questions the papers do not answer begin to be answered.
LEAST_SCORE = 0.42
# Beside a very good sentence, a middling one is noise.
SHARE_OF_BEST = 0.72
MEANING_SHARE = 0.55


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer. :param matched: the matched forms of its words."""

    place: Place
    matched: frozenset[str]


def extract(question: Understood, hits: Sequence[Hit], embedding: Embedding | None) -> list[Claim]:
    """Return the claims that answer the question; none when no sentence is near enough to it."""
    candidates = _candidates(hits)
    if not candidates:
        return []
    lexical = _lexical_scores(question, candidates)
    vectors = embedding.embed([candidate.place.quote for candidate in candidates]) if embedding else None
    scores = lexical
    if embedding is not None and vectors is not None:
        nearness = vectors @ embedding.embed([question.text])[0]
        scores = MEANING_SHARE * nearness + (1 - MEANING_SHARE) * lexical
    chosen = _choose(scores, vectors, candidates)
    return [_claim(candidates[at].place, float(scores[at])) for at in _in_reading_order(chosen, candidates)]


def _candidates(hits: Sequence[Hit]) -> list[Candidate]:
    found: dict[tuple[uuid.UUID, int, int], Candidate] = {}
    for hit in hits:
        for span in sentences(hit.text):
            quote = hit.text[span.start : span.end]
            matched = [word.matched for word in words(quote)]
            if len(matched) >= FEWEST_WORDS and len(quote) <= LONGEST_SENTENCE:
                start = hit.passage.start + span.start
                place = Place(hit.document.id, hit.passage.page, start, start + len(quote), quote)
                found.setdefault((hit.document.id, hit.passage.page, start), Candidate(place, frozenset(matched)))
    return list(found.values())


def _lexical_scores(question: Understood, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    """Return the share of the question's words, weighted by rarity among the candidates, that each sentence has."""
    holders = Counter(word for candidate in candidates for word in candidate.matched & question.content)
    rarity = {word: math.log(1 + len(candidates) / (1 + holders[word])) for word in question.content}
    whole = sum(rarity.values()) or 1.0
    shares = [sum(rarity[word] for word in candidate.matched & question.content) / whole for candidate in candidates]
    return np.array(shares, dtype=np.float32)


def _choose(
    scores: NDArray[np.float32], vectors: NDArray[np.float32] | None, candidates: Sequence[Candidate]
) -> list[int]:
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
    if candidates[one].matched == candidates[other].matched:
        return True
    return vectors is not None and float(vectors[one] @ vectors[other]) >= SAME_MEANING


def _in_reading_order(chosen: list[int], candidates: Sequence[Candidate]) -> list[int]:
    """Group by paper, the paper with the best sentence first, and read each from front to back."""
    rank: dict[uuid.UUID, int] = {}
    for at in chosen:
        rank.setdefault(candidates[at].place.document_id, len(rank))
    return sorted(
        chosen,
        key=lambda at: (
            rank[candidates[at].place.document_id],
            candidates[at].place.page,
            candidates[at].place.start,
        ),
    )


def _claim(place: Place, score: float) -> Claim:
    scored = Place(place.document_id, place.page, place.start, place.end, place.quote, round(score, 4))
    return Claim(place.quote, Support.VERBATIM, (scored,))
