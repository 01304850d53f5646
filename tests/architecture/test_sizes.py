"""Sizes that one can hold in mind: files, functions, parameters (docs/explanation/the_house.md)."""

import ast
from pathlib import Path

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


def functions_of(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def too_large(path: Path) -> list[str]:
    """What in a file is too large."""
    relative = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    limit = MAX_TEST_FILE_LINES if relative.parts[0] == "tests" else MAX_FILE_LINES
    lines = len(text.splitlines())
    found = [f"{relative} ({lines} lines)"] if lines > limit else []
    for node in functions_of(text):
        name = f"{relative}::{node.name}"
        if lines_of(node) > MAX_FUNCTION_LINES and name not in LONGER_FUNCTIONS:
            found.append(f"{name} ({lines_of(node)} lines)")
        positional = [a for a in node.args.args if a.arg not in {"self", "cls"}]
        if len(positional) > MAX_POSITIONAL and not node.name.startswith("test_"):
            found.append(f"{name} ({len(positional)} positional parameters)")
    return found


def test_files_and_their_functions_can_be_held_in_mind() -> None:
    assert len(FILES) > 500
    assert [each for path in FILES for each in too_large(path)] == []
