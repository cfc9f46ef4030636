"""A library that is there from the start: a judgment, an Act, an article in dated versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import Program
from tests.library.fixtures import write_library


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return write_library(tmp_path / "to-import")


@pytest.fixture
def library(runner: FlaskCliRunner, shelf: Path, asha: Program) -> dict[str, str]:
    """Import the shelf and return the ids of what is on it by title."""
    runner.invoke(args=["library", "import", str(shelf)])
    return {one["title"].split(" ")[1]: one["id"] for one in asha.get("/library").json["items"]}
