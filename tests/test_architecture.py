"""The order of the house: a module imports its own room and rooms to its left, at the top of the file."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "legalindia"
ROOMS = (
    "errors law sealing database rows background extensions adapters ops web audit accounts jobs clients documents "
    "library search research drafts today admin backup demo cli app"
).split()
# Inside a room with pages: what it is, the work, who does it, what a person may do, and how it is asked over HTTP.
LAYERS = [
    {"models"},
    {
        "access",
        "folders",
        "passages",
        "ingest",
        "reading",
        "files",
        "languages",
        "questions",
        "retrieve",
        "answer",
        "verify",
    },
    {"tasks"},
    {"service"},
    {"forms", "schemas"},
    {"views", "api", "shelves"},
]
MODULES = sorted(path for path in HOUSE.rglob("*.py") if "sources" not in path.parts)


def _name(path: Path) -> str:
    return ".".join(["legalindia", *path.relative_to(HOUSE).with_suffix("").parts])


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "legalindia" and len(parts) > 1 and parts[1] in ROOMS else None


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_only_rooms_to_its_left(path: Path) -> None:
    own = _room(_name(path))
    if own is None:
        return
    theirs = {room for module in _imports(_tree(path)) if (room := _room(module))}

    assert all(ROOMS.index(room) <= ROOMS.index(own) for room in theirs), theirs


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_import_hides_in_a_function(path: Path) -> None:
    functions = [node for node in ast.walk(_tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    hidden = [
        node for function in functions for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))
    ]

    assert not hidden


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_inside_a_room_too_imports_point_one_way(path: Path) -> None:
    layer = {name: depth for depth, names in enumerate(LAYERS) for name in names}
    room = _room(_name(path))
    own = layer.get(path.stem)
    if room is None or own is None or path.parent.name != room:
        return
    parts = [module.split(".") for module in _imports(_tree(path)) if module.startswith(f"legalindia.{room}.")]

    assert all(layer.get(part[2], 0) <= own for part in parts)


def test_every_room_stands_in_the_order() -> None:
    there = {path.stem if path.is_file() else path.name for path in HOUSE.iterdir() if not path.name.startswith("_")}

    assert there <= set(ROOMS)


@pytest.mark.parametrize("path", [path for path in MODULES if "law" in path.parts], ids=_name)
def test_the_law_knows_neither_web_nor_database(path: Path) -> None:
    foreign = ("flask", "sqlalchemy", "requests", "httpx", "urllib")

    assert not [module for module in _imports(_tree(path)) if module.startswith(foreign)]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_only_the_gate_makes_a_statement(path: Path) -> None:
    made = [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Statement"
    ]

    assert not made or path == HOUSE / "research" / "verify.py"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_the_index_is_read_through_search_alone(path: Path) -> None:
    """`search.service.find` is the one way to ask for passages, because it asks inside what the person may see."""
    asked = [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "find" and ast.unparse(node.value).endswith(".index")
    ]

    assert not asked or path == HOUSE / "search" / "service.py"


GRAMMAR = HOUSE / "law" / "grammar"
READERS = [path for path in MODULES if GRAMMAR not in path.parents]
REPORTERS = re.compile(r"\b(?:S\.?C\.?C|A\.?I\.?R|INSC|SCR|MANU|SCALE|ILR|CriLJ|ITR)\b")
# A citation, the part of it by which it is told, and the same text when that part is none.
TOLD = [
    ("2023 INSC 123", "INSC 123", "2023 QXZQ 123"),
    ("(1978) 1 SCC 248", "SCC 248", "(1978) 1 QXZ 248"),
    ("AIR 1978 SC 597", "AIR 1978 SC 597", "QXZ 1978 QZ 597"),
    ("[1978] 2 SCR 621", "SCR 621", "[1978] 2 QXZ 621"),
    ("2020 SCC OnLine Del 45", "OnLine Del 45", "2020 QXZ QxZqxz Qxz 45"),
    ("MANU/SC/0133/1978", "MANU/SC/0133", "QXZQ/QZ/0133/1978"),
    ("2024:DHC:2720", "DHC:2720", "2024:QXZ:2720"),
    ("1977 CriLJ 31", "CriLJ 31", "1977 QxzQX 31"),
    ("Civil Appeal No. 6568/2011", "Civil Appeal No", "Qxzil Qzpeaq No. 6568/2011"),
    ("W.P.(C) No. 12 of 2020", "W.P.(C) No", "Q.X.(Z) No. 12 of 2020"),
    ("O.S. 442/2023", "O.S. 442", "Q.X. 442/2023"),
    ("Section 302", "Section 302", "Qxztion 302"),
    ("under Order VII Rule 11", "Order VII Rule", "under Qxzer VII Qxze 11"),
    ("u/s 138", "u/s 138", "q/x 138"),
    ("धारा 302", "धारा 302", "घघघघ 302"),
    ("302 IPC", "IPC", "302 QXZ"),
    ("Asha Rao v. State of Goa", "v", "Asha Rao q. State of Goa"),
    ("ASHA RAO VERSUS STATE OF GOA", "VERSUS", "ASHA RAO QXZQXZ STATE OF GOA"),
]


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from (pattern for inner in value.values() for pattern in _patterns(inner))
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from (pattern for inner in value for pattern in _patterns(inner))


def _tells_citations(pattern: re.Pattern[str]) -> list[str]:
    """Return the citations that a pattern tells from a text of the same shape: it knows how those are written."""
    told = []
    for citation, core, decoy in TOLD:
        found = pattern.search(citation)
        if found and core in found.group() and len(found.group()) > len((pattern.search(decoy) or [""])[0]):
            told.append(citation)
    return told


@pytest.mark.parametrize("path", READERS, ids=_name)
def test_citations_are_read_by_the_law_s_grammar_alone(path: Path) -> None:
    """A second pattern for citations would disagree with the first one day, and a check would pass by it.

    What a module takes from the grammar is the grammar's; what it compiles itself must not know a citation.
    """
    module = importlib.import_module(".".join(path.relative_to(HOUSE.parent).with_suffix("").parts))
    taken = {
        alias.asname or alias.name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom) and "law.grammar" in (node.module or "")
        for alias in node.names
    }
    own = [pattern for name, value in vars(module).items() if name not in taken for pattern in _patterns(value)]

    assert not [(pattern.pattern, told) for pattern in own if (told := _tells_citations(pattern))]


@pytest.mark.parametrize("path", READERS, ids=_name)
def test_no_pattern_names_a_law_report_outside_the_grammar(path: Path) -> None:
    """Patterns that are made inside a function are seen here, those of a module's own in the test above."""
    patterns = [
        constant.value
        for call in ast.walk(_tree(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re.")
        for constant in ast.walk(call)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    ]

    assert not [pattern for pattern in patterns if REPORTERS.search(pattern)]


@pytest.mark.parametrize(
    "written", [r"\(\d{4}\) \d+ SCC \d+", r"(?i)\bsections?\s+\d+", r"\bv(?:s|ersus)?\b\.?\s", r"Civil Appeal Nos?"]
)
def test_a_pattern_that_knows_citations_is_told(written: str) -> None:
    assert _tells_citations(re.compile(written))


@pytest.mark.parametrize("written", [r"\S+", r".*", r"\d{4}", r"[A-Z]{3,}", r"(?:page|p\.)\s?\d+"])
def test_a_pattern_that_only_happens_to_fit_is_not(written: str) -> None:
    assert not _tells_citations(re.compile(written))


def test_every_room_says_what_it_is_and_nothing_else() -> None:
    for path in HOUSE.rglob("__init__.py"):
        body = _tree(path).body
        extra = [node for node in body[1:] if not isinstance(node, ast.Assign)]

        assert isinstance(body[0], ast.Expr), path
        assert not extra, path
