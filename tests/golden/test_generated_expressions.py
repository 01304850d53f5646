"""Tables of spellings that a generated expression must find, and of names that it must not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from matcher.expressions import compile_expression
from matcher.generation import generate_expression
from matcher.readings import readings_of

PAIRS = yaml.safe_load((Path(__file__).parent / "name_pairs.yml").read_text(encoding="utf-8"))
MUST = [(row["monitored"], name) for row in PAIRS for name in [*row["must"], row["monitored"]]]
MUST_NOT = [(row["monitored"], name) for row in PAIRS for name in row["must_not"]]


def finds(monitored: str, printed: str) -> bool:
    pattern = compile_expression(generate_expression(monitored))
    return any(pattern.search(reading.text) for reading in readings_of(printed))


@pytest.mark.parametrize(("monitored", "printed"), MUST)
def test_a_spelling_of_the_name_is_found(monitored: str, printed: str) -> None:
    assert finds(monitored, printed), generate_expression(monitored)


@pytest.mark.parametrize(("monitored", "printed"), MUST_NOT)
def test_another_name_is_not_found(monitored: str, printed: str) -> None:
    assert not finds(monitored, printed), generate_expression(monitored)


def test_every_process_generates_the_same_expression() -> None:
    """Else an unchanged expression would look like one of older word lists."""
    name = MUST[0][0]
    code = "import sys; from matcher.generation import generate_expression as g; print(g(sys.argv[1]))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code, name],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2", "3")
    }
    assert printed == {generate_expression(name)}
