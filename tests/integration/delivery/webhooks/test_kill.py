"""A dispatcher that is killed loses nothing: what it had in hand is sent by the next one, with the same ids."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.integration.delivery.webhooks.conftest import START, World, until
from tests.integration.delivery.webhooks.receiver import Receiver

_PROCESS = f"""
import sys, threading
from datetime import datetime
from pathlib import Path
from delivery.webhooks import dispatcher, planner
from runtime.clock import ManualClock
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Database
from runtime.secrets import SecretBox

clock, stop = ManualClock(datetime.fromisoformat({START.isoformat()!r})), threading.Event()
with Database(sys.argv[1], application="victim") as database:
    threading.Thread(target=planner.run, args=(database, clock, stop), daemon=True).start()
    box, policy = SecretBox(Path(sys.argv[2])), EgressPolicy(allow_loopback_http=True)
    dispatcher.run(database, clock, box, policy, stop)
"""


def test_kill_at_any_moment_loses_nothing(world: World, receiver: Receiver, tmp_path: Path) -> None:
    endpoints = [world.add_endpoint(receiver.url(f"/{n}")) for n in range(3)]
    ids = world.record(400)
    for killed_after in (1, 500):
        victim = subprocess.Popen([sys.executable, "-c", _PROCESS, world.database.dsn, str(tmp_path / "key")])
        until(lambda after=killed_after: len(receiver.received) >= after, "the victim sends", 30)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    with world.running():
        world.settle()
    for number, endpoint in enumerate(endpoints):
        assert world.states(endpoint.id) == {"delivered": 400}
        arrived = receiver.ids(f"/{number}")
        assert set(arrived) == set(ids)
    # Only what was in hand at a kill may have come twice.
    assert len(receiver.received) - 3 * 400 <= 2 * 3 * 64
