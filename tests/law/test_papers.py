"""What a paper is, what it is called, which date it bears."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.papers import PaperKind, date_of, kind_of, title_of

COURT = "IN THE COURT OF THE CIVIL JUDGE (SENIOR DIVISION), NASHIK\nRegular Civil Suit No. 118 of 2024\n"
PARTIES = (
    "Lakshmi Vasant Deshmukh\nAge 52 years, Occ: Teacher,\nR/o 14, Gangapur Road, Nashik … Plaintiff\n"
    "Versus\nSuresh Baburao Patil\nAge 47 years … Defendant\n"
)
TWO_COLUMNS = (
    "Kaveri Textiles Pvt. Ltd.            ... Plaintiff\n        Versus\nNilgiri Stores            ... Defendant\n"
)
PLAINT = f"{COURT}{PARTIES}PLAINT UNDER ORDER VII RULE 1 OF THE CODE OF CIVIL PROCEDURE, 1908\nThe plaintiff states:\n"
STATEMENT = f"{COURT}{PARTIES}WRITTEN STATEMENT ON BEHALF OF THE DEFENDANT\n1. The suit is not maintainable.\n"
ORDER = f"{COURT}{PARTIES}ORDER BELOW EXHIBIT 5\n1. Heard both sides.\n"
JUDGMENT = f"{COURT}{TWO_COLUMNS}J U D G M E N T\n1. This is a suit for recovery of Rs. 4,10,000.\n"
LEASE = (
    "LEASE DEED\nThis Lease Deed is made at Pune on this 5th day of March, 2024 between Asha Kulkarni and Bilal Khan.\n"
)
LETTER = "Nashik\nDear Sir,\nSubject: Rent for the shop in Main Road\nPlease find the receipts.\nYours faithfully,\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PLAINT, PaperKind.PLEADING),
        (STATEMENT, PaperKind.PLEADING),
        (f"{COURT}{PARTIES}APPLICATION FOR TEMPORARY INJUNCTION UNDER ORDER XXXIX RULE 1\n", PaperKind.APPLICATION),
        (f"{COURT}{PARTIES}AFFIDAVIT\nI, Lakshmi, do hereby solemnly affirm:\n", PaperKind.AFFIDAVIT),
        (f"{COURT}{PARTIES}AFFIDAVIT IN EVIDENCE OF PLAINTIFF WITNESS NO. 1\n", PaperKind.EVIDENCE),
        (f"{COURT}VAKALATNAMA\nI appoint Shri Rao, Advocate.\n", PaperKind.VAKALATNAMA),
        (ORDER, PaperKind.ORDER),
        (JUDGMENT, PaperKind.JUDGMENT),
        ("ORDER Rao, J.\n1. Leave granted.\n", PaperKind.ORDER),
        ("DATE OF JUDGMENT: 12/08/1997\nORDER\n", PaperKind.JUDGMENT),
        (LEASE, PaperKind.DEED),
        ("MUTUAL NON-DISCLOSURE AGREEMENT\nThis Agreement is made on", PaperKind.DEED),
        ("Share Purchase Agreement\nbetween the parties", PaperKind.DEED),
        ("LEGAL NOTICE\nUnder instructions from my client", PaperKind.NOTICE),
        ("FIRST INFORMATION REPORT\n(Under Section 173 BNSS)", PaperKind.EVIDENCE),
        (LETTER, PaperKind.CORRESPONDENCE),
        ("THE TENANCY REFORM ACT, 1999\nAn Act to reform tenancies.\n", PaperKind.STATUTE),
        ("न्यायालय सिविल जज, लखनऊ\nवाद-पत्र\nवादी निम्न निवेदन करता है", PaperKind.PLEADING),
        ("न्यायालय सिविल जज, लखनऊ\nलिखित कथन\n", PaperKind.PLEADING),
        ("न्यायालय सिविल जज, लखनऊ\nआदेश\nपत्रावली पेश हुई।", PaperKind.ORDER),
        ("निर्णय\nयह वाद किराये का है।", PaperKind.JUDGMENT),
        ("शपथ-पत्र\nमैं शपथपूर्वक कहता हूँ", PaperKind.AFFIDAVIT),
        ("नोटिस\nमेरे मुवक्किल के निर्देश पर", PaperKind.NOTICE),
        ("पट्टा विलेख\nयह पट्टा", PaperKind.DEED),
        ("वाद - पत्र अन्तर्गत आदेश 7 नियम 1\n", PaperKind.PLEADING),
        ("सेवा में,\nविषय: बकाया किराये के लिए विधिक नोटिस\nमहोदय,", PaperKind.NOTICE),
        ("ORDERS ON I.A. Nos. I AND II\n1. The application", PaperKind.ORDER),
        ("The weather was fine and the ordered goods came.", PaperKind.OTHER),
        ("", PaperKind.OTHER),
    ],
)
def test_a_paper_is_what_its_heading_says(text: str, kind: PaperKind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    "sentence",
    [
        "Order VII Rule 11 was invoked.",
        "1. Order dated 3 May is challenged.",
        "Judgment of the court below was set aside.",
    ],
)
def test_a_sentence_that_begins_like_a_heading_is_none(sentence: str) -> None:
    assert kind_of(sentence) is PaperKind.OTHER


def test_every_kind_has_a_label_a_person_can_read() -> None:
    labels = [kind.label for kind in PaperKind]
    assert len(set(labels)) == len(labels)
    assert all(label[0].isupper() for label in labels)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (ORDER, "Lakshmi Vasant Deshmukh v. Suresh Baburao Patil"),
        (JUDGMENT, "Kaveri Textiles Pvt. Ltd. v. Nilgiri Stores"),
        ("Ram Lal ... Plaintiff Versus Shyam Lal ... Defendant\nORDER\n", "Ram Lal v. Shyam Lal"),
        (
            "High Court of Delhi\nRam Lal And Anr vs State Of U.P. on 22 January, 1957\nJUDGMENT\n",
            "Ram Lal And Anr. v. State Of U.P.",
        ),
        (
            "PETITIONER:\nRAM LAL & ORS.\n Vs.\nRESPONDENT:\nTHE STATE OF U.P.\nJUDGMENT:\n",
            "Ram Lal & Ors. v. The State of U.P.",
        ),
        (
            "Case :- Writ - C No. - 59 of 2015\nPetitioner :- Mohan Traders\nRespondent :- State Of Goa\nJUDGMENT\n",
            "Mohan Traders v. State Of Goa",
        ),
        (
            "IN THE HIGH COURT OF KARNATAKA\nBETWEEN:\n1. Sri. Gopal Hegde\nS/o Raghav Hegde\n2. Smt. Uma Hegde\n"
            "… Petitioners\nAND:\nThe State of Karnataka\n… Respondent\nORDER\n",
            "Sri. Gopal Hegde & Anr. v. The State of Karnataka",
        ),
        (
            "IN THE COURT OF THE CIVIL JUDGE\nBETWEEN: Sri Anand Rao\n… PLAINTIFF\nAND: Smt. Uma Rao\n… DEFENDANT\n"
            "ORDERS ON I.A. I\n",
            "Sri Anand Rao v. Smt. Uma Rao",
        ),
        ("राम लाल … वादी\nबनाम\nश्याम लाल … प्रतिवादी\nनिर्णय\n", "राम लाल v. श्याम लाल"),
    ],
)
def test_a_paper_in_a_cause_is_called_by_its_parties(text: str, title: str) -> None:
    assert title_of(text, "scan_001.pdf") == title


def test_papers_of_one_cause_are_told_apart_by_what_they_are() -> None:
    assert title_of(PLAINT, "a.pdf") == "Lakshmi Vasant Deshmukh v. Suresh Baburao Patil: Plaint"
    assert title_of(STATEMENT, "a.pdf") == "Lakshmi Vasant Deshmukh v. Suresh Baburao Patil: Written statement"


@pytest.mark.parametrize(
    ("text", "filename", "title"),
    [
        (LEASE, "x.pdf", "Lease deed"),
        (LETTER, "x.pdf", "Rent for the shop in Main Road"),
        ("LEGAL NOTICE\nYour client is bound.\nSd/- V. S. Menon\nAdvocate\n", "x.pdf", "Legal notice"),
        ("THE TENANCY REFORM ACT, 1999\nAn Act to reform\n", "x.pdf", "The Tenancy Reform Act, 1999"),
        ("AFFIDAVIT OF P.W. 1 UNDER ORDER XIX\n", "x.pdf", "Affidavit of P.W. 1 under order XIX"),
        ("", "lease-deed-signed.pdf", "lease deed signed"),
        ("it was a fine day", "Rent_receipts__May 2024.final.pdf", "Rent receipts May 2024"),
        ("", "../../etc/photo.JPG", "photo"),
        ("", "C:\\papers\\Sale deed.docx", "Sale deed"),
        ("", "", "Untitled paper"),
        ("", "plaint\u202egpj.pdf", "plaintgpj"),
    ],
)
def test_without_parties_a_paper_is_called_by_its_heading_or_its_file(text: str, filename: str, title: str) -> None:
    assert title_of(text, filename) == title


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_title_is_one_visible_line_of_bounded_length(text: str, filename: str) -> None:
    title = title_of(text, filename)
    assert 0 < len(title) <= 200
    assert title == " ".join(title.split())
    assert not [c for c in title if unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d"]


@pytest.mark.parametrize(
    "filler",
    [
        " ",
        "a",
        ".",
        "v. ",
        "Versus\n",
        "Petitioner:\n",
        "1. ",
        "A ... Appellant\n",
        "(",
        "O R D E R ",
        "Dated" + " " * 90,
        "Date of judgment" + " " * 170,
        "this the (",
        "A vs B on ",
    ],
)
def test_a_hostile_paper_is_read_all_the_same(filler: str) -> None:
    text = filler * (60_000 // len(filler))
    assert len(title_of(text, "x.pdf")) <= 200
    assert date_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LEASE, date(2024, 3, 5)),
        ("Dated: 05.03.2024\nTo, the tenant", date(2024, 3, 5)),
        ("Dated this the 21st day of June, 2023", date(2023, 6, 21)),
        ("DATE OF JUDGMENT12/08/1997\nBENCH:", date(1997, 8, 12)),
        ("DATE OF JUDGMENT:\n12/08/1997\nBENCH:", date(1997, 8, 12)),
        ("Ram Lal vs State Of Goa on 22 January, 1957\nJUDGMENT", date(1957, 1, 22)),
        ("Judgment reserved on: 1.2.2021\nJudgment pronounced on: 3.2.2021", date(2021, 2, 3)),
        ("The appeal is dismissed.\n(A. RAO)\nNew Delhi;\nMarch 5, 2024.", date(2024, 3, 5)),
        ("दिनांक 05.03.2024", date(2024, 3, 5)),
        ("दिनांक: ०५.०३.२०२४", date(2024, 3, 5)),
        ("यह करारनामा दिनांक 4 मार्च 2023 को पुणे में हुआ।", date(2023, 3, 4)),
        ("It is prayed so.\nPlace: Pune\nDate: 5-3-24", date(2024, 3, 5)),
        ("Place: Pune  Date: 05/03/2024", date(2024, 3, 5)),
        ("2024-03-05\nDear Sir", date(2024, 3, 5)),
        ("Tuesday, the 13th day of July 2021", date(2021, 7, 13)),
        ("दिनांक: 12 जनवरी 2025\nसेवा में,", date(2025, 1, 12)),
        ("made on this the first day of June two thousand twenty-two (1 June 2022)", date(2022, 6, 1)),
        ("THE TENANCY REFORM ACT, 1999\n[5th March, 1999.]\nAn Act", date(1999, 3, 5)),
    ],
)
def test_the_date_a_paper_bears_is_read_day_first(text: str, expected: date) -> None:
    assert date_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He relied on the order dated 5.3.2024, which was set aside.",
        "We refer to your notice dated 5 March 2024.",
        "The cheque bears the date shown in the notice\ndated 5 March 2024",
        "Dated: 05/13/2024",
        "Dated: 31.02.2024",
        "Dated: 05.03.2024\nDated: 06.03.2024",
        "Dated: 5.3.47",
        "No date at all",
        "",
    ],
)
def test_a_date_that_is_not_clear_is_not_guessed(text: str) -> None:
    assert date_of(text) is None


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y"]),
)
def test_a_date_written_in_any_usual_way_is_read_back(day: date, form: str) -> None:
    assert date_of(f"Dated: {day.strftime(form)}\nTo whom it may concern") == day
