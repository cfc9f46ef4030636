"""A lawyer's day in a real browser: sign in, drop papers, watch them, search, open the place, ask, open a source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, follow
from tests.documents.samples import pdf, word

pytestmark = pytest.mark.browser

READING_MS = 60_000
LEASE = (
    "LEASE DEED\n\nThe Lessee shall pay to the Lessor a monthly rent of Rs. 85,000.",
    "The security deposit is Rs. 4,25,000.\nIt is returned when the villa is handed back.",
)
# Drops what the test has made, as a person drops files from a folder: Playwright has no gesture for it.
DROP = """async ([files, target]) => {
    const carried = new DataTransfer();
    for (const [name, bytes] of files) carried.items.add(new File([new Uint8Array(bytes)], name));
    const options = {dataTransfer: carried, bubbles: true, cancelable: true};
    document.querySelector(target).dispatchEvent(new DragEvent("drop", options));
}"""


def _open_client(page: Page, name: str) -> None:
    page.goto("/clients/new")
    page.get_by_label("Name", exact=True).fill(name)
    follow(page, page.get_by_role("button", name=re.compile("Open|Save|Add")))
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def _drop(page: Page, *files: tuple[str, bytes]) -> None:
    page.evaluate(DROP, [[[name, list(data)] for name, data in files], "main"])


def _row(page: Page, name: str) -> Locator:
    """The paper's row, in sight: rows out of sight do not ask how their paper is doing."""
    row = page.locator("#documents tr", has_text=name)
    row.scroll_into_view_if_needed()
    return row


def test_from_a_dropped_file_to_an_answer_that_opens_its_own_passage(
    page: Page, request: pytest.FixtureRequest
) -> None:
    client = f"Hegde {request.node.callspec.id}"
    _open_client(page, client)
    _drop(page, ("lease.pdf", pdf(*LEASE, client)), ("notice.docx", word("A notice to quit was served.", client)))
    for name in ("lease.pdf", "notice.docx"):
        expect(_row(page, name).get_by_text("Ready", exact=True)).to_be_visible(timeout=READING_MS)
    assert page.locator("#documents [hx-trigger^='every']").count() == 0

    page.goto("/search?q=security+deposit")
    follow(page, page.locator("#hits a[href*='passage=']").first)
    expect(page.locator("[data-mark]")).to_be_in_viewport(timeout=READING_MS)
    expect(page.locator("#stage")).to_have_attribute("data-page", "2")
    _has_loaded(page.locator(".sheet-picture img"))

    page.goto("/research")
    page.get_by_label("Your question").fill("What is the monthly rent that the lessee shall pay?")
    follow(page, page.get_by_role("button", name="Ask"))
    cite = page.locator(".statement", has_text="85,000").first.locator("a.cite")
    expect(cite).to_be_visible(timeout=READING_MS)
    follow(page, cite)
    expect(page.locator("[data-mark]")).to_be_in_viewport(timeout=READING_MS)
    expect(page.locator("#stage")).to_have_attribute("data-page", "1")


def test_a_refused_file_says_why_and_the_one_beside_it_comes_in(page: Page, request: pytest.FixtureRequest) -> None:
    _open_client(page, f"Shukla {request.node.callspec.id}")
    _drop(page, ("empty.pdf", b""), ("note.txt", f"A note on the file. {request.node.callspec.id}".encode()))

    expect(page.locator("#tray")).to_contain_text("The file is empty")
    expect(_row(page, "note.txt").get_by_text("Ready", exact=True)).to_be_visible(timeout=READING_MS)


def test_the_keyboard_turns_the_pages_and_finds_words(page: Page, request: pytest.FixtureRequest) -> None:
    _open_client(page, f"Mehta {request.node.callspec.id}")
    bundle = pdf(
        *(f"Page {number} of the bundle {request.node.callspec.id}." for number in range(1, 6)), "The last oath."
    )
    _drop(page, ("bundle.pdf", bundle))
    row = _row(page, "bundle.pdf")
    expect(row.get_by_text("Ready", exact=True)).to_be_visible(timeout=READING_MS)
    follow(page, row.get_by_role("link").first)
    stage = page.locator("#stage")
    expect(stage).to_have_attribute("data-page", "1")

    page.keyboard.press("ArrowRight")
    expect(stage).to_have_attribute("data-page", "2")
    page.keyboard.press("End")
    expect(stage).to_have_attribute("data-page", "6")
    page.locator("#find").fill("bundle")
    expect(page.locator("#found a")).to_have_count(5)
    page.locator("#found a").nth(2).click()
    expect(page.locator("[data-mark]")).to_be_in_viewport()
    expect(page.locator("#stage")).to_have_attribute("data-page", "3")


def test_the_words_over_the_picture_can_be_selected_and_copied(page: Page, request: pytest.FixtureRequest) -> None:
    _open_client(page, f"Nair {request.node.callspec.id}")
    _drop(page, ("oath.pdf", pdf(f"I solemnly affirm {request.node.callspec.id}")))
    row = _row(page, "oath.pdf")
    expect(row.get_by_text("Ready", exact=True)).to_be_visible(timeout=READING_MS)
    follow(page, row.get_by_role("link").first)
    words = page.locator("svg.words text").first
    expect(words).to_be_attached()
    words.select_text()

    assert "I solemnly affirm" in page.evaluate("() => getSelection().toString()")


def test_an_ended_session_leads_to_the_sign_in_page_as_a_whole(page: Page) -> None:
    page.goto("/clients")
    page.context.clear_cookies()
    page.locator("main input[type=search]").fill("heg")

    page.wait_for_url(re.compile("/login"))
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_what_a_stranger_wrote_is_only_ever_text(page: Page, request: pytest.FixtureRequest) -> None:
    attack = '<img src=x onerror=alert(1)>" hx-get="/logout" hx-trigger="load'
    _open_client(page, f"{attack} {request.node.callspec.id}")
    body = f"{attack} <script>alert(2)</script> rent {request.node.callspec.id}".encode()
    _drop(page, (f"{attack}.txt".replace("/", ""), body))
    expect(_row(page, "onerror").get_by_text("Ready", exact=True)).to_be_visible(timeout=READING_MS)
    page.goto("/search?q=onerror")
    follow(page, page.locator("#hits a[href*='passage=']").first)

    expect(page.locator("#stage")).to_contain_text("onerror=alert(1)")
    assert page.locator("main img[src='x'], main [hx-get='/logout'], main script").count() == 0


def test_without_script_every_step_works_too(chromium, office: str, tmp_path: Path) -> None:
    context = chromium.new_context(base_url=office, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in"))
    _open_client(page, "Without script")
    paper = tmp_path / "plain.txt"
    paper.write_text("The injunction was granted without script.")
    page.locator("#files").set_input_files(paper)
    follow(page, page.get_by_role("button", name="Send"))
    while page.get_by_text("Ready", exact=True).count() == 0:
        page.reload()
    page.goto("/search?q=injunction")
    follow(page, page.locator("#hits a[href*='passage=']").first)

    expect(page.locator("mark").first).to_contain_text("injunction")
    context.close()


def _has_loaded(image: Locator) -> None:
    expect(image).to_be_visible()
    image.evaluate("image => image.decode()")
