"""By which names the office answers: pages by its own alone, and what machines ask by any."""

from __future__ import annotations

import dataclasses
import uuid
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing.converters import AnyConverter, BaseConverter, UUIDConverter

from config import Settings
from legalindia.app import create_app
from tests.conftest import _outfit

TOKEN = "the token of Prometheus"
FOR_MACHINES = ("/health", "/health/ready", "/metrics")
# What a cluster asks by: the address of a container.
AT_A_POD = "http://10.244.3.17:8000"


@pytest.fixture
def named(settings: Settings, tmp_path: Path) -> Flask:
    hosts = ("office.example", ".firm.example")
    return create_app(dataclasses.replace(settings, public_hosts=hosts, metrics_token=TOKEN), _outfit(tmp_path))


@pytest.fixture
def client(named: Flask) -> FlaskClient:
    return named.test_client()


@pytest.mark.parametrize("path", FOR_MACHINES)
def test_what_machines_ask_answers_to_any_name(client: FlaskClient, path: str) -> None:
    answer = client.get(path, base_url=AT_A_POD)

    assert answer.status_code == 200


def test_no_other_route_answers_to_a_name_that_is_not_ours(named: Flask, client: FlaskClient) -> None:
    addresses = named.url_map.bind("office.example")
    answered = {}
    for rule in named.url_map.iter_rules():
        values = {name: _some(rule._converters[name]) for name in rule.arguments}
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            path = addresses.build(rule.endpoint, values, method=verb)
            answered[verb, path] = client.open(path, method=verb, base_url=AT_A_POD).status_code

    assert len(answered) > 100
    assert {path for (_, path), status in answered.items() if status != 400} == set(FOR_MACHINES)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/health/", "/health/ready/", "/metrics/", "//metrics", "/metrics/../login"]
)
def test_nor_does_one_that_looks_alike(client: FlaskClient, path: str) -> None:
    assert client.get(path, base_url=AT_A_POD).status_code == 400


def test_the_names_of_the_office_are_answered(client: FlaskClient) -> None:
    for name in ("office.example", "office.example:8443", "a.firm.example"):
        assert client.get("/login", base_url=f"http://{name}").status_code == 200
    assert client.get("/login", base_url="http://office.example.evil.example").status_code == 400


def test_a_stranger_with_any_name_reads_no_metrics(client: FlaskClient) -> None:
    stranger = {"REMOTE_ADDR": "10.244.9.9"}
    with_token = {"Authorization": f"Bearer {TOKEN}"}

    assert client.get("/metrics", base_url=AT_A_POD, environ_base=stranger).status_code == 404
    assert client.get("/metrics", base_url=AT_A_POD, environ_base=stranger, headers=with_token).status_code == 200


def _some(converter: BaseConverter) -> object:
    """Make up what a place in an address takes."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return uuid.uuid4() if isinstance(converter, UUIDConverter) else 1
