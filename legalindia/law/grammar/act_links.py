"""How an Act's name is joined to the sections it belongs to: right behind them, or right before."""

from __future__ import annotations

import re

from legalindia.law.grammar.acts import ABBREVIATION, FULL_NAME, TITLE
from legalindia.law.grammar.provisions import PART_OF_SECTION, PART_WORD

_ACT = rf"(?:(?i:{ABBREVIATION}|{FULL_NAME})|{TITLE})"
# A chapter may stand between the section and its Act: `Section 17 (in Chapter IV) of the 2010 Act`.
# So may what of the section is meant (`Section 375, Explanation 2 of the Penal Code`), or the Schedule that holds it.
_LINK = (
    rf"[\s,]{{0,4}}(?:{PART_OF_SECTION}[\s,]{{1,4}}){{0,2}}(?:\([^()\n]{{1,40}}\)\s{{0,3}})?"
    r"(?:(?:of|in|to|under)\s{1,3}(?:the\s{1,3})?(?:First\s|Second\s|Third\s)?Schedule(?:[\s-]{1,2}(?:[IVX]{1,4}|\d)(?:-?[A-Z])?)?\s{1,3})?"
    r"(?:(?:(?:of|under|in|from|to)\b\s{0,4}(?:the\b|our\b)?|-)\s{0,4})?(?:said\s{1,4}|Indian\s{1,4}(?=Constitution))?"
)
ACT_AFTER = re.compile(rf"{_LINK}(?P<act>{_ACT})")
ACT_BEFORE = re.compile(
    rf"(?<![\w.])(?P<act>(?i:{ABBREVIATION}|{FULL_NAME})|{TITLE})[\s,'’]{{0,4}}(?:s\s)?(?:की|के|का)?\s{{0,2}}(?:अंतर्गत\s)?\Z"
)
SHORT_ACT_AFTER = re.compile(rf"\s{{0,3}}(?:of\s(?:the\s)?)?(?P<act>(?i:{ABBREVIATION}))")
# Explanation 2 IPC, Part II IPC: the number is no section's.
NO_SECTION = re.compile(rf"(?<!\w){PART_WORD}[\s.-]{{0,3}}(?:No\.?\s?)?\Z", re.IGNORECASE)
LONGEST_PART_WORD = 20
