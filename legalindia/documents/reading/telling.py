"""What the readers of texts have in common: pages told one after another, and files inside given in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from legalindia.documents.reading.cleaning import clean
from legalindia.documents.reading.cutting import cut_pages
from legalindia.documents.reading.pages import BLANK, PIECE_BYTES, Enclosure, Header, PageText


def tell(
    texts: Iterable[str], *, notes: Sequence[str] = (), enclosures: int = 0, nothing: str = BLANK
) -> Iterator[Header | PageText]:
    """Tell a header and the pages of these texts: each begins a page, and goes on over as many as it is long.

    :param nothing: the problem of a page without text.
    """
    pages = [page for text in texts for page in cut_pages(clean(text))] or [""]
    yield Header(len(pages), has_images=False, notes=tuple(notes), enclosures=enclosures)
    for number, page in enumerate(pages, start=1):
        yield PageText(number, page) if page.strip() else PageText(number, "", nothing)


def unread_pictures(count: int) -> list[str]:
    """Return the note that so many pictures stand among the words; none for none."""
    if count < 1:
        return []
    if count == 1:
        return ["1 picture in this paper was not read. If there are words in it, send it by itself."]
    return [f"{count} pictures in this paper were not read. If there are words in them, send them by themselves."]


def enclosed(path: str, content: bytes) -> Iterator[Enclosure]:
    """Give a file that lies inside in pieces; at least one, for an empty file too."""
    shown = clean(path).replace("\n", " ")
    for start in range(0, max(len(content), 1), PIECE_BYTES):
        yield Enclosure(shown, content[start : start + PIECE_BYTES], start + PIECE_BYTES >= len(content))
