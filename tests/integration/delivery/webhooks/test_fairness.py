"""Many dead endpoints beside a living one, and two dispatchers side by side."""

import threading
from datetime import timedelta

from delivery.webhooks import dispatcher
from delivery.webhooks.endpoints import list_endpoints
from tests.integration.delivery.webhooks.conftest import POLICY, World
from tests.integration.delivery.webhooks.receiver import Receiver, answer


def test_fifty_dead_endpoints_are_parked_and_the_living_one_has_everything(world: World, receiver: Receiver) -> None:
    receiver.behaviours |= {f"/dead{n}": answer(500) for n in range(50)}
    for n in range(50):
        world.add_endpoint(receiver.url(f"/dead{n}"))
    world.add_endpoint(receiver.url("/alive"))
    with world.running():
        ids = world.record(20)
        for step in (0, 5, 30, 30):
            world.clock.advance(timedelta(seconds=step))
            world.settle()
    with world.database.transaction() as connection:
        states = [endpoint.state for endpoint in list_endpoints(connection, world.company_id)]
    assert states.count("parked") == 50
    assert set(ids) <= set(receiver.ids("/alive"))
    assert len(receiver.ids("/alive")) == 20 + 50  # and one endpoint.failing for each


def test_two_dispatchers_share_the_work_without_sending_anything_twice(world: World, receiver: Receiver) -> None:
    endpoints = [world.add_endpoint(receiver.url(f"/{n}")) for n in range(4)]
    stop = threading.Event()
    second = threading.Thread(
        target=dispatcher.run, args=(world.database, world.clock, world.box, POLICY, stop), daemon=True
    )
    second.start()
    with world.running():
        ids = world.record(300)
        world.settle()
    stop.set()
    second.join(20)
    for number, endpoint in enumerate(endpoints):
        assert sorted(receiver.ids(f"/{number}")) == sorted(ids)
        assert world.states(endpoint.id) == {"delivered": 300}
