"""An embedding without a model: texts are near when they share words. For tests."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from legalindia.law.words import STOPWORDS, words


class HashedEmbedding:
    """Adds up one fixed random-looking direction a word; the same text gives the same vector on every machine."""

    name = "hashed words"
    version = "1"

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                if word.folded not in STOPWORDS:
                    place, sign = self._direction(word.matched)
                    vectors[row, place] += sign
        return self._unit(vectors)

    def _direction(self, word: str) -> tuple[int, float]:
        number = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
        return (number >> 1) % self.dimensions, 1.0 if number & 1 else -1.0

    def _unit(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scale to length 1; a text without a word, whose sum has no direction, gets a fixed one."""
        vectors[~vectors.any(axis=1), 0] = 1.0
        lengths: NDArray[np.float32] = np.sqrt(np.square(vectors).sum(axis=1, keepdims=True))
        return np.divide(vectors, lengths, dtype=np.float32)
