"""Read a file, page by page: the way in to this package."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from legalindia.documents.files import MediaType
from legalindia.documents.reading import sandbox
from legalindia.documents.reading.failures import OverLimit, Stopped, Unreadable
from legalindia.documents.reading.formats import Told
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import Enclosure, Header, Layout, PageText, Scan

WIDEST_PIXELS = 2000

# A page over which the child dies costs up to two of them; a file with more such pages is given up.
MOST_CHILDREN = 10

Answer = TypeVar("Answer")


@dataclass
class _Heard:
    """How far a reading has come. A child can only say what fits: a header, then page after page."""

    header: Header | None = None
    pages: int = 0
    enclosures: int = 0

    def is_news(self, said: object) -> TypeGuard[Told]:
        """A second child, which goes on after a lost page, says the header again."""
        if isinstance(said, Header) and said.page_count >= 1 and self.header in (None, said):
            is_first, self.header = self.header is None, said
            return is_first
        if isinstance(said, PageText) and not self.is_complete and said.number == self.pages + 1:
            self.pages += 1
            return True
        if isinstance(said, Enclosure) and self.header is not None and self.is_complete:
            self.enclosures += said.is_last
            if self.enclosures <= self.header.enclosures:
                return True
        raise Unreadable(sandbox.NONSENSE)

    @property
    def is_complete(self) -> bool:
        return self.header is None or self.pages == self.header.page_count

    def check_end(self) -> None:
        if self.header is None or not self.is_complete:
            raise Unreadable(sandbox.NONSENSE)


def read(
    path: Path, media_type: MediaType, *, password: str | None = None, limits: Limits | None = None
) -> Generator[Told, None, None]:
    """Read a file in a child process: first its `Header`, then every page in order, each as soon as it is
    read, then the files that lie inside it.

    A page over which the child dies, or takes too long, is given up alone and says so. Closing the iterator early
    stops the child.

    :raises PasswordNeeded: the file is locked, and the password missing or wrong.
    :raises Unreadable: damaged, over a limit, or not what it seemed to be; pages given before that stand.
    :raises errors.Unavailable: no child could be started.
    """
    order = _order("read", path, media_type, password)
    limits, spent, heard = limits or Limits(), sandbox.Spent(), _Heard()
    for _ in range(MOST_CHILDREN):
        before = heard.pages
        try:
            with closing(sandbox.run(order | {"first": before + 1}, limits, spent)) as answers:
                yield from (said for said in answers if heard.is_news(said))
            heard.check_end()
            return
        except Stopped as stop:
            if heard.header is None:
                raise
            # A page may only be the last of many that filled the memory together: it has a second try of its own.
            if heard.pages == before:
                heard.pages += 1
                yield PageText(heard.pages, "", f"this page could not be read: {stop.reason}")
            if heard.is_complete:
                return
    raise OverLimit("Too many pages of this file cannot be read. It may be damaged, or made to do harm.")


def render_page(
    path: Path,
    media_type: MediaType,
    page: int,
    *,
    width: int,
    password: str | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Draw one page (from 1) as a WebP picture, `width` pixels wide, at most 2000.

    :raises Unreadable: no such page, or a file whose pages have no look (`Header.has_images`).
    """
    order = _order("render", path, media_type, password) | {"first": page, "width": min(width, WIDEST_PIXELS)}
    picture = _only(sandbox.run(order, limits or Limits()), bytes)
    if not (picture.startswith(b"RIFF") and picture[8:12] == b"WEBP"):
        raise Unreadable(sandbox.NONSENSE)
    return picture


def layout(
    path: Path, media_type: MediaType, page: int, *, password: str | None = None, limits: Limits | None = None
) -> Layout:
    """Say where each word of one page (from 1) stands.

    :raises Unreadable: no such page, or a file whose pages have no look (`Header.has_images`).
    """
    return _only(
        sandbox.run(_order("layout", path, media_type, password) | {"first": page}, limits or Limits()), Layout
    )


def scan_page(
    path: Path, media_type: MediaType, page: int, *, password: str | None = None, limits: Limits | None = None
) -> Scan:
    """Draw one page (from 1) as a picture for text recognition.

    :raises Unreadable: no such page, one that cannot be drawn, or a file whose pages have no look.
    """
    return _only(sandbox.run(_order("scan", path, media_type, password) | {"first": page}, limits or Limits()), Scan)


def compose(
    path: Path, media_type: MediaType, layers: Path, *, password: str | None = None, limits: Limits | None = None
) -> Iterator[bytes]:
    """Give the searchable PDF of a scanned paper, in pieces.

    :param layers: a file that says where which words stand (`reading.composing.compose`).
    :raises Unreadable: the file is damaged, or too large for it.
    """
    order = _order("compose", path, media_type, password) | {"beside": str(layers.absolute())}
    return _made(order, limits or Limits())


def comment(path: Path, comments: Path, *, limits: Limits | None = None) -> Iterator[bytes]:
    """Give a Word document as it came, with comments at places of its text, in pieces.

    :param comments: a file that says what is written where (`reading.commenting.comment`).
    :raises Unreadable: the file is damaged, is read otherwise than it was, or takes no comments.
    """
    order = _order("comment", path, MediaType.DOCX, None) | {"beside": str(comments.absolute())}
    return _made(order, limits or Limits())


def _made(order: dict[str, Any], limits: Limits) -> Iterator[bytes]:
    """Give a file that the child makes, in pieces. Nothing is heard of it until it is done."""
    patient = replace(limits, page_seconds=limits.total_seconds)
    for said in sandbox.run(order, patient):
        if not isinstance(said, Enclosure):
            raise Unreadable(sandbox.NONSENSE)
        yield said.content


def _order(task: str, path: Path, media_type: MediaType, password: str | None) -> dict[str, Any]:
    return {"task": task, "path": str(path.absolute()), "media_type": media_type, "password": password, "first": 1}


def _only(said: Iterator[object], kind: type[Answer]) -> Answer:
    answers = list(said)
    if len(answers) != 1 or not isinstance(answers[0], kind):
        raise Unreadable(sandbox.NONSENSE)
    return answers[0]
