"""The command line in this process, on one database for the module: what is printed, and the exit status."""

import contextlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from runtime.cli import main
from runtime.services import prepare
from runtime.settings import Settings
from tests.conftest import fresh_database


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Arauto = Callable[..., Ended]


def run_command(*arguments: object) -> Ended:
    """Run a command as the `arauto` program does; whatever is no clean end, a traceback, fails the test."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    before = sys.argv
    sys.argv = ["arauto", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.argv = before
    return Ended(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def arauto(postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arauto]:
    """Runs `arauto` commands on a fresh installation of this module, at 80 columns."""
    folder: Path = tmp_path_factory.mktemp("installation")
    with fresh_database(postgres_server, template_database) as addresses, pytest.MonkeyPatch.context() as patch:
        settings = Settings(
            mode="production",
            data_dir=folder / "data",
            owner_dsn=addresses.owner,
            stage_dsn=addresses.stage,
            tenant_dsn=addresses.tenant,
            log_level="error",
        )
        prepare(settings)
        for name, value in (settings.as_environment() | {"COLUMNS": "80"}).items():
            patch.setenv(name, value)
        yield run_command
