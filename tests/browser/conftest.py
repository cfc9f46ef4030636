"""A real office with its own web server and worker, and Chromium to use it with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.offices import Office

PASSWORD = "a password for the browser"
EMAIL = "asha@office.example"
# Without these Chromium asks the world for updates, and waits for an answer.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What a page shows after an act is waited for this long: a machine that also runs other tests is slow at times.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed (the package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start an office with one person in it and give its address."""
    place = Office(tmp_path_factory.mktemp("office"))
    place.flask("db", "upgrade")
    with place:
        person = ["users", "create", EMAIL, "--name", "Asha Rao", "--role", "partner", "--password-stdin"]
        place.flask(*person, said=PASSWORD + "\n")
        yield place.address


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoOffice]:
    """Start an office with the demo firm in it, every paper read."""
    place = DemoOffice(tmp_path_factory.mktemp("demo"))
    place.flask("db", "upgrade")
    with place:
        place.flask("demo", "load")
        yield place


class DemoOffice(Office):
    """An office with the demo firm in it."""

    def password_of(self, email: str) -> str:
        """Return the password that was made for one of the demo firm's people."""
        return str(json.loads((self.folder / "demo-sign-ins.json").read_text())[email])


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def page(chromium: Browser, office: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of Asha's, signed in; whatever a page tries to run against our policy fails the test."""
    width = getattr(request, "param", 1280)
    context = chromium.new_context(base_url=office, viewport={"width": width, "height": 860})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page)
    yield page
    context.close()
    assert complaints == []


def _is_complaint(message: ConsoleMessage) -> bool:
    """A refused request is no fault of the page; whatever else the browser calls an error is."""
    return message.type == "error" and "Failed to load resource" not in message.text


def sign_in(page: Page, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    follow(page, page.get_by_role("button", name="Sign in"))


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait until that page and its scripts are there.

    A click alone returns as soon as the request is on its way: what is asked next may still meet the page that is
    left, or none.
    """
    with page.expect_navigation(wait_until="load"):
        link.click()
