"""`kill -9` of `arauto up` and of single stages in the middle of the load changes nothing of what is told."""

import os
import random
import signal
import time
from contextlib import suppress

import pytest

from tests.demo.conductor import run_demo
from tests.demo.options import DayContext, DemoOptions

_LONGEST_WAIT_SECONDS = 0.8
STAGES = ("capture", "matcher", "delivery", "api")


class Killer:
    """Kills something at a random moment of each working day; the moments follow from the seed.

    It waits while the day's work is going on: the moment itself is what is random.
    """

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self.killed: list[str] = []

    def __call__(self, day: int, context: DayContext) -> None:
        if day == 0 or self._rng.random() < 0.3:
            return
        time.sleep(self._rng.uniform(0, _LONGEST_WAIT_SECONDS))
        target = self._rng.choice(("up", "up", *STAGES))
        pid = context.up_pid() if target == "up" else context.stage_pids().get(target)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.killed.append(f"{target} on day {day}")


def play(seed: int, stream: str = "postgres", bootstrap: str | None = None) -> None:
    """Play a small demo under fire and demand that all ledgers agree."""
    killer = Killer(seed)
    options = DemoOptions(scale="small", seed=seed, stream=stream, kafka_bootstrap=bootstrap)
    result = run_demo(options, killer)
    assert killer.killed
    assert [str(each) for each in result.disagreements] == [], killer.killed


@pytest.mark.parametrize("seed", [21, 22])
def test_kills_change_nothing(seed: int) -> None:
    play(seed)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_runs_under_fire_over_postgresql(seed: int) -> None:
    play(seed)


@pytest.mark.prove
@pytest.mark.kafka
@pytest.mark.parametrize("seed", range(200, 210))
def test_ten_runs_under_fire_over_kafka(seed: int) -> None:
    """Runs on the broker named in ARAUTO_TEST_KAFKA_BOOTSTRAP, or starts one."""
    play(seed, "kafka", os.environ.get("ARAUTO_TEST_KAFKA_BOOTSTRAP"))
