"""Where the sentences of an Indian legal text begin and end, and how they group into passages.

"Rs. 5,000", "A. K. Gopalan v. The State" and "O.S. No. 12 of 2020" hold many full stops and no sentence end;
a text taken from a PDF breaks its lines anywhere. Every span counts code points into the text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Nothing after a mark may decide whether it matches: that keeps the search linear on "......x".
_MARK = re.compile("[।॥]+[\"'”’)\\]]*|[.?!…]+[\"'”’)\\]]*")
_NUMBERED = re.compile(
    r"\s*(?:\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,3}\.?|\[\d{1,3}\])[ \t\u00a0]+[\"'“‘(\[]?[^\W\d_a-z]"
)
_NUMBERING = re.compile(r"[\W\d_]*(?:[ivxl]{1,5}|[a-z])?[\W\d_]*", re.IGNORECASE)
_DOTTED = re.compile(r"[^\W\d_]{1,5}(?:\.[^\W\d_]{1,5})+")
_SHORT_DEVANAGARI = re.compile("[\u0900-\u0963]{1,2}")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_]{1,4}\.\s?)+[^\W\d_]{1,4}\Z")
_CLAUSES = (re.compile(r";(?=\s)"), re.compile(r"[,:](?=\s)"), re.compile(r"\s"))
_LAST_WORD = re.compile(r"(\w+)[.\s]*\Z")
# No token that matters is longer; looking back no further keeps the work linear.
_LOOK_BACK = 24

_ABBREVIATIONS = frozenset(
    """
    rs re no nos v vs s ss sec secs sect sects art arts cl cls para paras p pp pg vol ch chap sch r rr o ord reg regs
    mr mrs ms md mohd dr prof smt shri sri sh km kum mst adv hon hon'ble hon’ble j jj cj m/s messrs ltd pvt co corp inc
    viz ie eg cf ibid op cit al approx crl cr crim civ misc app appl appln pet suppl supp ed edn ex exh exhs ext
    annex anx dt dtd regd govt dept distt dist tal teh st rd ps u/s u/ss r/w jt add addl asst asstt dy gen col
    capt lt maj brig insp const supdt secy mem jan feb apr jun jul aug sept oct nov dec etc
    डॉ रु श्री श्रीमती सं क्र पृ प्रो मो कु एड धा उप नं
    """.split()
)
# Dotted abbreviations that a number, a name or a court always follows, so no sentence ends with them.
_NEVER_LAST = frozenset(
    """
    a.i.r s.c.c s.c.r s.c.c.r o.s i.e e.g crl.a cri.a cr.a c.a w.p w.a s.l.p o.a m.a r.f.a c.r.p c.w.p crl.p crl.m.p
    r.s.a l.p.a i.a e.p o.m.p w.e.f
    """.split()
)
# After "I.P.C." or "Act, U.P." a sentence has ended only if the next word can hardly be anything but a beginning.
_OPENERS = frozenset(
    """
    The This These Those That It He She They We There Their His Her Its In On At As But However Therefore Thus Hence
    If When While Where Whether After Before Since Though Although Under By For From Learned Heard Having Accordingly
    """.split()
)
_ENDING_DEVANAGARI = frozenset("है था थी थे हो दी दो ली लो".split())
# A line that ends with one of these waits for its number: the "12." below it is no paragraph.
_WAITS_FOR_NUMBER = _ABBREVIATIONS | frozenset(
    """
    section sections article articles rule rules order orders clause clauses paragraph paragraphs schedule chapter
    page number numbers appeal petition suit case and or to of in under dated the a an about than only by from at for
    with धारा अनुच्छेद नियम आदेश संख्या
    """.split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text in code points, `end` one past the last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together: a paragraph, or one heading line."""

    span: Span
    is_heading: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a part of one that is too long, on its way into a passage."""

    span: Span
    opens: bool


def sentences(text: str) -> list[Span]:
    """Cut a text into sentences.

    :returns: spans in reading order that do not overlap; only white space lies outside them.

    A heading line in capitals is a sentence of its own and a paragraph keeps its number. A single line break
    inside a sentence does not end it. The time is linear in the length of the text, whatever the text.
    """
    return [span for block in _blocks(text) for span in _sentences_of(text, block)]


def pack(text: str, *, size: int = 900, limit: int = 1200) -> list[Span]:
    """Group consecutive sentences into passages.

    :param size: length aimed at, in code points.
    :param limit: longest passage, in code points; only a sentence longer than this is cut, at a clause mark
        or a space.
    :returns: passages in reading order, white space at their ends left out; none is empty.
    :raises ValueError: `size` is below 1 or above `limit`.

    A passage that is past 60 % of `size` ends early where a paragraph or a heading begins.
    """
    if not 1 <= size <= limit:
        raise ValueError("size must be at least 1 and at most limit")
    passages: list[Span] = []
    for unit in _units(text, size, limit):
        if passages and _joins(passages[-1], unit, size, limit):
            passages[-1] = Span(passages[-1].start, unit.span.end)
        else:
            passages.append(unit.span)
    return passages


def _joins(passage: Span, unit: _Unit, size: int, limit: int) -> bool:
    now, joined = passage.end - passage.start, unit.span.end - passage.start
    if joined > limit or now >= size or (unit.opens and now > 0.6 * size):
        return False
    return joined - size <= size - now


def _units(text: str, size: int, limit: int) -> Iterator[_Unit]:
    after_heading = False
    for block in _blocks(text):
        opens = not after_heading
        for span in _sentences_of(text, block):
            for part in _parts(text, span, size, limit):
                yield _Unit(part, opens)
                opens = False
        after_heading = block.is_heading


def _parts(text: str, span: Span, size: int, limit: int) -> Iterator[Span]:
    start = span.start
    while span.end - start > limit:
        end = _clause_end(text, start, size, limit)
        yield _stripped(text, start, end)
        start = _stripped(text, end, span.end).start
    yield Span(start, span.end)


def _clause_end(text: str, start: int, size: int, limit: int) -> int:
    """Return where to cut an overlong sentence: after a clause mark, else at a space, else at the limit."""
    earliest = start + max(1, size // 2)
    for clause in _CLAUSES:
        ends = [match.end() for match in clause.finditer(text, earliest, start + limit)]
        if ends:
            return ends[-1]
    return start + limit


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.splitlines(keepends=True)
    start = at = 0
    before = ""
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        heading = _is_heading(line, before, after)
        if heading or not line.strip() or _is_numbered(line, before):
            yield from _block(text, start, at, is_heading=False)
            start = at
        at += len(line)
        if heading:
            yield from _block(text, start, at, is_heading=True)
            start = at
        before = "" if heading else line.strip()
    yield from _block(text, start, at, is_heading=False)


def _block(text: str, start: int, end: int, *, is_heading: bool) -> Iterator[_Block]:
    span = _stripped(text, start, end)
    if span.start < span.end:
        yield _Block(span, is_heading)


def _is_numbered(line: str, before: str) -> bool:
    if not _NUMBERED.match(line):
        return False
    last = _LAST_WORD.search(before[-_LOOK_BACK:])
    return not before.endswith(",") and (last is None or last.group(1).lower() not in _WAITS_FOR_NUMBER)


def _is_heading(line: str, before: str, after: str) -> bool:
    """Say whether a line stands alone in capitals, and is not the middle of a sentence that happens to be."""
    heading = line.strip()
    if len(heading) > 120 or heading.endswith((",", "-")) or after.lstrip()[:1].islower():
        return False
    if not heading.isupper() or not any(len(word) > 3 and word.isalpha() for word in re.split(r"\W+", heading)):
        return False
    return heading.endswith(":") or not before or before.endswith(tuple('.:;?!।॥-—_"”'))


def _sentences_of(text: str, block: _Block) -> Iterator[Span]:
    start, end = block.span.start, block.span.end
    if block.is_heading:
        yield block.span
        return
    for mark in _MARK.finditer(text, start, end):
        if mark.end() < end and _ends_sentence(text, start, mark):
            yield Span(start, mark.end())
            start = _stripped(text, mark.end(), end).start
    yield Span(start, end)


def _ends_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    if mark.group()[0] in "।॥":
        return True
    following = text[mark.end() : mark.end() + 200]
    after = following.lstrip()
    if following[:1] == after[:1] or after[:1].islower() or after[:1] in set(".,;:"):
        return False
    if mark.group()[0] != ".":
        return True
    return not _is_numbering(text, start, mark.start()) and _word_ends(_word_before(text, start, mark), after)


def _is_numbering(text: str, start: int, end: int) -> bool:
    """Say whether a sentence so far is only its number, such as "12" or "(iv)"."""
    return end - start <= _LOOK_BACK // 2 and _NUMBERING.fullmatch(text, start, end) is not None


def _word_before(text: str, start: int, mark: re.Match[str]) -> str:
    before = text[max(start, mark.start() - _LOOK_BACK) : mark.start()]
    if not before or before[-1].isspace():
        return ""
    spaced = _SPACED.search(before)  # "I. P. C." is one word, however it was typed
    word = "".join(spaced.group().split()) if spaced else before.split()[-1]
    return word.strip("([{\"'“‘,").rsplit("-", 1)[-1]


def _word_ends(word: str, after: str) -> bool:
    """Say whether the full stop behind `word` ends a sentence, when `after` is what follows."""
    folded = word.lower()
    if not word or word == "Or" or folded in _ABBREVIATIONS or folded in _NEVER_LAST:  # "Or. 47, R. 1" is an Order
        return False
    if word.isdigit():
        return not (len(word) <= 2 and after[:1].isdigit())
    if len(word) == 1 and word.isupper():
        return False
    if _SHORT_DEVANAGARI.fullmatch(word):
        return word in _ENDING_DEVANAGARI
    return _DOTTED.fullmatch(word) is None or re.split(r"\W", after, maxsplit=1)[0] in _OPENERS


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)
