"""A company is told once that its expression is in quarantine, and once that another version is in force."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from delivery.monitoring.expression_states import ExpressionStatusHandler
from matcher.expressions import MatcherExpressions
from matcher.pending import pending_work
from matcher.quarantine import list_quarantined, note_timeouts, show_quarantine
from matcher.quarantine_notices import QuarantineNotices
from monitor_config.companies import add_company
from monitor_config.models import Company, NewParty, PartyChange
from monitor_config.parties import MonitoredParties, promote_expressions
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.stream.postgres import PostgresStream
from schemas.case_number import CaseNumber
from schemas.expression_status import ExpressionStatus
from schemas.topics import EXPRESSION_STATUS
from tests.support.companies import told

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)
NUMBER = CaseNumber.build(sequence=7, year=2031, j_tr="8.26", origin=100)


def add_party(database: Database, company: Company) -> UUID:
    with database.transaction() as connection:
        parties = [NewParty(name="Alvorada", rex="ALVORADA", nrex="NORTE")]
        return MonitoredParties(connection, company).add(parties, MatcherExpressions(), NOW)[0].id


@pytest.fixture
def party_id(stage_database: Database, company: Company) -> UUID:
    return add_party(stage_database, company)


def time_out(database: Database, party_id: UUID, version: int = 1) -> None:
    with database.transaction() as connection:
        note_timeouts(connection, NUMBER, [(party_id, version)] * 3, NOW)


def edit(database: Database, company: Company, party_id: UUID, change: PartyChange, now: datetime = NOW) -> None:
    with database.transaction() as connection:
        MonitoredParties(connection, company).edit(party_id, change, MatcherExpressions(), now)


def published(stream: PostgresStream) -> list[ExpressionStatus]:
    records = stream.read(EXPRESSION_STATUS, partition=0, offset=0, max_records=100)
    return [ExpressionStatus.model_validate_json(record.value) for record in records]


def deliver(stream: PostgresStream, clock: ManualClock, statuses: Iterable[ExpressionStatus]) -> None:
    for status in statuses:
        with stream.unit_of_work() as unit:
            ExpressionStatusHandler(clock).handle(EXPRESSION_STATUS.name, status, unit)


def test_a_quarantine_and_its_end_are_told_once_each_and_to_the_company_alone(
    stream, stage_database, company, party_id, clock
) -> None:
    with stage_database.transaction() as connection:
        rival = add_company(connection, slug="rival", name="Rival", now=NOW)
    add_party(stage_database, rival)
    notices = QuarantineNotices(stream, clock)
    time_out(stage_database, party_id)
    with stage_database.transaction() as connection:
        assert pending_work(connection, NOW)["quarantined expressions to tell of"] == 1
    clock.advance(timedelta(minutes=1))
    assert (notices.run_once(), notices.run_once()) == (1, 0)
    edit(stage_database, company, party_id, PartyChange(window_days=30))
    assert notices.run_once() == 0, "the expression is the same"
    edit(stage_database, company, party_id, PartyChange(rex="ALVORADA DO SUL"))
    assert (notices.run_once(), notices.run_once()) == (1, 0)
    with stage_database.transaction() as connection:
        assert list_quarantined(connection) == set()
        assert show_quarantine(connection, party_id) == []
        assert pending_work(connection, NOW)["quarantined expressions to tell of"] == 0
    deliver(stream, clock, [each for each in published(stream) for _ in range(2)])
    first, second = told(stage_database, company.id)
    assert told(stage_database, rival.id) == []
    assert (first["type"], second["type"]) == ("expression.quarantined", "expression.released")
    assert first["subject"] == second["subject"] == str(party_id)
    reason = first["data"].pop("reason")
    assert "too long" in reason
    assert first["data"] == {
        "monitored_party_id": str(party_id),
        "monitored_party_name": "Alvorada",
        "expression_version": 1,
        "rex": "ALVORADA",
        "nrex": "NORTE",
        "since": "2031-03-10T12:00:00Z",
        "replaced_by": None,
    }
    assert (second["data"]["expression_version"], second["data"]["replaced_by"]) == (1, 2)
    assert second["data"]["since"] == "2031-03-10T12:01:00Z"


def test_a_quarantine_lasts_until_the_edited_expression_is_in_force(stream, stage_database, clock) -> None:
    with stage_database.transaction() as connection:
        company = add_company(connection, slug="slow", name="Slow", delay_hours=48, now=NOW)
    party_id = add_party(stage_database, company)
    with stage_database.transaction() as connection:
        promote_expressions(connection, NOW + timedelta(hours=48))
    time_out(stage_database, party_id)
    notices = QuarantineNotices(stream, clock)
    assert notices.run_once() == 1
    edit(stage_database, company, party_id, PartyChange(rex="ALVORADA DO SUL"), NOW + timedelta(hours=50))
    assert notices.run_once() == 0
    with stage_database.transaction() as connection:
        assert list_quarantined(connection) == {(party_id, 1)}
        promote_expressions(connection, NOW + timedelta(hours=99))
    assert notices.run_once() == 1
    assert [each.state for each in published(stream)] == ["quarantined", "released"]


def test_the_next_version_has_a_quarantine_of_its_own(stream, stage_database, company, party_id, clock) -> None:
    notices = QuarantineNotices(stream, clock)
    for version in (1, 2):
        time_out(stage_database, party_id, version)
        notices.run_once()
        edit(stage_database, company, party_id, PartyChange(rex=f"ALVORADA {version}"))
        notices.run_once()
    deliver(stream, clock, published(stream))
    turns = [(event["type"], event["data"]["expression_version"]) for event in told(stage_database, company.id)]
    assert turns == [
        ("expression.quarantined", 1),
        ("expression.released", 1),
        ("expression.quarantined", 2),
        ("expression.released", 2),
    ]


def test_what_was_over_before_it_could_be_told_is_not_told(stream, stage_database, company, party_id, clock) -> None:
    time_out(stage_database, party_id)
    edit(stage_database, company, party_id, PartyChange(rex="ALVORADA DO SUL"))
    assert QuarantineNotices(stream, clock).run_once() == 0
    assert published(stream) == []


def test_a_beginning_that_comes_after_the_end_changes_nothing(stream, stage_database, company, party_id, clock) -> None:
    """A replayed dead letter: the company was not told of the quarantine, so its end is no news either."""
    time_out(stage_database, party_id)
    notices = QuarantineNotices(stream, clock)
    notices.run_once()
    edit(stage_database, company, party_id, PartyChange(rex="ALVORADA DO SUL"))
    notices.run_once()
    deliver(stream, clock, reversed(published(stream)))
    assert told(stage_database, company.id) == []
    with stage_database.transaction() as connection:
        [row] = connection.execute("SELECT state FROM monitoring.expression_states").fetchall()
    assert row == {"state": "released"}
