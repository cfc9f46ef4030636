"""Tracked changes of a Word document: who wanted which words in or out, and when. The text itself is read as if all
were accepted; what was struck out is named here and nowhere else, for it is not what the paper says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from docx.oxml.ns import qn

MOST_NAMED = 60
LONGEST_WORDS = 240
_SAID = {
    qn("w:ins"): "Inserted",
    qn("w:del"): "Deleted",
    qn("w:moveFrom"): "Moved from here",
    qn("w:moveTo"): "Moved to here",
}
_WORDS = (qn("w:t"), qn("w:delText"))
_STRUCK_OUT = {qn("w:del"), qn("w:moveFrom")}


def tracked_changes(root: Any) -> str | None:
    """Say in one note what is tracked, a change a line; None where nothing is.

    :param root: the document's body, as XML.
    """
    changes = list(_changes(root))
    if not changes:
        return None
    lines = ["It holds tracked changes. The text is read as if all were accepted.", *changes[:MOST_NAMED]]
    if len(changes) > MOST_NAMED:
        lines.append(f"And {len(changes) - MOST_NAMED} more.")
    return "\n".join(lines)


def _changes(root: Any) -> Iterator[str]:
    """Word cuts one change into many runs: those that follow each other are one."""
    marked = ((_heading(element), _text(element)) for element in root.iter(*_SAID))
    for heading, pieces in groupby(((said, text) for said, text in marked if text), key=lambda one: one[0]):
        words = " ".join("".join(text for _, text in pieces).split())
        if words:
            yield f"{heading}: “{words[:LONGEST_WORDS]}{'…' if len(words) > LONGEST_WORDS else ''}”"


def _heading(element: Any) -> str:
    author, moment = (element.get(qn(f"w:{name}")) or "" for name in ("author", "date"))
    by = f" by {' '.join(author.split())[:80]}" if author.strip() else ""
    return f"{_SAID[element.tag]}{by}{_day(moment)}"


def _day(moment: str) -> str:
    try:
        day = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return f" on {day.day} {day:%B %Y}"


def _text(element: Any) -> str:
    """Return the words of a change; of an insertion, not those that were struck out of it again."""
    struck_out = element.tag in _STRUCK_OUT
    return "".join(
        word.text or ""
        for word in element.iter(*_WORDS)
        if struck_out or not any(above.tag in _STRUCK_OUT for above in word.iterancestors())
    )
