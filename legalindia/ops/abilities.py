"""What this machine lets the office do beyond the default: programs and models that are used where they are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ability:
    """Something the office can do when a part is there.

    :param missing: what to do to have it, one sentence.
    """

    name: str
    is_on: bool
    missing: str


def abilities(model_dir: Path) -> list[Ability]:
    """Say which abilities are on."""
    return [
        Ability(
            "Search by meaning (English)",
            (model_dir / "model.onnx").exists(),
            "Run `flask models build`; until then search goes by words alone.",
        ),
    ]
