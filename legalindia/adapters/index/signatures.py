"""The dense leg: one bit a number finds the passages that may be near, their vectors say how near they are."""

from __future__ import annotations

import json
import sqlite3

import numpy as np
from numpy.typing import NDArray

from legalindia.adapters.index.protocol import Vector
from legalindia.adapters.index.roll import Snapshot

# Three sieves, each finer and dearer: signs against signs, signs against the question's numbers, numbers against
# numbers. On 100,000 vectors spread as MiniLM spreads judgments, 4,000 then 600 keep 0.99 of the ten nearest; signs
# alone would keep 0.93 of them in 600, and 2,000 vectors would have to be read for 0.99.
_BY_SIGNS = 4000
_BY_NUMBERS = 600


def signature(vector: Vector) -> bytes:
    """Return the signs of the vector's numbers, filled up to whole 64-bit words."""
    bits = np.packbits(vector > 0)
    return bits.tobytes() + bytes(-len(bits) % 8)


def nearest(
    connection: sqlite3.Connection, snapshot: Snapshot, vector: Vector, fitting: NDArray[np.bool_]
) -> dict[int, float]:
    """Return the cosines of the passages nearest to `vector` among those fitting, nearest first."""
    sought = np.frombuffer(signature(vector), np.uint64)
    if sought.size != snapshot.signatures.shape[0]:
        return {}
    near = similarities(connection, _shortlist(snapshot, sought, vector, fitting), vector)
    return dict(sorted(near.items(), key=lambda item: (-item[1], item[0])))


def similarities(connection: sqlite3.Connection, passages: NDArray[np.int64], vector: Vector) -> dict[int, float]:
    """Return the cosines of those passages that have a vector as long as this one."""
    rows = connection.execute(
        "SELECT id, vector FROM vectors WHERE id IN (SELECT value FROM json_each(?)) AND length(vector) = ?",
        (json.dumps(passages.tolist()), 2 * vector.size),
    ).fetchall()
    held = np.frombuffer(b"".join(row[1] for row in rows), np.float16).astype(np.float32)
    cosines = _products(held.reshape(len(rows), vector.size), vector)
    return dict(zip((row[0] for row in rows), cosines.tolist(), strict=True))


def _shortlist(
    snapshot: Snapshot, sought: NDArray[np.uint64], vector: Vector, fitting: NDArray[np.bool_]
) -> NDArray[np.int64]:
    passages = np.flatnonzero(fitting & snapshot.is_signed)
    if passages.size > _BY_SIGNS:
        distances = np.zeros(passages.size, np.uint16)
        for bits, wanted in zip(snapshot.signatures, sought, strict=True):
            distances += np.bitwise_count(bits[passages] ^ wanted)
        passages = passages[np.argpartition(distances, _BY_SIGNS)[:_BY_SIGNS]]
    if passages.size > _BY_NUMBERS:
        octets = np.ascontiguousarray(snapshot.signatures[:, passages].T).view(np.uint8)
        is_positive = np.unpackbits(octets, axis=1, count=vector.size).astype(np.float32)
        passages = passages[np.argpartition(-_products(is_positive, vector), _BY_NUMBERS)[:_BY_NUMBERS]]
    return passages


def _products(rows: NDArray[np.float32], vector: Vector) -> NDArray[np.float32]:
    # Not rows @ vector: that wakes a thread a core and waits for all of them, which on a busy machine takes ten times
    # as long as the sums themselves.
    products: NDArray[np.float32] = np.einsum("ij,j->i", rows, vector)
    return products
