"""The word between the parties of a case, and the line of its number, as titles and title pages print them.

`cause_titles` reads whole names in running text; these patterns say only where a name is divided, or that one stands.
"""

from __future__ import annotations

import re

# In a title that is known to be one.
BETWEEN_PARTIES = re.compile(
    r"(?:[\s*_]|^)(?:[-–—]\s?)?(?:v(?:er)?s?us|v/?s?\.?|बनाम|विरुद्ध)(?:\s?[-–—]\.?)?(?:(?=[\s*_]|$)|(?<=[vs]\.)(?=\w))",
    re.IGNORECASE,
)
# In re Asha Menon · Ex parte Asha Menon · Asha Menon, Re
IN_RE = re.compile(r"\W*\b(?:in\s+re|ex\s+parte|in\s+the\s+matter\s+of)\b\W*|^\W*re\b\W*|[\s,(]+re\W*$", re.IGNORECASE)
# On the first page of a paper, mostly on a line of its own.
ON_TITLE_PAGE = re.compile(
    r"(?:^|\s)[-–—.(]*(?:versus|vs\.?|v/s\.?|(?-i:v\.|V\.(?=\s*$|\s[A-Z]{2}))|बनाम)[-–—.)]*(?=\s|$)", re.IGNORECASE
)
# A line of the first page that bears the case's number, and no party.
CASE_LINE = re.compile(
    r"^(?:case|suit|o\.?s|appeal|petition|w\.?p|crl|cr|c\.?a|s\.?a|civil|criminal|writ|special|second|first|regular|misc"
    r"|application|r\.?f\.?a|complaint|contempt|original|execution)\b.*\bnos?\b|(?:\bof\s*|/\s?)(?:19|20)\d\d\b"
    r"|(?:वाद|प्रकरण) संख्या",
    re.IGNORECASE,
)
# Something beside a citation that may be the name of a case, in whatever shape.
NAME_OF_A_CASE = re.compile(
    r"(?<!\w)(?:v|vs|ver|versus)(?:\.|\s|[\u2013\u2014-])|[\u2013\u2014-]v(?:s?)[.\u2013\u2014-]|\u092c\u0928\u093e\u092e|\bin\s+re\b|\bin\s+the\s+matter\s+of\b|\bex\s+parte\b"
    r"|(?-i:[A-Z][\w.'\u2019-]*)\s+case\b|\bcase\s+of\b|\btitled\b",
    re.IGNORECASE,
)
