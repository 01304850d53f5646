"""Runs programs as child processes, starts those again that end, and makes all of them end with this process.

The rule between supervisor and child: the child is started with the hidden option `--supervised`, its standard input is
the lifeline (a pipe on which nothing is ever written), and it calls `die_with_parent()` first of all.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TextIO

import structlog

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.2, 10.0
_STABLE_SECONDS = 30.0
_ROUND_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Program:
    """A command that runs until SIGTERM; `environment` is all that it sees (None: what this process sees)."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ProgramState:
    """What is known of a program: its pid while it runs, how often it was started again, and how it last ended."""

    name: str
    pid: int | None
    restarts: int
    last_status: int | None


def die_with_parent() -> None:
    """End this process as soon as its supervisor has ended, also by kill -9; called by a supervised child, once.

    The end is as sudden as kill -9 itself: what a stage does is safe against that, and a busy stage must not linger.
    """
    if sys.platform == "linux":
        # Works when no Python thread gets a turn; fires at the end of the supervisor's starting thread, its main one.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    threading.Thread(target=_wait_for_end_of_input, name="lifeline", daemon=True).start()


def _wait_for_end_of_input() -> None:
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    os.kill(os.getpid(), signal.SIGKILL)


class Supervisor:
    """Keeps programs running.

    Args:
        programs: what runs; started in this order, stopped all at once.
        grace_seconds: how long programs have to end after SIGTERM before they are killed.
        output: where their lines go, each behind its program's name.
    """

    def __init__(
        self, programs: Sequence[Program], *, grace_seconds: float = 10.0, output: TextIO | None = None
    ) -> None:
        self._children = [_Child(program, output or sys.stderr) for program in programs]
        self._grace_seconds = grace_seconds
        self._lifeline = -1
        self._is_impatient = False

    def states(self) -> list[ProgramState]:
        """Tell what is known of each program."""
        return [child.state() for child in self._children]

    def run(self, stop: threading.Event, *, each_round: Callable[[], object] | None = None) -> None:
        """Run the programs until stop is set, or SIGTERM or SIGINT arrives; return when all have ended.

        `each_round` is called about twenty times a second (the embedded PostgreSQL's `restart_if_dead`); what it raises
        stops everything. Run it in the main thread: there alone signals arrive, and it lasts as long as the process.
        """
        reader, self._lifeline = os.pipe()
        try:
            with self._signals(stop):
                while not stop.is_set():
                    if each_round is not None:
                        each_round()
                    for child in self._children:
                        child.keep_running(reader)
                    stop.wait(_ROUND_SECONDS)
                self._stop()
        finally:
            for child in self._children:
                child.kill()
            os.close(reader)
            os.close(self._lifeline)

    def _stop(self) -> None:
        for child in self._children:
            child.ask_to_end()
        deadline = time.monotonic() + self._grace_seconds
        while any(child.is_running() for child in self._children):
            if time.monotonic() > deadline or self._is_impatient:
                return
            time.sleep(_ROUND_SECONDS / 5)

    @contextmanager
    def _signals(self, stop: threading.Event) -> Iterator[None]:
        """Stop at the first SIGTERM or SIGINT, kill at the second."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def handle(_number: int, _frame: object) -> None:
            self._is_impatient = stop.is_set()
            stop.set()

        before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Child:
    """One program: its process while there is one, and when it may be started again."""

    def __init__(self, program: Program, output: TextIO) -> None:
        self._program = program
        self._output = output
        self._process: subprocess.Popen[bytes] | None = None
        self._printer: threading.Thread | None = None
        self._starts = 0
        self._started_at = 0.0
        self._next_start_at = 0.0
        self._pause = 0.0
        self._last_status: int | None = None

    def state(self) -> ProgramState:
        pid = self._process.pid if self._process is not None else None
        return ProgramState(self._program.name, pid, max(0, self._starts - 1), self._last_status)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def keep_running(self, lifeline: int) -> None:
        """Start the program when it is not running and its pause is over."""
        if self.is_running():
            return
        if self._process is not None:
            self._note_end()
        if time.monotonic() >= self._next_start_at:
            self._start(lifeline)

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End the program and whatever it started, and wait for its last lines."""
        if self._process is None:
            return
        self._kill_group(self._process.pid)
        self._process.wait()
        self._join_printer()

    def _note_end(self) -> None:
        assert self._process is not None
        self._kill_group(self._process.pid)
        self._join_printer()
        self._last_status = self._process.returncode
        self._process = None
        is_stable = time.monotonic() - self._started_at >= _STABLE_SECONDS
        self._pause = _FIRST_PAUSE_SECONDS if is_stable else next_pause(self._pause)
        self._next_start_at = time.monotonic() + self._pause
        _log.warning("program_ended", program=self._program.name, status=self._last_status, pause_seconds=self._pause)

    def _start(self, lifeline: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - commands of our own
            list(self._program.command),
            env=self._program.environment,
            stdin=lifeline,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A Ctrl-C in the terminal reaches the supervisor alone, and the whole group can be killed.
            start_new_session=True,
        )
        self._starts += 1
        self._started_at = time.monotonic()
        _log.info("program_started", program=self._program.name, pid=self._process.pid)
        assert self._process.stdout is not None
        self._printer = threading.Thread(
            target=self._print_lines, args=(self._process.stdout,), name=f"lines of {self._program.name}", daemon=True
        )
        self._printer.start()

    def _print_lines(self, lines: IO[bytes]) -> None:
        with lines, suppress(ValueError, OSError):
            for line in lines:
                text = line.decode(errors="replace").rstrip("\n")
                self._output.write(f"{self._program.name:<9}| {text}\n")
                self._output.flush()

    def _join_printer(self) -> None:
        if self._printer is not None:
            # Something outside the group may hold the pipe open; its lines are not worth waiting for.
            self._printer.join(timeout=2.0)

    @staticmethod
    def _kill_group(pid: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def next_pause(pause: float) -> float:
    """Return how long to wait after one more early end: 0.2 s, doubling to 10 s."""
    return min(max(2 * pause, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
