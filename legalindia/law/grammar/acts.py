"""The Acts that lawyers name every day: full name, year, and how they are shortened, in English and Hindi.

Names and years are those of the Acts' own short titles (section 1 of each).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CONSTITUTION = "Constitution of India"
CIVIL_PROCEDURE = "Code of Civil Procedure, 1908"

# Short title | abbreviations and other names, separated by `;`, on indented lines where they are many.
# Where two Acts in force at different times share a name (Companies, Consumer Protection, Arbitration), the bare name
# is given to neither.
_TABLE = f"""
Indian Penal Code, 1860 | IPC; Penal Code; भारतीय दंड संहिता; भारतीय दण्ड संहिता; भादंसं; भादवि; भादसं;
    भा.दं.सं.; भा.द.वि.; भा.दं.वि.; भा.द.सं.; भा.द.स.; आई.पी.सी.; ता.हि.; भारतीय दंड विधान; भारतीय दण्ड विधान
Bharatiya Nyaya Sanhita, 2023 | BNS; Nyaya Sanhita; भारतीय न्याय संहिता; बी.एन.एस.; भा.न्या.सं.
Code of Criminal Procedure, 1973 | CrPC; Cr PC; Cr.P.C; Crl PC; Cri PC; Criminal Procedure Code;
    Code of Criminal Procedure; दंड प्रक्रिया संहिता; दण्ड प्रक्रिया संहिता; सी.आर.पी.सी.; द.प्र.सं.; दं.प्र.सं.;
    जा.फौ.; जाब्ता फौजदारी
Bharatiya Nagarik Suraksha Sanhita, 2023 | BNSS; Nagarik Suraksha Sanhita; भारतीय नागरिक सुरक्षा संहिता;
    बी.एन.एस.एस.; भा.ना.सु.सं.
Indian Evidence Act, 1872 | IEA; Evidence Act; भारतीय साक्ष्य अधिनियम; साक्ष्य अधिनियम
Bharatiya Sakshya Adhiniyam, 2023 | BSA; Sakshya Adhiniyam; भारतीय साक्ष्य अधिनियम, 2023; बी.एस.ए.
{CIVIL_PROCEDURE} | CPC; Civil Procedure Code; Code of Civil Procedure; सिविल प्रक्रिया संहिता; सी.पी.सी.;
    सि.प्र.सं.; व्य.प्र.सं.; व्यवहार प्रक्रिया संहिता; दीवानी प्रक्रिया संहिता
{CONSTITUTION} | Constitution; Indian Constitution; COI; भारत का संविधान; भारत के संविधान; भारतीय संविधान;
    संविधान
Negotiable Instruments Act, 1881 | NI Act; NIA 1881; परक्राम्य लिखत अधिनियम;
    एन.आई. एक्ट
Narcotic Drugs and Psychotropic Substances Act, 1985 | NDPS; NDPS Act; एन.डी.पी.एस.; एन.डी.पी.एस. एक्ट;
    एन.डी.पी.एस. अधिनियम; स्वापक औषधि और मनःप्रभावी पदार्थ अधिनियम
Protection of Children from Sexual Offences Act, 2012 | POCSO; POCSO Act; पॉक्सो अधिनियम; पॉक्सो एक्ट;
    लैंगिक अपराधों से बालकों का संरक्षण अधिनियम
Arbitration and Conciliation Act, 1996 | A&C Act; Arbitration Act, 1996; A and C Act
Arbitration Act, 1940 |
Indian Contract Act, 1872 | Contract Act; ICA; भारतीय संविदा अधिनियम; संविदा अधिनियम
Specific Relief Act, 1963 | SRA; SR Act; विनिर्दिष्ट अनुतोष अधिनियम
Transfer of Property Act, 1882 | TP Act; TPA; संपत्ति अंतरण अधिनियम; सम्पत्ति अन्तरण अधिनियम;
    सम्पत्ति अंतरण अधिनियम
Limitation Act, 1963 | परिसीमा अधिनियम; मियाद अधिनियम
Registration Act, 1908 | Indian Registration Act; रजिस्ट्रीकरण अधिनियम
Indian Stamp Act, 1899 | Stamp Act; भारतीय स्टाम्प अधिनियम; स्टाम्प अधिनियम
Companies Act, 2013 |
Companies Act, 1956 |
Insolvency and Bankruptcy Code, 2016 | IBC; I&B Code; Insolvency Code
Income-tax Act, 1961 | Income Tax Act; IT Act, 1961; I.T. Act, 1961
Central Goods and Services Tax Act, 2017 | CGST Act; CGST; GST Act
Integrated Goods and Services Tax Act, 2017 | IGST Act
Customs Act, 1962 |
Central Excise Act, 1944 | Central Excises and Salt Act, 1944
Central Sales Tax Act, 1956 | CST Act
Finance Act, 1994 |
Motor Vehicles Act, 1988 | MV Act; M.V. Act; मोटर यान अधिनियम
Hindu Marriage Act, 1955 | HMA; HM Act; हिन्दू विवाह अधिनियम; हिंदू विवाह अधिनियम
Hindu Succession Act, 1956 | HSA; हिन्दू उत्तराधिकार अधिनियम; हिंदू उत्तराधिकार अधिनियम
Hindu Adoptions and Maintenance Act, 1956 | HAMA
Hindu Minority and Guardianship Act, 1956 | HMGA
Guardians and Wards Act, 1890 | GW Act
Special Marriage Act, 1954 | SMA
Indian Succession Act, 1925 |
Family Courts Act, 1984 |
Protection of Women from Domestic Violence Act, 2005 | DV Act; Domestic Violence Act; PWDV Act; PWDVA;
    घरेलू हिंसा से महिलाओं का संरक्षण अधिनियम; घरेलू हिंसा अधिनियम
Sexual Harassment of Women at Workplace (Prevention, Prohibition and Redressal) Act, 2013 | POSH Act; POSH
Dowry Prohibition Act, 1961 | DP Act; D.P. Act; दहेज प्रतिषेध अधिनियम; दहेज निषेध अधिनियम
Securitisation and Reconstruction of Financial Assets and Enforcement of Security Interest Act, 2002 |
    SARFAESI Act; SARFAESI; Securitisation Act
Recovery of Debts and Bankruptcy Act, 1993 | RDB Act; RDDBFI Act; RDDB Act
Prevention of Money-laundering Act, 2002 | PMLA; PML Act; Prevention of Money Laundering Act
Prevention of Corruption Act, 1988 | PC Act; भ्रष्टाचार निवारण अधिनियम
Unlawful Activities (Prevention) Act, 1967 | UAPA; UAP Act; UA(P) Act
Information Technology Act, 2000 | IT Act, 2000; I.T. Act, 2000; सूचना प्रौद्योगिकी अधिनियम
Industrial Disputes Act, 1947 | ID Act; I.D. Act
Consumer Protection Act, 2019 |
Consumer Protection Act, 1986 |
Right to Information Act, 2005 | RTI Act; RTI; सूचना का अधिकार अधिनियम
Land Acquisition Act, 1894 | LA Act; L.A. Act
Right to Fair Compensation and Transparency in Land Acquisition, Rehabilitation and Resettlement Act, 2013 |
    RFCTLARR Act; LARR Act
Juvenile Justice (Care and Protection of Children) Act, 2015 | JJ Act; J.J. Act; Juvenile Justice Act, 2015
Arms Act, 1959 | आयुध अधिनियम; आर्म्स एक्ट
Explosive Substances Act, 1908 |
Foreign Exchange Management Act, 1999 | FEMA
Foreign Exchange Regulation Act, 1973 | FERA
Securities and Exchange Board of India Act, 1992 | SEBI Act
Competition Act, 2002 |
Trade Marks Act, 1999 |
Copyright Act, 1957 |
Patents Act, 1970 |
Designs Act, 2000 |
Advocates Act, 1961 |
Contempt of Courts Act, 1971 |
Court-fees Act, 1870 | Court Fees Act, 1870
Suits Valuation Act, 1887 |
General Clauses Act, 1897 |
Commercial Courts Act, 2015 |
Real Estate (Regulation and Development) Act, 2016 | RERA; RERA Act; Real Estate Act
Scheduled Castes and the Scheduled Tribes (Prevention of Atrocities) Act, 1989 | SC/ST Act; SC & ST Act;
    SC ST Act; SC/ST (PoA) Act; SC/ST (Prevention of Atrocities) Act; Atrocities Act; POA Act;
    अनुसूचित जाति और अनुसूचित जनजाति (अत्याचार निवारण) अधिनियम; एस.सी./एस.टी. एक्ट
Environment (Protection) Act, 1986 | EP Act; EPA
Wild Life (Protection) Act, 1972 | Wildlife (Protection) Act; Wildlife Protection Act
Essential Commodities Act, 1955 | EC Act; E.C. Act
Drugs and Cosmetics Act, 1940 |
Food Safety and Standards Act, 2006 | FSS Act
Prevention of Food Adulteration Act, 1954 | PFA Act
Electricity Act, 2003 |
Legal Services Authorities Act, 1987 |
Indian Partnership Act, 1932 | Partnership Act
Sale of Goods Act, 1930 |
Limited Liability Partnership Act, 2008 | LLP Act
Banking Regulation Act, 1949 | BR Act
Reserve Bank of India Act, 1934 | RBI Act
Passports Act, 1967 |
Citizenship Act, 1955 |
Foreigners Act, 1946 |
Representation of the People Act, 1951 | RP Act; R.P. Act
Representation of the People Act, 1950 |
Payment of Gratuity Act, 1972 | Gratuity Act
Payment of Wages Act, 1936 |
Minimum Wages Act, 1948 |
Employees' Provident Funds and Miscellaneous Provisions Act, 1952 | EPF Act; EPF & MP Act
Employees' State Insurance Act, 1948 | ESI Act
Employee's Compensation Act, 1923 | EC Act, 1923; Workmen's Compensation Act; WC Act
Probation of Offenders Act, 1958 | PO Act
Delhi Special Police Establishment Act, 1946 | DSPE Act
National Investigation Agency Act, 2008 | NIA Act
Maharashtra Control of Organised Crime Act, 1999 | MCOCA; MCOC Act
Mines and Minerals (Development and Regulation) Act, 1957 | MMDR Act
Waqf Act, 1995 |
Indian Telegraph Act, 1885 | Telegraph Act
Indian Easements Act, 1882 | Easements Act
Indian Trusts Act, 1882 | Trusts Act
Prohibition of Benami Property Transactions Act, 1988 | Benami Act; PBPT Act
Medical Termination of Pregnancy Act, 1971 | MTP Act
Pre-Conception and Pre-Natal Diagnostic Techniques (Prohibition of Sex Selection) Act, 1994 | PCPNDT Act;
    PC&PNDT Act; PC-PNDT Act
Maintenance and Welfare of Parents and Senior Citizens Act, 2007 | Senior Citizens Act
Rights of Persons with Disabilities Act, 2016 | RPwD Act
Railways Act, 1989 |
Immoral Traffic (Prevention) Act, 1956 | ITP Act; PITA
Public Premises (Eviction of Unauthorised Occupants) Act, 1971 | PP Act; Public Premises Act
Micro, Small and Medium Enterprises Development Act, 2006 | MSMED Act; MSME Act
Digital Personal Data Protection Act, 2023 | DPDP Act
Aadhaar (Targeted Delivery of Financial and Other Subsidies, Benefits and Services) Act, 2016 | Aadhaar Act
"""


@dataclass(frozen=True, slots=True)
class Act:
    """An Act of Parliament, or the Constitution.

    :param name: the canonical name: short title with its year.
    :param year: of enactment; empty for the Constitution.
    :param aliases: other names and abbreviations, as they are written.
    """

    name: str
    year: str
    aliases: tuple[str, ...]


def _read(row: str) -> Act:
    name, _, others = row.partition("|")
    year = re.search(r", (\d{4})$", name.strip())
    aliases = tuple(alias.strip() for alias in others.split(";") if alias.strip())
    return Act(name.strip(), year[1] if year else "", aliases)


ACTS = tuple(_read(row) for row in _TABLE.strip().replace("\n    ", " ").splitlines())

_YEAR_AT_END = re.compile(r"[\s,(]*(?:of\s+)?\(?((?:1[89]|20)\d\d)\)?\s*$")
_LEADING = re.compile(
    r"^\s*(?:(?:the|said|aforesaid|old|new|(?:central|state|principal)(?=\s+act\s*$))\s+)+", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")


def _folded(name: str) -> str:
    letters = re.sub(r"[^0-9a-z\u0900-\u097f]", "", name.lower().replace("&", "and"))
    return letters.removeprefix("the")


def split_year(written: str) -> tuple[str, str]:
    """Take the year off an Act's name: `Arms Act, 1959` → `Arms Act` and `1959`; empty where there is none."""
    match = _YEAR_AT_END.search(written)
    return (written[: match.start()], match[1]) if match else (written, "")


def _index() -> dict[str, Act]:
    """Index every name with its year, and without it where only one Act bears it."""
    named: dict[str, Act] = {}
    bare: dict[str, list[Act]] = {}
    for act in ACTS:
        for written in (act.name, *act.aliases):
            title, year = split_year(written)
            named[_folded(title) + (year or act.year)] = act
            if written == act.name or not year:
                bare.setdefault(_folded(title), []).append(act)
    return named | {title: acts[0] for title, acts in bare.items() if len(set(acts)) == 1}


_BY_NAME = _index()


def known_act(written: str) -> Act | None:
    """Return the Act of the table that is called so; None for another name, or for another year's Act of the name."""
    title, year = split_year(_LEADING.sub("", written))
    return _BY_NAME.get(_folded(title) + year)


def canonical_act(written: str) -> str | None:
    """Return the canonical name of an Act; its own words, tidied, for one that the table does not hold.

    :returns: None for a mere `the Act`, which names nothing.
    """
    act = known_act(written)
    if act is not None:
        return act.name
    title, year = split_year(_LEADING.sub("", written))
    tidy = _SPACE.sub(" ", title).strip(" ,.(")
    if " " not in tidy:
        return None
    return f"{tidy}, {year}" if year else tidy


def _letters(word: str) -> str:
    return (
        r"\.?\s?".join(re.escape(letter) for letter in word) if word.isupper() and word.isalpha() else re.escape(word)
    )


def _spelled(alias: str) -> str:
    """Return the pattern of an abbreviation, dotted and spaced as the typist liked."""
    words = alias.replace(".", " ").split()
    return r"\.?\s{0,2}".join(_letters(word).replace("CrPC", r"Cr\.?\s?P\.?\s?C") for word in words) + r"\.?"


def _is_abbreviation(alias: str) -> bool:
    words = re.split(r"[\s.&/]", alias)
    return not alias[0].isascii() or alias.startswith("Cr") or any(word.isupper() and len(word) > 1 for word in words)


def _names() -> list[str]:
    written = {split_year(name)[0] for act in ACTS for name in (act.name, *act.aliases)}
    return sorted(written, key=lambda name: (-len(name), name))


# The names of the table, with their year where it follows.
_YEAR = r"(?:[\s,]{0,3}(?:of\s)?\(?(?:1[89]|20)\d\d\b\)?)?"
ABBREVIATION = (
    "(?:"
    + "|".join(_spelled(name) for name in _names() if _is_abbreviation(name))
    + rf")(?![A-Za-z\u0900-\u097f]){_YEAR}"
)
FULL_NAME = (
    "(?:"
    + "|".join(re.escape(name).replace(r"\ ", r"\s{1,6}") for name in _names() if not _is_abbreviation(name))
    + rf")\b{_YEAR}"
)
# An Act the table does not hold: capitalised words that end in Act, Code, Rules. Sixteen words bound the longest title.
_TITLE_WORD = r"(?:[A-Z][\w.'’-]*|\([A-Z][^()\n]{0,60}\)|of|and|for|the|in|to|on|by|from|with|&|or)"
TITLE = (
    rf"[A-Z][\w.'’-]*(?:[\s,]{{1,6}}{_TITLE_WORD}){{0,16}}?[\s,]{{1,6}}"
    r"(?:Act|ACT|Code|CODE|Sanhita|Adhiniyam|Rules|RULES|Regulations?|Ordinance|Scheme|Order|Bill|Bye-laws)\b"
    rf"(?!\s+[A-Z][a-z]+\s+(?:Act|Rules|Code)\b){_YEAR}"
)
