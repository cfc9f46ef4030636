"""Whether a folder holds the embedding model as `adapters.embedding.build` makes it: known without what makes it."""

from __future__ import annotations

from hashlib import file_digest, sha256
from pathlib import Path

# Part of the version: raise it when the graph or its rounding changes, so that what was embedded is embedded anew.
_RECIPE = "1"


def is_built(folder: Path) -> bool:
    """Say whether the folder holds, whole, what this recipe writes."""
    names = ("model.onnx", "tokenizer.json", "version")
    return all((folder / name).is_file() for name in names) and (folder / "version").read_text() == version_of(folder)


def version_of(folder: Path) -> str:
    """Return the version that a folder's model and tokenizer have."""
    digests = "".join(digest_of(folder / name) for name in ("model.onnx", "tokenizer.json"))
    return f"{_RECIPE}-{sha256(digests.encode()).hexdigest()[:16]}"


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
