"""The numbers that Word draws before clauses but does not write into them: "4.2(b)" is what lawyers quote.

ECMA-376 part 1, 17.9: a paragraph, or its style, names a list and a level; the list says how each level counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_BULLET = "•"
# More parents than any honest style has; a circle of styles ends here.
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class Level:
    """How one level counts: from `start`, as `form` says, drawn as `text` with %1 for the first level's number."""

    start: int
    form: str
    text: str


@dataclass
class Numbering:
    """Counts the paragraphs of one document in reading order.

    :param levels: by list and level.
    :param lists: the list behind each name; names that share one go on counting where the other stopped.
    :param restarts: the number with which a name, at a level, begins anew when it is first used.
    :param styles: the list's name and the level that each style gives to its paragraphs.
    """

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Any) -> str:
        """Return what is drawn before a paragraph, with a space after it; "" where nothing is."""
        name, at = _place(paragraph.find(qn("w:pPr"))) or self.styles.get(_style(paragraph), ("0", 0))
        listed = self.lists.get(name, "")
        level = self.levels.get((listed, at))
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return f"{_BULLET} "
        self._count(listed, at, self.restarts.pop((name, at), None), level.start)
        drawn = _PLACEHOLDER.sub(lambda match: self._drawn(listed, int(match[1]) - 1), level.text)
        return f"{drawn} " if drawn else ""

    def _count(self, listed: str, at: int, restart: int | None, start: int) -> None:
        """A number on one level begins the deeper ones anew."""
        counts = self.counts[listed]
        going_on = counts[at] + 1 if at in counts else start
        counts[at] = going_on if restart is None else restart
        for deeper in [other for other in counts if other > at]:
            del counts[deeper]

    def _drawn(self, listed: str, at: int) -> str:
        level = self.levels.get((listed, at), Level(1, "decimal", ""))
        return _write(self.counts[listed].get(at, level.start), level.form)


def numbering_of(lists: Any, styles: Any) -> Numbering:
    """Read the numbering of a document.

    :param lists: root of its numbering part, or None.
    :param styles: root of its styles part, or None.
    """
    found = Numbering()
    if lists is not None:
        for kind in lists.iter(qn("w:abstractNum")):
            _read_levels(found, kind)
        for named in lists.iter(qn("w:num")):
            _read_name(found, named)
    if styles is not None:
        _read_styles(found, {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))})
    return found


def _read_levels(found: Numbering, kind: Any) -> None:
    listed = _value(kind, "w:abstractNumId", own=True)
    for level in kind.iter(qn("w:lvl")):
        at = _number(_value(level, "w:ilvl", own=True))
        start, form = _number(_value(level, "w:start", default="1")), _value(level, "w:numFmt", default="decimal")
        found.levels[listed, at] = Level(start, form, _value(level, "w:lvlText")[:100])


def _read_name(found: Numbering, named: Any) -> None:
    name = _value(named, "w:numId", own=True)
    found.lists[name] = _value(named, "w:abstractNumId")
    for change in named.iter(qn("w:lvlOverride")):
        if start := _value(change, "w:startOverride"):
            found.restarts[name, _number(_value(change, "w:ilvl", own=True))] = _number(start)


def _read_styles(found: Numbering, styles: dict[str, Any]) -> None:
    """A style without a list of its own has that of the style it is based on."""
    for name in styles:
        style = styles[name]
        for _ in range(_DEEPEST_STYLE):
            place = _place(style.find(qn("w:pPr")))
            if place:
                found.styles[name] = place
            style = None if place else styles.get(_value(style, "w:basedOn"))
            if style is None:
                break


def _place(properties: Any) -> tuple[str, int] | None:
    """Return the list's name and the level that these paragraph properties give."""
    numbered = None if properties is None else properties.find(qn("w:numPr"))
    name = "" if numbered is None else _value(numbered, "w:numId")
    return (name, _number(_value(numbered, "w:ilvl", default="0"))) if name else None


def _style(paragraph: Any) -> str:
    properties = paragraph.find(qn("w:pPr"))
    return "" if properties is None else _value(properties, "w:pStyle")


def _value(element: Any, name: str, *, default: str = "", own: bool = False) -> str:
    """Return an attribute of the element's own, or the value of a child of that name."""
    if own:
        return str(element.get(qn(name), default))
    child = element.find(qn(name))
    return default if child is None else str(child.get(qn("w:val"), default))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _write(number: int, form: str) -> str:
    if form.endswith("Letter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman"):
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * min(number // value, 9)
        number %= value
    return written
