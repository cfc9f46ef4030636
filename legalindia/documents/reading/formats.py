"""The seam between the office and the formats: what a reader is, and which one reads what."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from legalindia.documents.files import MediaType
from legalindia.documents.reading import readers
from legalindia.documents.reading.pages import Enclosure, Header, Layout, PageText, Scan

Told = Header | PageText | Enclosure


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read, and how.

    :param first: the page to begin with, from 1; a reader that must read all may give all.
    """

    path: Path
    password: str | None = None
    first: int = 1


@dataclass(frozen=True, slots=True)
class Reader:
    """One format. A new one is a new module in `readers` that holds a `READER`.

    :param media_types: what it reads; more than one where one library knows them all.
    :param read: gives a `Header`, then each page from `Request.first`, then the files that lie inside.
    :param render: gives page `first` as a WebP picture so many pixels wide; None where pages have no look.
    :param layout: gives the places of the words of page `first`; None where the file does not say.
    :param scan: gives page `first` as a picture for text recognition; None where there is never a need.
    """

    media_types: tuple[MediaType, ...]
    read: Callable[[Request], Iterator[Told]]
    render: Callable[[Request, int], bytes] | None = None
    layout: Callable[[Request], Layout] | None = None
    scan: Callable[[Request], Scan] | None = None


def load_readers() -> dict[MediaType, Reader]:
    """Import every module of `readers`; they bring the libraries that meet strangers' files, so only the child does."""
    names = [module.name for module in pkgutil.iter_modules(readers.__path__)]
    found = [importlib.import_module(f"{readers.__name__}.{name}").READER for name in names]
    return {media_type: reader for reader in found for media_type in reader.media_types}
