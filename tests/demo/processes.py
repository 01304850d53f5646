"""The child processes of a demo: the simulator, and `arauto up`, which is started again whenever it ends.

All of them die with the conductor, also when that is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.demo.options import ROOT, DemoFailed

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before any fork: a child of threads may not load libraries


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def clean_environment() -> dict[str, str]:
    """Return this process's environment without anybody's settings of Arauto."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ARAUTO_")}


def start_child(command: list[str], environment: Mapping[str, str], log: Path, **pipes: int) -> subprocess.Popen[bytes]:
    """Start a child in the project's folder; its standard error, and its output unless piped, go to a log file."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=pipes.get("stdin", subprocess.DEVNULL),
            stdout=pipes.get("stdout", output),
            stderr=output,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call, of a library that is loaded already
        )


def end_child(child: subprocess.Popen[bytes], *, grace_seconds: float = 15.0) -> None:
    """End a child by SIGTERM, after a while by force."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


class Simulator:
    """The court simulator as a child; `base` is its address, once it is ready."""

    def __init__(self, seed: int, scale: str, log: Path) -> None:
        command = [sys.executable, "-m", "tests.court_simulator", "--seed", str(seed), "--scale", scale, "--port", "0"]
        self._child = start_child(command, clean_environment(), log, stdout=subprocess.PIPE)
        self._log = log
        self.base = ""

    def wait_ready(self) -> None:
        """Return when it listens. Raises DemoFailed."""
        assert self._child.stdout is not None
        self.base = self._child.stdout.readline().decode().strip()
        if not self.base:
            raise DemoFailed(f"the court simulator did not start: {self._log.read_text()[-500:]}")

    def close(self) -> None:
        end_child(self._child)


class ArautoUp:
    """`arauto up`, kept running by a thread of its own: the child dies with the thread that started it."""

    def __init__(self, environment: Mapping[str, str], log: Path, health_url: str) -> None:
        self._environment, self._log, self._health_url = environment, log, health_url
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self.starts = 0
        self._keeper = threading.Thread(target=self._keep, name="arauto up", daemon=True)
        self._keeper.start()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "runtime.cli", "up"]
        while not self._stopping.is_set():
            self._child = start_child(command, self._environment, self._log)
            self.starts += 1
            while self._child.poll() is None and not self._stopping.wait(0.05):
                pass
            self._stopping.wait(0.2 if self.starts < 20 else 2.0)
        if self._child is not None:
            end_child(self._child)

    def pid(self) -> int | None:
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def stage_pids(self) -> dict[str, int]:
        """Return the pid of every stage that runs now, by its name."""
        parent = self.pid()
        found: dict[str, int] = {}
        for pid in _children_of(parent) if parent else ():
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                if "run" in words:
                    found[words[words.index("run") + 1]] = pid
        return found

    def wait_ready(self, timeout_seconds: float = 60.0) -> None:
        """Return when the API answers. Raises DemoFailed."""
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(self._health_url, timeout=2):
                return
            time.sleep(0.05)
        raise DemoFailed(f"arauto up did not become ready in {timeout_seconds:.0f} s; {_tail(self._log)}")

    def close(self) -> None:
        self._stopping.set()
        self._keeper.join(30)


def _children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    return []


def _tail(log: Path) -> str:
    return "its last lines: " + " | ".join(log.read_text(errors="replace").splitlines()[-5:])
