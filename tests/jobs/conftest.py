"""Whatever is true of jobs is true on both queues."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from config import Settings
from tests.servers import OwnRedis


@pytest.fixture(scope="session")
def own_redis() -> Iterator[OwnRedis]:
    server = OwnRedis()
    yield server
    server.stop()


@pytest.fixture(params=["file", "redis"])
def settings(settings: Settings, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Settings:
    if request.param == "file":
        return settings
    server: OwnRedis = request.getfixturevalue("own_redis")
    # Workers of their own, which a test starts, read it from the environment.
    monkeypatch.setenv("HUEY_URL", server.url)
    return dataclasses.replace(settings, queue_url=server.url)
