"""In which languages a paper is: by its scripts, its commonest words, and by what a person said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.documents.languages import LanguageCount
from tests.conftest import Program

HINDI = "किरायेदार को मकान का किराया हर महीने की पाँच तारीख तक देना है और वह मकान को किसी और को नहीं दे सकता।"
MARATHI = "भाडेकरू यांनी दरमहा भाडे देणे आवश्यक आहे आणि जागा रिकामी करण्यात आली नाही, त्यांना नोटीस देण्यात आली आहे."
NEPALI = "बहालवालाले हरेक महिना भाडा तिर्नु पर्ने छ र घर खाली गर्ने सूचना दिइएको छ भन्ने पनि उल्लेख भएको छ।"
SANSKRIT = "सत्यम् एव जयते इति वचनम् अस्ति, तत्र धर्मः अपि भवति, तस्य फलं सन्ति इति।"
BENGALI = "ভাড়াটিয়া প্রতি মাসের পাঁচ তারিখের মধ্যে ভাড়া পরিশোধ করিবেন।"
ASSAMESE = "ভাড়াতীয়াই প্ৰতি মাহৰ পাঁচ তাৰিখৰ ভিতৰত ভাড়া আদায় দিব লাগিব।"
# Names and figures: nothing in it tells Hindi from its neighbours.
BARE = "रामकृष्ण गणपत देशमुख, पुणे, दिनांक १२ जानेवारी २०२४"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (HINDI, "hin"),
        (MARATHI, "mar"),
        (NEPALI, "nep"),
        (SANSKRIT, "san"),
        (BENGALI, "ben"),
        (ASSAMESE, "asm"),
        (BARE, "hin"),
        ("The rent is due.", "eng"),
    ],
)
def test_languages_of_one_script_are_told_by_their_commonest_words(text: str, language: str) -> None:
    count = LanguageCount()
    count.add(text)

    assert count.languages() == [language]


@pytest.mark.parametrize(("asked", "kept"), [("mar+eng", ["mar"]), ("eng", ["hin"]), ("", ["hin"])])
def test_a_language_that_was_chosen_is_kept(asha: Program, client_of_asha: str, asked: str, kept: list[str]) -> None:
    sent = asha.file_text(client_of_asha, "names.txt", BARE, language=asked)

    assert asha.get(f"/documents/{sent}").json["languages"] == kept


def test_of_several_that_were_chosen_the_words_tell(asha: Program, client_of_asha: str) -> None:
    sent = asha.file_text(client_of_asha, "notice.txt", MARATHI, language="hin+mar")

    assert asha.get(f"/documents/{sent}").json["languages"] == ["mar"]


@given(st.lists(st.text()))
def test_letters_are_counted_page_by_page_as_in_one(texts: list[str]) -> None:
    apart, together = LanguageCount(), LanguageCount()
    for text in texts:
        apart.add(text)
    together.add(" ".join(texts))

    assert apart.letters() == together.letters()
    assert apart.languages() == together.languages()
