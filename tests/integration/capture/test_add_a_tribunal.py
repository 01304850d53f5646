"""What docs/how_to/add_a_tribunal.md tells to write is enough: the new tribunal is known, and its case is read."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[3]
HOW_TO = ROOT / "docs" / "how_to" / "add_a_tribunal.md"
_ABOUT_TEN_LINES = 12


def _block(language: str) -> str:
    found = re.search(rf"^ *```{language}\n(.*?)^ *```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found is not None
    return textwrap.dedent(found[1])


def test_one_file_and_one_line_add_a_tribunal(tmp_path: Path) -> None:
    """In a process of its own: a spider's class stays known for as long as its process lives."""
    module, policy = _block("python"), _block("yaml")
    assert len([line for line in module.splitlines() if line]) <= _ABOUT_TEN_LINES
    assert len(policy.splitlines()) == 1
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "tjse_esaj.py").write_text(module, encoding="utf-8")
    (tmp_path / "tribunals.yml").write_text(f"defaults: {{}}\ntribunals:\n  {policy}", encoding="utf-8")
    command = [sys.executable, "-m", "tests.support.added_tribunal"]
    done = subprocess.run(
        [*command, str(tmp_path / "modules"), str(tmp_path / "tribunals.yml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = ["switched on: True", "found_new, all parties: True", "daily budget: 1500", "known: True"]
    assert done.stdout.splitlines()[-4:] == said
