"""Case numbers: `Civil Appeal No. 6568/2011`, `W.P.(C) Nos. 12 & 13 of 2020`, `O.S. 442/2023`, `CRM-M-1234-2020`.

A run of numbers with a year is found first; what stands before it then says whether it is a case, and which kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legalindia.law.grammar.spans import Found, Kind

# Normal form of a kind of case, and the other ways it is written, letters only.
_KINDS = {
    "CA": "CIVILAPPEAL CIVILAPPEALS CAS CIVAPPEAL CIVILA",
    "CrlA": "CRIMINALAPPEAL CRIMINALAPPEALS CRLA CRLAPPEAL CRIAPPEAL CRAPPEAL CRA CRLAPPEALS CRIMAPPEAL CRIA",
    "SLP": "SPECIALLEAVEPETITION SPECIALLEAVEPETITIONS SPECIALLEAVEAPPEAL SPECIALLEAVETOAPPEAL SLPS SPLLEAVEPETITION",
    "WP": "WRITPETITION WRITPETITIONS WPS WRIT WPNO",
    "CWP": "CIVILWRITPETITION CIVILWRITPETITIONS CWPS CIVILWRIT CW",
    "WPMP": "WRITMISCELLANEOUSPETITION",
    "WPA": "",
    "WA": "WRITAPPEAL WRITAPPEALS WAS",
    "LPA": "LETTERSPATENTAPPEAL LETTERSPATENTAPPEALS LPAS",
    "OS": "ORIGINALSUIT ORIGINALSUITS OSUIT",
    "CS": "CIVILSUIT CIVILSUITS",
    "RFA": "REGULARFIRSTAPPEAL RFAS",
    "RSA": "REGULARSECONDAPPEAL RSAS",
    "FA": "FIRSTAPPEAL FIRSTAPPEALS",
    "SPLA": "SPECIALAPPEAL",
    "SA": "SECONDAPPEAL SECONDAPPEALS",
    "AS": "APPEALSUIT APPEALSUITS",
    "MFA": "MISCELLANEOUSFIRSTAPPEAL MISCFIRSTAPPEAL",
    "FAO": "FIRSTAPPEALFROMORDER FAFO",
    "CMA": "CIVILMISCELLANEOUSAPPEAL CIVILMISCAPPEAL",
    "MA": "MISCELLANEOUSAPPLICATION MISCELLANEOUSAPPEAL MISCAPPLICATION MISCAPPEAL",
    "CRP": "CIVILREVISIONPETITION CIVILREVISION CR CREVP",
    "CrlP": "CRIMINALPETITION CRLP CRIMINALPETITIONS CRLPETITION",
    "CrlOP": "CRIMINALORIGINALPETITION CRLOP",
    "MCRC": "MISCCRIMINALCASE MISCELLANEOUSCRIMINALCASE MISCCRLCASE",
    "MCRCA": "",
    "CrlMC": "CRIMINALMISCELLANEOUSCASE CRLMC CRIMINALMISCCASE",
    "CrlMA": "CRIMINALMISCELLANEOUSAPPLICATION CRLMA CRIMINALMISCAPPLICATION CRMA",
    "CrlMP": "CRIMINALMISCELLANEOUSPETITION CRLMP CRIMINALMISCPETITION CRMP",
    "CrlRev": "CRIMINALREVISION CRIMINALREVISIONPETITION CRLRP CRLREV CRLREVISION CRLREVP CRR CRIREVISION",
    "RP": "REVIEWPETITION REVIEWPETITIONS REVPET",
    "TP": "TRANSFERPETITION TRANSFERPETITIONS",
    "TRP": "",
    "CURP": "CURATIVEPETITION CURATIVEPET",
    "SMW": "SUOMOTUWRITPETITION SUOMOTUWRIT SMWP",
    "COMPA": "COMPANYAPPEAL COMPAPP COMPAPPEAL COAPP",
    "CP": "COMPANYPETITION",
    "CONTP": "CONTEMPTPETITION CONTPET",
    "ContCas": "CONTEMPTCASE CONTCAS CONTEMPTCAS",
    "IA": "INTERLOCUTORYAPPLICATION INTERIMAPPLICATION IAS",
    "OA": "ORIGINALAPPLICATION OAS",
    "TA": "TRANSFERAPPLICATION TRANSFERREDAPPLICATION",
    "OP": "ORIGINALPETITION OPS",
    "EA": "EXECUTIONAPPLICATION",
    "EP": "EXECUTIONPETITION",
    "EFA": "EXECUTIONFIRSTAPPEAL",
    "ESA": "EXECUTIONSECONDAPPEAL",
    "SCA": "SPECIALCIVILAPPLICATION",
    "CCA": "CITYCIVILAPPEAL",
    "SC": "SESSIONSCASE SESSIONCASE SCC",
    "ST": "SESSIONSTRIAL SESSIONTRIAL",
    "CC": "CALENDARCASE COMPLAINTCASE CRIMINALCASE CONSUMERCOMPLAINT CONSUMERCASE",
    "MC": "MISCELLANEOUSCASE MISCCASE",
    "MACA": "MOTORACCIDENTCLAIMSAPPEAL MOTORACCIDENTCLAIMAPPEAL",
    "MACAPP": "",
    "MACP": "MOTORACCIDENTCLAIMPETITION",
    "MVC": "",
    "LAC": "LANDACQUISITIONCASE",
    "ITA": "INCOMETAXAPPEAL ITAPPEAL",
    "ARBP": "ARBITRATIONPETITION ARBPETITION",
    "ARBA": "ARBITRATIONAPPEAL ARBITRATIONAPPLICATION",
    "OMP": "ORIGINALMISCELLANEOUSPETITION",
    "PIL": "PUBLICINTERESTLITIGATION",
    "CM": "CIVILMISCELLANEOUS CIVILMISC CMAPPL CMAPPLN CMAPPLICATION",
    "CMP": "CIVILMISCELLANEOUSPETITION CIVILMISCPETITION",
    "CRM-M": "CRMM",
    "CRA-S": "CRAS",
    "CRA-D": "CRAD",
    "CRM": "CRIMINALMISCELLANEOUS CRIMINALMISC CRLMISC CRMISC",
    "BA": "BAILAPPLICATION BAILAPPLN BAILAPPL CRIMINALMISCBAILAPPLICATION CRIMINALMISCELLANEOUSBAILAPPLICATION",
    "ABA": "ANTICIPATORYBAILAPPLICATION",
    "HCP": "HABEASCORPUSPETITION",
    "CONA": "CONTEMPTAPPEAL",
    "TS": "TITLESUIT",
    "RCC": "RENTCONTROLCASE REGULARCIVILCASE",
    "RCS": "REGULARCIVILSUIT",
    "GA": "GENERALAPPLICATION",
    "DSR": "DEATHSENTENCEREFERENCE DEATHREFERENCE DEATHSENTENCEREF",
    "RCA": "REGULARCIVILAPPEAL REGULARCRIMINALAPPEAL RENTCONTROLAPPEAL",
    "SB": "", "DB": "", "OMPCOMM": "", "CSCOMM": "", "RERA": "",
    "Crime": "CRIMENO CRNO",
    "FIR": "",
    "CWJC": "CIVILWRITJURISDICTIONCASE",
    "CrlRC": "CRLRC CRIMINALREVISIONCASE",
    "ABLAPL": "", "BLAPL": "", "MJC": "", "COCP": "", "CRWP": "", "CWPOA": "", "CMPMO": "", "OWP": "", "SWP": "",
    "CUSAA": "", "RCREV": "",
    # Allahabad
    "WRITA": "", "WRITB": "", "WRITC": "",
    # Calcutta
    "MAT": "", "FMA": "", "FMAT": "", "CO": "", "CAN": "", "CRAN": "", "APOT": "", "APD": "", "WPCT": "", "WPST": "",
    "WPTT": "", "WPLRT": "",
    "PS Case": "POLICESTATIONCASE",
    "APO": "",
    "Diary": "DIARY DAIRY DNO",
}  # fmt: skip
_NORMAL_KIND = {
    letters: normal
    for normal, others in _KINDS.items()
    for letters in (re.sub(r"[- ]", "", normal.upper()), *others.split())
}

# The (C) and (Crl) that make another kind of case; other brackets are kept as they are printed.
_SIDES = {"C": "C", "CIVIL": "C", "CIV": "C", "CRL": "Crl", "CRI": "Crl", "CRIMINAL": "Crl", "CR": "Crl", "CRIM": "Crl"}
_SIDES |= {"INS": "Ins", "INSOLVENCY": "Ins", "INSOLV": "Ins"}

_NOUN = (
    "Appeals?|Petitions?|Suits?|Applications?|Revisions?|References?|Cases?|Complaints?|Writs?|Trials?|Litigation|Appln|Appl|App|Pet|Rev|Ref|Misc|Compl|Cmpl|Crime|Claim"
    "|Diary|Caveat|Motion|Cas"
)
_ADJECTIVE = (
    "Civil|Criminal|Cr|Crim|Special|Leave|Writ|Review|Transfer(?:red)?|Curative|Contempt|Company|Election|Original|Regular|First|Second"
    "|Misc|Miscellaneous|Letters|Patent|Execution|Interlocutory|Interim|Arbitration|Sessions?|Matrimonial|Bail|Anticipatory|Tax"
    "|Income|Sales|Revenue|Motor|Accidents?|Claims?|Land|Acquisition|Calendar|Title|Rent|Control|Public|Interest|Habeas|Corpus"
    "|Death|Sentence|Commercial|Testamentary|Admiralty|Notice|Chamber|Summons|City|Small|Cause|Family|Court|Guardian|Probate"
    "|Consumer|Petition for|Leave to|from|Orders?|General|Crl|Cri|Civ|Criml|Jail|Capital|Govt"
    "|Government|Money|Partition|Insolvency|Suo|Motu|Defective|Comp"
)
_VOCABULARY = re.compile(rf"(?:{_NOUN}|{_ADJECTIVE})\.?", re.IGNORECASE)
_HAS_NOUN = re.compile(rf"\b(?:{_NOUN})\b", re.IGNORECASE)
_ABBREVIATION = r"[A-Z][a-z]{0,5}\.|[A-Z]{2,5}-[A-Z]{1,2}(?![A-Za-z-])|[A-Z]{1,6}(?![A-Za-z])\.?|Crl|Cri"
_TOKEN = rf"(?:(?:{_NOUN}|{_ADJECTIVE})\b\.?|\(\s?[A-Za-z&. ]{{1,14}}\)|(?-i:{_ABBREVIATION}))"
# Eight words and 90 characters are more than any kind of case has: they bound the look back.
_HEAD = re.compile(
    rf"(?<![A-Za-z])(?P<head>(?:{_TOKEN}[\s\-/]{{0,4}}){{1,8}}?)"
    r"(?P<no>(?:N\s?os?|Number|Sl\.?\s?No)(?![A-Za-z])[\s.:)(s-]{0,6})?\Z",
    re.IGNORECASE,
)
# slp(c) 12/2010, Wp No. 7/2019: typed without capitals, or with one
_PLAIN_HEAD = re.compile(
    r"(?<![A-Za-z.])(?P<kind>[a-z]{1,4}(?:\.?\s?[a-z]{1,2}){0,2})\.?\s?(?P<side>\(\s?[a-z]{1,5}\.?\s?\))?\s?(?:nos?\b\.?\s?)?\Z",
    re.IGNORECASE,
)
_PLAIN_KINDS = frozenset(
    "CRLA CRA SLP WP CWP WPA LPA OS CS RFA RSA MFA FAO CMA CRP CRLP CRLOP CRLMC CRLMA CRLMP CRLREV RP TP OP PIL".split()
)
_LOOK_BACK = 90
_EACH_TOKEN = re.compile(_TOKEN, re.IGNORECASE)

_YEAR = (
    r"(?:\s{0,2}/\s{0,2}(?:(?:19|20)\d\d|\d\d)(?!\d)"
    r"|\s{0,4}\bof\s{0,4}(?:the\s{1,2}year\s{1,2})?(?:(?:19|20)\d\d|'?\d\d)(?!\d))"
)
_YEAR = rf"(?:(?:\s?/\s?[A-Z]{{2,5}}(?=\s?/))?{_YEAR})"  # 12/Del/2010: the place of a tribunal's bench
# 060/123/2015: a tribunal's bench may stand before the number
_BENCH = r"(?:\d{1,3}/(?=\d{1,7}/(?:19|20)\d\d))?"
_SUFFIX = r"(?:-[A-Z]{1,3}(?![A-Za-z]))?"
_ITEM = rf"{_BENCH}\d{{1,7}}{_SUFFIX}(?:\s{{0,2}}[-–]\s{{0,2}}\d{{1,7}}(?!\d))?(?:\([A-Z]\))?{_YEAR}?"
# Possessive: a run of numbers is taken whole or not at all, and never walked through twice.
_NUMBERS = re.compile(rf"(?<![\d/])(?:{_ITEM})(?:\s{{0,3}}(?:,|&|and|to|,\s?and)\s{{0,3}}{_ITEM})*+", re.IGNORECASE)
_TO = re.compile(r"\s{0,3}to\b", re.IGNORECASE)
_LONGEST_RANGE = 60
_EACH_ITEM = re.compile(
    rf"{_BENCH}(?P<first>\d{{1,7}}){_SUFFIX}(?:\s{{0,2}}[-–]\s{{0,2}}(?P<last>\d{{1,7}}))?(?:\([A-Z]\))?(?P<year>{_YEAR})?",
    re.IGNORECASE,
)
# Punjab and Haryana: CRM-M-12345-2020, CWP-123-2019
_HYPHENED = re.compile(
    r"(?<![\w-])(?P<kind>[A-Z]{2,5}(?:-[A-Z]{1,3})?)-(?P<number>\d{1,6})(?:-[A-Z]{1,3})?-(?P<year>(?:19|20)\d\d)(?!\d)"
)

# Gujarat: C/SCA/1234/2016, R/CR.MA/12/2019; consumer fora: CC/12/2020
_SLASHED = re.compile(
    r"(?<![\w/])(?P<side>[CR]/)?(?P<kind>[A-Z][A-Z.]{1,9})/(?P<number>\d{1,6})/(?P<year>(?:19|20)\d\d)(?!\d)"
)

# Abbreviations before a number and a year that name something else than a case.
_NOT_CASES = frozenset(
    "ACT GO GOMS MS GOM SO GSR SRO PAGE PW DW EX EXT EXH NH R P D A S SL SR NO VOL CH ORDINANCE LAW RC RS MR DR DT"
    " ORS ANR LTD PARA REGN REG BILL TABLE DD DDR LETTER ORDER ROOM FLAT PLOT ITEM RULE ART SEC CL".split()
)  # fmt: skip


def find_case_numbers(text: str) -> Iterator[Found]:
    """Walk through the case numbers of a text; one mention may name several cases."""
    for match in _NUMBERS.finditer(text):
        found = _read(text, match)
        if found is not None:
            yield found
    for match in (*_HYPHENED.finditer(text), *_SLASHED.finditer(text)):
        if "side" in match.groupdict() and not match["side"] and _letters(match["kind"]) not in _NORMAL_KIND:
            continue
        kind = _normal_kind([match["kind"]])
        yield Found(*match.span(), Kind.CASE_NUMBER, (f"{kind} {int(match['number'])}/{match['year']}",))


def _read(text: str, numbers: re.Match[str]) -> Found | None:
    items = _dated(numbers)
    if not items:
        return None
    window = text[max(0, numbers.start() - _LOOK_BACK) : numbers.start()]
    # A kind of case ends in a letter; the look saves the dear pattern for runs of dates and amounts.
    kind = _kind_before(window) if window.rstrip(" \t\r\n.:()-")[-1:].isalpha() else None
    if kind is None:
        return None
    start = numbers.start() - len(window) + kind[0]
    return Found(start, numbers.start() + items[-1][0], Kind.CASE_NUMBER, _normals(kind[1], items))


def _kind_before(window: str) -> tuple[int, str] | None:
    """Return where in the window the kind of case begins, and its normal form; None where it ends in no such kind."""
    head = _HEAD.search(window)
    tokens = _kind_tokens(list(_EACH_TOKEN.finditer(head["head"]))) if head else []
    if head is not None and tokens and _is_case(tokens, has_number_sign=head["no"] is not None):
        return head.start("head") + tokens[0].start(), _normal_kind([token.group() for token in tokens])
    plain = _PLAIN_HEAD.search(window)
    if plain is None or _letters(plain["kind"]) not in _PLAIN_KINDS:
        return None
    return plain.start("kind"), _normal_kind([plain["kind"], *filter(None, [plain["side"]])])


def _dated(numbers: re.Match[str]) -> list[tuple[int, str, str]]:
    """Return end, number and year of each case in a run.

    One without a year takes that of the next; the rest, when undated, falls away.
    """
    dated: list[tuple[int, str, str]] = []
    waiting: list[str] = []
    is_range = False
    for item in _EACH_ITEM.finditer(numbers.group()):
        waiting += _through(waiting[-1], item["first"]) if is_range and waiting else [item["first"]]
        waiting += _through(item["first"], item["last"]) if item["last"] else []
        is_range = _TO.match(numbers.group(), item.end()) is not None
        if item["year"]:
            year = _full_year(re.sub(r"\D", "", item["year"]))
            dated += [(item.end(), number, year) for number in waiting]
            waiting = []
    return dated


def _through(first: str, last: str) -> list[str]:
    """Return the numbers behind the first of a range, up to the last: `1234-36` goes to 1236.

    Numbers that go down, or too far up for anybody to mean all of them, are two of a list.
    """
    whole = first[: len(first) - len(last)] + last
    if 0 < int(whole) - int(first) <= _LONGEST_RANGE:
        return [str(number) for number in range(int(first) + 1, int(whole) + 1)]
    return [last]


def _full_year(digits: str) -> str:
    """Write a year in four digits: two of them mean 1950 to 2049, the years of courts that number their cases so."""
    if len(digits) == 4:
        return digits
    return f"20{digits}" if int(digits) < 50 else f"19{digits}"


def _kind_tokens(tokens: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the words next to the number that name the kind of case."""
    kept: list[re.Match[str]] = []
    for token in reversed(tokens):
        letters = _letters(token.group())
        base = _base([each.group() for each in kept])
        if base and not _belongs(token.group(), letters) and letters + base not in _NORMAL_KIND:
            break
        kept.insert(0, token)
    while kept and (kept[0].group().startswith("(") or kept[0].group().lower() in {"from", "court", "order", "orders"}):
        kept.pop(0)
    return kept[1:] if _is_stray(kept) else kept


def _is_stray(tokens: list[re.Match[str]]) -> bool:
    """Tell whether the first word belongs to the sentence, not to the kind: `the State Government W.A. No. 7/2021`."""
    words = [token.group() for token in tokens]
    return (
        len(words) > 1
        and _VOCABULARY.fullmatch(words[0]) is not None
        and not _HAS_NOUN.search(" ".join(words))
        and _base(words) not in _NORMAL_KIND
        and _base(words[1:]) in _NORMAL_KIND
    )


def _belongs(word: str, letters: str) -> bool:
    if letters in _NOT_CASES and len(letters) > 1:
        return False
    return bool(_VOCABULARY.fullmatch(word)) or word[0] == "(" or word.endswith(".") or letters in _NORMAL_KIND


def _is_case(tokens: list[re.Match[str]], *, has_number_sign: bool) -> bool:
    """Tell a case from a file or an Act: without `No.` only a kind that the table knows counts."""
    words = [token.group() for token in tokens]
    letters = _base(words)
    if letters in _NORMAL_KIND:
        return letters != "CO" or words[0].isupper()  # Rao & Co. 12/2015
    if letters in _NOT_CASES:
        return False
    if _HAS_NOUN.search(" ".join(words)):
        return has_number_sign or len(words) > 1 or words[0].endswith(".")
    return has_number_sign and letters.isalpha() and len(letters) > 1


def _base(words: list[str]) -> str:
    return "".join(_letters(word) for word in words if word[0] != "(")


def _letters(word: str) -> str:
    return re.sub(r"[^A-Z]", "", word.upper())


def _normal_kind(words: list[str]) -> str:
    """Return the kind as normal forms write it; one the table does not hold keeps the `No.` that it is known by."""
    if _base(words[:2]) in {"SB", "DB"} and len(words) > 2:
        words = words[2:]  # how many judges sat is no part of the number
    base = _base(words)
    if base.endswith("DIARY"):
        return "Diary"
    brackets = [re.sub(r"[^A-Za-z&]", "", word) for word in words if word[0] == "("]
    if base == "CA" and "AT" in map(str.upper, brackets):
        base = "COMPA"  # of the appellate tribunal for companies
    sides = "".join(f"({_SIDES.get(inner.upper(), inner.upper())})" for inner in brackets)
    if base in _NORMAL_KIND:
        return _NORMAL_KIND[base] + sides
    plain = [word.strip(".") for word in words if word[0] != "("]
    spoken = " ".join(plain).title() if all(_VOCABULARY.fullmatch(word) for word in plain) else base
    return f"{spoken}{sides} No."


def _normals(kind: str, items: list[tuple[int, str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{kind} {int(number)}/{year}" for _, number, year in items))
