"""What a finding says of a citation, in sentences that a lawyer can act on."""

from __future__ import annotations

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
