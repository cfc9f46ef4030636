"""Citations of judgments, held against those of the library: the right name, the paragraph, the words.

*Verified* is said only when everything the draft says of the authority was looked at and agrees. What could not be
looked at makes it unclear; what is not held is said to be not held, and nothing follows from that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from legalindia.drafts.findings import CitationFinding, CitationVerdict, Failure, Spot
from legalindia.drafts.quoted import Quoted
from legalindia.drafts.references import Cited, Mention
from legalindia.drafts.shelf import Held, Paper, Shelf
from legalindia.law.causes import cause_title
from legalindia.law.citations import Kind, Pinpoint
from legalindia.law.comparison import Verdict
from legalindia.law.parties import Likeness, best_likeness, same_case

NOT_HELD = "Our library does not hold a judgment under this citation. That does not say that there is none."
HELD_UNDER_OTHERS = "Under this citation our library holds nothing; the one beside it is {title}."
HELD_AS = (
    "Our library does not hold a judgment under this citation. It holds {title} as {citations}: see whether that is "
    "the one meant, and correct the citation."
)
HELD_WITHOUT = (
    "Our library does not hold a judgment under this citation. It holds {title}, without any citation: see whether "
    "that is the one meant."
)
UNREAD = "This citation cannot be read as any one decision."
OTHER_TITLE = "Under this citation our library holds {title}."
NO_TITLE = "No name of a case stands beside it to compare: it is the citation of {title}."
UNREAD_NAME = (
    "It is the citation of {title}. What stands beside it may be the name of a case, and could not be read as one: "
    "compare the two yourself."
)
UNREAD_POINT = "A paragraph or page is named behind it that could not be read as its own, and was not looked at."
SHORT_OF_NOTHING = "It refers back to an authority, and which one cannot be told from what the draft has cited before."
REVERSED = "Our library holds {title}: the same parties the other way round."
DOUBTFUL_TITLE = "Our library holds {title}. Whether that is the case named cannot be said for certain."
SEVERAL = "Our library holds more than one judgment under this citation: {titles}."
NOT_PARALLEL = "The citations beside one another are of different judgments: this one is {title}."
OTHER_IN_SERIES = "The citation beside it is {title}, which our library holds as {others}."
NOT_READ = "Our copy of the judgment has no text yet, so neither paragraph nor words were checked."
NO_PARAGRAPH = "{title} has no paragraph {number}: its paragraphs go up to {last}."
TOO_SHORT = "{title} is too short to have a paragraph {number}."
NO_PART = "Paragraph {number} is there, but {number}{part} was not found in our copy: look it up."
NO_NUMBERS = "The paragraph was not checked: our copy of the judgment does not number its paragraphs."
NO_PAGES = "The page was not checked: our copy does not carry the pages of the report."
PAGE_BEFORE = "The report has this judgment from page {first} on, so page {page} is before it."
PAGE_BEYOND = "The judgment is too short to reach from page {first} to page {page}."
OTHER_PARAGRAPH = "The words quoted stand in paragraph {there}, not in {here}."
ALTERED = "The words quoted are not those of the judgment."
MISREAD = "The words quoted differ from our copy in letters that a scan may have misread."
NOT_ITS_WORDS = "The words quoted are not in the judgment."
PERHAPS_NOT_ITS_WORDS = "Words quoted near it were found nowhere: see whether they are meant to be its own."
FAR_APART = (
    "The words quoted are the judgment's, but an ellipsis leaves out {words} words between them: see whether they may "
    "be joined so."
)
STANDS_ELSEWHERE = "The words quoted are not in the judgment; they stand in {title}."

# A page of a law report holds 250 words at the least; head-notes and blanks may fill as many pages again.
_WORDS_A_PAGE = 250
_PAGES_TO_SPARE = 25


@dataclass(frozen=True, slots=True)
class Pick:
    """Which of the judgments under a citation is meant.

    :param held: None where the library holds none. :param likeness: of its title and the one written; None for none.
    :param namesake: where none is held, the one judgment of the library that bears the name written.
    """

    held: Held | None
    likeness: Likeness | None = None
    several: tuple[Held, ...] = ()
    namesake: Held | None = None


Under = Mapping[str, Sequence[Held]]


def pick(mention: Mention, under: Under, shelf: Shelf) -> list[Pick]:
    """Say, for each citation of a mention, which judgment it leads to."""
    shared = _in_all(mention, under)
    return [_pick(cited, under, shared, shelf) for cited in mention.cited]


def with_namesakes(mentions: Sequence[Mention], picks: Sequence[Sequence[Pick]], shelf: Shelf) -> list[Sequence[Pick]]:
    """Add to what is not held under its citation the one judgment that the library holds under its name."""
    titles = {
        cited.title
        for mention, each in zip(mentions, picks, strict=True)
        if not any(chosen.held for chosen in each)
        for cited in mention.cited
        if cited.title and cited.normals
    }
    namesakes = {title: _only_namesake(title, held) for title, held in shelf.named(sorted(titles)).items()}
    return [
        [
            replace(chosen, namesake=namesakes.get(cited.title or "")) if chosen.held is None else chosen
            for cited, chosen in zip(mention.cited, each, strict=True)
        ]
        for mention, each in zip(mentions, picks, strict=True)
    ]


def _only_namesake(title: str, held: Sequence[Held]) -> Held | None:
    same = [each for each in held if best_likeness(title, [each.title]) is Likeness.SAME]
    return same[0] if len(same) == 1 else None


def judge(mention: Mention, picks: Sequence[Pick], quoted: Sequence[Quoted], shelf: Shelf) -> list[CitationFinding]:
    """Say of each citation of a mention whether it can be relied on.

    :param quoted: the quotations that point to it.
    """
    return [
        _judge(cited, chosen, _Beside(mention, tuple(picks)), quoted, shelf)
        for cited, chosen in zip(mention.cited, picks, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Beside:
    """The citations that stand beside one another, and what each leads to."""

    mention: Mention
    picks: tuple[Pick, ...]

    def other(self, held: Held | None) -> Held | None:
        """Return a judgment that a parallel citation leads to and this one does not."""
        found = (each.held for each in self.picks if each.held)
        return next((each for each in found if held is None or each.document_id != held.document_id), None)

    @property
    def is_right_elsewhere(self) -> bool:
        """Say whether a citation beside this one leads to the judgment that is named."""
        return any(each.likeness is Likeness.SAME for each in self.picks)


def _in_all(mention: Mention, under: Under) -> set[str]:
    """Return the judgments that every held citation of the mention leads to."""
    sets = [{str(held.document_id) for held in _candidates(cited, under)} for cited in mention.cited]
    sets = [each for each in sets if each]
    return set.intersection(*sets) if sets else set()


def _candidates(cited: Cited, under: Under) -> list[Held]:
    return list({held.document_id: held for normal in cited.normals for held in under.get(normal, ())}.values())


def _pick(cited: Cited, under: Under, shared: set[str], shelf: Shelf) -> Pick:
    candidates = _candidates(cited, under)
    candidates = [held for held in candidates if str(held.document_id) in shared] or candidates
    if cited.title and candidates:
        likened = [(held, _likeness(cited.title, held, shelf)) for held in candidates]
        held, likeness = min(likened, key=lambda each: list(Likeness).index(each[1]))
        return Pick(held, likeness)
    if cited.near and candidates and _likeness(cited.near, candidates[0], shelf) is not Likeness.SAME:
        return Pick(candidates[0], Likeness.DOUBTFUL)
    if len(candidates) > 1:
        return Pick(candidates[0], None, tuple(candidates))
    return Pick(candidates[0] if candidates else None)


def _likeness(title: str, held: Held, shelf: Shelf) -> Likeness:
    """Compare with the title in the catalogue, and, where that is shortened, with the one on the first page."""
    likeness = best_likeness(title, [held.title])
    if likeness is Likeness.SAME:
        return likeness
    pages = shelf.paper(held.document_id).pages
    printed = cause_title(pages[0]) if pages else None
    return best_likeness(title, [held.title, *([printed] if printed else [])])


def _judge(cited: Cited, chosen: Pick, beside: _Beside, quoted: Sequence[Quoted], shelf: Shelf) -> CitationFinding:
    finding = CitationFinding(
        cited.text,
        cited.start,
        cited.end,
        cited.kind,
        cited.normalized,
        cited.title,
        cited.pinpoint.text if cited.pinpoint else None,
        CitationVerdict.VERIFIED,
    )
    if not cited.normals:
        return replace(finding, verdict=CitationVerdict.UNCLEAR, note=SHORT_OF_NOTHING if cited.is_short else UNREAD)
    if chosen.held is None:
        return _not_held(finding, cited, chosen, beside)
    is_named = bool(cited.title or cited.near) or _is_named_beside(cited, chosen.held)
    note = "" if is_named else NO_TITLE.format(title=chosen.held.title)
    finding = replace(finding, found=Spot(chosen.held.document_id, chosen.held.title, 1), note=note)
    wrong = _named_otherwise(finding, chosen, chosen.held, beside)
    return wrong or _doubted(_looked_into(finding, cited, chosen.held, quoted, shelf), cited, chosen.held, quoted)


def _doubted(finding: CitationFinding, cited: Cited, held: Held, quoted: Sequence[Quoted]) -> CitationFinding:
    """Take *verified* back where something beside the citation was not read, and so not looked at."""
    is_named_so = _is_named_beside(cited, held)
    doubts = [UNREAD_NAME.format(title=held.title)] if cited.has_unread_name and not is_named_so else []
    # The paragraph that a quotation names for itself was looked at with it.
    is_read = any(each.pinpoint for each in quoted)
    doubts += [UNREAD_POINT] if cited.has_unread_point and not is_read else []
    if not doubts or finding.verdict is not CitationVerdict.VERIFIED:
        return finding
    return replace(finding, verdict=CitationVerdict.UNCLEAR, note=" ".join(doubts))


def _is_named_beside(cited: Cited, held: Held) -> bool:
    return cited.beside is not None and same_case(cited.beside, held.title) is Likeness.SAME


def _not_held(finding: CitationFinding, cited: Cited, chosen: Pick, beside: _Beside) -> CitationFinding:
    other = beside.other(None)
    if other is None and chosen.namesake is not None:
        return _held_by_name(finding, chosen.namesake)
    if other is None:
        return replace(finding, verdict=CitationVerdict.NOT_HELD, note=NOT_HELD)
    same_series = sorted(
        normal for normal in other.normals if any(_series(normal) == _series(own) for own in cited.normals)
    )
    if same_series and cited.kind is not Kind.CASE_NUMBER:
        note = OTHER_IN_SERIES.format(title=other.title, others="; ".join(same_series))
        return replace(finding, verdict=CitationVerdict.MISMATCH, failure=Failure.CITATION, note=note)
    return replace(finding, verdict=CitationVerdict.NOT_HELD, note=HELD_UNDER_OTHERS.format(title=other.title))


def _held_by_name(finding: CitationFinding, held: Held) -> CitationFinding:
    """Say under which citations the judgment of that name is held; whether it is the one meant is not said."""
    note = HELD_AS if held.normals else HELD_WITHOUT
    note = note.format(title=held.title, citations="; ".join(sorted(held.normals)))
    found = Spot(held.document_id, held.title, 1)
    return replace(finding, verdict=CitationVerdict.NOT_HELD, found=found, note=note)


def _series(normal: str) -> str:
    return "".join(letter for letter in normal if letter.isalpha())


def _named_otherwise(finding: CitationFinding, chosen: Pick, held: Held, beside: _Beside) -> CitationFinding | None:
    """Say what is wrong with the name, or with the citations beside one another; None where nothing is."""
    title = held.title
    is_another = beside.other(held) is not None and chosen.likeness is not Likeness.SAME
    if is_another and (chosen.likeness is None or beside.is_right_elsewhere):
        note = NOT_PARALLEL.format(title=title)
        return replace(finding, verdict=CitationVerdict.MISMATCH, failure=Failure.CITATION, note=note)
    if chosen.likeness is Likeness.DIFFERENT:
        note = OTHER_TITLE.format(title=title)
        return replace(finding, verdict=CitationVerdict.MISMATCH, failure=Failure.CAUSE_TITLE, note=note)
    unclear = None
    if chosen.likeness is Likeness.REVERSED:
        unclear = REVERSED.format(title=title)
    elif chosen.likeness is Likeness.DOUBTFUL:
        unclear = DOUBTFUL_TITLE.format(title=title)
    elif chosen.several:
        unclear = SEVERAL.format(titles="; ".join(held.title for held in chosen.several))
    return replace(finding, verdict=CitationVerdict.UNCLEAR, note=unclear) if unclear else None


def _looked_into(
    finding: CitationFinding, cited: Cited, held: Held, quoted: Sequence[Quoted], shelf: Shelf
) -> CitationFinding:
    """Look for the paragraph and the words in the judgment itself."""
    points = [point for point in (cited.pinpoint, *(each.pinpoint for each in quoted)) if point]
    if not points and not quoted:
        return finding
    paper = shelf.paper(held.document_id)
    if not any(paper.pages):
        return replace(finding, verdict=CitationVerdict.UNCLEAR, note=NOT_READ)
    doubts: list[str] = []
    for point in points:
        wrong = _missing_paragraph(point, held, paper) or _missing_page(point, cited, paper)
        if wrong:
            return replace(finding, verdict=CitationVerdict.MISMATCH, failure=Failure.PARAGRAPH, note=wrong)
        doubts += _unchecked(point, paper)
        finding = _opened_at(finding, point, paper)
    for each in quoted:
        finding = _with_quotation(finding, each, cited, paper, doubts)
        if finding.verdict is CitationVerdict.MISMATCH:
            return finding
    if doubts:
        return replace(finding, verdict=CitationVerdict.UNCLEAR, note=" ".join(dict.fromkeys(doubts)))
    return finding


def _missing_paragraph(point: Pinpoint, held: Held, paper: Paper) -> str | None:
    for number in point.paragraphs:
        if paper.paragraphs.has(number) is False:
            last = paper.paragraphs.last
            words = NO_PARAGRAPH if last else TOO_SHORT
            return words.format(title=held.title, number=number, last=last)
    return None


def _missing_page(point: Pinpoint, cited: Cited, paper: Paper) -> str | None:
    """Say that a page cannot be of the judgment: it lies before its first, or further on than its words reach."""
    first = _first_page(cited)
    if first is None:
        return None
    words = sum(len(text.split()) for text in paper.pages)
    beyond = first + words // _WORDS_A_PAGE * 2 + _PAGES_TO_SPARE
    for page in point.pages:
        if page < first:
            return PAGE_BEFORE.format(first=first, page=page)
        if page > beyond:
            return PAGE_BEYOND.format(first=first, page=page)
    return None


def _first_page(cited: Cited) -> int | None:
    if cited.kind is not Kind.REPORTER or cited.is_short or len(cited.normals) != 1:
        return None
    last = cited.normals[0].rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else None


def _unchecked(point: Pinpoint, paper: Paper) -> list[str]:
    doubts = [NO_NUMBERS for number in point.paragraphs if paper.paragraphs.has(number) is None]
    doubts += [
        NO_PART.format(number=number, part=part)
        for number, part in point.parts
        if not paper.paragraphs.has_part(number, part)
    ]
    return doubts + [NO_PAGES for _ in point.pages]


def _opened_at(finding: CitationFinding, point: Pinpoint, paper: Paper) -> CitationFinding:
    """Have the source open at the first paragraph pointed to."""
    begin = paper.paragraphs.place(point.paragraphs[0]) if point.paragraphs else None
    if begin is None or finding.found is None:
        return finding
    return replace(finding, found=replace(finding.found, page=begin.page))


def _with_quotation(
    finding: CitationFinding, quoted: Quoted, cited: Cited, paper: Paper, doubts: list[str]
) -> CitationFinding:
    """Let a quotation speak for or against the citation it points to; what cannot be said is added to the doubts."""
    outcome = quoted.outcome
    if outcome.verdict is Verdict.VERBATIM:
        finding = replace(finding, found=quoted.spot)
        doubts += [FAR_APART.format(words=outcome.left_out)] if outcome.left_out else []
        return _in_its_paragraph(finding, quoted, cited, paper, doubts)
    if outcome.is_perhaps_misread:
        doubts.append(MISREAD)
        return replace(finding, found=quoted.spot)
    note = None
    if outcome.verdict is Verdict.ALTERED:
        note = ALTERED
        finding = replace(finding, found=quoted.spot)
    elif quoted.is_certain:
        note = _not_its_words(quoted)
    elif quoted.is_open and quoted.elsewhere is None:
        doubts.append(PERHAPS_NOT_ITS_WORDS)
    if note is None:
        return finding
    return replace(finding, verdict=CitationVerdict.MISMATCH, failure=Failure.QUOTATION, note=note)


def _not_its_words(quoted: Quoted) -> str:
    # The note is read by all who may see the draft, a client's paper perhaps not by all of them.
    if quoted.elsewhere is None or not quoted.is_elsewhere_in_library:
        return NOT_ITS_WORDS
    return STANDS_ELSEWHERE.format(title=quoted.elsewhere.title)


def _in_its_paragraph(
    finding: CitationFinding, quoted: Quoted, cited: Cited, paper: Paper, doubts: list[str]
) -> CitationFinding:
    """See that words which are in the judgment stand in the paragraph that the draft names for them."""
    point = quoted.pinpoint or cited.pinpoint
    place = quoted.outcome.place
    if point is None or not point.paragraphs or place is None or not paper.paragraphs.run:
        return finding
    if any(paper.paragraphs.lies_in(number, place.page, place.start) for number in point.paragraphs):
        return finding
    there = paper.paragraphs.number_at(place.page, place.start)
    if there is None:
        doubts.append(NO_NUMBERS)
        return finding
    note = OTHER_PARAGRAPH.format(there=there, here=", ".join(map(str, point.paragraphs)))
    return replace(finding, verdict=CitationVerdict.MISMATCH, failure=Failure.PARAGRAPH, note=note)
