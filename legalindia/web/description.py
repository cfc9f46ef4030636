"""The API's description completed: what every call has, said of every call, in one place.

flask-smorest writes down what a call declares; that whoever comes without a token gets 401, that an error is
problem+json and that a call which creates takes an Idempotency-Key is true of all of them, and added here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask

from legalindia.web.doors import is_public_in
from legalindia.web.idempotency import HEADER, LONGEST_KEY, takes_key

Described = dict[str, Any]

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSALS = {
    "400": "What was sent cannot be read",
    "401": "There is no bearer token, or it has ended",
    "403": "You may see this, but not do this to it",
    "404": "There is nothing of this id, or nothing that you may see",
    "405": "This address does not know the verb",
    "408": "The request stopped on its way",
    "409": "It has changed meanwhile, or the name is taken",
    "413": "That is more than the office takes in at once",
    "415": "Not a kind of content that can be read",
    "422": "A field is not as it must be; `errors` says which and why",
    "429": "Asked too often; `Retry-After` says when to ask again",
    "503": "Something the office stands on does not answer; `Retry-After` says when to ask again",
}
KEY: Described = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Your own name for this request: sent again with the same body within 24 hours, it is not done "
    "again and gets the same answer; with another body it gets 422.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
# An id and a moment for examples; names are those of the demo firm.
AN_ID, A_MOMENT = "6f1c2a44-0d7e-4a57-9f0e-2f6f0d9b1c11", "2026-11-22T09:30:00+00:00"
BY_NAME: Mapping[str, object] = {
    "name": "Hegde v. Karnataka Housing Board",
    "email": "asha@office.example",
    "question": "When is the rent due?",
    "filename": "lease-deed.pdf",
    "title": "Lease deed",
    "password": "four unlikely words here",
    "phone": "+91 80 5550 0100",
    "cnr": "KABC010012342024",
    "q": "rent due",
    "text": "The rent is due on the fifth.",
    "quote": "The rent is due on the fifth.",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "token": "li_…",
    "access_token": "eyJ…",
    "refresh_token": "eyJ…",
    "next": None,
    "cursor": None,
    "error": None,
    "status": "ready",
}


def complete(spec: Described, app: Flask) -> Described:
    """Complete the document, in place, and return it."""
    endpoints = {
        (_template(rule.rule), verb.lower()): rule.endpoint
        for rule in app.url_map.iter_rules()
        for verb in rule.methods or ()
    }
    schemas = spec["components"].get("schemas", {})
    for path, operations in spec["paths"].items():
        for verb, operation in operations.items():
            endpoint = endpoints.get((path, verb))
            if endpoint is not None:
                _complete(operation, verb, endpoint, app)
                _show(operation, schemas)
    spec["components"].pop("responses", None)
    return spec


def _complete(operation: Described, verb: str, endpoint: str, app: Flask) -> None:
    operation["operationId"] = endpoint.replace("_api.", "-").replace(".", "-")
    is_open = is_public_in(app, endpoint)
    if verb == "post" and not is_open and takes_key(app.view_functions[endpoint]):
        operation.setdefault("parameters", []).append(KEY)
    _say_errors(operation, is_open=is_open)


def example_of(schema: Any, schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> object:
    """Return a value as the schema has it, in the words of an office."""
    if not isinstance(schema, dict) or depth > 6:
        return None
    if "$ref" in schema:
        return example_of(schemas.get(schema["$ref"].rsplit("/", 1)[-1]), schemas, name, depth + 1)
    for one_of in ("allOf", "anyOf", "oneOf"):
        if schema.get(one_of):
            return example_of(schema[one_of][0], schemas, name, depth + 1)
    if "example" in schema or "default" in schema:
        return schema.get("example", schema.get("default"))
    if schema.get("enum"):
        return schema["enum"][0]
    kinds = schema.get("type", "object" if "properties" in schema else None)
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "object":
        return {key: example_of(part, schemas, key, depth + 1) for key, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example_of(schema.get("items"), schemas, name.removesuffix("s"), depth + 1)]
    return _plain(kind, schema.get("format"), name)


def _plain(kind: Any, form: Any, name: str) -> object:
    if name in BY_NAME and kind in {"string", None}:
        return BY_NAME[name]
    by_form = {"uuid": AN_ID, "date-time": A_MOMENT, "date": A_MOMENT[:10], "binary": "(the file)"}
    if form in by_form:
        return by_form[form]
    return {"integer": 1, "number": 0.5, "boolean": False, "string": name.replace("_", " ")}.get(kind)


def _template(rule: str) -> str:
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule)


def _say_errors(operation: Described, *, is_open: bool) -> None:
    responses = operation.setdefault("responses", {})
    responses.pop("default", None)
    for code in sorted({*REFUSALS, *(code for code in responses if code >= "400")}):
        words = responses.get(code, {}).get("description") or REFUSALS.get(code, "Refused")
        words = REFUSALS.get(code, words) if words in {"Unprocessable Entity", "Unprocessable Content"} else words
        responses[code] = {"description": words, "content": PROBLEM}
    if is_open:
        operation["security"] = []


def _show(operation: Described, schemas: Mapping[str, Any]) -> None:
    """Put an example beside each body and each answer."""
    bodies = [operation.get("requestBody", {})]
    bodies += [answer for code, answer in operation["responses"].items() if code < "300"]
    for body in bodies:
        for media in body.get("content", {}).values():
            if "example" not in media and "examples" not in media and "schema" in media:
                media["example"] = example_of(media["schema"], schemas)
