"""By which names the office answers. A page that is asked for under another name is no page of ours.

What machines ask (whether it is alive, what it has counted) answers to any name: a cluster and Prometheus ask by the
address of a container, which nobody can know beforehand. Nothing of a client stands there.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, request
from werkzeug.wsgi import get_host


def answer_only_to(app: Flask, hosts: Collection[str], *, but: Collection[str]) -> None:
    """Refuse a request that names another host, before anything else looks at it.

    :param hosts: the names, as werkzeug compares them (`.example.in` for all below it); none: any name will do.
    :param but: endpoints that answer to any name.
    """
    if not hosts:
        return

    @app.before_request
    def is_it_us_who_is_meant() -> None:
        if request.endpoint not in but:
            # Flask's own setting, TRUSTED_HOSTS, knows no exceptions; it makes the same call.
            get_host(request.environ, hosts)
