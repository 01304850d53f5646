"""Webhooks over real HTTP and a real database: signatures, the retry ladder, the breaker, sealing, crashes."""

import asyncio
import threading
from datetime import timedelta
from uuid import UUID

import pytest

from delivery.webhooks import dispatcher as dispatcher_module
from delivery.webhooks import endpoints, leases, planner, purge, retention
from delivery.webhooks.results import Outcome
from delivery.webhooks.sending import Answer
from runtime.egress import EgressRefused
from schemas.events import EventType
from tests.integration.delivery.webhooks.conftest import World, until
from tests.integration.delivery.webhooks.receiver import Receiver, answer

CASE = "00000018220318260100"


def test_events_arrive_once_signed_and_byte_for_byte(world: World, receiver: Receiver) -> None:
    endpoint = world.add_endpoint(receiver.url())
    with world.running():
        ids = world.record(30)
        world.settle()
    assert sorted(receiver.ids()) == sorted(ids)
    assert all(one.is_signed_by(endpoint.secret) for one in receiver.received)
    with world.database.transaction() as connection:
        bodies = {str(r["id"]): r["body"].encode() for r in connection.execute("SELECT id, body FROM events.events")}
    assert all(one.body == bodies[one.webhook_id] for one in receiver.received)
    assert world.states(endpoint.id) == {"delivered": 30}


def test_a_sequence_is_claimed_in_order(world: World, receiver: Receiver) -> None:
    """With four connections neighbours may overtake each other, but never by more than what is in hand."""
    world.add_endpoint(receiver.url())
    ids = world.record(200)
    with world.running():
        world.settle()
    places = {id_: place for place, id_ in enumerate(ids)}
    assert all(abs(places[id_] - arrived) <= 16 for arrived, id_ in enumerate(receiver.ids()))


def test_types_filter_and_company_border(world: World, receiver: Receiver) -> None:
    other = world.add_company("other")
    world.add_endpoint(receiver.url("/sealed"), types=[EventType.CASE_SEALED])
    world.add_endpoint(receiver.url("/other"), company_id=other)
    world.add_endpoint(receiver.url("/all"))
    with world.running():
        ids = world.record(3)
        theirs = world.record(2, company_id=other)
        world.settle()
    assert receiver.ids("/sealed") == []
    assert sorted(receiver.ids("/all")) == sorted(ids)
    assert sorted(receiver.ids("/other")) == sorted(theirs)


def test_an_endpoint_is_told_only_what_is_sequenced_after_it_was_added(world: World, receiver: Receiver) -> None:
    world.record(5)
    world.add_endpoint(receiver.url())
    ids = world.record(2)
    with world.running():
        world.settle()
    assert sorted(receiver.ids()) == sorted(ids)


def test_planning_twice_or_by_eight_at_once_makes_one_delivery_per_event(world: World, receiver: Receiver) -> None:
    endpoint = world.add_endpoint(receiver.url())
    world.record(500)

    def plan_all() -> None:
        while True:
            with world.database.transaction() as connection:
                if not planner.plan(connection, world.clock.now(), batch=7):
                    return

    threads = [threading.Thread(target=plan_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.states(endpoint.id) == {"pending": 500}


def test_the_ladder_then_the_breaker_then_probes_then_recovery(world: World, receiver: Receiver) -> None:
    """A dead receiver gets 3 tries of one event, then a probe at 2 m and 10 m; when it is back, all arrives."""
    receiver.behaviours["/hook"] = answer(503, "we are\x00down")
    endpoint = world.add_endpoint(receiver.url())
    with world.running():
        ids = world.record(1)
        moments = [0, 5, 30, 85, 480]  # cumulative: 0, +5 s, +30 s, then at 2 m and 10 m after the breaker opened
        for tries, step in enumerate(moments, start=1):
            if step == 85:
                assert world.endpoint(endpoint.id).state == "parked"
                ids += world.record(20)
                world.settle()
                assert len(receiver.ids()) == 3
                world.clock.advance(timedelta(seconds=119))
                world.settle()
                assert len(receiver.ids()) == 3
                step = 1  # noqa: PLW2901
            world.clock.advance(timedelta(seconds=step))
            world.settle()
            assert receiver.ids() == [ids[0]] * tries
        assert world.states(endpoint.id) == {"parked": 21}
        told = world.endpoint(endpoint.id)
        assert told.waiting == 21
        assert told.last_error == "the receiver answered 503"
        assert told.next_attempt_at == world.clock.now() + timedelta(minutes=20)
        receiver.behaviours.clear()
        receiver.received.clear()
        world.clock.advance(timedelta(minutes=20))
        world.settle()
    assert receiver.ids()[0] == ids[0]
    assert sorted(receiver.ids()) == sorted(ids)
    assert world.states(endpoint.id)["delivered"] == 21
    with world.database.transaction() as connection:
        attempts = endpoints.list_attempts(connection, endpoint.id, UUID(ids[0]))
    assert [a["answer"] for a in attempts] == ["we are�down"] * 5 + [None]
    assert [a["is_probe"] for a in attempts] == [False] * 3 + [True] * 3


def test_after_seven_days_the_endpoint_is_disabled_and_holds_its_events(world: World, receiver: Receiver) -> None:
    receiver.behaviours["/hook"] = answer(500)
    endpoint = world.add_endpoint(receiver.url())
    with world.running():
        world.add_endpoint(receiver.url("/second"))
        ids = world.record(1)
        for step in (0, 5, 30):
            world.clock.advance(timedelta(seconds=step))
            world.settle()
        for _ in range(20):
            due = world.endpoint(endpoint.id).next_attempt_at
            if due is None:
                break
            world.clock.advance(due - world.clock.now())
            world.settle()
        assert world.endpoint(endpoint.id).state == "disabled"
        ids += world.record(4)
        world.settle()
        assert len(receiver.ids()) == 3 + 14
        assert world.states(endpoint.id) == {"disabled_held": 5}
        # The company's other endpoint heard of it, once each; the failing one itself is not told.
        types = [one.event["type"] for one in receiver.at("/second")]
        assert (types.count("endpoint.failing"), types.count("endpoint.disabled")) == (1, 1)
        receiver.behaviours.clear()
        receiver.received.clear()
        with world.database.transaction() as connection:
            endpoints.enable_endpoint(connection, endpoint.id, world.clock.now())
        world.settle()
    assert sorted(receiver.ids()) == sorted(ids)


@pytest.mark.parametrize(("resume", "arrive"), [("none", 0), ("date", 2)])
def test_a_return_can_choose_from_a_date_or_none(world: World, receiver: Receiver, resume: str, arrive: int) -> None:
    endpoint = world.add_endpoint(receiver.url())
    with world.database.transaction() as connection:
        endpoints.disable_endpoint(connection, endpoint.id, world.clock.now())
    with world.running():
        world.record(3)
        world.clock.advance(timedelta(days=1))
        recent = world.clock.now()
        world.record(2)
        world.settle()
        assert world.states(endpoint.id) == {"disabled_held": 5}
        with world.database.transaction() as connection:
            chosen = "none" if resume == "none" else recent
            assert endpoints.enable_endpoint(connection, endpoint.id, recent, chosen) == 5 - arrive
        world.settle()
    assert len(receiver.ids()) == arrive
    assert world.states(endpoint.id).get("skipped") == 5 - arrive


def test_410_disables_at_once(world: World, receiver: Receiver) -> None:
    receiver.behaviours["/hook"] = answer(410)
    endpoint = world.add_endpoint(receiver.url())
    with world.running():
        world.record(1)
        world.settle()
    assert world.endpoint(endpoint.id).disabled_reason == "the receiver answered 410 Gone"
    assert world.states(endpoint.id) == {"disabled_held": 1}


def test_one_event_that_is_refused_does_not_stop_the_others(world: World, receiver: Receiver) -> None:
    """A receiver that breaks on one event gets all others; that one goes on alone, and is refused in the end."""
    endpoint = world.add_endpoint(receiver.url())
    poison = world.record(1)[0]

    async def behave(request: object, body: bytes) -> object:
        return await answer(500 if poison.encode() in body else 204)(request, body)

    receiver.behaviours["/hook"] = behave
    with world.running():
        for step in (0, 5, 30, 60, 600, *[86400] * 9):
            world.clock.advance(timedelta(seconds=step))
            world.record(1)
            world.settle()
            assert world.endpoint(endpoint.id).state == "active"
    assert world.states(endpoint.id) == {"delivered": 14, "refused": 1}


def test_a_hanging_endpoint_does_not_slow_another(world: World, receiver: Receiver) -> None:
    release = threading.Event()

    async def hang(request: object, body: bytes) -> object:
        await asyncio.to_thread(release.wait, 30)
        return await answer(204)(request, body)

    receiver.behaviours["/dead"] = hang
    world.add_endpoint(receiver.url("/dead"))
    world.add_endpoint(receiver.url("/alive"))
    with world.running():
        ids = world.record(300)
        until(lambda: len(receiver.ids("/alive")) == len(ids), "the living endpoint has all")
        assert len(receiver.ids("/dead")) == dispatcher_module.CONCURRENCY
        release.set()
        world.settle()
    assert sorted(receiver.ids("/dead")) == sorted(ids)


def test_a_dead_endpoint_with_a_long_queue_is_not_hammered(world: World, receiver: Receiver) -> None:
    receiver.behaviours["/hook"] = answer(500)
    endpoint = world.add_endpoint(receiver.url())
    with world.running():
        world.record(400)
        for step in (0, 5, 30, 30):
            world.clock.advance(timedelta(seconds=step))
            world.settle()
    assert world.endpoint(endpoint.id).state == "parked"
    assert len(receiver.ids()) < 60


def test_a_crash_between_the_answer_and_our_commit_sends_again_with_the_same_id(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = world.add_endpoint(receiver.url())
    ids = world.record(3)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with world.database.transaction() as connection:
        planner.plan(connection, world.clock.now())
    presence = leases.Presence(world.database.dsn).open()
    with world.database.transaction() as connection:
        room = leases.Room(16, 4)
        leased = leases.lease_due(connection, presence.owner, {}, room, world.clock.now())
    assert [str(one.event_id) for one in leased] == ids
    with world.running():
        world.record(1)
        until(lambda: len(receiver.ids()) == 1, "others go on while the first dispatcher lives")
        presence.close()  # the process died with its connections
        world.settle()
    assert sorted(receiver.ids()[1:]) == sorted(ids)
    assert world.states(endpoint.id) == {"delivered": 4}


def test_a_case_that_became_sealed_is_not_delivered(world: World, receiver: Receiver) -> None:
    """Parked events of the case are withdrawn and stored answers deleted."""
    receiver.behaviours["/hook"] = answer(500, "I do not like Fulano")
    endpoint = world.add_endpoint(receiver.url())
    with world.running():
        world.record(2, case_number=CASE)
        others = world.record(1)
        for step in (0, 5, 30):
            world.clock.advance(timedelta(seconds=step))
            world.settle()
        with world.database.transaction() as connection:
            assert purge.purge_case(connection, CASE, world.clock.now()) == 2
        receiver.behaviours.clear()
        receiver.received.clear()
        world.clock.advance(timedelta(minutes=2))
        world.settle()
    assert others[0] in receiver.ids()
    assert {one.event["type"] for one in receiver.received} <= {"movement.created"}
    assert len(receiver.ids()) == 1
    assert world.states(endpoint.id)["withdrawn_sealed"] == 2
    with world.database.transaction() as connection:
        kept = connection.execute("SELECT count(*) AS n FROM webhooks.attempts WHERE answer IS NOT NULL").fetchone()
        assert kept["n"] <= 3  # those of the other event


def test_a_result_that_comes_after_the_sealing_changes_nothing(world: World, receiver: Receiver) -> None:
    endpoint = world.add_endpoint(receiver.url())
    world.record(1, case_number=CASE)
    with world.database.transaction() as connection:
        planner.plan(connection, world.clock.now())
        leased = leases.lease_due(connection, 1, {}, leases.Room(16, 4), world.clock.now())
        purge.purge_case(connection, CASE, world.clock.now())
        refused = Outcome(leased[0], Answer(500, "the receiver answered 500", "Fulano", 3))
        dispatcher_module.results.store(connection, 1, [refused], world.clock.now())
        assert endpoints.count_states(connection, endpoint.id) == {"withdrawn_sealed": 1}
        assert endpoints.list_attempts(connection, endpoint.id, leased[0].event_id)[0]["answer"] is None


def test_rotation_signs_with_both_secrets_for_24_hours(world: World, receiver: Receiver) -> None:
    endpoint = world.add_endpoint(receiver.url())
    with world.database.transaction() as connection:
        new = endpoints.rotate_secret(connection, endpoint.id, world.box, world.clock.now())
    with world.running():
        world.record(1)
        world.settle()
        world.clock.advance(timedelta(hours=24, seconds=1))
        world.record(1)
        world.settle()
    during, after = receiver.received
    assert during.is_signed_by(endpoint.secret)
    assert during.is_signed_by(new)
    assert after.is_signed_by(new)
    assert not after.is_signed_by(endpoint.secret)


def test_ping_goes_to_its_endpoint_alone_and_replay_sends_the_same_ids(world: World, receiver: Receiver) -> None:
    endpoint = world.add_endpoint(receiver.url(), types=[EventType.MOVEMENT_CREATED])
    world.add_endpoint(receiver.url("/second"))
    with world.running():
        ids = world.record(3)
        world.settle()
        with world.database.transaction() as connection:
            endpoints.send_ping(connection, endpoint.id, world.clock.now())
        world.settle()
        assert [one.event["type"] for one in receiver.at("/hook")].count("ping") == 1
        assert sorted(receiver.ids("/second")) == sorted(ids)
        with world.database.transaction() as connection:
            assert endpoints.replay(connection, endpoint.id, world.clock.now(), event_ids=[UUID(ids[0])]) == 1
            assert endpoints.replay(connection, endpoint.id, world.clock.now(), from_moment=world.clock.now()) == 2
        world.settle()
    assert all(receiver.ids().count(id_) == 2 for id_ in ids)


def test_what_waits_longer_than_the_retention_expires_and_old_months_go(world: World, receiver: Receiver) -> None:
    endpoint = world.add_endpoint(receiver.url())
    with world.database.transaction() as connection:
        assert retention.keep_partitions(connection, world.clock.now()) == 6
        assert retention.keep_partitions(connection, world.clock.now()) == 0
        endpoints.disable_endpoint(connection, endpoint.id, world.clock.now())
    world.record(2)
    with world.database.transaction() as connection:
        planner.plan(connection, world.clock.now())
        assert retention.expire(connection, world.clock.now() + timedelta(days=89)) == 0
        assert retention.expire(connection, world.clock.now() + timedelta(days=91)) == 2
        assert endpoints.count_states(connection, endpoint.id) == {"expired": 2}
        retention.expire(connection, world.clock.now() + timedelta(days=240))
        assert endpoints.count_states(connection, endpoint.id) == {}


def test_registration_refuses_forbidden_addresses(world: World) -> None:
    with pytest.raises(EgressRefused, match="not a loopback one"):
        world.add_endpoint("http://10.0.0.1/hook")
