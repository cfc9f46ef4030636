"""What the office is asked in `benchmarks.judgments`: what the judgments answer, and what they do not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a judgment answers: in which file, on one of which pages, and a word that the answer has."""

    text: str
    file: str
    pages: set[int]
    says: str


ANSWERED = [
    Asked("Can a court extend the period of limitation on equitable grounds?", "sc-1997-f090774c", {2}, "equitable"),
    Asked("What is the limitation period for a suit for specific performance?", "sc-1996-7040e24b", {2}, "3 years"),
    Asked(
        "Which article of the Limitation Act applies to a landlord's suit against a tenant for possession?",
        "sc-1987-00ac6c7c",
        {3, 8, 9},
        "67",
    ),
    Asked("Can a conviction rest on an extra-judicial confession alone?", "sc-1947-6103c15d", {4}, "solely"),
    Asked(
        "Does an allegation of fraud stop the court from referring the parties to arbitration under section 45?",
        "sc-1947-5f8a28dc",
        {14, 15},
        "fraud",
    ),
    Asked("Is the advertisement of drugs protected as freedom of speech?", "sc-1959-2f1a015f", {9, 10}, "advertis"),
    Asked(
        "Must the Tribunal decide a complaint under section 33A on its merits?", "sc-1977-987b4772", {2, 5}, "merits"
    ),
    Asked(
        "To how many years was the imprisonment of Lachhimi Narain reduced?", "sc-1962-2decbd07", {13}, "three years"
    ),
    Asked("What market value per bigha was fixed for the land at Rangpuri?", "sc-1998-9fe6b0f7", {2}, "13,000"),
    Asked(
        "Must an assessee appeal under the Sales Tax Act before going to the High Court under Article 226?",
        "sc-1983-b1038786",
        {2, 5, 6, 7, 8, 9},
        "machinery",
    ),
]
# Half of them sound like law, and none is spoken of in these judgments.
UNANSWERED = [
    "Which vaccine was administered to the cattle?",
    "What fuel does the rocket's upper stage burn?",
    "How many goals did the home team score in the final?",
    "Which spices go into a Hyderabadi biryani?",
    "What is the capital of Mongolia?",
    "How do I reset my email password?",
    "What is the penalty for late filing of a GST return?",
    "Who is a data fiduciary under the Digital Personal Data Protection Act?",
    "Can a patent be revoked for lack of inventive step?",
    "When may the resolution professional admit an operational creditor's claim?",
    "What is the punishment for dishonour of a cheque?",
    "Does the airline have to pay for lost baggage?",
]
