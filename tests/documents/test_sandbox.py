"""A stranger's file is read in a child process: it may end that child, and nothing else."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from legalindia.documents.reading.failures import OverLimit, Unreadable
from legalindia.documents.reading.limits import Limits
from legalindia.documents.reading.pages import Header, PageText
from legalindia.documents.reading.reader import read, render_page
from tests.documents import samples
from tests.documents.samples import MEBIBYTE, PDF, TEXT, put, read_all, text_of


def descendants(pid: int) -> set[int]:
    """Return the ids of all processes that this one has started, and they in turn."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {child for child, parent in parents.items() if parent == pid}
    return found.union(*(descendants(child) for child in found)) if found else found


def readers(pid: int) -> set[int]:
    """Return which of them read files: the nursery, and its children."""
    return {child for child in descendants(pid) if b"reading.child" in _command(child)}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait_for_end(pids: set[int]) -> None:
    """Return when all of these processes have ended; fail when one outlives 20 seconds."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([handle], [], [], 20)
        os.close(handle)
        assert ended, f"process {pid} lives on"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.4\n" + bytes(range(256)) * 20,
        samples.pdf("Plaint")[:300],
        b"MZ\x90\0" + b"\0" * 500,
    ],
)
def test_a_damaged_pdf_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"damaged|no pages"):
        read_all(put(tmp_path, content), PDF)


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no pages"):
        read_all(put(tmp_path, samples.pdf_without_pages()), PDF)


def test_a_pdf_cut_in_half_ends_as_pages_or_as_a_sentence(tmp_path: Path) -> None:
    whole = samples.pdf(*(f"Page {number} of the plaint" for number in range(30)))

    with pytest.raises(Unreadable, match="damaged"):
        read_all(put(tmp_path, whole[: len(whole) // 2]), PDF)


@pytest.mark.parametrize(
    "content",
    [samples.pdf_with_circular_xref(), samples.pdf_that_holds_itself(), samples.deep_pdf()],
    ids=["circular table", "circular pages", "deep arrays"],
)
def test_a_tangled_pdf_comes_to_a_clean_end(tmp_path: Path, content: bytes) -> None:
    try:
        header, pages = read_all(put(tmp_path, content), PDF)
    except Unreadable as refusal:
        header, pages = Header(1, has_images=True), [PageText(1, "", refusal.detail)]

    assert len(pages) == header.page_count


def test_a_pdf_of_a_million_pages_is_refused_before_any_is_read(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match="pages"):
        read_all(put(tmp_path, samples.pdf_of_a_million_pages()), PDF)


def test_a_bomb_takes_its_page_and_not_the_office(tmp_path: Path) -> None:
    bomb = put(tmp_path, samples.pdf_bomb(600 * MEBIBYTE))

    _, [page] = read_all(bomb, PDF, limits=Limits(memory_bytes=400 * MEBIBYTE))

    assert page.text == ""
    assert page.problem is not None
    assert text_of(put(tmp_path, samples.pdf("Plaint")), PDF) == "Plaint"


def test_an_endless_page_is_given_up_alone(tmp_path: Path) -> None:
    text_of(put(tmp_path, b"The nursery stands."), TEXT)

    # It takes memory all the while: a gigabyte in a second and a half, where nothing else is at work.
    limits = Limits(page_seconds=1.5, memory_bytes=8 << 30)
    _, pages = read_all(put(tmp_path, samples.endless_pdf(honest_pages=3)), PDF, limits=limits)

    assert [page.text.strip() for page in pages] == ["An honest page."] * 3 + [""]
    assert pages[3].problem == "this page could not be read: it takes longer than 1.5 seconds"


def test_a_file_is_stopped_when_its_computing_time_is_spent(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match="computing"):
        read_all(put(tmp_path, samples.endless_pdf()), PDF, limits=Limits(cpu_seconds=1))


def test_a_file_is_stopped_when_its_time_is_spent(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match=r"longer than 0\.5 seconds"):
        read_all(put(tmp_path, samples.endless_pdf(honest_pages=1)), PDF, limits=Limits(total_seconds=0.5))


def test_a_page_of_200_inches_is_drawn_within_the_limit_of_pixels(tmp_path: Path) -> None:
    huge = samples.raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 14400]>>",
    )

    picture = Image.open(io.BytesIO(render_page(put(tmp_path, huge), PDF, 1, width=2000)))

    assert picture.width * picture.height <= 8_100_000


def test_scripts_and_attachments_are_named_and_nothing_is_run(tmp_path: Path) -> None:
    content = samples.raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) 4 0 R]>>/EmbeddedFiles<</Names[(a) 5 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        b"<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"<</Type/Filespec/F(a.exe)>>",
    )

    header, _ = read_all(put(tmp_path, content), PDF)

    assert header.notes == ("It holds scripts (JavaScript). They are never run.",)
    assert header.enclosures == 1


@pytest.mark.parametrize(("act", "word"), [("JavaScript", "JavaScript"), ("Launch", "start programs")])
def test_what_acts_is_named_when_it_is_packed_into_a_stream_of_objects(tmp_path: Path, act: str, word: str) -> None:
    path = tmp_path / "packed.pdf"
    with pikepdf.open(io.BytesIO(samples.pdf("Press the button."))) as made:
        action = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(f"/{act}"), JS=pikepdf.String("app.alert(1)")))
        made.Root.OpenAction = action
        made.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    header = next(read(path, PDF))

    assert act.encode() not in path.read_bytes()
    assert isinstance(header, Header)
    assert any(word in note for note in header.notes)


def test_a_page_over_which_the_child_dies_is_given_up_and_says_why(tmp_path: Path) -> None:
    text_of(put(tmp_path, b"The nursery stands."), TEXT)
    nursery = readers(os.getpid())
    reading = read(put(tmp_path, samples.endless_pdf(honest_pages=1)), PDF)
    next(reading)
    next(reading)
    killer = threading.Thread(target=_kill_twice, args=(nursery,))
    killer.start()
    last = next(reading)
    killer.join()

    assert last == PageText(2, "", "this page could not be read: its reader broke off over it (SIGKILL)")


def _kill_twice(nursery: set[int]) -> None:
    """Kill the child that is there, and the one that has the page's second try."""
    killed: set[int] = set()
    while len(killed) < 2:
        for child in readers(os.getpid()) - nursery - killed:
            os.kill(child, signal.SIGKILL)
            killed.add(child)


def test_an_iterator_closed_early_leaves_no_child(tmp_path: Path) -> None:
    text_of(put(tmp_path, b"The nursery stands."), TEXT)
    before = readers(os.getpid())
    reading = read(put(tmp_path, samples.endless_pdf(honest_pages=1)), PDF)
    next(reading)
    children = readers(os.getpid()) - before
    reading.close()

    assert len(children) == 1
    wait_for_end(children)


def test_a_nursery_that_was_killed_is_replaced(tmp_path: Path) -> None:
    path = put(tmp_path, b"Read me twice.")
    text_of(path, TEXT)
    nurseries = readers(os.getpid())
    for pid in nurseries:
        os.kill(pid, signal.SIGKILL)
    wait_for_end(nurseries)

    assert text_of(path, TEXT) == "Read me twice."


def test_nothing_lives_on_when_the_office_is_killed(tmp_path: Path) -> None:
    path = put(tmp_path, samples.endless_pdf(honest_pages=1))
    script = (
        "import sys; from pathlib import Path; from legalindia.documents.files import MediaType;"
        "from legalindia.documents.reading.reader import read; reading = read(Path(sys.argv[1]), MediaType.PDF);"
        "next(reading); next(reading); print('reading', flush=True); next(reading)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as office:
        assert office.stdout is not None
        assert office.stdout.readline() == "reading\n"
        children = readers(office.pid)
        office.kill()

    assert len(children) == 2
    wait_for_end(children)


def test_many_threads_read_at_once(tmp_path: Path) -> None:
    path = put(tmp_path, samples.pdf("Plaint", "Prayer"))
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(text_of(path, PDF))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert texts == ["Plaint\nPrayer"] * 8


def test_a_forked_copy_of_the_office_reads_too(tmp_path: Path) -> None:
    path = put(tmp_path, b"Read in the fork.")
    text_of(path, TEXT)
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if text_of(path, TEXT) == "Read in the fork." else 1)
        finally:
            os._exit(2)

    assert os.waitpid(child, 0)[1] == 0
    assert text_of(path, TEXT) == "Read in the fork."


def test_the_child_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGALINDIA_TEST_SECRET", "the office's key")
    with closing(read(put(tmp_path, samples.endless_pdf(honest_pages=1)), PDF)) as reading:
        next(reading)
        environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in readers(os.getpid())]

    assert environments
    assert not any(b"LEGALINDIA" in environment for environment in environments)


@pytest.fixture
def networks_of_their_own() -> None:
    if subprocess.run(["unshare", "--user", "--net", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets no process have a network of its own")


@pytest.mark.usefixtures("networks_of_their_own")
def test_the_child_has_no_network(tmp_path: Path) -> None:
    text_of(put(tmp_path, b"The nursery stands."), TEXT)
    networks = {os.readlink(f"/proc/{pid}/ns/net") for pid in readers(os.getpid())}

    assert networks
    assert os.readlink("/proc/self/ns/net") not in networks
