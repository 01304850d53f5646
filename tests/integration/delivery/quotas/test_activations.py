"""Activating and deactivating cases."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from delivery.case_store.records import CaseState
from delivery.quotas.activations import (
    TribunalSupport,
    activate_case,
    ask_visit,
    deactivate_case,
    find_usage,
    list_activations,
)
from delivery.quotas.errors import NotActive, QuotaReached, UnknownCompany, UnknownTribunal
from delivery.quotas.watches import list_watches
from runtime.postgres.pool import Database
from schemas.case_number import CaseNumber
from schemas.topics import CAPTURE_REQUESTS
from tests.conftest import DatabaseAddresses
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline
from tests.support.visits import capture, case_number, movement, snapshot

NUMBER = case_number()


def _deactivate(pipeline: Pipeline, company: object, number: CaseNumber) -> None:
    with pipeline.stream.unit_of_work() as unit:
        deactivate_case(unit, company, number, pipeline.clock.now())


def test_the_last_slot_is_taken_by_exactly_one_of_a_hundred(addresses: DatabaseAddresses) -> None:
    with Database(addresses.stage, application="test", max_connections=20) as database:
        pipeline = Pipeline(database)
        company = add_company(database, quota=2)
        pipeline.activate(company, NUMBER)

        def try_to_activate(sequence: int) -> bool:
            try:
                return pipeline.activate(company, case_number(sequence)).is_new
            except QuotaReached:
                return False

        with ThreadPoolExecutor(20) as callers:
            taken = sum(callers.map(try_to_activate, range(2, 102)))
        with database.transaction() as connection:
            assert (taken, find_usage(connection, company)) == (1, (2, 2))
            assert len(list_activations(connection, company)) == 2
        assert [event["type"] for event in told(database, company)] == ["quota.reached"]


def test_activating_twice_takes_one_slot(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    assert pipeline.activate(company, NUMBER).is_new
    assert not pipeline.activate(company, NUMBER).is_new
    with pipeline.database.transaction() as connection:
        assert find_usage(connection, company) == (1, 100)
    assert len(pipeline.stream.published(CAPTURE_REQUESTS)) == 1


def test_deactivating_frees_the_slot_at_once_and_ends_the_episode(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database, quota=1)
    pipeline.activate(company, NUMBER)
    with pytest.raises(QuotaReached):
        pipeline.activate(company, case_number(2))
    _deactivate(pipeline, company, NUMBER)
    pipeline.activate(company, case_number(2))
    assert [event["type"] for event in told(pipeline.database, company)] == ["quota.reached"] * 2
    with pytest.raises(NotActive):
        _deactivate(pipeline, company, NUMBER)


def test_capture_is_asked_for_absolute_states_in_order(pipeline: Pipeline) -> None:
    one, two = add_company(pipeline.database), add_company(pipeline.database, "two")
    pipeline.activate(one, NUMBER)
    pipeline.activate(two, NUMBER)
    with pipeline.stream.unit_of_work() as unit:
        ask_visit(unit, NUMBER, pipeline.clock.now())
    _deactivate(pipeline, one, NUMBER)
    _deactivate(pipeline, two, NUMBER)
    requests = pipeline.stream.published(CAPTURE_REQUESTS)
    assert [(r.revision, r.is_watched, r.weight, r.wish) for r in requests] == [
        (1, True, 1, None),
        (2, True, 2, None),
        (3, True, 2, "asked"),
        (4, True, 1, None),
        (5, False, 1, None),
    ]
    with pipeline.database.transaction() as connection:
        (watch,) = list_watches(connection)
    assert (watch["revision"], watch["is_watched"]) == (5, False)


def test_what_the_store_has_is_told_at_once_for_each_activation(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.ingest(capture(NUMBER, snapshot((movement("a"),))))
    pipeline.activate(company, NUMBER)
    _deactivate(pipeline, company, NUMBER)
    pipeline.activate(company, NUMBER)
    events = told(pipeline.database, company)
    assert [event["type"] for event in events] == ["case.registered"] * 2
    assert events[0]["id"] != events[1]["id"]
    assert events[0]["data"]["movements_total"] == 1


def test_an_unsupported_tribunal_is_a_named_state_with_a_warning(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    number = CaseNumber.build(sequence=1, year=2031, j_tr="5.02", origin=1)
    made = pipeline.activate(company, number)
    assert (made.state, made.warning) == (CaseState.UNSUPPORTED, "no spider reads it yet")


def test_what_does_not_exist_is_refused(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    with pytest.raises(UnknownTribunal):
        pipeline.activate(company, CaseNumber.build(sequence=1, year=2031, j_tr="9.99", origin=1))
    with pytest.raises(UnknownCompany):
        pipeline.activate(uuid4(), NUMBER)
    with pytest.raises(NotActive):
        _deactivate(pipeline, company, case_number(7))


def test_what_is_not_visited_of_a_supported_tribunal_is_said_and_the_case_is_followed(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    said = "tjmt_rest: live visits of its portal are unsupported. Decided by: datajud."
    number = CaseNumber.build(sequence=1, year=2031, j_tr="8.11", origin=1)
    with pipeline.stream.unit_of_work() as unit:
        support = TribunalSupport("TJMT", is_supported=True, explanation=said)
        made = activate_case(unit, company, number, pipeline.clock.now(), tribunal_support=lambda _: support)
    assert (made.state, made.warning) == (CaseState.WAITING, said)
