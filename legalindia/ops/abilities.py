"""What this machine lets the office do beyond the default: programs and models that are used where they are found."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from config import Settings
from legalindia.adapters.confinement import what_holds
from legalindia.adapters.ocr import INDIAN
from legalindia.adapters.outfit import outfit


@dataclass(frozen=True, slots=True)
class Ability:
    """Something the office can do when a part is there.

    :param missing: what to do to have it, one sentence.
    """

    name: str
    is_on: bool
    missing: str


def abilities(settings: Settings) -> list[Ability]:
    """Say which abilities are on."""
    recogniser = outfit().recogniser
    held = what_holds()
    missing = [language for language in INDIAN if recogniser is None or language not in recogniser.languages]
    return [
        Ability(
            "Search by meaning (English)",
            (settings.model_dir / "model.onnx").exists(),
            "Run `flask models build`; until then search goes by words alone.",
        ),
        Ability(
            "Reading scans and photographs",
            recogniser is not None,
            "Install the package tesseract-ocr; until then scans are kept and say that they were not read.",
        ),
        Ability(
            "Reading scans in all Indian languages",
            not missing,
            f"Install {', '.join(f'tesseract-ocr-{language}' for language in missing)}.",
        ),
        Ability(
            "Showing Word, Excel and PowerPoint files as their printed pages",
            outfit().printer is not None,
            "Install libreoffice-writer, libreoffice-calc and libreoffice-impress; until then their text is shown.",
        ),
        Ability(
            "Looking for harmful files",
            outfit().scanner is not None,
            "Install clamav-daemon and set CLAMD_URL; until then files come in unlooked at, and are never run.",
        ),
        Ability(
            "Reading strangers' files without a network",
            held.network or held.calls,
            "Allow user namespaces on this machine (in a container: a seccomp profile that permits unshare), or run on "
            "x86_64 or aarch64 with seccomp; until then a file that takes its reader over could reach the network.",
        ),
        Ability(
            "Reading strangers' files out of sight of all other files",
            held.files,
            "Use Linux 5.13 or newer with Landlock switched on; until then a file that takes its reader over could see "
            "what the office's account can, other papers included.",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Space:
    """The disk under the data folder, in bytes. Where originals are kept elsewhere, it holds the rest alone."""

    free_bytes: int
    size_bytes: int

    @property
    def is_short(self) -> bool:
        return self.free_bytes * 10 < self.size_bytes


def storage_space(settings: Settings) -> Space:
    """Look how much room there is."""
    usage = shutil.disk_usage(settings.data_dir)
    return Space(usage.free, usage.total)
