"""The order of the house: a module imports its own room and rooms to its left, at the top of the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "legalindia"
ROOMS = (
    "errors law sealing database background extensions adapters ops web audit accounts jobs clients documents library "
    "search research drafts today admin backup demo cli app"
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


REPORTERS = ("SCC", "AIR", "INSC", "SCR", "MANU", "SCALE", "ILR", "CriLJ")


@pytest.mark.parametrize("path", [path for path in MODULES if "law" not in path.parts], ids=_name)
def test_citations_are_read_by_the_law_alone(path: Path) -> None:
    """A second pattern for citations would disagree with the first one day, and a check would pass by it."""
    patterns = [
        constant.value
        for call in ast.walk(_tree(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re.")
        for constant in ast.walk(call)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    ]

    assert not [pattern for pattern in patterns if any(reporter in pattern for reporter in REPORTERS)]


def test_every_room_says_what_it_is_and_nothing_else() -> None:
    for path in HOUSE.rglob("__init__.py"):
        body = _tree(path).body
        extra = [node for node in body[1:] if not isinstance(node, ast.Assign)]

        assert isinstance(body[0], ast.Expr), path
        assert not extra, path
