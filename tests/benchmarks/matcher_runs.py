"""Runs the measurements of the matcher in processes of their own, alone or two at once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.failure import BenchmarkFailed
from tests.benchmarks.matcher_files import Files

_RATES = ("names_per_second", "names_per_core_second")
_MODULE = "tests.benchmarks.matcher_job"


def run_job(job: str, folder: Path, parties: int) -> dict[str, Any]:
    """Return what one measurement answers."""
    command = [sys.executable, "-m", _MODULE, job, str(folder), str(parties)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise BenchmarkFailed(f"{job} failed: {run.stderr[-600:]}")
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


@dataclass(frozen=True, slots=True)
class TwoProcesses:
    """Names per second of two processes at once by twice those of one alone: by the wall, and by their core time."""

    ratio: float
    core_ratio: float


def measure_two_processes(folder: Path, parties: int) -> TwoProcesses:
    """Let two processes find names at once, then one alone, at once, the other alone, …"""
    _, parts = Files(folder).printed()
    together: list[dict[str, float]] = []
    alone: list[dict[str, float]] = []
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(folder, parties)) for _ in range(2)]
        for worker in workers:
            _answer(worker)
        for turn, span in enumerate(parts.paced):
            chosen = [workers[turn // 2 % 2]] if turn % 2 else workers
            for worker in chosen:
                _ask(worker, span)
            (alone if turn % 2 else together).extend(_answer(worker) for worker in chosen)
    return TwoProcesses(*(_mean(together, key) / _mean(alone, key) for key in _RATES))


def _mean(answers: list[dict[str, float]], key: str) -> float:
    return sum(answer[key] for answer in answers) / len(answers)


@contextmanager
def _worker(folder: Path, parties: int) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", _MODULE, "paced", str(folder), str(parties)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def _ask(worker: "subprocess.Popen[str]", span: tuple[int, int]) -> None:
    if worker.stdin is None:
        raise BenchmarkFailed("a process has no input")
    worker.stdin.write(f"{span[0]} {span[1]}\n")
    worker.stdin.flush()


def _answer(worker: "subprocess.Popen[str]") -> dict[str, Any]:
    line = worker.stdout.readline() if worker.stdout else ""
    if not line:
        raise BenchmarkFailed("a process ended before its answer")
    answer: dict[str, Any] = json.loads(line)
    return answer
