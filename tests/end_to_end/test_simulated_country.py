"""A simulated country under real limits: twelve tribunals of every system in CI, sixty with 20,000 cases by hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.processes import clean_environment

ROOT = Path(__file__).parents[2]


def _play(scale: str, seconds: float, *arguments: str) -> dict[str, int | float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo", "--scale", scale, "--json", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    said = json.loads(done.stdout)
    assert said["disagreements"] == []
    assert done.returncode == 0, done.stderr[-2000:]
    counts: dict[str, int | float] = said["counts"]
    sys.stdout.write(json.dumps(counts) + "\n")
    return counts


def test_twelve_tribunals_agree_within_their_budgets() -> None:
    """e-SAJ, PJe, its app, eproc, Projudi, TJPA, STF, STJ and DataJud: no budget of a minute or a day is exceeded."""
    counts = _play("twelve", 300)
    assert counts["movements_told"] > 100
    assert counts["visits"] > 300


@pytest.mark.prove
def test_a_fortnight_of_the_country_agrees_within_its_budgets() -> None:
    counts = _play("country", 5400)
    assert counts["cases_watched"] == 20_000
    assert counts["visits"] > 60_000
