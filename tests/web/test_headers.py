"""The headers of every answer, route by route, and the markup that relies on them."""

from __future__ import annotations

import dataclasses
import re
import uuid
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from legalindia.app import create_app
from tests.conftest import Browser, _outfit

TEMPLATES = Path(__file__).parents[2] / "templates"
NONCE = re.compile(r"script-src 'nonce-([^']+)';")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _addresses(app: Flask) -> list[str]:
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    filled = [re.sub(r"<uuid:[^>]+>", str(uuid.UUID(int=7)), path) for path in paths]
    return sorted({re.sub(r"<[^>]+>", "1", path) for path in filled})


def test_every_route_sends_the_protecting_headers_whatever_it_answers(app: Flask, as_asha: Browser) -> None:
    wrong = {}
    for path in _addresses(app):
        headers = as_asha.get(path).headers
        policy = headers["Content-Security-Policy"]
        sent = all(headers.getlist(name) == [value] for name, value in ALWAYS.items())
        closed = "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        if not (sent and closed) or "unsafe" in policy or "camera=()" not in headers["Permissions-Policy"]:
            wrong[path] = dict(headers)

    assert wrong == {}


def test_behind_tls_every_route_asks_for_tls_from_then_on(settings: Settings) -> None:
    app = create_app(
        dataclasses.replace(settings, serve_over_tls=True, public_hosts=("office.example",)), _outfit(settings.data_dir)
    )
    client = app.test_client()
    answers = {path: client.get(path, base_url="https://office.example").headers for path in _addresses(app)}

    assert not [path for path, headers in answers.items() if "max-age" not in headers["Strict-Transport-Security"]]


def test_a_page_names_its_scripts_by_a_nonce_that_is_new_each_time(as_asha: Browser) -> None:
    seen = set()
    for path in ("/", "/clients", "/clients/new", "/account", "/clients"):
        page = as_asha.get(path)
        nonce = NONCE.search(page.headers["Content-Security-Policy"])
        assert nonce is not None
        scripts = re.findall(r"<script[^>]*>", page.text)
        assert scripts
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts), path
        seen.add(nonce[1])

    assert len(seen) == 5


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_has_no_script_without_a_nonce_and_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.findall(r"<script(?! nonce=)", text)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
