"""Dashboard and alerts ask for what the office really counts, and the alerts go off when they should."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Program

INFRA = Path(__file__).parents[2] / "infra"
ALERTS = INFRA / "prometheus" / "alerts.yml"
DASHBOARD = INFRA / "grafana" / "legalindia.json"
_NAME = re.compile(r"legalindia_[a-z_]+")


@pytest.mark.parametrize("file", [ALERTS, DASHBOARD], ids=lambda file: file.name)
def test_what_is_asked_for_is_counted(app: Flask, asha: Program, file: Path) -> None:
    there = app.test_client().get("/metrics").text
    told = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in _NAME.findall(there)}
    asked = {re.sub(r"_bucket$", "", name) for name in _NAME.findall(file.read_text())}

    assert asked
    assert asked <= told


def test_every_panel_says_what_it_shows() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]

    assert all(panel["description"] and panel["targets"][0]["expr"] for panel in panels)
    assert len({panel["id"] for panel in panels}) == len(panels)


@pytest.mark.parametrize("command", [["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]])
def test_the_alerts_go_off_when_they_should(command: list[str]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (package prometheus)")
    done = subprocess.run([promtool, *command], cwd=ALERTS.parent, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
