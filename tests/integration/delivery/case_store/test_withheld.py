"""What was told of a case that may be sealed is read by nobody until the case is found again."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from delivery.case_store.withheld import purge_withheld
from delivery.events.cursors import CursorSeal
from delivery.events.feed import Feed
from delivery.events.sequencer import give_positions
from delivery.webhooks import endpoints, planner
from schemas.courts import CourtSystem
from tests.support.companies import add_company
from tests.support.pipeline import Pipeline
from tests.support.visits import START, capture, case_number, movement, snapshot

NUMBER = case_number()
FIRST = (movement("Distribuído por sorteio", 1),)
MORE = (*FIRST, movement("Conclusos para despacho", 2))
PJE = CourtSystem.PJE
WITHHELD = {"withheld": True}


def _add_endpoint(pipeline: Pipeline, company: UUID) -> UUID:
    endpoint = uuid4()
    with pipeline.database.transaction() as connection:
        connection.execute(
            "INSERT INTO webhooks.endpoints (id, company_id, url, from_position, created_at) "
            "VALUES (%s, %s, 'https://receiver.example.org', 0, %s)",
            (endpoint, company, START),
        )
    return endpoint


def _number_and_plan(pipeline: Pipeline) -> None:
    with pipeline.database.transaction() as connection:
        give_positions(connection, 100)
    with pipeline.database.transaction() as connection:
        planner.plan(connection, pipeline.clock.now())


def _feed(pipeline: Pipeline, company: UUID) -> list[dict[str, Any]]:
    with pipeline.database.transaction() as connection:
        page = Feed(connection, company, CursorSeal([b"k" * 32])).read(None, limit=100)
    return [json.loads(event.body) for event in page.events]


def _states(pipeline: Pipeline, endpoint: UUID) -> dict[str, int]:
    with pipeline.database.transaction() as connection:
        return endpoints.count_states(connection, endpoint)


def _lose(pipeline: Pipeline) -> None:
    for hours in (25, 36, 50):
        pipeline.ingest(capture(NUMBER, system=PJE, hours=hours))


def _seen_then_lost(pipeline: Pipeline) -> tuple[UUID, UUID]:
    """A company was told of the case; one event is not numbered yet when the case goes missing."""
    company = add_company(pipeline.database)
    endpoint = _add_endpoint(pipeline, company)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot(FIRST, system=PJE), system=PJE))
    _number_and_plan(pipeline)
    pipeline.ingest(capture(NUMBER, snapshot(MORE, system=PJE), system=PJE, hours=24))
    _lose(pipeline)
    _number_and_plan(pipeline)
    return company, endpoint


def test_feed_and_webhooks_keep_back_what_was_told_and_give_it_when_the_case_is_found(pipeline: Pipeline) -> None:
    company, endpoint = _seen_then_lost(pipeline)
    hidden = {event["type"]: event["data"] for event in _feed(pipeline, company)}
    assert hidden["case.registered"] == hidden["movement.created"] == WITHHELD
    assert hidden["case.not_found"] != WITHHELD  # that it is not to be found is no secret
    assert _states(pipeline, endpoint) == {"withheld": 2, "pending": 1}
    pipeline.ingest(capture(NUMBER, snapshot(MORE, system=PJE), system=PJE, hours=60))
    _number_and_plan(pipeline)
    shown = _feed(pipeline, company)
    assert all(event["data"] != WITHHELD for event in shown)
    assert [e["data"]["movement"]["text"] for e in shown if e["type"] == "movement.created"] == [MORE[1].text]
    assert "withheld" not in _states(pipeline, endpoint)


def test_what_is_never_found_again_is_withdrawn(pipeline: Pipeline) -> None:
    company, endpoint = _seen_then_lost(pipeline)
    assert purge_withheld(pipeline.stream, START + timedelta(days=40)) == 1
    assert _states(pipeline, endpoint) == {"withdrawn_sealed": 2, "pending": 1}
    purged = [event["data"] for event in _feed(pipeline, company) if event["type"] == "movement.created"]
    assert "movement" not in purged[0]


def test_a_replay_sends_nothing_that_is_withheld(pipeline: Pipeline) -> None:
    _, endpoint = _seen_then_lost(pipeline)
    with pipeline.database.transaction() as connection:
        endpoints.replay(connection, endpoint, pipeline.clock.now(), from_moment=START - timedelta(days=1))
    assert _states(pipeline, endpoint) == {"withheld": 2, "pending": 1}
