"""The headers every answer carries: nothing from elsewhere runs, nothing private is kept by a cache."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

# Scripts run by the nonce of their page alone: not even a file of our own can be named by markup that got in somehow.
# 'strict-dynamic' would let a trusted script load more of them; none of ours does, so none may.
PAGE_POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# An original is somebody else's file: even opened by itself it may do nothing.
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
OVER_TLS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
STATIC_SECONDS = 365 * 24 * 3600
# A page and its fragment share an address; and whoever is asked for by a cookie, by it.
VARIES_BY = ("HX-Request", "Cookie")


def protect_answers(app: Flask, *, over_tls: bool) -> None:
    """Put the headers on every answer of the app."""

    always = (*ALWAYS, OVER_TLS) if over_tls else ALWAYS
    app.context_processor(lambda: {"csp_nonce": csp_nonce()})

    @app.before_request
    def name_request() -> None:
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def add_headers(response: Response) -> Response:
        is_page = response.mimetype == "text/html"
        policy = PAGE_POLICY.format(nonce=csp_nonce()) if is_page else DATA_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.extend(always)
        response.headers.add("X-Request-ID", g.get("request_id", ""))
        _say_what_may_be_kept(response)
        return response


def csp_nonce() -> str:
    """Return the nonce of this answer's scripts; a template puts it on its tags."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _say_what_may_be_kept(response: Response) -> None:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = f"public, max-age={STATIC_SECONDS}, immutable"
        return
    response.headers.setdefault("Cache-Control", "no-store")
    if "Vary" in response.headers:
        response.vary.update(VARIES_BY)
    else:
        response.headers.add("Vary", ", ".join(VARIES_BY))
