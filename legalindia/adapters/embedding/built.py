"""Whether a folder holds the embedding model as `adapters.embedding.build` makes it: known without what makes it, which
is loaded by a process of its own."""

from __future__ import annotations

import subprocess
import sys
from hashlib import file_digest, sha256
from pathlib import Path

# Part of the version: raise it when the graph or its rounding changes, so that what was embedded is embedded anew.
_RECIPE = "1"


def is_built(folder: Path) -> bool:
    """Say whether the folder holds, whole, what this recipe writes."""
    names = ("model.onnx", "tokenizer.json", "version")
    return all((folder / name).is_file() for name in names) and (folder / "version").read_text() == version_of(folder)


def build_unless_built(folder: Path) -> None:
    """Have the model made where it is not there."""
    if not is_built(folder):
        build_apart(folder)


def build_apart(folder: Path) -> str:
    """Have the model made by a process of its own, and return what it said: it needs what nobody else does."""
    command = [sys.executable, "-m", "legalindia.adapters.embedding", str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def version_of(folder: Path) -> str:
    """Return the version that a folder's model and tokenizer have."""
    digests = "".join(digest_of(folder / name) for name in ("model.onnx", "tokenizer.json"))
    return f"{_RECIPE}-{sha256(digests.encode()).hexdigest()[:16]}"


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
