"""A text layer that cannot be what the page shows is named, and a sound one is left in peace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legalindia.documents.reading.health import CUT_WORDS, NO_LETTERS, OLD_FONT, WRONG_GLYPHS, damage
from tests.documents.samples import TEXT, put, read_all

SOUND_HINDI = (
    "वादी का निवेदन है कि प्रतिवादी ने दिनांक 4 मार्च 2023 को किराये का भुगतान नहीं किया। प्रतिवादी को विधिक सूचना "
    "दी गई थी, जिसका कोई उत्तर प्राप्त नहीं हुआ। (क) अतः वादी प्रार्थना करता है कि (ख) कब्ज़ा दिलाया जाए।"
)
SOUND_MARATHI = "वादीने प्रतिवादीस दिनांक ४ मार्च २०२३ रोजी नोटीस पाठविली; प्रतिवादीने ऑर्डर मिळूनही भाडे दिले नाही. " * 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The plaintiff, M/s. McDowell & Co., relies on AIR 1973 SC 1461; see s. 138 NI Act.",
        "name;amount;paid\nRent;20000;yes\nDeposit;50000;no\n" * 10,
        "def paidRent(tenantName): return dueDate[tenantName] - paidOn",
        "– 12 –\n* * *",
        SOUND_HINDI,
        SOUND_MARATHI,
        "एक शब्द िगलत है, शेष पूरा वाक्य ठीक है।",
        "ചട്ടം അനുസരിച്ച് വാടക നൽകണം",
    ],
)
def test_sound_text_is_left_in_peace(text: str) -> None:
    assert damage(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("यह अधधधियम िी जाएगी तथा इसका िाम िागू होगा जहाा ाक", WRONG_GLYPHS),
        ("वादी \ue012का \ue013नाम \ufffdहै और यह ठीक है", WRONG_GLYPHS),
        ("भा रत का रा जपत्र असा धा रण वा दी नि वे दन कर ता है " * 4, CUT_WORDS),
        ("oknh dk fuosnu gS fd izfroknh us fdjk;k ugha fn;k vkSj U;k;ky; esa i=koyh j[kh xbZ gSA", OLD_FONT),
        ('"7+%-', NO_LETTERS),
    ],
)
def test_a_damaged_text_layer_is_named(text: str, problem: str) -> None:
    assert damage(text) == problem


def test_a_damaged_page_still_gives_its_text(tmp_path: Path) -> None:
    text = "oknh dk fuosnu gS fd izfroknh us fdjk;k ugha fn;k vkSj U;k;ky; esa i=koyh j[kh xbZ gSA"

    _, [page] = read_all(put(tmp_path, text.encode()), TEXT)

    assert (page.text, page.problem) == (text, OLD_FONT)


def test_of_ten_acts_in_hindi_every_broken_page_is_found_and_no_sound_one_is_blamed(real_data: Path) -> None:
    folder = real_data / "statutes" / "hi"
    if not folder.is_dir():
        pytest.skip("the folder of real papers holds no Acts in Hindi")
    found: dict[str, list[bool]] = {"clean": [], "broken-text-layer": []}
    for path in sorted(folder.glob("*.json")):
        act = json.loads(path.read_text(encoding="utf-8"))
        found[act["text_quality"]] += [damage(section["text"]) is not None for section in act["sections"]]

    assert found == {"clean": [False] * 141, "broken-text-layer": [True] * 80}
