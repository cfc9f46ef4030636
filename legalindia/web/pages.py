"""A page for a browser, or one block of it for htmx."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from htmx_flask import request
from jinja2_fragments import render_block


def render(template: str, *, block: str | None = None, **context: Any) -> str:
    """Render the whole page, or, when htmx asks for a part of it, only the named block.

    :param block: the block that htmx puts in place of the element with the same id.
    """
    if block is None or not wants_fragment():
        return render_template(template, **context)
    current_app.update_template_context(context)
    return render_block(current_app.jinja_env, template, block, **context)


def wants_fragment() -> bool:
    """Say whether htmx asks for a part of a page. A boosted link and a return by history want the whole."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
