"""A lease counts only while it was renewed in time, whatever the heartbeat does."""

import threading
import time
from contextlib import contextmanager
from uuid import uuid4

import pytest

from capture import leases
from capture.errors import HeartbeatEnded
from capture.leases import LeaseKeeper


class Hanging:
    """A database that answers the first time and then not at all."""

    def __init__(self) -> None:
        self.asked = 0

    @contextmanager
    def transaction(self):
        self.asked += 1
        yield None


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> LeaseKeeper:
    keeper = LeaseKeeper(Hanging(), uuid4(), ["TJSP"])  # type: ignore[arg-type]
    monkeypatch.setattr(keeper, "_take", lambda _: ["TJSP"])
    return keeper


def test_a_lease_that_is_not_renewed_is_not_held(keeper: LeaseKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper.beat()
    assert keeper.held == {"TJSP"}
    now = time.monotonic()
    monkeypatch.setattr(leases.time, "monotonic", lambda: now + leases.LEASE_SECONDS)
    assert keeper.held == frozenset()


def test_a_heartbeat_that_ended_by_itself_ends_the_process(keeper: LeaseKeeper) -> None:
    keeper.beat()
    ended = threading.Thread(target=lambda: None)
    ended.start()
    ended.join()
    keeper._thread = ended
    with pytest.raises(HeartbeatEnded):
        _ = keeper.held
