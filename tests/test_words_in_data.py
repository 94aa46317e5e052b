"""Words that an expert may correct stand in reports/data/: no pattern in code has a Chinese word in it.

Three things are notation and no words, and may stand in a pattern: ranges ([一-鿿]), which name a script; numerals; the
signs of dates and times. There is nothing in them that a new report could make necessary to correct. Punctuation is no
word either, and not looked at.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.numerals import _HAN as NUMERALS

ROOT = Path(__file__).parent.parent
FILES = [ROOT / "app.py"] + [
    path for layer in ("reports", "index", "search", "schemas", "web") for path in sorted((ROOT / layer).rglob("*.py"))
]
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
RANGE = re.compile(r"[^\[(]-[\u3400-\u9fff\uf900-\ufaff]|[\u3400-\u9fff\uf900-\ufaff]-[^\])]")
NOTATION = frozenset(NUMERALS + "万亿" + "年月日时分秒")
LITERALS = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Dict, ast.Tuple, ast.List, ast.Set)

Names = dict[str, ast.expr]


def assigned(tree: ast.Module) -> Names:
    """Return the literals by the names that they are given, anywhere in a module."""
    found: Names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, LITERALS):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
    return found


TREES = {".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8")) for path in FILES}
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
