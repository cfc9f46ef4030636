"""What programs can ask of the office, as a page of our own: written from the same document that programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from legalindia.web.pages import render

bp = Blueprint("reference", __name__)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a call takes beside its body. :param kind: what it may be, in a few words."""

    name: str
    place: str
    is_needed: bool
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call. :param body: an example of what is sent. :param answers: status, words and an example of each."""

    verb: str
    path: str
    anchor: str
    summary: str
    description: str
    is_open: bool
    parameters: list[Parameter]
    body: str
    answers: list[tuple[str, str, str]]
    refusals: list[tuple[str, str]]


@bp.get("/account/api")
def show() -> ResponseReturnValue:
    document = current_app.extensions["json_api"].document()
    about = {tag["name"]: tag.get("description", tag["name"]) for tag in document.get("tags", [])}
    rooms: dict[str, list[Call]] = {}
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            if "operationId" in operation:
                rooms.setdefault(about.get(operation["tags"][0], operation["tags"][0]), []).append(
                    _call(path, verb, operation, operations.get("parameters", []))
                )
    return render("accounts/reference.html", rooms=rooms)


def _call(path: str, verb: str, operation: Mapping[str, Any], shared: list[Mapping[str, Any]]) -> Call:
    answers = operation["responses"]
    return Call(
        verb=verb.upper(),
        path=path,
        anchor=operation["operationId"],
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        is_open=operation.get("security") == [],
        parameters=[_parameter(each) for each in (*shared, *operation.get("parameters", []))],
        body=_example(operation.get("requestBody", {})),
        answers=[(code, each["description"], _example(each)) for code, each in answers.items() if code < "300"],
        refusals=[(code, each["description"]) for code, each in answers.items() if code >= "400"],
    )


def _parameter(each: Mapping[str, Any]) -> Parameter:
    schema = each.get("schema", {})
    kind = ", ".join(map(str, schema.get("enum", []))) or str(schema.get("format") or schema.get("type") or "")
    return Parameter(each["name"], each["in"], bool(each.get("required")), each.get("description", ""), kind)


def _example(body: Mapping[str, Any]) -> str:
    for kind, media in body.get("content", {}).items():
        if kind.endswith("json"):
            return json.dumps(media.get("example"), indent=2, ensure_ascii=False)
        return f"({kind})"
    return ""
