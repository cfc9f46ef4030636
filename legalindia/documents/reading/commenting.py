"""A Word document given back as it came, with comments at places of its text.

Nothing of it is made anew: runs are cut where a comment begins or ends, and keep their formatting; every part of the
file but the body, the comments and what names these is copied byte for byte.
"""

from __future__ import annotations

import io
import json
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from legalindia.documents.reading.archives import check_archive
from legalindia.documents.reading.cleaning import clean, origins
from legalindia.documents.reading.cutting import cut_pages
from legalindia.documents.reading.failures import Unreadable
from legalindia.documents.reading.formats import Request
from legalindia.documents.reading.pages import Enclosure
from legalindia.documents.reading.readers.word import Written, text_of, written_pages
from legalindia.documents.reading.telling import enclosed

FILE_NAME = "commented.docx"
BETWEEN_PAGES = "\n\n"
_CANNOT = "No comments can be written into this file."
_READ_OTHERWISE = "The text of this file is read otherwise today than it was."
_CONTENT_TYPES = "[Content_Types].xml"
_RUN, _TEXT, _PARAGRAPH = qn("w:r"), qn("w:t"), qn("w:p")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Place(NamedTuple):
    """A stretch of the text, and the characters of the element it came from.

    :param start: in the text, like `end`. :param at: in the element's text, like `until`.
    """

    start: int
    end: int
    source: Any
    at: int
    until: int


class Spot(NamedTuple):
    """A place between two characters of a run. :param child: of the run; `at`: in the child's text."""

    child: int
    at: int


# By run and spot: the run that ends there and the one that begins there.
Pieces: TypeAlias = dict[tuple[Any, Spot], tuple[Any, Any]]
# Stands for the end of a run that was cut.
_LAST = Spot(-1, -1)


@dataclass(frozen=True)
class Traced:
    """The text of a document as it is read and checked, and where each word of it stands, in order."""

    text: str
    places: Sequence[Place]

    @cached_property
    def ends(self) -> list[int]:
        return [place.end for place in self.places]

    def covering(self, start: int, end: int) -> list[Place]:
        """Return the places of the words from `start` to `end`; none for words that stand nowhere in the body.

        A comment cannot begin in one cell of a table and end in another, so it ends with the cell. The words of a note
        are told behind the page, while its mark stands before: what goes over into one ends with the page.
        """
        stops = bisect_left(self.places, end, key=lambda place: place.start)
        covered = self.places[bisect_right(self.ends, start) : stops]
        found = [place for place in covered if place.source.tag == _TEXT] or covered
        return [place for place in found if _cell(place.source) is _cell(found[0].source)]

    def nearest(self, start: int) -> Place:
        """Return the place after a spot of the text, or the last one."""
        return self.places[min(bisect_right(self.ends, start), len(self.places) - 1)]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a comment begins and ends: two runs, and the spots in them; None for the run's own edge."""

    first: Any
    begin: Spot | None
    last: Any
    end: Spot | None


def comment(request: Request, orders: Path) -> Iterator[Enclosure]:
    """Give the document with its comments, in pieces.

    :param orders: JSON: the `text` that was read of it (its pages joined by an empty line), the `comments`, each with
        `start`, `end` and what is `said`, and their `author` and `initials`.
    :raises Unreadable: it is not read as it was, or is a kind of document that takes no comments.
    """
    check_archive(request.path)
    wanted = json.loads(orders.read_text(encoding="utf-8"))
    try:
        document = docx.Document(str(request.path))
    except ValueError as error:
        raise Unreadable(_CANNOT) from error
    known = traced(written_pages(document.part))
    if known.text != wanted["text"]:
        raise Unreadable(_READ_OTHERWISE)
    if not wanted["comments"] or not known.places:
        yield from enclosed(FILE_NAME, request.path.read_bytes())
        return
    _write(document, known, wanted)
    changed = io.BytesIO()
    document.save(changed)
    yield from enclosed(FILE_NAME, _with_original_parts(request.path, changed, document))


def traced(pages: Iterable[list[Written]]) -> Traced:
    """Trace each word of a text, as `readers.word` tells it and a draft joins it, to the element it came from."""
    texts: list[str] = []
    places: list[Place] = []
    at = 0
    for page in pages:
        began = 0
        for piece in cut_pages(text_of(page)):
            cleaned = clean(piece)
            kept = cleaned if cleaned.strip() else ""
            places += _places(piece, page, began, at) if kept else []
            texts.append(kept)
            at += len(kept) + len(BETWEEN_PAGES)
            began += len(piece)
    text = BETWEEN_PAGES.join(texts)
    cut = len(text) - len(text.lstrip("\n"))
    moved = [each._replace(start=each.start - cut, end=each.end - cut) for each in places]
    return Traced(text.strip("\n"), moved)


def _write(document: Any, known: Traced, wanted: dict[str, Any]) -> None:
    anchored = [_anchored(known, each["start"], each["end"], each["said"]) for each in wanted["comments"]]
    pieces = _cut([anchor for anchor, _ in anchored])
    for anchor, said in anchored:
        made = document.comments.add_comment(said, author=wanted["author"], initials=wanted["initials"])
        _mark(anchor, pieces, made.comment_id)


def _anchored(known: Traced, start: int, end: int, said: str) -> tuple[Anchor, str]:
    """Return where a comment stands and what it says.

    What is in a note, a header or a footer has its comment in the body, where only its mark or nothing stands; so the
    comment says of which words it is.
    """
    places = known.covering(start, end)
    if not any(place.source.tag == _TEXT for place in places):
        said = f"“{' '.join(known.text[start:end].split())}”\n{said}"
    if not places:
        nearest = known.nearest(start)
        return _anchor(nearest.start, nearest.end, [nearest]), said
    return _anchor(start, end, places), said


def _places(piece: str, page: list[Written], began: int, at: int) -> Iterator[Place]:
    """Walk through the words of a piece of a page, each cut where another element begins.

    :param began: where the piece begins on the page. :param at: where it begins in the whole text.
    """
    ends = list(accumulate(len(written.text) for written in page))
    for word in origins(piece):
        start, end = began + word.raw_start, began + word.raw_end
        is_plain = word.end - word.start == end - start
        for number in range(bisect_right(ends, start), bisect_left(ends, end) + 1):
            written, from_ = page[number], ends[number] - len(page[number].text)
            if written.source is None:
                continue
            first, last = max(start, from_), min(end, ends[number])
            begins, stops = (first - start, last - start) if is_plain else (0, word.end - word.start)
            yield Place(at + word.start + begins, at + word.start + stops, written.source, first - from_, last - from_)


def _anchor(start: int, end: int, places: Sequence[Place]) -> Anchor:
    """Return where a comment on the text from `start` to `end` begins and ends."""
    first, last = places[0], places[-1]
    at = first.at + max(0, start - first.start) if _is_letter_by_letter(first) else first.at
    until = last.until - max(0, last.end - end) if _is_letter_by_letter(last) else last.until
    return Anchor(*_before(first.source, at), *_after(last.source, until))


def _is_letter_by_letter(place: Place) -> bool:
    return place.end - place.start == place.until - place.at


def _cell(element: Any) -> Any:
    return next(element.iterancestors(qn("w:tc")), None)


def _before(source: Any, at: int) -> tuple[Any, Spot | None]:
    run, child = _run_of(source)
    if run.tag != _RUN:
        return run, None
    number = run.index(child)
    spot = Spot(number, at if child is source and source.tag == _TEXT else 0)
    return run, None if spot == Spot(_first_content(run), 0) else spot


def _after(source: Any, until: int) -> tuple[Any, Spot | None]:
    run, child = _run_of(source)
    if run.tag != _RUN:
        return run, None
    number = run.index(child)
    if child is source and source.tag == _TEXT and until < len(source.text):
        return run, Spot(number, until)
    return run, None if number == len(run) - 1 else Spot(number + 1, 0)


def _run_of(source: Any) -> tuple[Any, Any]:
    """Return the run around an element, and which of the run's children it is or is in.

    Of nested ones the outermost: Word takes no comment inside a text box. Outside of runs, as in a formula, it is
    what stands in the paragraph.
    """
    line = [source, *source.iterancestors()]
    runs = [at for at, each in enumerate(line) if each.tag == _RUN]
    if runs:
        return line[runs[-1]], line[max(runs[-1] - 1, 0)]
    paragraph = next(at for at, each in enumerate(line) if each.tag == _PARAGRAPH)
    return line[paragraph - 1], line[paragraph - 1]


def _first_content(run: Any) -> int:
    return 1 if len(run) and run[0].tag == qn("w:rPr") else 0


def _cut(anchors: Iterable[Anchor]) -> Pieces:
    """Cut every run at all spots where a comment begins or ends."""
    spots: dict[Any, set[Spot]] = defaultdict(set)
    for anchor in anchors:
        for run, spot in ((anchor.first, anchor.begin), (anchor.last, anchor.end)):
            if spot is not None:
                spots[run].add(spot)
    pieces: Pieces = {}
    for run, wanted in spots.items():
        ordered = sorted(wanted)
        # From the last to the first: what is before a cut stays where it was.
        later = [_split(run, spot) for spot in reversed(ordered)][::-1]
        for spot, before, after in zip(ordered, [run, *later], later, strict=False):
            pieces[run, spot] = (before, after)
        pieces[run, _LAST] = (later[-1], later[-1])
    return pieces


def _split(run: Any, spot: Spot) -> Any:
    """Move what stands in a run behind a spot to a new run behind it, which looks the same."""
    child = run[spot.child]
    moved = list(run)[spot.child :]
    following = OxmlElement("w:r")
    if _first_content(run):
        following.append(deepcopy(run[0]))
    if spot.at:
        rest = OxmlElement("w:t")
        child.text, rest.text = child.text[: spot.at], child.text[spot.at :]
        for part in (child, rest):
            part.set(_XML_SPACE, "preserve")
        moved = [rest, *moved[1:]]
    following.extend(moved)
    run.addnext(following)
    return following


def _mark(anchor: Anchor, pieces: Pieces, number: int) -> None:
    """Write where a comment begins and ends, and that it is there."""
    first = pieces[anchor.first, anchor.begin][1] if anchor.begin else anchor.first
    whole = pieces.get((anchor.last, _LAST), (anchor.last, anchor.last))[1]
    last = pieces[anchor.last, anchor.end][0] if anchor.end else whole
    attributes = {qn("w:id"): str(number)}
    first.addprevious(OxmlElement("w:commentRangeStart", attrs=attributes))
    reference, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    properties.append(OxmlElement("w:rStyle", attrs={qn("w:val"): "CommentReference"}))
    reference.append(properties)
    reference.append(OxmlElement("w:commentReference", attrs=attributes))
    last.addnext(reference)
    last.addnext(OxmlElement("w:commentRangeEnd", attrs=attributes))


def _with_original_parts(path: Path, changed: io.BytesIO, document: Any) -> bytes:
    """Return the original file with only the parts that were written to taken from the changed one."""
    body = document.part.partname
    comments = document.part.part_related_by(RELATIONSHIP_TYPE.COMMENTS).partname
    with zipfile.ZipFile(path) as original, zipfile.ZipFile(changed) as new:
        names = (body.membername, comments.membername, body.rels_uri.membername)
        taken = {name: new.read(name) for name in names}
        taken[_CONTENT_TYPES] = _with_comments(original.read(_CONTENT_TYPES), str(comments))
        return _zipped(original, taken)


def _zipped(original: zipfile.ZipFile, taken: dict[str, bytes]) -> bytes:
    """Return the archive in its own order, with some entries replaced and those it did not have at its end."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for entry in original.infolist():
            data = taken.pop(entry.filename, None)
            file.writestr(entry, original.read(entry) if data is None else data, zipfile.ZIP_DEFLATED)
        for name, data in taken.items():
            file.writestr(name, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _with_comments(content_types: bytes, name: str) -> bytes:
    """Return the list of what kind each part is, with that of the comments in it."""
    root = parse_xml(content_types)
    if not any(override.get("PartName") == name for override in root):
        attributes = {"PartName": name, "ContentType": CONTENT_TYPE.WML_COMMENTS}
        root.append(root.makeelement(f"{root.tag.rpartition('}')[0]}}}Override", attributes))
    data: bytes = serialize_part_xml(root)
    return data
