"""The build fails when a test is skipped that could be run: what is skipped there is tested nowhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT_A_SERVER = "the client's own memory is not made for threads; a server is, and none is to be had here"
WITHOUT_DATA = "LEGALINDIA_TEST_DATA names no folder of real papers"


def judged(tmp_path: Path, test: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run a test as the build does, and let it judge the report."""
    file, report = tmp_path / "test_it.py", tmp_path / "report.xml"
    file.write_text(f"import pytest\n\n\n{test}")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", file]
    # Its plugins take seconds to load and have no say in this.
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, env=bare)
    ask = [sys.executable, ROOT / ".ci" / "skips", report]
    return subprocess.run(ask, check=False, capture_output=True, text=True, env=surroundings)


@pytest.mark.parametrize(
    ("test", "is_good"),
    [
        ("def test_it():\n    assert True\n", True),
        (f"def test_it():\n    pytest.skip({WITHOUT_A_SERVER!r})\n", True),
        ("def test_it():\n    pytest.skip('Tesseract is not installed')\n", False),
        ("@pytest.mark.skip(reason='no time')\ndef test_it():\n    pass\n", False),
        ("@pytest.mark.xfail\ndef test_it():\n    assert False\n", False),
        ("pytest.skip('PostgreSQL is not installed', allow_module_level=True)\n", False),
        ("", False),
    ],
)
def test_a_skip_wants_a_reason_that_is_on_the_list(tmp_path: Path, test: str, is_good: bool) -> None:
    answer = judged(tmp_path, test)

    assert (answer.returncode == 0) is is_good, answer.stdout
    assert bool(answer.stdout) is not is_good


def test_real_papers_are_not_asked_for_where_there_are_none(tmp_path: Path) -> None:
    test = f"def test_it():\n    pytest.skip({WITHOUT_DATA!r})\n"

    assert judged(tmp_path, test).returncode == 0
    assert judged(tmp_path, test, LEGALINDIA_TEST_DATA="/papers").returncode == 1


@pytest.mark.parametrize("name", ["may-skip", "may-skip-without-data"])
def test_every_reason_on_the_list_is_one_that_a_test_gives(name: str) -> None:
    given = "".join(path.read_text() for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
    listed = [line for line in (ROOT / ".ci" / name).read_text().splitlines() if not line.startswith("#")]

    assert listed
    assert all(re.search(re.escape(reason), given) for reason in listed)
