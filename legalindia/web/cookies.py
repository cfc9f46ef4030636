"""The session's cookie, as Flask seals it: unsealed once by a process, and not anew for each page."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from legalindia.database import now

# Whose cookies are remembered, by one process; each is half a kilobyte.
MOST_SESSIONS = 1000


class CookieSessions(SecureCookieSessionInterface):
    """Sessions in cookies. What stood in one is remembered by the whole of it, seal included.

    That a seal is ours does not change while the office runs; that a session's time is over does, and is asked anew.
    """

    def __init__(self, app: Flask) -> None:
        self._unsealed = lru_cache(maxsize=MOST_SESSIONS)(lambda sealed: self._unseal(app, sealed))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        try:
            content, sealed_at = self._unsealed(request.cookies.get(self.get_cookie_name(app), ""))
        except BadSignature:
            return self.session_class()
        is_over = now() - sealed_at > app.permanent_session_lifetime
        # A copy: what a request writes into its session is not to be found by the next.
        return self.session_class() if is_over else self.session_class(deepcopy(content))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # That an answer depends on the cookie, `web.headers` says of all but files that are everybody's.
        if session.modified:
            super().save_session(app, session, response)

    def _unseal(self, app: Flask, sealed: str) -> tuple[dict[str, Any], datetime]:
        """Return what stands in the cookie, and since when. :raises BadSignature: it is not ours."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            raise BadSignature("This office has no key.")
        unsealed: tuple[dict[str, Any], datetime] = serializer.loads(sealed, return_timestamp=True)
        return unsealed
