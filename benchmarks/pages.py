"""Measure the pages of a large firm with wrk, against a bare Flask page under the same gunicorn in the same run.

    python -m benchmarks.pages --documents 1000 10000 --keep FOLDER

Ten passages a paper. Filling an office of 100,000 papers took 35 minutes on two busy cores: `--keep` uses it again next
time.
`alone` is one person, waiting for each page; `together` are eight at once, which is more than two cores can serve.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.index import VOCABULARY
from benchmarks.office import EMAIL, ROOT, Browser, Office, free_port, memory_now, open_office, surroundings_of

PASSWORD = "benchmarkpassword"
TOGETHER = 8
IDLE_AFTER_SECONDS = 5
LISTED = 400
_PAPER = re.compile(r'href="(/documents/[0-9a-f-]{36})"')
_CLIENT = re.compile(r'href="(/clients/[0-9a-f-]{36})"')
_MORE = re.compile(r'href="(/clients/[^"]*cursor=[^"]*)"')


@dataclass(frozen=True, slots=True)
class Figures:
    """What wrk measured of some addresses, asked for in turn."""

    requests: int
    seconds: float
    p50_ms: float
    p95_ms: float
    failed: int

    @property
    def each_second(self) -> float:
        return self.requests / self.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--keep", type=Path, help="folder of filled offices, made where they are not there yet")
    parser.add_argument("--seconds", type=int, default=6, help="for each figure")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="firm-") as passing:
        for documents in chosen.documents:
            measure(_filled((chosen.keep or Path(passing)) / f"{documents}", documents), documents, chosen.seconds)


def measure(folder: Path, documents: int, seconds: int) -> None:
    print(f"{documents:,} papers, {10 * documents:,} passages; load {os.getloadavg()[0]:.1f}", flush=True)
    with open_office(folder, PASSWORD) as office:
        print(f"  ready {office.ready_seconds:.1f} s after the start", flush=True)
        time.sleep(IDLE_AFTER_SECONDS)
        _say_memory("idle", office)
        browser = Browser(office)
        browser.sign_in()
        with _bare_page(folder) as bare:
            for name, paths in pages(browser).items():
                _say(name, browser, office, paths, seconds, bare)
        _say_memory("after that", office)


def pages(browser: Browser) -> dict[str, list[str]]:
    """Return the addresses to ask for, by what they are called here."""
    client = _first(_CLIENT, browser.get("/clients").text)
    lists = list(_lists(browser, client))
    papers = [path for text in lists for path in dict.fromkeys(_PAPER.findall(text))][:LISTED]
    return {
        "today": ["/"],
        "clients": ["/clients"],
        "documents": [client],
        "documents, further on": [_first(_MORE, lists[-1]).replace("&amp;", "&")],
        "documents, by title": [f"{client}?q=paper+{number}" for number in range(100, 200)],
        "a document": papers[:1],
        "many documents": papers,
        "search, rare word": [_search(VOCABULARY[at]) for at in range(6_000, 6_400)],
        "search, three words": [_search(*VOCABULARY[[at, at * 3, at * 7]]) for at in range(10, 260)],
        "search, common word": [_search(VOCABULARY[at]) for at in range(5, 100)],
    }


def wrk(address: str, paths: Sequence[str], cookie: str, seconds: int, connections: int) -> Figures:
    """Ask for the paths in turn for some seconds, over so many connections."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(paths))
        listed.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", "benchmarks/ask.lua"]
        said = subprocess.run(
            [*command, address, "--", listed.name, *([cookie] if cookie else [])],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    return Figures(**json.loads(said.stdout.splitlines()[-1]))


def _say(name: str, browser: Browser, office: Office, paths: list[str], seconds: int, bare: str) -> None:
    """Measure one kind of page, and the bare one before and after it: a shared machine has fast and slow minutes."""
    assert browser.get(paths[0]).status == 200, f"{paths[0]} is not answered."
    alone = wrk(office.address, paths, browser.cookie, seconds, 1)
    before = wrk(bare, ["/"], "", seconds, TOGETHER)
    together = wrk(office.address, paths, browser.cookie, seconds, TOGETHER)
    after = wrk(bare, ["/"], "", seconds, TOGETHER)
    limit = (before.each_second + after.each_second) / 2
    print(
        f"  {name:24} alone p50 {alone.p50_ms:6.1f} p95 {alone.p95_ms:6.1f} ms   "
        f"together {together.each_second:6.0f}/s = {together.each_second / limit:4.0%} of {limit:,.0f} bare, "
        f"p95 {together.p95_ms:6.1f} ms, {alone.failed + together.failed} failed",
        flush=True,
    )


def _say_memory(when: str, office: Office) -> None:
    taken = memory_now(office.starter)
    parts = ", ".join(f"{part} {size / 2**20:.0f}" for part, size in taken.items())
    print(f"  memory {when}: {sum(taken.values()) / 2**20:.0f} MiB ({parts})", flush=True)


def _lists(browser: Browser, client: str) -> Iterator[str]:
    """Give the pages of the client's list, as many as hold the papers that are asked for."""
    path = client
    for _ in range(LISTED // 50):
        text = browser.get(path).text
        yield text
        path = _first(_MORE, text).replace("&amp;", "&")


def _search(*words: str) -> str:
    return f"/search?q={quote_plus(' '.join(words))}"


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, f"The page holds nothing like {pattern.pattern}."
    return found[1]


@contextmanager
def _bare_page(folder: Path) -> Iterator[str]:
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "benchmarks.bare:app"]
    server = subprocess.Popen(gunicorn, cwd=ROOT, env=surroundings_of(folder, port), stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(lambda: wrk(address, ["/"], "", 1, 1).requests > 0)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(20):
        try:
            if is_so():
                return
        except subprocess.CalledProcessError:
            time.sleep(0.5)
    raise TimeoutError("The bare page did not answer.")


def _filled(folder: Path, documents: int) -> Path:
    """Return the folder of an office of so many papers, filled now where that has not been done."""
    if (folder / "filled").exists():
        return folder
    surroundings = surroundings_of(folder, free_port())
    flask = [sys.executable, "-m", "flask", "office", "prepare"]
    subprocess.run(flask, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.DEVNULL)
    mill = [sys.executable, "-m", "benchmarks.large_firm", "--documents", str(documents), "--email", EMAIL]
    subprocess.run(mill, cwd=ROOT, env=surroundings, check=True, input=f"{PASSWORD}\n", text=True)
    (folder / "filled").touch()
    return folder


if __name__ == "__main__":
    main()
