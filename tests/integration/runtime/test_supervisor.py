"""The supervisor starts again what ends, stops all in order, and takes its children along however it ends."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from runtime.postgres.data_dir import is_alive, wait_until
from runtime.supervisor import Program, Supervisor, next_pause

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}


def child(*options: str, name: str = "child") -> Program:
    return Program(name, [sys.executable, str(HERE / "supervised_child.py"), *options], ENVIRONMENT)


@contextmanager
def supervising(*programs: Program, **more: object) -> Iterator[tuple[Supervisor, threading.Event, io.StringIO]]:
    """Run a supervisor in a thread until the end of the block."""
    output, stop = io.StringIO(), threading.Event()
    supervisor = Supervisor(programs, output=output, **more)
    thread = threading.Thread(target=supervisor.run, args=(stop,))
    thread.start()
    try:
        yield supervisor, stop, output
    finally:
        stop.set()
        thread.join(timeout=20)
        assert not thread.is_alive()


@contextmanager
def process(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    """Run a supervisor as a process; yield it and the pids that its child said."""
    started = subprocess.Popen(
        [sys.executable, HERE / "supervise.py", *options], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT, cwd=ROOT
    )
    pids: dict[str, int] = {}
    try:
        while "ready" not in pids:
            words = started.stdout.readline().rpartition("| ")[2].split()
            assert words, "the supervisor ended"
            if words[0] in ("grandchild", "ready"):
                pids[words[0]] = int(words[1])
        yield started, pids
    finally:
        started.kill()
        started.communicate()
        for pid in pids.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def holds(is_true: Callable[[], bool]) -> bool:
    return wait_until(is_true, 10)


def test_lines_of_children_go_on_behind_their_names() -> None:
    with supervising(child(name="capture"), child(name="api")) as (supervisor, _, output):
        assert holds(lambda: output.getvalue().count("ready") == 2)
        pids = {state.name: state.pid for state in supervisor.states()}
    for name, pid in pids.items():
        assert f"{name:<9}| ready {pid}\n" in output.getvalue()
        assert not is_alive(pid)


def test_a_killed_child_is_started_again() -> None:
    with supervising(child()) as (supervisor, _, output):
        assert holds(lambda: "ready" in output.getvalue())
        first = supervisor.states()[0].pid
        os.kill(first, signal.SIGKILL)
        assert holds(lambda: output.getvalue().count("ready") == 2)
        (state,) = supervisor.states()
        assert state.pid not in (None, first)
        assert (state.restarts, state.last_status) == (1, -signal.SIGKILL)


def test_a_child_that_dies_again_and_again_is_started_ever_more_rarely() -> None:
    begun = time.monotonic()
    with supervising(child("--dies", "3")) as (supervisor, _, output):
        assert holds(lambda: output.getvalue().count("ready") == 4)
        assert supervisor.states()[0].last_status == 3
    assert time.monotonic() - begun >= 0.2 + 0.4 + 0.8


def test_pauses_double_from_a_fifth_of_a_second_to_ten_seconds() -> None:
    pauses, pause = [], 0.0
    for _ in range(8):
        pause = next_pause(pause)
        pauses.append(round(pause, 1))
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_a_child_that_does_not_heed_is_killed_when_its_time_is_up() -> None:
    with supervising(child("--stubborn"), child(), grace_seconds=0.3) as (supervisor, stop, output):
        assert holds(lambda: output.getvalue().count("ready") == 2)
        pids = [state.pid for state in supervisor.states()]
        stop.set()
        assert holds(lambda: not any(is_alive(pid) for pid in pids))


def test_what_a_killed_child_had_started_ends_too() -> None:
    with supervising(child("--grandchild")) as (supervisor, _, output):
        assert holds(lambda: "ready" in output.getvalue())
        grandchild = int(output.getvalue().partition("grandchild ")[2].split()[0])
        assert is_alive(grandchild)
        os.kill(supervisor.states()[0].pid, signal.SIGKILL)
        assert holds(lambda: not is_alive(grandchild))


def test_the_work_of_each_round_is_done_and_its_failure_stops_everything() -> None:
    output, rounds = io.StringIO(), []

    def count() -> None:
        rounds.append(supervisor.states()[0].pid)
        if "ready" in output.getvalue():
            raise RuntimeError("the database is lost")

    supervisor = Supervisor([child()], output=output)
    with pytest.raises(RuntimeError, match="the database is lost"):
        supervisor.run(threading.Event(), each_round=count)
    assert len(rounds) > 1
    assert not is_alive(rounds[-1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_stop_ends_the_supervisor_and_its_child(number: int) -> None:
    with process() as (supervisor, pids):
        supervisor.send_signal(number)
        assert supervisor.wait(10) == 0
        assert not is_alive(pids["ready"])


@pytest.mark.parametrize("options", [(), ("--stubborn",), ("--busy",)])
def test_kill_9_of_the_supervisor_takes_its_child_along(options: tuple[str, ...]) -> None:
    with process(*options) as (supervisor, pids):
        supervisor.kill()
        assert holds(lambda: not is_alive(pids["ready"]))
