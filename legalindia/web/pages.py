"""A page for a browser, or one block of it for htmx."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, partial
from typing import Any

from flask import current_app, get_template_attribute, render_template, url_for
from htmx_flask import request
from jinja2_fragments import render_block
from markupsafe import Markup

# Of each piece that is remembered, by one process; a piece is a kilobyte or two.
MOST_REMEMBERED = 1000
MOST_ADDRESSES = 10_000


def render(template: str, *, block: str | None = None, **context: Any) -> str:
    """Render the whole page, or, when htmx asks for a part of it, only the named block.

    :param block: the block that htmx puts in place of the element with the same id.
    """
    if block is None or not wants_fragment():
        return render_template(template, **context)
    current_app.update_template_context(context)
    return render_block(current_app.jinja_env, template, block, **context)


class DrawnOnce:
    """What a macro makes of what it is told, made once and then remembered.

    What pages have in common was half of the work of a page. The macro is to show nothing but what it is told, which
    is why nothing of one person's can come to be seen by another.

    :param most: of its pieces that are remembered.
    """

    def __init__(self, template: str, macro: str, *, most: int = MOST_REMEMBERED) -> None:
        # Addresses in it begin with where the office lies below its host.
        @lru_cache(maxsize=most)
        def drawn(_below: str, *told: Hashable) -> Markup:
            made: Markup = get_template_attribute(template, macro)(*told)
            return made

        self._drawn = drawn

    def __call__(self, *told: Hashable) -> Markup:
        return self._drawn(request.script_root, *told)

    def one_by_one(self) -> Callable[..., Markup]:
        """Return what draws many pieces of one page."""
        return partial(self._drawn, request.script_root)

    def each(self, told: Iterable[Hashable]) -> Markup:
        """Return the pieces of all these, of which each is told one, one below the other."""
        return below(map(self.one_by_one(), told))


def below(pieces: Iterable[Markup]) -> Markup:
    """Return the pieces one below the other."""
    return Markup("\n".join(pieces))  # noqa: S704 - a template escaped them


def address(endpoint: str, **values: Any) -> str:
    """Return the address of a place of this office, as `url_for` puts it together, and remember it.

    A list has a hundred of them, and each took as long as twenty lines of its template.
    """
    return _address(request.script_root, endpoint, **values)


@lru_cache(maxsize=MOST_ADDRESSES, typed=True)
def _address(_below: str, endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


def wants_fragment() -> bool:
    """Say whether htmx asks for a part of a page. A boosted link and a return by history want the whole."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
