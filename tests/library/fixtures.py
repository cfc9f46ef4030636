"""Judgments and statutes written for these tests: no case of this name was ever decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

JUDGMENT = """IN THE SUPREME COURT OF INDIA
CIVIL APPELLATE JURISDICTION

Civil Appeal No. 4711 of 2019

Meera Textiles Pvt. Ltd.                                ... Appellant
                         Versus
Kaveri Port Trust                                       ... Respondent

Date of judgment: 14 August 2019
CITATION:
(2019) 11 SCC 902
AIR 2019 SC 3120

1. The appellant imported looms through the respondent's port. The respondent kept them for nine weeks.

2. We hold that demurrage cannot be levied for the days on which the port itself refused delivery. In
Asha Mills v. Union of India, (2003) 4 SCC 77, this rule was followed and we see no reason to depart from it.

3. Section 148 of the Indian Contract Act, 1872 defines a bailment.
"""

LIST = """file,title,court,date,neutral_citation,reporter_citations
meera.txt,Meera Textiles Pvt Ltd vs Kaveri Port Trust,Supreme Court of India,2019-08-14,2019 INSC 871,(2019) 11 SCC 902
"""

ACT: dict[str, Any] = {
    "id": "the-lighthouse-dues-act-1961",
    "language": "en",
    "title": "The Lighthouse Dues Act, 1961",
    "year": 1961,
    "source_url": "https://example.org/lighthouse-dues",
    "sections": [
        {
            "unit": "section",
            "no": "1",
            "heading": "Short title.",
            "text": "This Act may be called so.",
            "footnotes": "",
        },
        {
            "unit": "section",
            "no": "4-A",
            "heading": "Refund of dues.",
            "text": "Dues paid for a ^1[vessel in ballast] shall be refunded within sixty days of the claim.",
            "footnotes": '1. Subs. by Act 9 of 1974, s. 3, for the words "an empty vessel".',
        },
        {"unit": "section", "no": "5", "heading": "[Repealed.]", "text": "", "footnotes": ""},
    ],
}

VERSIONS = [
    {
        "article": "19",
        "versions": [
            {
                "amendment_no": 0,
                "year": 1950,
                "current_as_of": "1950-01-26",
                "status": "active",
                "title": "A freedom",
                "text": "All citizens shall have the first freedom.",
            },
            {
                "amendment_no": 1,
                "year": 1951,
                "current_as_of": "1951-06-18",
                "status": "active",
                "title": "A freedom",
                "text": "All citizens shall have the second freedom.",
            },
            {
                "amendment_no": 44,
                "year": 1979,
                "current_as_of": "1979-06-20",
                "status": "repealed",
                "title": "A freedom",
                "text": "Omitted.",
            },
        ],
    }
]


def write_library(folder: Path) -> Path:
    """Write a judgment with its list, an Act and an article's versions into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meera.txt").write_text(JUDGMENT, encoding="utf-8")
    (folder / "metadata.csv").write_text(LIST, encoding="utf-8")
    (folder / "lighthouse.json").write_text(json.dumps(ACT), encoding="utf-8")
    lines = "\n".join(json.dumps(one) for one in VERSIONS)
    (folder / "article-versions.jsonl").write_text(lines, encoding="utf-8")
    return folder
