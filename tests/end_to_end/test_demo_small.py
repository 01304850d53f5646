"""`arauto demo` at small scale: every stage as its own process, and all ledgers agree."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.processes import clean_environment

ROOT = Path(__file__).parents[2]
SECONDS = 300


def run_arauto_demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `arauto demo` as an operator does."""
    return subprocess.run(
        [sys.executable, "-m", "runtime.cli", "demo", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def check_counts(said: dict[str, int]) -> None:
    """What a small run must at least have told."""
    assert said["movements_told"] >= 80
    assert said["movements_withdrawn_told"] >= 6
    assert said["distributions_matched"] >= 20
    assert said["near_misses"] >= 20
    assert said["sealed_cases"] >= 3
    assert said["deliveries_verified"] > said["events"] * 0.9


def test_a_small_demo_agrees_over_postgresql(tmp_path: Path) -> None:
    """Exit status 0, one JSON object on standard output, and nothing of the run is left running."""
    done = run_arauto_demo("--scale", "small", "--seed", "5", "--json", "--keep", str(tmp_path))
    said = json.loads(done.stdout)
    assert said["disagreements"] == []
    assert said["ledgers_agree"] is True
    assert done.returncode == 0, done.stderr[-2000:]
    check_counts(said["counts"])
    assert _still_running(str(tmp_path)) == []


@pytest.mark.kafka
def test_a_small_demo_agrees_over_kafka() -> None:
    bootstrap = os.environ["ARAUTO_TEST_KAFKA_BOOTSTRAP"]
    done = run_arauto_demo("--scale", "small", "--json", "--stream", "kafka", "--kafka-bootstrap", bootstrap)
    said = json.loads(done.stdout)
    assert said["disagreements"] == []
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.prove
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_full_demo_agrees_in_under_two_minutes(seed: int) -> None:
    """The promises of the demo: 200 matches, 200 near misses, 2,000 movements, 20 edits and withdrawals, 5 sealed."""
    done = run_arauto_demo("--json", "--seed", str(seed))
    said = json.loads(done.stdout)
    assert said["disagreements"] == []
    assert done.returncode == 0
    counts = said["counts"]
    assert counts["distributions_matched"] >= 200
    assert counts["near_misses"] >= 200
    assert counts["movements_told"] >= 2000
    assert min(counts["edits"], counts["withdrawals"]) >= 20
    assert counts["sealed_cases"] >= 5
    assert said["seconds"] < 120


def _still_running(mark: str) -> list[str]:
    """Return the command lines of processes that still have the run's folder in their arguments."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if mark in line and "pytest" not in line:
            found.append(line)
    return found
