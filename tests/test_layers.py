"""Imports point one way: reports ← index ← search ← schemas ← web ← app."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["reports", "index", "search", "schemas", "web"]
WEB_ONLY = {"flask", "flask_smorest", "flask_cors", "flask_limiter", "werkzeug", "click"}
FORBIDDEN = {
    "reports": {*WEB_ONLY, "sqlalchemy", "whoosh", "jieba", "marshmallow", "alembic"},
    "index": {*WEB_ONLY, "marshmallow"},
    "search": {*WEB_ONLY, "marshmallow", "sqlalchemy", "whoosh", "jieba", "alembic"},
    "schemas": {*(WEB_ONLY - {"flask_smorest"}), "sqlalchemy", "whoosh", "jieba", "alembic"},
    "web": {"whoosh", "jieba", "alembic"},
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


FILES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_folder_imports_only_from_those_to_its_left(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    to_the_right = {*LAYERS[LAYERS.index(layer) + 1 :], "app"}
    assert not imported(path) & to_the_right


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_folder_knows_only_its_third_parties(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    assert not imported(path) & FORBIDDEN[layer]


ROOMS = {
    "reports": ["data", "text", "forms", "reading", "sections", "identity", "tables", "prose", "checks", "selfcheck"],
    "index": ["text", "record", "passages", "ingest"],
    "web": ["http", "pages", "resources", "embeds", "serving", "cli"],
}
"""The folders within a folder, each of which imports from those to its left alone."""


def rooms_imported(path: Path, folder: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            found |= {name.split(".")[1] for name in names if name.startswith(f"{folder}.")}
    return found


@pytest.mark.parametrize(
    ("folder", "room"), [(folder, room) for folder, rooms in ROOMS.items() for room in rooms], ids=lambda name: name
)
def test_a_room_imports_only_from_those_to_its_left(folder: str, room: str) -> None:
    rooms = ROOMS[folder]
    to_the_right = set(rooms[rooms.index(room) + 1 :])
    wrong = {
        str(path): found
        for path in sorted((ROOT / folder / room).rglob("*.py"))
        if (found := rooms_imported(path, folder) & to_the_right)
    }
    assert not wrong


@pytest.mark.parametrize("folder", ROOMS)
def test_each_room_has_its_place(folder: str) -> None:
    rooms = {path.parent.relative_to(ROOT / folder).parts[0] for path in (ROOT / folder).glob("*/*.py")}
    assert rooms == set(ROOMS[folder])
