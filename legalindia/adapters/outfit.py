"""Which kind of each adapter this installation uses, and where the rooms get it from."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module

from flask import Flask, current_app

from config import Settings, WrongSetting
from legalindia.adapters.cache.memory import MemoryCache
from legalindia.adapters.cache.protocol import Cache
from legalindia.adapters.cache.redis import RedisCache
from legalindia.adapters.embedding.onnx import OnnxEmbedding
from legalindia.adapters.embedding.protocol import Embedding
from legalindia.adapters.index.protocol import SearchIndex
from legalindia.adapters.index.sqlite import SqliteIndex
from legalindia.adapters.indian_kanoon import IndianKanoon, Reports
from legalindia.adapters.malware import Clamd, Scanner
from legalindia.adapters.ocr import Recogniser, find_tesseract
from legalindia.adapters.office import Printer, find_libreoffice
from legalindia.adapters.storage.disk import DiskStorage
from legalindia.adapters.storage.place import BucketPlace
from legalindia.adapters.storage.protocol import Storage


@dataclass(frozen=True, slots=True)
class Outfit:
    """The adapters in use.

    :param embedding: None where no model is at hand: search then goes by words alone.
    :param recogniser: None where Tesseract is not installed: scans then say so and stay unread.
    :param printer: None where LibreOffice is not installed: texts and sheets are then shown as text.
    :param reports: None where the firm has no token: what is not held is then looked up by hand.
    :param scanner: None where none is configured: files then come in unlooked at.
    """

    storage: Storage
    index: SearchIndex
    embedding: Embedding | None
    recogniser: Recogniser | None = None
    scanner: Scanner | None = None
    printer: Printer | None = None
    reports: Reports | None = None
    cache: Cache = field(default_factory=MemoryCache)


def choose(settings: Settings) -> Outfit:
    """Return the adapters that the settings ask for."""
    return Outfit(
        storage=_storage(settings),
        index=_index(settings),
        embedding=_embedding(settings),
        recogniser=find_tesseract(),
        scanner=Clamd.at(settings.clamd_url) if settings.clamd_url else None,
        printer=find_libreoffice(),
        reports=_reports(settings),
        cache=RedisCache(settings.cache_url, settings.secret_key) if settings.cache_url else MemoryCache(),
    )


def equip(app: Flask, outfit: Outfit) -> None:
    """Give the app its adapters."""
    app.extensions["outfit"] = outfit


def outfit() -> Outfit:
    """Return the adapters of the current app."""
    worn: Outfit = current_app.extensions["outfit"]
    return worn


def _storage(settings: Settings) -> Storage:
    if not settings.storage_url:
        return DiskStorage(settings.data_dir / "originals", quarantine_days=settings.quarantine_days)
    try:
        place = BucketPlace.at(settings.storage_url)
    except ValueError as error:
        raise WrongSetting(f"STORAGE_URL cannot be used: {error}.") from error
    # Loaded only where it is asked for: what it brings takes half a second and 40 MB.
    storage: Storage = import_module("legalindia.adapters.storage.s3").S3Storage(
        place,
        settings.data_dir / "transit",
        # At least half of the threads are left for pages that need no file.
        places=max(2, settings.web_threads // 2),
        quarantine_days=settings.quarantine_days,
    )
    return storage


def _index(settings: Settings) -> SearchIndex:
    if not settings.search_url:
        return SqliteIndex(settings.data_dir / "index.sqlite3")
    # Loaded only where it is asked for: its client takes three seconds and 80 MB.
    kind = import_module("legalindia.adapters.index.qdrant.index").QdrantIndex
    places = max(2, settings.web_threads // 2)
    try:
        index: SearchIndex = kind.at(settings.search_url, places=places)
    except ValueError as error:
        raise WrongSetting(f"SEARCH_URL cannot be used: {error}.") from error
    return index


def _reports(settings: Settings) -> Reports | None:
    if not settings.indian_kanoon_token:
        return None
    return IndianKanoon(settings.indian_kanoon_token, settings.indian_kanoon_url)


def _embedding(settings: Settings) -> Embedding | None:
    # That it is missing is said at the start and on the administrator's page (`ops.abilities`).
    if not (settings.model_dir / "model.onnx").exists():
        return None
    return OnnxEmbedding(settings.model_dir)
