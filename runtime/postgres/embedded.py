"""Starts a private PostgreSQL as a child that dies with this process; docs/explanation/embedded_postgres.md says how.

It opens a unix socket in a folder of mode 0700 and nothing else, runs as an ordinary user also when started by root,
and never adds users or opens parent directories.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import structlog
from psycopg.conninfo import make_conninfo

from runtime.postgres import guard
from runtime.postgres.binaries import PostgresBinaries, choose_binaries, list_places
from runtime.postgres.data_dir import CLUSTER_NAME, PORT, DataDirectory, DataLock, end_leftovers, is_alive, wait_until
from runtime.postgres.errors import DataDirectoryUnusable, ServerNotStarted
from runtime.postgres.roles import OWNER, STAGE, TENANT, prepare_database
from runtime.postgres.unprivileged import drop_of, first_drop, give_to_other_user

Role = Literal["owner", "stage", "tenant", "admin"]
DATABASE = "arauto"
_USERS: dict[Role, str] = {"owner": OWNER, "stage": STAGE, "tenant": TENANT, "admin": "postgres"}
_LARGEST_LOG = 16 * 1024 * 1024
_START_SECONDS = 300  # recovery after a crash may take minutes; a server that ends is noticed at once
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """Where a private server is reached."""

    socket_folder: Path
    database: str = DATABASE

    def dsn(self, role: Role, database: str | None = None) -> str:
        """Return the libpq connection string of a role; `admin` is the superuser, which no stage uses."""
        return make_conninfo(
            host=str(self.socket_folder), port=PORT, user=_USERS[role], dbname=database or self.database
        )


class EmbeddedPostgres:
    """A private PostgreSQL below one folder; a context manager.

    Args:
        data_dir: the folder of this server (`<settings.data_dir>/postgres`); made on the first start.
        binaries: the setting postgres_bin.
        is_durable: False gives up safety against power loss for speed: tests only.
        is_brief: for a command that serves the database for a moment: others wait for its end and are not refused.
        database: the database that `dsn` names, prepared with roles and extensions.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        binaries: Path | None = None,
        is_durable: bool = True,
        is_brief: bool = False,
        database: str = DATABASE,
        max_connections: int = 150,
    ) -> None:
        self._directory = DataDirectory(data_dir.absolute())
        self._setting = binaries
        self._is_durable = is_durable
        self._max_connections = max_connections
        self._lock = DataLock(self._directory, is_brief=is_brief)
        self._guard: subprocess.Popen[bytes] | None = None
        self._lifeline = -1
        self._chosen: PostgresBinaries | None = None
        self.address = PostgresAddress(self._directory.socket_folder, database)

    def __enter__(self) -> "EmbeddedPostgres":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def dsn(self, role: Role, database: str | None = None) -> str:
        """Return the libpq connection string of a role."""
        return self.address.dsn(role, database)

    @property
    def binaries(self) -> PostgresBinaries:
        """The binaries in use, once started."""
        if self._chosen is None:
            raise ServerNotStarted("the embedded PostgreSQL was not started")
        return self._chosen

    @property
    def server_pid(self) -> int | None:
        """The postmaster's pid while it takes connections."""
        status = self._directory.status()
        return status[0] if status and status[2] and self.is_running() else None

    def is_running(self) -> bool:
        """Tell whether the server this object started is still there."""
        return self._guard is not None and self._guard.poll() is None

    def start(self) -> "EmbeddedPostgres":
        """Start the server and return when it takes connections.

        Raises DataDirectoryInUse, DataDirectoryUnusable, PostgresBinariesMissing, ServerNotStarted.
        """
        try:
            self._directory.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except PermissionError as error:
            raise DataDirectoryUnusable(f"{self._directory.root} cannot be written by this user: {error}") from error
        try:
            self._chosen = choose_binaries(list_places(self._setting), self._directory.major())
            if self._directory.major() is None:
                self._initialise(self._chosen)
            self._serve()
            self._prepare()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the server cleanly (fast shutdown) and give the data directory free."""
        self._end_guard()
        self._lock.release()

    def restart_if_dead(self) -> bool:
        """Start the server again when it ended by itself (killed, out of memory); tell whether that was needed.

        Raises what `start` raises.
        """
        if self._guard is None or self.is_running():
            return False
        _log.error("embedded_postgres_ended", status=self._guard.returncode)
        self._end_guard()
        self._lock.acquire()
        self._serve()
        return True

    def _initialise(self, binaries: PostgresBinaries) -> None:
        """Make the cluster under another name and rename it, so that a crash leaves no half of one."""
        unfinished = self._directory.root / "cluster.unfinished"
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"]
        if not self._is_durable:
            options.append("--no-sync")
        status = self._run_initdb(first_drop(), binaries, unfinished, options)
        if status == guard.NAMESPACE_REFUSED:
            drop = give_to_other_user(self._directory.root, binaries.folder)
            status = self._run_initdb(drop, binaries, unfinished, options)
        if status != 0:
            raise ServerNotStarted(f"initdb failed: {self._read_log_tail()}", log=str(self._directory.log))
        unfinished.rename(self._directory.cluster)

    def _run_initdb(self, drop: str, binaries: PostgresBinaries, folder: Path, options: list[str]) -> int:
        shutil.rmtree(folder, ignore_errors=True)
        self._start_guard(drop, [str(binaries.folder / "initdb"), f"--pgdata={folder}", *options])
        assert self._guard is not None
        try:
            return self._guard.wait()
        finally:
            self._end_guard()

    def _serve(self) -> None:
        end_leftovers(self._directory)
        folder = self._directory.make_socket_folder()
        command = [
            *(str(self.binaries.folder / "postgres"), "-D", str(self._directory.cluster)),
            *("-k", str(folder), "-p", str(PORT)),
            *_server_options(self._max_connections, is_durable=self._is_durable),
        ]
        pid = self._start_guard(drop_of(self._directory.cluster), command)
        # From here on the guard alone holds the lock: a fork of this process must not go on holding it.
        self._lock.release()
        if (
            not wait_until(lambda: self._is_ready(pid) or not self.is_running(), _START_SECONDS)
            or not self.is_running()
        ):
            self._end_guard()
            raise ServerNotStarted(
                f"PostgreSQL did not start on {self._directory.cluster}: {self._read_log_tail()}",
                log=str(self._directory.log),
            )

    def _is_ready(self, pid: int | None) -> bool:
        status = self._directory.status()
        return status is not None and status[0] == pid and status[2]

    def _prepare(self) -> None:
        """Make roles, database and extensions, once per cluster: a warm start saves two connections."""
        marker = self._directory.cluster / f"arauto.prepared.{self.address.database}"
        if not marker.exists():
            prepare_database(self.dsn("admin", "postgres"), self.address.database)
            marker.touch(mode=0o600)

    def _start_guard(self, drop: str, command: list[str]) -> int | None:
        """Start the guard with the command below it; return the command's pid, None when it could not be started."""
        lifeline, self._lifeline = os.pipe()
        report, report_end = os.pipe()
        held = self._lock.descriptor
        try:
            with _open_log(self._directory.log) as log:
                self._guard = subprocess.Popen(  # noqa: S603 - our own script and programs
                    [
                        *(sys.executable, "-I", "-S", str(Path(guard.__file__))),
                        *(str(lifeline), str(report_end), str(held), drop, *command),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=(lifeline, report_end, held),
                    cwd="/",
                    # A Ctrl-C in the terminal is for the stages; the server goes last.
                    start_new_session=True,
                )
        finally:
            os.close(lifeline)
            os.close(report_end)
        with os.fdopen(report) as reader:
            text = reader.readline().strip()
        return int(text) if text else None

    def _end_guard(self) -> None:
        """Close the lifeline, upon which the guard stops its command and ends."""
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        if self._guard is not None:
            self._guard.wait()
            self._guard = None

    def _read_log_tail(self) -> str:
        with suppress(OSError):
            lines = self._directory.log.read_text(errors="replace").splitlines()
            return " / ".join(lines[-6:]) or "its log is empty"
        return "it left no log"


def find_running(data_dir: Path, database: str = DATABASE, *, patience_seconds: float = 0.0) -> PostgresAddress | None:
    """Return the address of the server that a service runs on this folder, None when there is none.

    A server that a command runs for a moment (`is_brief`) does not count: it would end under whoever used it. With
    patience, a service that is just starting is waited for.
    """
    directory = DataDirectory(data_dir.absolute())
    lock = DataLock(directory)
    if not lock.is_held() or ((holder := lock.read_holder()) is not None and holder.is_brief):
        return None
    wait_until(lambda: _find_ready(directory) is not None or not lock.is_held(), patience_seconds)
    folder = _find_ready(directory)
    return PostgresAddress(folder, database) if folder is not None else None


def _find_ready(directory: DataDirectory) -> Path | None:
    """Return the socket folder of a server that takes connections; what a dead one left in the file does not count."""
    status = directory.status()
    return status[1] if status is not None and status[2] and is_alive(status[0]) else None


def _server_options(max_connections: int, *, is_durable: bool) -> list[str]:
    """Return the server's settings, fit for a small machine that is shared with the stages."""
    settings = {
        "cluster_name": CLUSTER_NAME,
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": max_connections,
        "shared_buffers": "128MB",
        "work_mem": "8MB",
        "maintenance_work_mem": "64MB",
        "max_wal_size": "1GB",
        "max_locks_per_transaction": 128,  # partitions
        "max_parallel_workers_per_gather": 0,  # the stages need the other cores, and containers have little /dev/shm
        "jit": "off",
        "random_page_cost": 1.1,
        "timezone": "UTC",
        "log_timezone": "UTC",
        # A log never holds names of parties: neither statements nor the values in an error's detail.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "fsync": "on" if is_durable else "off",
        "synchronous_commit": "on" if is_durable else "off",
        "full_page_writes": "on" if is_durable else "off",
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _open_log(path: Path) -> BinaryIO:
    """Open the server's log to append to it; the one before is kept when it has grown large."""
    with suppress(FileNotFoundError):
        if path.stat().st_size > _LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
