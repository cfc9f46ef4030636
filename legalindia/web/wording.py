"""How templates say sizes, dates and states: one wording for one thing on every page."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from flask import Flask, request

from legalindia.law.courts import explained_cnr
from legalindia.web.forms import csrf_token
from legalindia.web.idempotency import sent_once
from legalindia.web.pages import DrawnOnce, address

# The firm is in India; what is kept in UTC is shown in the time of the wall clock.
INDIA = timezone(timedelta(hours=5, minutes=30), "IST")

# What every page shows, and shows the same.
DRAWN_ONCE = (
    ("_icons.html", "icon"),
    ("_stylesheets.html", "stylesheets"),
    ("_masthead.html", "masthead"),
    ("_masthead.html", "plain_masthead"),
)

_KILO = 1024
_UNITS = ("KB", "MB", "GB", "TB")


def teach_templates(app: Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_env.filters.update(file_size=file_size, day=day, moment=moment, count=count, cnr=explained_cnr)
    # In place of Flask-WTF's own, which its context processor gives to templates.
    app.context_processor(lambda: {"csrf_token": csrf_token})
    app.jinja_env.globals.update(asset=_assets_of(app), sent_once=sent_once, url_for=address)
    app.jinja_env.globals.update({macro: DrawnOnce(template, macro) for template, macro in DRAWN_ONCE})


def file_size(size_bytes: int) -> str:
    """Say a size as people read it: 23 KB, 1.4 MB."""
    if size_bytes < _KILO:
        return f"{size_bytes} bytes"
    power = min(len(_UNITS), int(math.log(size_bytes, _KILO)))
    size = size_bytes / _KILO**power
    return f"{size:.0f} {_UNITS[power - 1]}" if size >= 10 else f"{size:.1f} {_UNITS[power - 1]}"


def day(value: date | None) -> str:
    """Say a day as an Indian office writes it: 5 March 2024."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime | None) -> str:
    """Say a moment in Indian time: 5 March 2024, 14:05."""
    if value is None:
        return ""
    local = value.astimezone(INDIA)
    return f"{day(local.date())}, {local:%H:%M}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Say a number with its noun: 1 page, 2 pages, 1,00,000 pages (Indian grouping)."""
    return f"{_grouped(number)} {one if number == 1 else many or one + 's'}"


def _assets_of(app: Flask) -> Callable[[str], str]:
    """Return what gives a static file's address, which changes with the file, so that it may be cached for long."""

    # Put together once for each file: a page has thirty of these, and `url_for` took a tenth of its time for them.
    @cache
    def address(name: str) -> str:
        return f"{app.static_url_path}/{name}?v={_fingerprint(Path(app.static_folder or '') / name)}"

    def asset(name: str) -> str:
        return request.script_root + address(name)

    return asset


def _grouped(number: int) -> str:
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(groups), tail])


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "absent"
