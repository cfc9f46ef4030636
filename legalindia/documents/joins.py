"""Words that begin on one page and go on on the next.

Passages and quotations stay on one page each, so that every place can be checked against one page's text. What goes
over the edge of a page is found by joining the end of one page with the beginning of the next; what furnishes the
pages there (a page number, a footnote, a running title) may stand between.
"""

from __future__ import annotations

from collections.abc import Sequence

from legalindia.documents.annotations import Span
from legalindia.law.words import Word, words

# So many words of footnotes or of a page's head may stand between the two parts.
MOST_BETWEEN = 80
# A part as short as this would be found anywhere; it counts where nothing stands between.
SHORTEST_PART = 3
_REACH = 8000


def across(before: str, after: str, sought: Sequence[str]) -> tuple[Span, Span] | None:
    """Return where the words begin, at the end of one page, and where they go on, at the beginning of the next.

    :param sought: the matched forms of the words, in their order.
    """
    if len(sought) < 2:
        return None
    offset = max(0, len(before) - _REACH)
    tail, head = list(words(before[offset:])), list(words(after[:_REACH]))
    for split in range(len(sought) - 1, 0, -1):
        first = _last_place(tail, sought[:split], before[offset:])
        second = _first_place(head, sought[split:], after) if first is not None else None
        if first is not None and second is not None:
            begun, went_on = tail[first : first + split], head[second : second + len(sought) - split]
            return Span(begun[0].start + offset, begun[-1].end + offset), Span(went_on[0].start, went_on[-1].end)
    return None


def _last_place(there: list[Word], part: Sequence[str], text: str) -> int | None:
    """Return at which word the part begins whose end is the nearest to the page's end."""
    last = len(there) - len(part)
    for at in range(last, max(-1, last - MOST_BETWEEN - 1), -1):
        if [word.matched for word in there[at : at + len(part)]] == list(part):
            is_at_end = at == last or text.find("\n", there[at + len(part) - 1].end, there[at + len(part)].start) >= 0
            return at if is_at_end and (at == last or len(part) >= SHORTEST_PART) else None
    return None


def _first_place(there: list[Word], part: Sequence[str], text: str) -> int | None:
    """Return at which word the part begins that is the nearest to the page's beginning."""
    for at in range(min(MOST_BETWEEN, len(there) - len(part)) + 1):
        if [word.matched for word in there[at : at + len(part)]] == list(part):
            is_at_start = at == 0 or text.find("\n", there[at - 1].end, there[at].start) >= 0
            return at if is_at_start and (at == 0 or len(part) >= SHORTEST_PART) else None
    return None
