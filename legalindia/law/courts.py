"""Courts: their names, the prefixes of their neutral citations, how reporters shorten them, and CNR numbers.

Sources: the Supreme Court's and the High Courts' circulars on neutral citation (2023 onwards); the eCourts CNR scheme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Court:
    """A court as citations know it.

    :param code: the prefix of its neutral citations; empty where it gives none.
    :param benches: place by the code that follows the prefix (`BHC-AS` → Appellate Side).
    :param air: how the All India Reporter shortens it.
    :param online: how SCC OnLine shortens it.
    :param spellings: other ways reporters and lawyers write it.
    :param cnr: the state and court letters that open its CNR numbers.
    """

    name: str
    code: str
    air: str
    online: str
    spellings: tuple[str, ...] = ()
    benches: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cnr: str = ""


@dataclass(frozen=True, slots=True)
class Cnr:
    """A case number record of eCourts: sixteen letters and digits that name one case in India."""

    state: str
    court: str
    establishment: str
    serial: str
    year: int

    def __str__(self) -> str:
        return f"{self.state}{self.court}{self.establishment}{self.serial}{self.year}"


SUPREME_COURT = Court("Supreme Court of India", "INSC", "SC", "SC", ("Supreme Court", "SCI"), cnr="SCIN")

HIGH_COURTS = (
    Court("Allahabad High Court", "AHC", "All", "All", ("Allahabad",), {"LKO": "Lucknow"}, "UPHC"),
    Court("Andhra Pradesh High Court", "APHC", "AP", "AP", ("Andhra Pradesh", "Andhra", "And Pra"), cnr="APHC"),
    Court(
        "Bombay High Court",
        "BHC",
        "Bom",
        "Bom",
        ("Bombay",),
        {
            "AS": "Appellate Side",
            "OS": "Original Side",
            "AUG": "Aurangabad",
            "NAG": "Nagpur",
            "GOA": "Goa",
            "KOL": "Kolhapur",
        },
        "HCBM",
    ),
    Court(
        "Calcutta High Court",
        "CHC",
        "Cal",
        "Cal",
        ("Calcutta",),
        {"OS": "Original Side", "AS": "Appellate Side", "JP": "Jalpaiguri", "PB": "Port Blair"},
        "WBCH",
    ),
    Court("Chhattisgarh High Court", "CGHC", "Chh", "Chh", ("Chhattisgarh", "Chhat", "CG"), cnr="CGHC"),
    Court("Delhi High Court", "DHC", "Delhi", "Del", (), cnr="DLHC"),
    Court(
        "Gauhati High Court",
        "GAU",
        "Gau",
        "Gau",
        ("Gauhati", "Assam", "GHC"),
        {"AS": "Guwahati", "NL": "Kohima", "MZ": "Aizawl", "AP": "Itanagar"},
        "GAHC",
    ),
    Court("Gujarat High Court", "GUJHC", "Guj", "Guj", ("Gujarat",), cnr="GJHC"),
    Court("Himachal Pradesh High Court", "HHC", "HP", "HP", ("Himachal Pradesh", "Him Pra"), cnr="HPHC"),
    Court(
        "High Court of Jammu & Kashmir and Ladakh",
        "JKLHC",
        "J&K",
        "J&K",
        ("J & K", "J and K", "JK", "Jammu & Kashmir", "Jammu and Kashmir"),
        {"JMU": "Jammu", "SGR": "Srinagar"},
        "JKHC",
    ),
    Court("Jharkhand High Court", "JHHC", "Jhar", "Jhar", ("Jharkhand", "Jha"), cnr="JHHC"),
    Court(
        "Karnataka High Court",
        "KHC",
        "Kant",
        "Kar",
        ("Karnataka", "Karn", "Kar", "Kant"),
        {"D": "Dharwad", "K": "Kalaburagi"},
        "KAHC",
    ),
    Court("Kerala High Court", "KER", "Ker", "Ker", ("Kerala",), cnr="KLHC"),
    Court(
        "Madhya Pradesh High Court",
        "MPHC",
        "MP",
        "MP",
        ("Madhya Pradesh", "Madh Pra"),
        {"JBP": "Jabalpur", "IND": "Indore", "GWL": "Gwalior"},
        "MPHC",
    ),
    Court("Madras High Court", "MHC", "Mad", "Mad", ("Madras", "TN"), cnr="HCMA"),
    Court("Manipur High Court", "MNHC", "Mani", "Mani", ("Manipur", "Man"), cnr="MNHC"),
    Court("Meghalaya High Court", "MLHC", "Megh", "Megh", ("Meghalaya", "Meg"), cnr="MLHC"),
    Court("Orissa High Court", "OHC", "Ori", "Ori", ("Orissa", "Odisha"), cnr="ODHC"),
    Court("Patna High Court", "PATHC", "Pat", "Pat", ("Patna",), cnr="BRHC"),
    Court(
        "Punjab and Haryana High Court",
        "PHHC",
        "P&H",
        "P&H",
        ("P & H", "P and H", "PH", "Punjab & Haryana", "Punjab and Haryana", "Punj & Har"),
        cnr="PHHC",
    ),
    Court(
        "Rajasthan High Court",
        "RJ",
        "Raj",
        "Raj",
        ("Rajasthan",),
        {"JP": "Jaipur", "JD": "Jodhpur"},
        "RJHC",
    ),
    Court("Sikkim High Court", "SHC", "Sikkim", "Sikk", ("Sik", "Sikk"), cnr="SKHC"),
    Court("Telangana High Court", "TSHC", "Telangana", "TS", ("Tel",), cnr="HBHC"),
    Court("Tripura High Court", "THC", "Tri", "Tri", ("Tripura",), cnr="TRHC"),
    Court("Uttarakhand High Court", "UHC", "Uttar", "Utt", ("Uttarakhand", "Uttaranchal", "Utr", "UK"), cnr="UKHC"),
)

# Courts of before 1950 and of States since merged; their reports are still cited.
FORMER_COURTS = (
    Court("Privy Council", "", "PC", "PC", ("Privy Council",)),
    Court("Federal Court", "", "FC", "FC", ("Federal Court",)),
    Court("Nagpur High Court", "", "Nag", "MP", ("Nagpur",)),
    Court("Lahore High Court", "", "Lah", "Lah", ("Lahore",)),
    Court("Rangoon High Court", "", "Rang", "Rang", ("Rangoon", "Ran", "Burma")),
    Court("Oudh Chief Court", "", "Oudh", "Oudh", ("Oudh",)),
    Court("Sind Chief Court", "", "Sind", "Sind", ("Sindh",)),
    Court("Peshawar Judicial Commissioner", "", "Pesh", "Pesh", ("Peshawar",)),
    Court("Hyderabad High Court", "", "Hyd", "Hyd", ("Hyderabad",)),
    Court("Mysore High Court", "", "Mys", "Mys", ("Mysore",)),
    Court("Punjab High Court", "", "Punj", "Punj", ("Punjab", "Pun")),
    Court("East Punjab High Court", "", "EP", "EP", ("East Punjab",)),
    Court("Travancore-Cochin High Court", "", "TC", "TC", ("Travancore-Cochin", "Trav-Co", "Trav Co")),
    Court("Madhya Bharat High Court", "", "MB", "MB", ("Madhya Bharat", "Madh B")),
    Court("Saurashtra High Court", "", "Sau", "Sau", ("Saurashtra",)),
    Court("Bhopal Judicial Commissioner", "", "Bhopal", "Bhopal", ()),
    Court("Ajmer Judicial Commissioner", "", "Ajmer", "Ajmer", ()),
    Court("Kutch Judicial Commissioner", "", "Kutch", "Kutch", ()),
    Court("Goa Judicial Commissioner", "", "Goa", "Goa", ()),
)

COURTS = (SUPREME_COURT, *HIGH_COURTS, *FORMER_COURTS)

# Codes met in print beside the official one.
_OTHER_CODES = {"UTT": "UHC", "GHC": "GUJHC", "JKHC": "JKLHC", "PHC": "PATHC", "GAUHC": "GAU", "ORHC": "OHC"}

_CNR = re.compile(r"([A-Z]{2})([A-Z][A-Z0-9])(\d{2})[\s-]?(\d{6})[\s-]?((?:19|20)\d{2})")


def parse_cnr(raw: str) -> Cnr | None:
    """Take a CNR number apart; None when it is not one. Case, and hyphens or spaces between groups, do not matter."""
    match = _CNR.fullmatch(raw.strip().upper())
    if match is None:
        return None
    state, court, establishment, serial, year = match.groups()
    return Cnr(state, court, establishment, serial, int(year))


def court_of_cnr(cnr: Cnr) -> Court | None:
    """Return the Supreme Court or High Court that gave the number; None for a district court."""
    return _BY_CNR.get(cnr.state + cnr.court)


def explained_cnr(raw: str) -> str:
    """Say what a CNR number says: "Karnataka High Court, case 1234 of 2024"; nothing for what is none."""
    cnr = parse_cnr(raw)
    if cnr is None:
        return ""
    court = court_of_cnr(cnr)
    name = court.name if court else f"District court {cnr.court} in the State or Territory {cnr.state}"
    return f"{name}, establishment {cnr.establishment}, case {int(cnr.serial)} of {cnr.year}"


def court_of_neutral(code: str) -> Court | None:
    """Return the court whose neutral citations carry this prefix, with or without its bench (`KHC-D`)."""
    prefix = code.upper().partition("-")[0]
    return _BY_CODE.get(_OTHER_CODES.get(prefix, prefix))


def bench_of_neutral(code: str) -> str | None:
    """Return the place or side of the bench in a prefix such as `BHC-AUG`; None where it names none that is known."""
    court = court_of_neutral(code)
    return court.benches.get(code.upper().partition("-")[2]) if court else None


def court_called(raw: str) -> Court | None:
    """Return the court that a reporter calls so (`SC`, `S.C.`, `Kant`, `P & H`)."""
    return _BY_SPELLING.get(_folded(raw))


def _folded(raw: str) -> str:
    return re.sub(r"[^a-z]", "", raw.lower().replace("&", "and"))


def _spellings(court: Court) -> tuple[str, ...]:
    return (court.air, court.online, court.name, *court.spellings)


_BY_CNR = {court.cnr: court for court in COURTS if court.cnr}
_BY_CODE = {court.code: court for court in COURTS if court.code}
_BY_SPELLING = {_folded(spelling): court for court in reversed(COURTS) for spelling in _spellings(court)}
COURT_SPELLINGS = tuple(sorted({spelling for court in COURTS for spelling in _spellings(court)}))
