"""What a stage's process is given."""

import socket
import threading
import urllib.request
from pathlib import Path

import pytest

from runtime.postgres.data_dir import wait_until
from runtime.services import SettingMissing
from runtime.settings import Settings
from runtime.stages import run_stage
from tests.conftest import DatabaseAddresses


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_the_api_works_with_the_tenant_role_alone(addresses: DatabaseAddresses, tmp_path: Path) -> None:
    """A process that faces customers holds no connection string that sees more than one company."""
    port, stop = free_port(), threading.Event()
    settings = Settings(mode="production", tenant_dsn=addresses.tenant, data_dir=tmp_path / "data", api_port=port)
    serving = threading.Thread(target=run_stage, args=("api", settings, stop))
    serving.start()
    try:
        assert wait_until(lambda: answers(f"http://127.0.0.1:{port}/v1/health"), 20)
    finally:
        stop.set()
        serving.join(20)


def test_a_worker_says_which_role_it_lacks(tmp_path: Path) -> None:
    settings = Settings(mode="production", tenant_dsn="dbname=nowhere", data_dir=tmp_path)
    with pytest.raises(SettingMissing, match="ARAUTO_STAGE_DSN"):
        run_stage("matcher", settings, threading.Event())
