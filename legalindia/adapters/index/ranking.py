"""How passages are ranked, whichever kind of index holds them: BM25 for words, and the fusion of the two legs."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.index.protocol import Question

Key = TypeVar("Key", bound=Hashable)
Numbers = TypeVar("Numbers", float, NDArray[np.float64])

# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.
_SATURATION = 1.2
_LENGTH_SHARE = 0.75
# Cormack, Clarke and Büttcher, Reciprocal Rank Fusion (SIGIR 2009): 60 keeps one leg's first place from deciding alone.
_RANK_OFFSET = 60


def rarity(passages: int, holding: int) -> float:
    """Return how much a word tells that `holding` of `passages` have; above 0 even for a word that all have."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def saturated(counts: Numbers, lengths: Numbers, average: float) -> Numbers:
    """Return what so many occurrences are worth in passages of these lengths, in words; at most 2.2."""
    room = 1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / average
    return counts * (_SATURATION + 1) / (counts + _SATURATION * room)


def depth(limit: int) -> int:
    """Return how many passages each leg hands to the fusion for an answer of `limit`."""
    return max(100, 3 * limit)


def lexical_share(question: Question) -> float:
    """Return the share of the lexical leg, 0 to 1; all of it where the question has no vector."""
    return 1.0 if question.vector is None else question.lexical_weight


def fuse(lexical: Sequence[Key], dense: Sequence[Key], lexical_weight: float) -> list[tuple[Key, float]]:
    """Join what the legs found, each best first, by weighted reciprocal rank; best first.

    A leg without weight adds nothing, not even passages with a score of 0.
    """
    scores: dict[Key, float] = {}
    legs = ((lexical, lexical_weight), (dense, 1 - lexical_weight))
    for found, weight in (leg for leg in legs if leg[1] > 0):
        for rank, key in enumerate(found, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (_RANK_OFFSET + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
