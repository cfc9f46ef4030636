"""The seam between the office and the formats: what a reader is, and which one reads what."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from legalindia.documents.files import MediaType
from legalindia.documents.reading import readers
from legalindia.documents.reading.pages import Header, Layout, PageText


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

    :param read: gives a `Header`, then each page from `Request.first`.
    :param render: gives page `first` as a WebP picture so many pixels wide; None where pages have no look.
    :param layout: gives the places of the words of page `first`.
    """

    media_type: MediaType
    read: Callable[[Request], Iterator[Header | PageText]]
    render: Callable[[Request, int], bytes] | None = None
    layout: Callable[[Request], Layout] | None = None


def load_readers() -> dict[MediaType, Reader]:
    """Import every module of `readers`; they bring the libraries that meet strangers' files, so only the child does."""
    names = [module.name for module in pkgutil.iter_modules(readers.__path__)]
    found = [importlib.import_module(f"{readers.__name__}.{name}").READER for name in names]
    return {reader.media_type: reader for reader in found}
