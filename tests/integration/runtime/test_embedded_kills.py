"""The embedded PostgreSQL under kills at random moments, and under many starts at once."""

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from runtime.postgres.binaries import find_wheel
from runtime.postgres.data_dir import wait_until
from runtime.postgres.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("serve_embedded.py")
BINARIES = Path(os.environ.get("ARAUTO_TEST_POSTGRES_BIN") or str(find_wheel()))


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, SCRIPT, folder, BINARIES, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": os.defpath},
    )


def servers_of(folder: Path) -> list[int]:
    """PostgreSQL's processes that work in the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                is_server = (entry / "exe").readlink().name.startswith("postgres")
                if is_server and (entry / "cwd").readlink().is_relative_to(folder):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_of_four_starts_at_once_on_an_empty_folder_one_serves(tmp_path: Path) -> None:
    processes = [start(tmp_path / "postgres") for _ in range(4)]
    try:
        # The winner waits for its input to end; the others end by themselves.
        assert wait_until(lambda: sum(process.poll() is None for process in processes) == 1, 60)
        losers = [process for process in processes if process.poll() is not None]
        assert all("DataDirectoryInUse" in process.communicate()[1] for process in losers)
        (winner,) = (process for process in processes if process not in losers)
        assert winner.stdout.readline().split()[1].isdigit()
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    with EmbeddedPostgres(tmp_path / "postgres", binaries=BINARIES, is_durable=False) as running:
        assert running.server_pid is not None


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("rounds", [3, pytest.param(60, marks=pytest.mark.prove)])
def test_after_a_kill_at_any_moment_the_next_start_works_and_committed_rows_are_there(
    tmp_path: Path, rounds: int
) -> None:
    """Kills strike while the cluster is made and while the server starts or serves; some hit the server as well."""
    folder = tmp_path / "postgres"
    chance = random.Random(rounds)
    committed = 0
    for _ in range(rounds):
        process = start(folder, "--durable")
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.1, 1.2))
        servers = servers_of(folder)
        for pid in [process.pid, *(servers[:1] if chance.random() < 0.3 else [])]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()
        if chance.random() < 0.5:
            assert wait_until(lambda: not servers_of(folder), 10), "PostgreSQL outlived its parent"
        with (
            EmbeddedPostgres(folder, binaries=BINARIES) as running,
            psycopg.connect(running.dsn("owner")) as connection,
        ):
            connection.execute("CREATE SCHEMA IF NOT EXISTS kept")
            connection.execute("CREATE TABLE IF NOT EXISTS kept.rows (number integer)")
            assert connection.execute("SELECT count(*) FROM kept.rows").fetchone() == (committed,)
            connection.execute("INSERT INTO kept.rows VALUES (1)")
            connection.commit()
            committed += 1
    assert not servers_of(folder)
