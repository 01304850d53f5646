"""Says once, at the end of a run, that Kafka's tests were left out; or fails the run where a broker is required.

ARAUTO_TEST_KAFKA_BOOTSTRAP names the broker; ARAUTO_TEST_KAFKA_REQUIRED=1 makes a run without one fail.
"""

import os
import socket

import pytest

BOOTSTRAP = "ARAUTO_TEST_KAFKA_BOOTSTRAP"
REQUIRED = "ARAUTO_TEST_KAFKA_REQUIRED"


def pytest_sessionstart() -> None:
    bootstrap = os.environ.get(BOOTSTRAP)
    if bootstrap and not _listens(bootstrap):
        raise pytest.UsageError(f"no Kafka broker listens at {bootstrap} ({BOOTSTRAP})")
    if not bootstrap and os.environ.get(REQUIRED) == "1":
        raise pytest.UsageError(f"{REQUIRED}=1 needs a broker in {BOOTSTRAP} (python -m tests.kafka_broker)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a broker where none is named; the long forms start one themselves."""
    if os.environ.get(BOOTSTRAP):
        return
    left_out = [item for item in items if item.get_closest_marker("kafka") and not item.get_closest_marker("prove")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def write_notice(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that the runs with a broker were left out, where none is named."""
    if not os.environ.get(BOOTSTRAP):
        terminalreporter.write_line(
            f"The Kafka runs were left out: set {BOOTSTRAP} to a broker (python -m tests.kafka_broker).", yellow=True
        )


def _listens(bootstrap: str) -> bool:
    host, _, port = bootstrap.split(",", maxsplit=1)[0].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return False
    return True
