"""Sizes that one can hold in mind: files, functions, parameters (docs/explanation/the_house.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("schemas", "monitor_config", "spiders", "capture", "matcher", "delivery", "runtime")
FILES = sorted(path for name in (*PRODUCT, "tests") for path in (ROOT / name).rglob("*.py"))
MAX_FUNCTION_LINES, MAX_FILE_LINES, MAX_TEST_FILE_LINES, MAX_POSITIONAL = 40, 400, 600, 5

# path::function -> why it is longer
LONGER_FUNCTIONS: dict[str, str] = {}


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    body = node.body
    if ast.get_docstring(node):
        body = body[1:]
    return (body[-1].end_lineno or 0) - node.body[0].lineno + 1 if body else 0


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_can_be_held_in_mind(path: Path) -> None:
    relative = path.relative_to(ROOT)
    limit = MAX_TEST_FILE_LINES if relative.parts[0] == "tests" else MAX_FILE_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit
    too_long = [
        f"{relative}::{node.name} ({lines_of(node)} lines)"
        for node in functions_of(path)
        if lines_of(node) > MAX_FUNCTION_LINES and f"{relative}::{node.name}" not in LONGER_FUNCTIONS
    ]
    assert not too_long
    too_many = [
        f"{relative}::{node.name}"
        for node in functions_of(path)
        if len([a for a in node.args.args if a.arg not in {"self", "cls"}]) > MAX_POSITIONAL
        and not node.name.startswith("test_")
    ]
    assert not too_many, "more than five positional parameters"
