"""The date a paper bears, day first as in India."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan जनवरी",
            "february feb फरवरी फ़रवरी",
            "march mar मार्च",
            "april apr अप्रैल",
            "may मई",
            "june jun जून",
            "july jul जुलाई",
            "august aug अगस्त",
            "september sept sep सितंबर सितम्बर",
            "october oct अक्टूबर अक्तूबर",
            "november nov नवंबर नवम्बर",
            "december dec दिसंबर दिसम्बर",
        ),
        start=1,
    )
    for name in names.split()
}
_ASCII_DIGITS = {0x966 + digit: str(digit) for digit in range(10)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = (
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)(?!\d)"
    r"|(?P<day>\d{1,2})[ ]?[./-][ ]?(?P<month>\d{1,2})[ ]?[./-][ ]?(?P<year>\d{4}|\d\d)(?![\d/])"
    rf"|(?P<named_day>\d{{1,2}})(?:st|nd|rd|th)?\s{{0,3}}(?:day\s{{1,3}}of\s{{1,3}})?[,.-]?\s?(?P<named_month>{_MONTH})(?!\w)[.,-]?"
    r"\s{0,3}(?P<named_year>\d{4})(?!\d)"
    rf"|(?P<us_month>{_MONTH})(?!\w)\.?\s{{1,3}}(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<us_year>\d{{4}})(?!\d))"
)
_GAP = r"[ \t]{0,2}(?:on)?[ \t]{0,2}[:.–-]{0,3}\s{0,4}"
# Columns are set apart by many spaces; two say as much, and keep the patterns short.
_WIDE = re.compile(r"[ \t]{2,}")
# Where judges sign; footnotes may follow the signature.
_SEATS = "|".join(
    """
    new.delhi delhi mumbai bombay chennai madras madurai kolkata calcutta bengaluru bangalore dharwad kalaburagi
    hyderabad amaravati chandigarh allahabad prayagraj lucknow patna ranchi cuttack jaipur jodhpur jabalpur indore
    gwalior bilaspur nagpur aurangabad panaji ernakulam kochi guwahati shimla nainital srinagar jammu ahmedabad imphal
    shillong agartala gangtok
    """.split()
)
_OPENING, _ENDING, _SIGNATURE = slice(0, 3000), slice(-1500, None), slice(-8000, None)


def _rule(place: slice, before: str, after: str = "") -> tuple[slice, re.Pattern[str]]:
    return place, re.compile(before + _DATE + after, re.IGNORECASE | re.MULTILINE)


_END_OF_LINE = r"[ \t]{0,9}[.,)]?[ \t]{0,9}(?:\r?$|(?=place\b|स्थान))"
# "Dated" with a capital, or where a line or column begins: "the notice dated 5.3.2024." is another paper's date.
_LABEL = r"(?:^[ \t]*|[ \t]{2}|[,;.:][ \t]{1,9})(?-i:D(?:ated?|ATED?|t|T)|दिनांक|दिनाँक|तारीख)"
# Where a paper says its own date, the surest first; "the order dated …" in its body is another paper's.
_RULES = (
    _rule(_OPENING, rf"\bdate of (?:the )?(?:judge?ment|decision|order|pronouncement){_GAP}"),
    _rule(_OPENING, rf"^[ \t%]*(?:judge?ment |order )?(?:pronounced|delivered|decided){_GAP}"),
    _rule(
        _SIGNATURE, rf"\b(?:{_SEATS})[,;.]?\s{{1,4}}(?:\.{{3,40}}\s?C?J\.?I?\.?\s{{1,4}})?", r"(?=[ \t]{0,9}[.(]|\s|$)"
    ),
    _rule(_OPENING, r"^.{3,200}\b(?:vs?\.?|versus)\s.{3,200}\bon\s", _END_OF_LINE),
    _rule(_OPENING, r"\b(?:on )?this (?:the )?"),
    _rule(_OPENING, r"^[ \t]*(?:mon|tues|wednes|thurs|fri|satur|sun)day[ ,]{1,3}(?:the )?"),
    _rule(_OPENING, r"\bthis (?:the )?[\w\s-]{3,80}\(", r"\)"),
    _rule(_OPENING, rf"{_LABEL}{_GAP}(?:this )?(?:the )?", _END_OF_LINE),
    _rule(_ENDING, rf"{_LABEL}{_GAP}(?:this )?(?:the )?", _END_OF_LINE),
    _rule(_ENDING, r"\b(?:on )?this (?:the )?"),
    _rule(_OPENING, r"^[ \t]*\[", r"\.?\]"),
    _rule(_OPENING, r"^[ \t]*", _END_OF_LINE),
    _rule(_ENDING, r"^[ \t]*(?:\w{3,20},\s{1,4})?", _END_OF_LINE),
    _rule(_OPENING, r"\bयह .{2,40}दिनांक[ \t:]{1,4}"),
)


def date_of(text: str) -> date | None:
    """Return the date a paper bears, read day first.

    :param text: the whole paper, or at least its first and last page.
    :returns: None where no date is marked as the paper's own, or where two are and they differ.
    """
    plain = _WIDE.sub("  ", text.translate(_ASCII_DIGITS))
    for place, rule in _RULES:
        dates = {_read(match) for match in rule.finditer(plain[place])}
        if dates:
            return dates.pop() if len(dates) == 1 else None
    return None


def _read(match: re.Match[str]) -> date | None:
    """Return the date, or None for one that no calendar has, such as 05/13/2024."""
    part = match.groupdict()
    try:
        if part["iso"]:
            return date.fromisoformat(part["iso"])
        if part["day"]:
            return date(_century(part["year"]), int(part["month"]), int(part["day"]))
        kind = "named" if part["named_day"] else "us"
        return date(int(part[f"{kind}_year"]), _MONTHS[part[f"{kind}_month"].lower()], int(part[f"{kind}_day"]))
    except ValueError:
        return None


def _century(year: str) -> int:
    """Read a year of two digits, unless it could lie in either century."""
    if len(year) == 4:
        return int(year)
    if 30 <= int(year) < 50:
        raise ValueError(year)
    return int(year) + (2000 if int(year) < 30 else 1900)
