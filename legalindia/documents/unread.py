"""Which pages of a paper were not read, and why, in one sentence: for its row, its page and the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legalindia.documents.reading.pages import BLANK

MOST_REASONS = 3
MOST_NUMBERS = 8
LONGEST_REASON = 160


def unread_pages(problems: Iterable[tuple[int, str]]) -> str | None:
    """Say which pages were not read, grouped by the reason; None where all were.

    :param problems: number of a page and what is wrong with it, in the order of the pages.
    """
    by_reason: dict[str, list[int]] = {}
    for number, reason in problems:
        by_reason.setdefault(reason, []).append(number)
    groups = [_group(reason, numbers) for reason, numbers in by_reason.items()]
    more = len(groups) - MOST_REASONS
    if more > 0:
        groups = [*groups[:MOST_REASONS], f"{more} more reasons on its page"]
    return "; ".join(groups) or None


def how_much_was_read(page_count: int, unread_count: int, unread: str | None) -> str:
    """Say how many pages were read, and of the others what `unread_pages` said."""
    read = f"{page_count - unread_count} of {page_count} {'page' if page_count == 1 else 'pages'} read"
    return f"{read}; {unread}" if unread else read


def _group(reason: str, numbers: Sequence[int]) -> str:
    if reason == BLANK:
        return f"{_listed(numbers)} blank"
    said = reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON].rstrip()}…"
    return f"{_listed(numbers)} unreadable: {said}"


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) > MOST_NUMBERS:
        return f"{', '.join(map(str, numbers[:MOST_NUMBERS]))} and {len(numbers) - MOST_NUMBERS} more"
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last
