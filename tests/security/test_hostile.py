"""What attackers send, each with its refusal. None of it may be answered with 500, and none may have an effect."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import logging
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from legalindia.app import create_app
from legalindia.audit.chain import first_break
from legalindia.database import db
from legalindia.ops.logs import write_json_lines
from tests.conftest import PASSWORD, Browser, Program, _outfit

SECRET = "a secret for tests, long enough for HS256"
NOBODYS = "00000000-0000-4000-8000-000000000000"
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<b hx-get=/x hx-trigger=load>",
    '\'" hx-on:load=alert(1) x="',
    '<a data-hx-get="/x" hx-vals="js:alert(1)">',
    "<div hx-swap-oob=true id=main>",
    "{{ 7777*7777 }}{% raw %}${7777*7777}",
)


@dataclass(frozen=True)
class Attack:
    """What is sent, and the answers that count as a refusal. :param who: nobody, page (Asha) or program (Asha)."""

    name: str
    who: str
    verb: str
    path: str
    refusals: frozenset[int]
    sent: dict[str, Any] = field(default_factory=dict)


def _attack(name: str, who: str, request: str, *refusals: int, **sent: Any) -> Attack:
    verb, path = request.split(" ", 1)
    return Attack(name, who, verb, path, frozenset(refusals), sent)


DEEP = "[" * 100_000 + "]" * 100_000
ATTACKS = [
    # accounts and sessions
    _attack("form without token", "nobody", "POST /login", 403, data={"email": "a", "password": "b"}),
    _attack(
        "wrong password",
        "nobody",
        "POST /api/v1/auth/login",
        401,
        json={"email": "asha@office.example", "password": "x"},
    ),
    _attack(
        "password of a megabyte",
        "nobody",
        "POST /api/v1/auth/login",
        422,
        json={"email": "a@b.example", "password": "x" * 10**6},
    ),
    _attack(
        "NUL in the address",
        "nobody",
        "POST /api/v1/auth/login",
        401,
        json={"email": "asha@office.example\x00", "password": PASSWORD},
    ),
    _attack(
        "Kelvin sign for k",
        "nobody",
        "POST /api/v1/auth/login",
        401,
        json={"email": "as\u212aha@office.example", "password": PASSWORD},
    ),
    _attack(
        "SQL in the address", "nobody", "POST /api/v1/auth/login", 401, json={"email": "' OR 1=1 --", "password": "x"}
    ),
    _attack("lists for strings", "nobody", "POST /api/v1/auth/login", 422, json={"email": ["a"], "password": {"b": 1}}),
    _attack("refresh without token", "nobody", "POST /api/v1/auth/refresh", 401),
    _attack("made-up invitation", "nobody", "GET /invited/" + "x" * 43, 404),
    _attack("second factor by guess", "page", "POST /account/second-factor/confirm", 422, data={"code": "123456"}),
    _attack(
        "second factor, Devanagari digits", "page", "POST /account/second-factor/confirm", 422, data={"code": "१२३४५६"}
    ),
    _attack("session of nobody ended", "page", f"POST /account/sessions/{NOBODYS}/end", 303),
    # mass assignment
    _attack("role by patching oneself", "program", f"PATCH /api/v1/users/{NOBODYS}", 404, json={"role": "admin"}),
    _attack("owner of a client", "program", "POST /api/v1/clients", 422, json={"name": "A", "owner": NOBODYS}),
    _attack("id of a client", "program", "POST /api/v1/clients", 422, json={"name": "A", "id": NOBODYS}),
    _attack(
        "created_at of a client", "program", "POST /api/v1/clients", 422, json={"name": "A", "created_at": "2020-01-01"}
    ),
    _attack(
        "people by a partner",
        "program",
        "POST /api/v1/users",
        403,
        json={"email": "n@o.example", "name": "N", "role": "admin", "password": "four unlikely words here"},
    ),
    # other people's ids
    _attack("client of nobody", "program", f"GET /api/v1/clients/{NOBODYS}", 404),
    _attack("folder of nobody in the query", "program", f"GET /api/v1/search?q=a&folder_id={NOBODYS}", 404),
    _attack(
        "client of nobody in the body",
        "program",
        "POST /api/v1/research",
        404,
        json={"question": "What is it?", "client_id": NOBODYS},
    ),
    _attack(
        "scope of nobody in the form",
        "page",
        "POST /research",
        404,
        data={"question": "What is it?", "scope": f"client:{NOBODYS}"},
    ),
    _attack("scope that is no id", "page", "GET /research?scope=client:' OR 1=1", 404),
    _attack("an id that is no id", "program", "GET /api/v1/documents/1 OR 1=1", 404),
    _attack("an id of zeros and dots", "page", "GET /documents/..%2f..%2fetc%2fpasswd", 404),
    # JSON
    _attack("100,000 deep", "program", "POST /api/v1/clients", 400, 422, data=DEEP, content_type="application/json"),
    _attack(
        "deep before signing in",
        "nobody",
        "POST /api/v1/auth/login",
        400,
        422,
        data=DEEP,
        content_type="application/json",
    ),
    _attack("broken", "program", "POST /api/v1/clients", 400, 422, data="{", content_type="application/json"),
    _attack(
        "a byte order mark",
        "program",
        "POST /api/v1/clients",
        400,
        422,
        data="\ufeff{}".encode(),
        content_type="application/json",
    ),
    _attack(
        "not UTF-8",
        "program",
        "POST /api/v1/clients",
        400,
        422,
        data=b'{"name":"\xff\xfe"}',
        content_type="application/json",
    ),
    _attack(
        "infinity", "program", "POST /api/v1/clients", 422, data='{"name": 1e999}', content_type="application/json"
    ),
    _attack("a list", "program", "POST /api/v1/clients", 422, data="[]", content_type="application/json"),
    _attack("a name of a megabyte", "program", "POST /api/v1/clients", 422, json={"name": "x" * 10**6}),
    _attack(
        "a lone surrogate",
        "program",
        "POST /api/v1/clients",
        422,
        data='{"name": "\\ud800"}',
        content_type="application/json",
    ),
    _attack(
        "JSON as plain text",
        "program",
        "POST /api/v1/clients",
        415,
        422,
        data='{"name":"A"}',
        content_type="text/plain",
    ),
    # lists
    _attack("cursor of SQL", "program", "GET /api/v1/clients?cursor=' OR 1=1 --", 422),
    _attack("limit below", "program", "GET /api/v1/clients?limit=-1", 422),
    _attack("limit beyond", "program", "GET /api/v1/clients?limit=99999999999999999999", 422),
    _attack("limit NaN", "program", "GET /api/v1/clients?limit=NaN", 422),
    _attack("page of a paper below 0", "page", f"GET /documents/{NOBODYS}?page=-1", 404),
    _attack("kind of paper that is none", "program", "GET /api/v1/search?q=a&kind=' OR 1=1", 422),
    _attack("a day that is none", "program", "GET /api/v1/search?q=a&since=2024-99-99", 422),
    # verbs and addresses
    _attack(
        "method override by header",
        "page",
        f"POST /clients/{NOBODYS}/edit",
        404,
        headers={"X-HTTP-Method-Override": "DELETE"},
    ),
    _attack("TRACE", "page", "TRACE /clients", 405),
    _attack("DELETE on a list", "program", "DELETE /api/v1/clients", 405),
    _attack("PUT on a page", "page", "PUT /clients", 405),
    _attack("static file above", "nobody", "GET /static/../config.py", 404),
    _attack("static file above, coded", "nobody", "GET /static/..%2fconfig.py", 404),
    _attack("static file above, coded twice", "nobody", "GET /static/%252e%252e/config.py", 404),
    _attack("the repository", "nobody", "GET /.git/config", 404),
    _attack("the environment", "nobody", "GET /.env", 404),
    _attack("a backup", "nobody", "GET /office.sqlite3.bak", 404),
    _attack("a debugger", "nobody", "GET /console", 404),
    # uploads
    _attack("upload without files", "program", "POST /api/v1/clients/CLIENT/upload", 422, data={"x": "y"}),
    _attack(
        "upload that is not multipart",
        "program",
        "POST /api/v1/clients/CLIENT/upload",
        422,
        data=b"x",
        content_type="text/plain",
    ),
    _attack(
        "upload that is cut off",
        "program",
        "POST /api/v1/clients/CLIENT/upload",
        422,
        data=b"--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nx",
        content_type="multipart/form-data; boundary=b",
    ),
    _attack(
        "upload beyond the limit",
        "program",
        "POST /api/v1/clients/CLIENT/upload",
        413,
        data=b"x" * 2_100_000,
        content_type="multipart/form-data; boundary=b",
    ),
    _attack(
        "upload into a folder of nobody",
        "program",
        "POST /api/v1/clients/CLIENT/upload",
        404,
        data={"file": (b"", "a.txt"), "folder_id": NOBODYS},
    ),
    # teams and walls
    _attack("team of strangers", "program", "PUT /api/v1/clients/CLIENT/team", 422, json={"user_ids": [NOBODYS]}),
    _attack("team of nobody", "program", "PUT /api/v1/clients/CLIENT/team", 422, json={"user_ids": []}),
    _attack(
        "glass without a reason",
        "page",
        "POST /clients/glass",
        422,
        data={"wanted": "Hegde", "reason": " ", "hours": "1"},
    ),
    _attack(
        "glass for ever",
        "page",
        "POST /clients/glass",
        422,
        data={"wanted": "Hegde", "reason": "because I want to", "hours": "999999"},
    ),
    _attack(
        "a key of a thousand characters",
        "program",
        "POST /api/v1/research",
        422,
        json={"question": "What is it?"},
        headers={"Idempotency-Key": "x" * 1000},
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_is_refused(
    app: Flask, stranger: Browser, as_asha: Browser, asha: Program, client_of_asha: str, attack: Attack
) -> None:
    path = attack.path.replace("CLIENT", client_of_asha)
    sent = dict(attack.sent)
    if isinstance(sent.get("data"), dict) and "file" in sent["data"]:
        sent["data"] = {**sent["data"], "file": (io.BytesIO(b"text"), "a.txt")}
    if attack.who == "program":
        sent["headers"] = {**asha.headers, **sent.get("headers", {})}
    browser = as_asha if attack.who == "page" else stranger
    before = _rows(app)
    answer = browser.open(path, method=attack.verb, **sent)

    assert answer.status_code in attack.refusals, answer.text[:300]
    assert _rows(app) == before
    with app.app_context():
        assert first_break() is None


def _rows(app: Flask) -> dict[str, int]:
    """Count the rows of every table but those in which refusals themselves are noted."""
    noted = {"audit_events", "audit_head", "sign_in_failures", "kept_answers"}
    tables = [table for table in db.metadata.sorted_tables if table.name not in noted]
    with app.app_context():
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


LINE_BREAKS = ("a\nb", "a\r\nb", '"}\n{"event": "forged"}', "a\u2028b", "a\x1b[2Jb")


@pytest.mark.parametrize("broken", LINE_BREAKS)
def test_nothing_that_is_sent_writes_a_line_of_the_log(app: Flask, asha: Program, broken: str) -> None:
    write_json_lines("DEBUG")
    (handler,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    said = io.StringIO()
    handler.setStream(said)
    coded = quote(broken)
    asha.get(f"/search?q={coded}", headers={"User-Agent": broken.replace("\n", " ").replace("\r", " ")})
    asha.get(f"/clients/{coded}")
    asha.post("/clients", json={"name": broken, broken: broken})
    asha.post("/research", json={"question": f"What is {broken}?"}, headers={"Idempotency-Key": coded})
    write_json_lines("ERROR")
    lines = [json.loads(line) for line in said.getvalue().split("\n") if line]

    assert lines
    assert "forged" not in {line["event"] for line in lines}
    assert "\x1b" not in said.getvalue()


def _claims(asha: Program) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(asha.tokens["access_token"], SECRET, algorithms=["HS256"])
    return claims


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forgeries(asha: Program) -> dict[str, str]:
    claims, token = _claims(asha), asha.tokens["access_token"]
    head, body, sign = token.split(".")
    now = int(time.time())
    return {
        "alg none": f"{_part({'alg': 'none'})}.{body}.",
        "alg NONE": f"{_part({'alg': 'NONE'})}.{body}.",
        "no signature": f"{head}.{body}.",
        "altered claim": f"{head}.{_part({**claims, 'sub': NOBODYS})}.{sign}",
        "another secret": jwt.encode(claims, "x" * 40, algorithm="HS256"),
        "empty secret": jwt.encode(claims, "x", algorithm="HS256"),
        "another algorithm": jwt.encode(claims, SECRET, algorithm="HS512"),
        "RS for HS": f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{body}.{sign}",
        "a key of its own": jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"jwk": {"kty": "oct", "k": "eA"}}),
        "a key elsewhere": jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"jku": "https://evil.example/k"}),
        "a key by path": jwt.encode(claims, "\0" * 32, algorithm="HS256", headers={"kid": "../../dev/null"}),
        "expired": jwt.encode({**claims, "exp": now - 10}, SECRET, algorithm="HS256"),
        "not yet": jwt.encode({**claims, "nbf": now + 3600}, SECRET, algorithm="HS256"),
        "another family": jwt.encode({**claims, "fam": str(uuid.uuid4())}, SECRET, algorithm="HS256"),
        "another person": jwt.encode({**claims, "sub": str(uuid.uuid4())}, SECRET, algorithm="HS256"),
        "refresh for access": asha.tokens["refresh_token"],
        "nothing": "",
        "nonsense": "a.b.c",
    }


FORGED = (
    "alg none,alg NONE,no signature,altered claim,another secret,empty secret,another algorithm,RS for HS,"
    "a key of its own,a key elsewhere,a key by path,expired,not yet,another family,another person,"
    "refresh for access,nothing,nonsense"
).split(",")


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_opens_nothing(stranger: Browser, asha: Program, name: str) -> None:
    token = _forgeries(asha)[name]
    answer = stranger.get("/api/v1/clients", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401


def test_a_token_for_access_does_not_refresh(stranger: Browser, asha: Program) -> None:
    headers = {"Authorization": f"Bearer {asha.tokens['access_token']}"}

    assert stranger.post("/api/v1/auth/refresh", headers=headers).status_code == 401


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_every_field_is_only_text(asha: Program, as_asha: Browser, markup: str) -> None:
    client_id = asha.open_client(markup, notes=markup, address=markup)
    matter = {"court": markup[:100], "parties": markup, "stage": markup, "case_number": markup}
    folder = asha.post(f"/clients/{client_id}/folders", json={"name": markup, "matter": matter}).json["id"]
    name = markup.replace('"', "'")
    document_id = asha.file_text(client_id, f"{name}.txt", f"Rent {markup} rent is due.", folder_id=folder)
    asha.patch(f"/documents/{document_id}", json={"title": markup})
    job_id = asha.post("/research", json={"question": f"Is rent due {markup}?"}).json["job_id"]
    draft = {"text": f"Rent {markup} is due, see {markup} (1987) 2 SCC 12.", "title": markup, "client_id": client_id}
    draft_id = asha.post("/drafts", json=draft).json["id"]
    asha.post("/tokens", json={"name": markup[:80]})
    as_asha.post("/clients/glass", data={"wanted": client_id, "reason": f"Because {markup}", "hours": "1"})
    pages = [
        "/",
        "/clients",
        f"/clients/{client_id}",
        f"/clients/{client_id}/edit",
        f"/clients/{client_id}/folders/{folder}",
        f"/documents/{document_id}",
        f"/documents/{document_id}/edit",
        f"/documents/{document_id}/wall",
        f"/documents/{document_id}/find?q=rent",
        f"/clients/{client_id}/team",
        f"/drafts/{draft_id}",
        "/drafts",
        "/account",
        "/search?q=rent",
        f"/search?q={markup}",
        f"/research/{job_id}",
        "/research",
        "/admin/audit/",
    ]
    for path in pages:
        answer = as_asha.get(path)
        assert answer.status_code == 200, path
        assert markup not in answer.text or "{" in markup, path
        assert "60481729" not in answer.text, path


@pytest.mark.parametrize(
    "name", ["a\r\nX-Evil: 1.txt", 'a"; filename="b.html', "../../etc/passwd", "a\x00b.txt", "\u202etxt.exe"]
)
def test_a_file_name_splits_no_header_and_leads_nowhere(asha: Program, client_of_asha: str, name: str) -> None:
    sent = asha.send(client_of_asha, (name, b"Some text."))
    assert sent.status_code in {202, 422}
    for document in (sent.json or {}).get("documents", []):
        answer = asha.get(f"/documents/{document['id']}/content")
        assert "X-Evil" not in answer.headers
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "/" not in document["filename"]
        assert "\\" not in document["filename"]


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "/%09//evil.example\t", "javascript:alert(1)"]
)
def test_a_sign_in_leads_to_no_other_site(stranger: Browser, target: str) -> None:
    stranger.read_token("/login")
    answer = stranger.post("/login", data={"email": "asha@office.example", "password": PASSWORD, "next": target})

    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "query", ['"', "*", "NEAR(a b)", "title:x", "^a", "AND AND", "(((", "a" * 5000, "' OR 1=1 --", "%", "\\"]
)
def test_the_syntax_of_an_engine_is_words(asha: Program, query: str) -> None:
    assert asha.get("/search", query_string={"q": query}).status_code == 200


def test_a_private_page_is_kept_by_no_cache(as_asha: Browser) -> None:
    answer = as_asha.get("/clients")

    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "HX-Request"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


def test_a_forged_forwarding_header_changes_nothing(app: Flask, as_asha: Browser) -> None:
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

    assert "evil.example" not in as_asha.get("/clients", headers=forged).text


def test_behind_tls_the_cookie_belongs_to_this_host_alone(settings: Settings, tmp_path: Path) -> None:
    app = create_app(
        dataclasses.replace(settings, serve_over_tls=True, public_hosts=("office.example",)), _outfit(tmp_path)
    )
    answer = app.test_client().get("/login", base_url="https://office.example")
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-legalindia=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_host_that_is_not_ours_is_not_answered(settings: Settings, tmp_path: Path) -> None:
    app = create_app(dataclasses.replace(settings, public_hosts=("office.example",)), _outfit(tmp_path))
    client = app.test_client()

    assert client.get("/login", base_url="http://office.example").status_code == 200
    assert client.get("/login", base_url="http://evil.example").status_code == 400
