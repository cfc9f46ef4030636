"""The text of a web page as a reader sees it. Nothing in it is run or fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset("script style template noscript head iframe object svg".split())
_PARAGRAPHS = frozenset(
    "p div section article header footer h1 h2 h3 h4 h5 h6 ul ol table blockquote pre title".split()
)
_LINES = frozenset("br li tr hr dt dd".split())
_CELLS = frozenset("td th".split())
_BLANK_LINES = re.compile(r"\n\s*\n\s*")


class _Seen(HTMLParser):
    """Collects what is seen. An element that is never closed hides no more than a browser would hide."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden_by: str | None = None
        self.has_scripts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_scripts |= tag == "script" or any(name.startswith("on") for name, _ in attrs)
        if self.hidden_by is None and tag in _UNSEEN:
            self.hidden_by = tag
        elif tag == "body":
            self.hidden_by = None
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden_by:
            self.hidden_by = None
        if tag not in _LINES | _CELLS:
            self._space(tag)

    def handle_data(self, data: str) -> None:
        if self.hidden_by is None:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _space(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append("\t")


def seen_text(markup: str) -> tuple[str, bool]:
    """Return the text that is seen, and whether there are scripts, which are left out."""
    seen = _Seen()
    seen.feed(markup)
    seen.close()
    lines = "".join(seen.parts).split("\n")
    text = "\n".join(line.strip(" \t") for line in lines)
    return _BLANK_LINES.sub("\n\n", text).strip(), seen.has_scripts
