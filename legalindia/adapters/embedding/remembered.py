"""The vector of a question, remembered: the same is asked again with other filters, for the next page, by the next
person.

Only of what is looked for. A vector of a client's paper says something of the paper, and stays in the index.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.cache.protocol import Cache
from legalindia.adapters.embedding.protocol import Embedding

# A working day.
_SECONDS = 8 * 3600
_NEAR_ONE = 1e-3


def query_vector(embedding: Embedding, cache: Cache, text: str) -> NDArray[np.float32]:
    """Return the vector of what somebody looks for. :raises Unavailable: as `embed` does."""
    key = f"query vector {embedding.version} {text}"
    kept = _read(cache.get(key))
    if kept is not None:
        return kept
    vector: NDArray[np.float32] = embedding.embed([text])[0]
    cache.put(key, vector.tobytes(), seconds=_SECONDS)
    return vector


def _read(value: bytes | None) -> NDArray[np.float32] | None:
    """Return the vector; None where the bytes are none, whoever wrote them there."""
    if not value or len(value) % 4:
        return None
    vector = np.frombuffer(value, np.float32)
    with np.errstate(all="ignore"):
        return vector if abs(float(np.linalg.norm(vector)) - 1) < _NEAR_ONE else None
