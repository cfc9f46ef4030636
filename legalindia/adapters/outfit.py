"""Which kind of each adapter this installation uses, and where the rooms get it from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from config import Settings
from legalindia.adapters.embedding.onnx import OnnxEmbedding
from legalindia.adapters.embedding.protocol import Embedding
from legalindia.adapters.index.protocol import SearchIndex
from legalindia.adapters.index.sqlite import SqliteIndex
from legalindia.adapters.malware import Clamd, Scanner
from legalindia.adapters.ocr import Recogniser, find_tesseract
from legalindia.adapters.storage import DiskStorage, Storage


@dataclass(frozen=True, slots=True)
class Outfit:
    """The adapters in use.

    :param embedding: None where no model is at hand: search then goes by words alone.
    :param recogniser: None where Tesseract is not installed: scans then say so and stay unread.
    :param scanner: None where none is configured: files then come in unlooked at.
    """

    storage: Storage
    index: SearchIndex
    embedding: Embedding | None
    recogniser: Recogniser | None = None
    scanner: Scanner | None = None


def choose(settings: Settings) -> Outfit:
    """Return the adapters that the settings ask for."""
    return Outfit(
        storage=DiskStorage(settings.data_dir / "originals"),
        index=SqliteIndex(settings.data_dir / "index.sqlite3"),
        embedding=_embedding(settings),
        recogniser=find_tesseract(),
        scanner=Clamd.at(settings.clamd_url) if settings.clamd_url else None,
    )


def equip(app: Flask, outfit: Outfit) -> None:
    """Give the app its adapters."""
    app.extensions["outfit"] = outfit


def outfit() -> Outfit:
    """Return the adapters of the current app."""
    worn: Outfit = current_app.extensions["outfit"]
    return worn


def _embedding(settings: Settings) -> Embedding | None:
    # That it is missing is said at the start and on the administrator's page (`ops.abilities`).
    if not (settings.model_dir / "model.onnx").exists():
        return None
    return OnnxEmbedding(settings.model_dir)
