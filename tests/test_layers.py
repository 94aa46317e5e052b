"""What may stand where: imports point one way, reports ← index ← search ← schemas ← web ← app; words stand in data."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["reports", "index", "search", "schemas", "web"]
WEB_ONLY = {"flask", "flask_smorest", "flask_cors", "limits", "werkzeug", "click"}
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
    "index": ["text", "originals", "record", "passages", "ingest"],
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


HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
RANGE = re.compile(r"[^\[(]-[\u3400-\u9fff\uf900-\ufaff]|[\u3400-\u9fff\uf900-\ufaff]-[^\])]")
NUMERALS = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
NOTATION = frozenset(NUMERALS + "年月日时分秒")
"""No words: nothing of numerals and of the signs of dates and times is ever to be corrected for a new report.

Ranges ([一-鿿]) name a script and are left out as well; punctuation is not looked at.
"""
LITERALS = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Dict, ast.Tuple, ast.List, ast.Set)

Names = dict[str, ast.expr]


def assigned(tree: ast.Module) -> Names:
    """Return the literals by the names that they are given, anywhere in a module."""
    found: Names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, LITERALS):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
    return found


TREES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
    for path in (*FILES, ROOT / "app.py")
}
ASSIGNED = {module: assigned(tree) for module, tree in TREES.items()}


def names(module: str) -> Names:
    """Return what the names of a module stand for, those that it imports from our own modules among them."""
    found: Names = {}
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom) and node.module in ASSIGNED:
            source = ASSIGNED[node.module]
            found |= {one.asname or one.name: source[one.name] for one in node.names if one.name in source}
    return found | ASSIGNED[module]


def strings(node: ast.AST, known: Names) -> Iterator[str]:
    """Yield the strings that an expression is made of, through the names in it."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name) and part.id in known:
            yield from strings(known[part.id], {name: value for name, value in known.items() if name != part.id})


def patterns(module: str) -> Iterator[ast.Call]:
    """Yield the calls of `re` that take a pattern."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of = node.func.value
            if isinstance(of, ast.Name) and of.id == "re" and node.func.attr != "escape":
                yield node


def words(call: ast.Call, known: Names) -> set[str]:
    """Return the characters of a pattern that are neither of a range nor notation."""
    return {char for text in strings(call.args[0], known) for char in HAN.findall(RANGE.sub("", text))} - NOTATION


@pytest.mark.parametrize("module", TREES)
def test_no_pattern_in_code_has_a_chinese_word(module: str) -> None:
    known = names(module)
    assert not {call.lineno: found for call in patterns(module) if (found := words(call, known))}


def test_a_word_is_found_through_names_and_ranges_are_none() -> None:
    tree = ast.parse('_END = "[局厅]"\nre.compile(rf"[\u4e00-\u9fff]{{2}}年{_END}")')
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert words(call, assigned(tree)) == {"局", "厅"}
