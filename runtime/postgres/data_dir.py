"""The folder of an embedded PostgreSQL: what lies where, who holds it, and what a dead server left behind.

Below it lie `cluster/` (the data), `lock`, `postgres.log`, and `socket/`, unless that path is too long for a socket.
"""

import fcntl
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from runtime.postgres.errors import DataDirectoryInUse, DataDirectoryUnusable

CLUSTER_NAME = "arauto"
PORT = 5432  # only names the socket: nothing listens on a network
_SOCKET_NAME = f".s.PGSQL.{PORT}"
_LONGEST_SOCKET_PATH = 100  # Linux takes 107 bytes, macOS 103
_UNSUITABLE = re.compile(r"""[,'"\s\\]""")  # libpq and postgres split lists of hosts and folders at these
_DYING_SECONDS = 0.5  # a killed process still shows for some milliseconds
_BRIEF = "command"
_NO_PID = 99_999_999  # above what any kernel gives to a process


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """Names the places below an embedded PostgreSQL's folder."""

    root: Path

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def postmaster_pid(self) -> Path:
        return self.cluster / "postmaster.pid"

    @property
    def socket_folder(self) -> Path:
        folder = self.root / "socket"
        path = os.fsencode(folder / _SOCKET_NAME)
        if len(path) <= _LONGEST_SOCKET_PATH and not _UNSUITABLE.search(str(folder)):
            return folder
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"arauto-{os.geteuid()}-{digest}"

    def major(self) -> int | None:
        """Return the major version that made the cluster; None before the first start."""
        try:
            return int((self.cluster / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise DataDirectoryUnusable(f"{self.cluster} is no readable PostgreSQL data directory: {error}") from error

    def status(self) -> tuple[int, Path, bool] | None:
        """Return the server's pid, its socket folder and whether it takes connections, as postmaster.pid says."""
        try:
            lines = self.postmaster_pid.read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if len(lines) < 8 or not lines[0].isdigit():
            return None
        return int(lines[0]), Path(lines[4]), lines[7].strip() == "ready"

    def make_socket_folder(self) -> Path:
        """Make the private folder of the socket, and empty it. Raises DataDirectoryUnusable when it is not ours."""
        folder = self.socket_folder
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        owner = self.cluster.stat().st_uid
        if folder.is_symlink() or not folder.is_dir() or found.st_uid not in {os.geteuid(), owner}:
            raise DataDirectoryUnusable(f"{folder} belongs to someone else: remove it")
        if found.st_uid != owner:
            os.chown(folder, owner, -1)
        folder.chmod(0o700)
        for name in (_SOCKET_NAME, f"{_SOCKET_NAME}.lock"):
            # The lock's pid may be another process's by now, which PostgreSQL would take for a running server.
            (folder / name).unlink(missing_ok=True)
        return folder


@dataclass(frozen=True, slots=True)
class Holder:
    """Who serves a data directory, and whether only for the moment of a command."""

    pid: int
    is_brief: bool


class DataLock:
    """The right to serve a data directory: a locked file, which the launcher opens and hands on to the guard."""

    def __init__(self, directory: DataDirectory, *, is_brief: bool = False) -> None:
        self._directory = directory
        self._is_brief = is_brief
        self.descriptor = -1

    def acquire(self, *, patience_seconds: float = 20.0) -> None:
        """Take the lock; wait for a brief holder, and for the guard of a dead one. Raises DataDirectoryInUse."""
        self.descriptor = os.open(self._directory.lock, os.O_RDWR | os.O_CREAT, 0o600)
        begun = time.monotonic()
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = self.read_holder()
                is_taken = holder is not None and is_alive(holder.pid) and not holder.is_brief
                if time.monotonic() - begun > (_DYING_SECONDS if is_taken else patience_seconds):
                    self.release()
                    raise DataDirectoryInUse(self._explain(holder), holder=holder and holder.pid) from None
                time.sleep(0.02)
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()} {_BRIEF if self._is_brief else 'service'}\n".encode(), 0)

    def release(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def read_holder(self) -> "Holder | None":
        """Return whom the lock file names."""
        try:
            pid, _, kind = self._directory.lock.read_text().strip().partition(" ")
        except FileNotFoundError:
            return None
        return Holder(int(pid), is_brief=kind == _BRIEF) if pid.isdigit() else None

    def is_held(self) -> bool:
        """Tell whether any process, this one included, holds the lock."""
        try:
            descriptor = os.open(self._directory.lock, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _explain(self, holder: "Holder | None") -> str:
        if holder is None or not is_alive(holder.pid):
            return (
                f"{self._directory.root} is still held by what a process that ended had started; try again in a moment"
            )
        command = read_command(holder.pid)[:120]
        return f"{self._directory.root} is in use by process {holder.pid} ({command}): stop it, or set another data_dir"


def end_leftovers(directory: DataDirectory) -> None:
    """End a server that outlived launcher and guard, and make a stale or reused pid harmless; the lock must be held.

    Raises DataDirectoryInUse when somebody else's server is running on the data.
    """
    named = directory.status()
    pids = set(_list_servers(directory.cluster))
    if named is not None and _serves(named[0], directory.cluster):
        pids.add(named[0])
        if not _is_ours(named[0]):
            raise DataDirectoryInUse(
                f"process {named[0]} ({read_command(named[0])[:120]}) serves {directory.cluster} and was not "
                f"started by Arauto: stop it by `kill -INT {named[0]}`",
                holder=named[0],
            )
    _end([pid for pid in pids if _is_ours(pid)])
    with suppress(FileNotFoundError):
        # Only the pid is replaced: PostgreSQL still checks the shared memory that the other lines name.
        lines = directory.postmaster_pid.read_text().splitlines(keepends=True)
        directory.postmaster_pid.write_text("".join([f"{_NO_PID}\n", *lines[1:]]))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def read_command(pid: int) -> str:
    """Return a process's command line as it shows it; empty when it is gone."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    done = subprocess.run(  # noqa: S603 - a pid is a number
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _list_servers(cluster: Path) -> Iterator[int]:
    """Yield PostgreSQL processes that work in the cluster's folder (Linux; elsewhere postmaster.pid has to do)."""
    if sys.platform != "linux":
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _serves(int(entry.name), cluster):
            yield int(entry.name)


def _serves(pid: int, cluster: Path) -> bool:
    if sys.platform == "linux":
        try:
            program, folder = Path(f"/proc/{pid}/exe").readlink(), Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            return False
        return program.name.startswith("postgres") and folder == cluster.resolve()
    command = read_command(pid)
    return "postgres" in command and str(cluster) in command


def _is_ours(pid: int) -> bool:
    command = read_command(pid)
    return f"cluster_name={CLUSTER_NAME}" in command or command.startswith(f"postgres: {CLUSTER_NAME}:")


def _end(pids: list[int]) -> None:
    for number, patience in ((signal.SIGINT, 5.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0)):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until(lambda: not any(is_alive(pid) for pid in pids), patience):
            return


def wait_until(is_true: Callable[[], bool], patience_seconds: float) -> bool:
    """Ask every few milliseconds until it is true or the patience is over; return the last answer."""
    deadline = time.monotonic() + patience_seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.003)
    return True
