"""A tribunal's suspension is told once for each episode, to those whom it concerns."""

from datetime import timedelta

from delivery.case_store.cases import get_case
from delivery.case_store.tribunals import TribunalStatusHandler
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.tribunal_status import RouteStatus, TribunalState, TribunalStatus
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline
from tests.support.visits import START, case_number


def _status(state: TribunalState, episode: int) -> TribunalStatus:
    return TribunalStatus(
        tribunal="TJSP", state=state, outcome=Outcome.CAPTCHA, reason="a captcha", since=START, episode=episode
    )


def test_each_episode_is_told_once(pipeline: Pipeline) -> None:
    company, stranger = add_company(pipeline.database), add_company(pipeline.database, "stranger")
    pipeline.activate(company, case_number())
    handler = TribunalStatusHandler(pipeline.clock)
    down, up = TribunalState.SUSPENDED, TribunalState.ACTIVE
    late = add_company(pipeline.database, "late")
    for state, episode in ((up, 0), (down, 1), (down, 1), (up, 1), (up, 1), (down, 1), (down, 2), (up, 1), (up, 2)):
        with pipeline.stream.unit_of_work() as unit:
            handler.handle("tribunal_status.v1", _status(state, episode), unit)
        if (state, episode) == (down, 2):
            pipeline.activate(late, case_number())
    assert [event["type"] for event in told(pipeline.database, company)] == [
        "tribunal.suspended",
        "tribunal.recovered",
        "tribunal.suspended",
        "tribunal.recovered",
    ]
    assert told(pipeline.database, company)[0]["data"]["reason"] == "a captcha"
    assert told(pipeline.database, stranger) == told(pipeline.database, late) == []
    with pipeline.database.transaction() as connection:
        status = get_case(connection, case_number()).tribunal_status
    assert status == _status(up, 2)


def test_an_older_status_of_the_same_episode_changes_nothing(pipeline: Pipeline) -> None:
    """A suspension that arrives again after the recovery, as a replayed dead letter does, suspends nothing."""
    handler = TribunalStatusHandler(pipeline.clock)
    pipeline.activate(add_company(pipeline.database), case_number())
    down = _status(TribunalState.SUSPENDED, 1)
    up = _status(TribunalState.ACTIVE, 1).model_copy(update={"since": START + timedelta(hours=1)})
    for status in (down, up, down):
        with pipeline.stream.unit_of_work() as unit:
            handler.handle("tribunal_status.v1", status, unit)
    with pipeline.database.transaction() as connection:
        assert get_case(connection, case_number()).tribunal_status == up


def test_an_older_copy_takes_back_neither_a_route_nor_a_notice(pipeline: Pipeline) -> None:
    """Routes and notice change while the state, and since when it is, stay."""
    handler = TribunalStatusHandler(pipeline.clock)
    pipeline.activate(add_company(pipeline.database), case_number())
    down = RouteStatus(system=CourtSystem.EPROC, state=TribunalState.SUSPENDED, reason="a captcha", since=START)
    first = _status(TribunalState.ACTIVE, 0).model_copy(update={"routes": (down,), "told_at": START})
    second = first.model_copy(update={"routes": (), "notice": "slow", "told_at": START + timedelta(minutes=31)})
    for status in (first, second, first, _status(TribunalState.ACTIVE, 0)):
        with pipeline.stream.unit_of_work() as unit:
            handler.handle("tribunal_status.v1", status, unit)
    with pipeline.database.transaction() as connection:
        assert get_case(connection, case_number()).tribunal_status == second


def test_a_route_that_is_down_is_shown_and_not_told_as_a_suspension(pipeline: Pipeline) -> None:
    """The tribunal has another route: its cases say which system is down, and no event says more than that."""
    company = add_company(pipeline.database)
    pipeline.activate(company, case_number())
    handler = TribunalStatusHandler(pipeline.clock)
    down = RouteStatus(system=CourtSystem.EPROC, state=TribunalState.SUSPENDED, reason="a captcha", since=START)
    active = _status(TribunalState.ACTIVE, 0).model_copy(update={"routes": (down,), "outcome": None})
    with pipeline.stream.unit_of_work() as unit:
        handler.handle("tribunal_status.v1", active, unit)
    with pipeline.database.transaction() as connection:
        assert get_case(connection, case_number()).tribunal_status == active
    assert told(pipeline.database, company) == []


def test_what_a_budget_cannot_keep_is_said_at_registration(pipeline: Pipeline) -> None:
    status = _status(TribunalState.ACTIVE, 0).model_copy(update={"notice": "each is visited about every 31 days"})
    with pipeline.stream.unit_of_work() as unit:
        TribunalStatusHandler(pipeline.clock).handle("tribunal_status.v1", status, unit)
    activation = pipeline.activate(add_company(pipeline.database), case_number())
    assert activation.warning == "each is visited about every 31 days"
    assert activation.state == "waiting"
