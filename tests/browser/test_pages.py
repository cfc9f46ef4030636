"""Every page of the demo firm at the width of a desk and of a phone: nothing runs out of the window.

The pictures are kept in the folder that LEGALINDIA_SCREENSHOTS names; those of the README are made so.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DemoOffice, follow, sign_in

pytestmark = pytest.mark.browser

WORKING_MS = 90_000
ASHA = "asha@raomehta.example"
CLIENT = "K. Narasimha Hegde"


@pytest.fixture(scope="module", params=[1280, 390], ids=["desk", "phone"])
def window(chromium: Browser, demo: DemoOffice, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Asha's window, once every paper of the demo firm has been read."""
    context = chromium.new_context(base_url=demo.address, viewport={"width": request.param, "height": 860})
    page = context.new_page()
    page.goto("/login")
    _keep(page, "sign-in")
    sign_in(page, ASHA, demo.password_of(ASHA))
    _wait_until_all_is_read(page)
    yield page
    context.close()


def _to_client(page: Page) -> None:
    page.goto("/clients")
    follow(page, page.get_by_role("link", name=CLIENT))


def _to_passage(page: Page) -> None:
    page.goto("/search?q=monthly+rent")
    follow(page, page.locator("#hits a[href*='passage=']").first)
    page.locator(".sheet-picture img").evaluate("image => image.decode()")


def _to_reading_view(page: Page) -> None:
    page.goto("/search?q=किराया+भूमि+विभाजन")
    page.goto("/search?q=cheque+dishonoured&kind=notice")
    follow(page, page.locator("#hits a[href*='passage=']").first)


def _to_answer(page: Page) -> None:
    page.goto("/research")
    page.get_by_label("Your question").fill("What is the monthly rent of the villa?")
    follow(page, page.get_by_role("button", name="Ask"))
    expect(page.locator("a.cite").first).to_be_visible(timeout=WORKING_MS)


def _to_no_answer(page: Page) -> None:
    page.goto("/research")
    page.get_by_label("Your question").fill("Which vaccine did the zebras of the circus receive?")
    follow(page, page.get_by_role("button", name="Ask"))
    expect(page.get_by_text("Nothing in the papers answers this")).to_be_visible(timeout=WORKING_MS)


def _to_folder_form(page: Page) -> None:
    _to_client(page)
    follow(page, page.get_by_role("link", name="New matter").first)


PAGES: dict[str, Callable[[Page], object]] = {
    "today": lambda page: page.goto("/"),
    "clients": lambda page: page.goto("/clients"),
    "client": _to_client,
    "new-client": lambda page: page.goto("/clients/new"),
    "new-matter": _to_folder_form,
    "search": lambda page: page.goto("/search?q=monthly+rent"),
    "search-old-law": lambda page: page.goto("/search?q=section+420+IPC"),
    "viewer": _to_passage,
    "reading-view": _to_reading_view,
    "research": lambda page: page.goto("/research"),
    "answer": _to_answer,
    "no-answer": _to_no_answer,
    "not-found": lambda page: page.goto("/clients/00000000-0000-4000-8000-000000000000"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_window(window: Page, name: str) -> None:
    PAGES[name](window)
    _keep(window, name)

    overflow = window.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert window.locator("h1").count() == 1


def test_every_paper_of_the_demo_firm_was_read(window: Page) -> None:
    window.goto("/clients")
    for name in [link.inner_text() for link in window.locator("main .row-link").all()]:
        window.goto("/clients")
        follow(window, window.get_by_role("link", name=name).first)
        assert (
            window.locator("#documents tr[data-paper]").count()
            == window.locator("#documents [data-paper='ready']").count()
            > 0
        )


def _wait_until_all_is_read(page: Page) -> None:
    end = time.monotonic() + WORKING_MS / 1000
    page.goto("/")
    while page.locator("[aria-busy='true']").count():
        assert time.monotonic() < end, "the demo firm's papers were not read"
        page.reload()


def _keep(page: Page, name: str) -> None:
    folder = os.environ.get("LEGALINDIA_SCREENSHOTS")
    size = page.viewport_size
    if folder and size:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"))
