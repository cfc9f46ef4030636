"""Search in a browser."""

from __future__ import annotations

from tests.conftest import Browser, Program

RENT = "The monthly rent of the villa is Rs. 85,000. It is paid on the fifth day of each month."


def test_the_way_to_more_passages_asks_for_the_same_and_takes_nothing_else_of_the_address(
    as_asha: Browser, asha: Program, client_of_asha: str
) -> None:
    for name in ("first", "second"):
        asha.file_text(client_of_asha, f"{name}.txt", f"{RENT} {name}")
    page = as_asha.get(f"/search?q=monthly+rent&client_id={client_of_asha}&limit=1&endpoint=x&_external=1&_anchor=z")

    assert page.status_code == 200
    assert f'href="/search?limit=2&amp;q=monthly+rent&amp;client_id={client_of_asha}"' in page.text
