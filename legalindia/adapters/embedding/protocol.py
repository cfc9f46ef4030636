"""What an embedding does, whichever model is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedding(Protocol):
    """Turns text into vectors in which nearness is nearness in meaning.

    Each of these raises `errors.Unavailable` when the model cannot be reached or loaded.
    """

    @property
    def name(self) -> str:
        """The model, as a person knows it."""

    @property
    def version(self) -> str:
        """Changes whenever the same text would give other vectors."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of unit length a text, shape [len(texts), dimensions]. Safe from several threads."""
