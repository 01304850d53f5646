"""The comparison of ledgers: a perfect run agrees, and every broken link is noticed and named."""

import copy
import json
from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from tests.court_simulator.ledger import LedgerWriter
from tests.court_simulator.world import World
from tests.demo.compare import compare
from tests.demo.observed import Observed
from tests.demo.receiver import Endpoint

BEFORE_ANY_SEALING = "2031-03-03T14:00:00Z"


@pytest.fixture(scope="module")
def ledger() -> dict[str, Any]:
    return json.loads(json.dumps(LedgerWriter(World(1, "small")).ledger()))


def _event(slug: str, type_: str, subject: str, data: dict[str, Any]) -> dict[str, Any]:
    id_ = str(uuid5(NAMESPACE_OID, json.dumps([slug, type_, subject, data], sort_keys=True)))
    return {"id": id_, "type": type_, "subject": subject, "time": BEFORE_ANY_SEALING, "data": data}


def _movement_events(slug: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    events = []
    for type_, rows in told["movements"].items():
        for number, row in enumerate(rows):
            identity = f"{row['case_number']}/{row['court_level']}/{row['occurred']}/{row['text']}/{row['complement']}"
            data = {name: row[name] for name in ("case_number", "tribunal", "system", "court_level")}
            data["movement"] = {
                "id": identity,
                "occurred_at": row["occurred"],
                "text": row["text"],
                "complement": row["complement"],
                "ordinal": number,
            }
            if type_ == "created" and row["replaces"]:
                old = next(each for each in told["movements"]["withdrawn"] if each["text"] == row["replaces"])
                data["replaces"] = "/".join(
                    str(old[name]) for name in ("case_number", "court_level", "occurred", "text", "complement")
                )
            events.append(_event(slug, f"movement.{type_}", row["case_number"], data))
    return events


def _case_events(slug: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    events = [_event(slug, "case.registered", each["case_number"], each) for each in told["registered"]]
    for each in told["updated"]:
        about = {"case_number": each["case_number"], "tribunal": each["tribunal"]}
        if each["kind"] == "new_instance":
            new = {"court_level": each["court_level"], "movements": each["movements"]}
            events.append(_event(slug, "case.updated", each["case_number"], about | {"new_instance": new}))
        else:
            change = {"status_text": [each["old"], each["new"]]}
            events.append(_event(slug, "case.updated", each["case_number"], about | {"changes": change}))
    return events


def _matched_events(slug: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    by_case: dict[str, list[dict[str, Any]]] = {}
    for match in told["matches"]:
        why = {"monitored_party_name": match["monitored"], "printed": match["printed"].upper()}
        by_case.setdefault(match["case_number"], []).append(why)
    return [
        _event(slug, "distribution.matched", number, {"case_number": number, "matches": whys})
        for number, whys in by_case.items()
    ]


def _service_events(slug: str, ledger: dict[str, Any]) -> list[dict[str, Any]]:
    events = []
    for each in ledger["suspensions"]:
        if slug in each["companies"]:
            data = {"tribunal": each["tribunal"], "outcome": each["outcome"]}
            events += [_event(slug, f"tribunal.{what}", each["tribunal"], data) for what in ("suspended", "recovered")]
    for case in ledger["sealed"]:
        if slug in case["companies"]:
            events.append(_event(slug, "case.sealed", case["case_number"], {"case_number": case["case_number"]}))
    return events


def perfect(ledger: dict[str, Any]) -> Observed:
    """Return what a run without any fault leaves behind."""
    observed = Observed()
    sealed = {case["case_number"] for case in ledger["sealed"]}
    for slug, told in ledger["companies"].items():
        events = _movement_events(slug, told) + _case_events(slug, told) + _matched_events(slug, told)
        events += _service_events(slug, ledger)
        endpoint = Endpoint(name=f"{slug}-healthy", company=slug, behaviour="healthy")
        endpoint.received = {event["id"]: copy.deepcopy(event) for event in events}
        for event in events:
            if event["data"].get("case_number") in sealed and event["type"] != "case.sealed":
                event["data"] = {"sealed": True}
        observed.endpoints.append(endpoint)
        observed.feed[slug] = events
        observed.recorded[slug] = {event["id"] for event in events}
        numbers = list({match["case_number"] for match in told["matches"]})
        observed.delivered[slug], observed.charges[slug] = numbers, list(numbers)
    for instance in ledger["store"]:
        observed.movements += [
            {"case_number": instance["case_number"], "court_level": instance["court_level"], **row}
            for row in instance["movements"]
        ]
    for each in ledger["distributions"]:
        observed.cases[each["case_number"]] = {"names": each["parties"], "distributed_on": each["distributed_on"]}
    return observed


def test_a_perfect_run_agrees(ledger: dict[str, Any]) -> None:
    assert compare(ledger, perfect(ledger)) == []


def _links(ledger: dict[str, Any], change: Callable[[Observed], object]) -> set[str]:
    observed = perfect(ledger)
    change(observed)
    return {each.link for each in compare(ledger, observed)}


def _take_event(type_: str) -> Callable[[Observed], object]:
    """Let an event never be told at all."""

    def change(observed: Observed) -> None:
        for slug, events in observed.feed.items():
            for event in list(events):
                if event["type"] == type_ and not event["data"].get("sealed"):
                    events.remove(event)
                    observed.recorded[slug].discard(event["id"])
                    for endpoint in observed.endpoints:
                        endpoint.received.pop(event["id"], None)
                    return

    return change


@pytest.mark.parametrize(
    "type_", ["movement.created", "movement.withdrawn", "case.registered", "case.updated", "distribution.matched"]
)
def test_an_event_that_was_never_told_is_noticed(ledger: dict[str, Any], type_: str) -> None:
    assert type_ in _links(ledger, _take_event(type_))


@pytest.mark.parametrize("type_", ["case.sealed", "tribunal.suspended", "tribunal.recovered"])
def test_a_silent_sealing_or_suspension_is_noticed(ledger: dict[str, Any], type_: str) -> None:
    assert _links(ledger, _take_event(type_)) == {type_}


def test_a_movement_that_the_store_lacks_is_noticed(ledger: dict[str, Any]) -> None:
    assert _links(ledger, lambda seen: seen.movements.pop()) == {"movement in the store"}


def test_a_movement_too_many_in_the_store_is_noticed(ledger: dict[str, Any]) -> None:
    assert _links(ledger, lambda seen: seen.movements.append(seen.movements[0])) == {"movement in the store"}


def test_a_distribution_that_is_missing_is_noticed(ledger: dict[str, Any]) -> None:
    assert _links(ledger, lambda seen: seen.cases.popitem()) == {"distribution"}


def test_a_match_that_was_lost_is_noticed(ledger: dict[str, Any]) -> None:
    def change(seen: Observed) -> None:
        seen.delivered["tamborana"].pop()

    assert _links(ledger, change) == {"match"}


def test_a_near_miss_that_was_told_is_noticed(ledger: dict[str, Any]) -> None:
    miss = ledger["companies"]["tamborana"]["near_misses"][0]

    def change(seen: Observed) -> None:
        why = {"monitored_party_name": miss["monitored"], "printed": miss["printed"]}
        data = {"case_number": miss["case_number"], "matches": [why]}
        event = _event("tamborana", "distribution.matched", miss["case_number"], data)
        seen.feed["tamborana"].append(event)
        seen.recorded["tamborana"].add(event["id"])

    assert {"match", "distribution.matched", "delivery"} == _links(ledger, change)


def test_a_row_that_the_feed_lacks_is_noticed(ledger: dict[str, Any]) -> None:
    def change(seen: Observed) -> None:
        seen.feed["tamborana"] = [each for each in seen.feed["tamborana"] if each["type"] != "tribunal.recovered"]

    assert {"feed", "delivery", "tribunal.recovered"} == _links(ledger, change)


def test_a_delivery_that_is_missing_is_noticed(ledger: dict[str, Any]) -> None:
    def change(seen: Observed) -> None:
        plain = next(each for each in seen.feed["tamborana"] if not each["data"].get("sealed"))
        del seen.endpoints[0].received[plain["id"]]

    assert _links(ledger, change) == {"delivery"}


def test_a_delivery_with_another_content_is_noticed(ledger: dict[str, Any]) -> None:
    def change(seen: Observed) -> None:
        plain = next(each for each in seen.feed["tamborana"] if each["type"] == "tribunal.suspended")
        seen.endpoints[0].received[plain["id"]]["source"] = "/elsewhere"

    assert _links(ledger, change) == {"delivery"}


def test_a_charge_too_many_is_noticed(ledger: dict[str, Any]) -> None:
    def change(seen: Observed) -> None:
        seen.charges["guaravira"].append(seen.charges["guaravira"][0])

    assert _links(ledger, change) == {"charge"}


def test_a_sealed_case_that_is_told_is_noticed(ledger: dict[str, Any]) -> None:
    """Also when only a receiver, and not the feed, shows that it was told."""
    number = next(case["case_number"] for case in ledger["sealed"] if case["how"] == "distributed")

    def change(seen: Observed) -> None:
        event = _event("guaravira", "distribution.matched", number, {"case_number": number, "matches": []})
        next(each for each in seen.endpoints if each.company == "guaravira").received[event["id"]] = event

    assert {"sealed", "delivery"} == _links(ledger, change)


def test_what_is_still_held_of_a_sealed_case_is_noticed(ledger: dict[str, Any]) -> None:
    number = ledger["sealed"][0]["case_number"]
    assert _links(ledger, lambda seen: seen.held.update({number: {"parties": 2}})) == {"sealed"}


def test_a_disagreement_says_which_link_and_whose(ledger: dict[str, Any]) -> None:
    observed = perfect(ledger)
    observed.charges["guaravira"].pop()
    [said] = compare(ledger, observed)
    assert str(said).startswith("charge (guaravira): missing: ")
