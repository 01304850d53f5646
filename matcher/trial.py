"""Tries expressions in a process beside ours, kept for many of them and replaced when one of them ends it."""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache

import structlog

from matcher.errors import TrialUnavailable

COMMAND = (sys.executable, "-P", "-m", "matcher.trial_child")
"""With -P nothing is imported from where the user happens to be."""
WALL_SECONDS = 30.0
"""For an answer. The process counts the processor's time itself; this is for one that hangs."""
START_SECONDS = 60.0
log = structlog.get_logger()


class TrialProcess:
    """One process, asked by any thread, one expression at a time."""

    def __init__(self, command: Sequence[str] = COMMAND, *, wall_seconds: float = WALL_SECONDS) -> None:
        self._command = command
        self._wall_seconds = wall_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def why_refused(self, expression: str) -> str | None:
        """Say why an expression is refused, or None. Raises TrialUnavailable when no process can be had."""
        with self._lock:
            for _ in range(2):  # the process may have ended before, by another's fault
                process = self._running()
                try:
                    answer = self._ask(process, expression)
                except OSError:
                    answer = ""
                if answer:
                    said = json.loads(answer)
                    return None if said is None else str(said)
                self._end()
        log.warning("expression_ended_trial", length=len(expression))
        return "compiling and trying the expression takes too much time or memory; write it shorter, or count less"

    def close(self) -> None:
        """End the process; the next expression starts another."""
        with self._lock:
            self._end()

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        if self._process is not None:
            self._end()
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
            start_new_session=True,  # Ctrl-C is ours to handle
        )
        self._owner = os.getpid()
        if not self._read(self._process, START_SECONDS):
            self._end()
            raise TrialUnavailable(f"`{' '.join(self._command)}` does not start; run it to see why")
        return self._process

    def _ask(self, process: "subprocess.Popen[str]", expression: str) -> str:
        assert process.stdin is not None, "it was asked for"
        process.stdin.write(json.dumps(expression) + "\n")
        process.stdin.flush()
        return self._read(process, self._wall_seconds)

    def _read(self, process: "subprocess.Popen[str]", seconds: float) -> str:
        """A line of the process; empty when it ended, or when it took too long and was ended."""
        assert process.stdout is not None, "it was asked for"
        watch = threading.Timer(seconds, process.kill)
        watch.start()
        try:
            return process.stdout.readline()
        finally:
            watch.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if self._owner == os.getpid():  # else it belongs to the process that we were forked from
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what it was still to be told
                    log.debug("trial_pipe_broken")


@cache
def shared_trial() -> TrialProcess:
    """The process that all checks of this program share."""
    trial = TrialProcess()
    atexit.register(trial.close)
    return trial
