"""An expression that takes too long three times is asked no more at work; every name it missed is asked about later."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from matcher.evidence_places import CasePlace
from matcher.expressions import MatcherExpressions
from matcher.folding import fold
from matcher.handler import QUERIES as MATCHER_QUERIES
from matcher.handler import DistributionHandler
from matcher.quarantine import (
    count_postponed,
    list_quarantined,
    note_timeouts,
    postpone,
    show_quarantine,
)
from matcher.retries import Retries
from matcher.watchlist import Watch
from monitor_config.models import Company, NewParty, PartyChange
from monitor_config.parties import MonitoredParties
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.stream.postgres import PostgresStream
from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.distributions import DistributedOnBasis, Distribution
from schemas.matches import Explanation, Match
from schemas.topics import MATCHES

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def party_id(stage_database: Database, company: Company) -> UUID:
    with stage_database.transaction() as connection:
        parties = [NewParty(name="Alvorada", rex="ALVORADA", manual_rex=True)]
        return MonitoredParties(connection, company).add(parties, MatcherExpressions(), NOW)[0].id


def number(sequence: int) -> CaseNumber:
    return CaseNumber.build(sequence=sequence, year=2031, j_tr="8.26", origin=100)


def see(stream: PostgresStream, clock: ManualClock, sequence: int, *names: str, is_sealed: bool = False) -> None:
    """Let the matcher know a case's names."""
    message = Distribution(
        case_number=number(sequence),
        tribunal="TJSP",
        distributed_on=date(2031, 3, 7),
        distributed_on_basis=DistributedOnBasis.COURT,
        obtained_at=NOW,
        parties=tuple(Party(name=name) for name in names),
        revision=2 if is_sealed else 1,
        is_sealed=is_sealed,
    )
    with stream.unit_of_work() as unit:
        DistributionHandler(clock)._remember(unit.connection, message)


class Asked:
    """Decides as the watchlist does; the names in `slow` need more than so many seconds."""

    def __init__(self, **slow: float) -> None:
        self.slow = slow
        self.asked: list[tuple[str, float]] = []

    def __call__(self, watch: Watch, party: Party, place: CasePlace, seconds: float) -> Explanation | None:
        self.asked.append((party.name, seconds))
        if self.slow.get(party.name.split()[0], 0) > seconds:
            raise TimeoutError
        folded = fold(party.name).text
        if watch.rex not in folded:
            return None
        return Explanation(
            monitored_party_id=watch.party_id,
            monitored_party_name=watch.name,
            expression_version=watch.version,
            expression=watch.rex,
            printed=party.name,
            folded=folded,
            matched_text=party.name,
            span=(0, len(party.name)),
        )


def published(stream: PostgresStream) -> list[Match]:
    found = []
    for partition in range(MATCHES.partitions):
        found += stream.read(MATCHES, partition=partition, offset=0, max_records=1000)
    return [Match.model_validate_json(record.value) for record in found]


def test_the_third_timeout_puts_an_expression_into_quarantine_once(stage_database, party_id) -> None:
    expression = (party_id, 1)
    with stage_database.transaction() as connection:
        assert note_timeouts(connection, number(1), [expression, expression], NOW) == set()
        assert list_quarantined(connection) == set()
        assert note_timeouts(connection, number(2), [expression], NOW) == {expression}
        assert note_timeouts(connection, number(3), [expression], NOW) == set()
        assert list_quarantined(connection) == {expression}
        [shown] = show_quarantine(connection, party_id)
        assert (shown["expression_version"], shown["quarantined_at"]) == (1, NOW)
        assert (shown["waiting_cases"], shown["waiting_since"]) == (3, NOW)
        rows = connection.execute(MATCHER_QUERIES["list_timeouts"], {"party_id": party_id}).fetchall()
        assert {row["case_number"] for row in rows} == {number(1), number(2), number(3)}


def test_timeouts_of_one_version_are_not_those_of_the_next(stage_database, party_id) -> None:
    with stage_database.transaction() as connection:
        note_timeouts(connection, number(1), [(party_id, 1)] * 2, NOW)
        assert note_timeouts(connection, number(2), [(party_id, 2)] * 2, NOW) == set()


def test_what_was_postponed_is_asked_with_more_time_and_matches(stream, stage_database, party_id, clock) -> None:
    see(stream, clock, 1, "Banco Alvorada", "Posto Girassol")
    with stage_database.transaction() as connection:
        postpone(connection, number(1), [(party_id, 1), (party_id, 1)], NOW)
        assert count_postponed(connection, NOW) == 1
    ask = Asked()
    assert Retries(stream, clock, ask).run_once() == 1
    assert ask.asked == [("Banco Alvorada", 0.1), ("Posto Girassol", 0.1)]
    [match] = published(stream)
    assert [each.printed for each in match.explanations] == ["Banco Alvorada"]
    assert (match.case_number, match.parties_revision, match.is_sweep) == (number(1), 1, False)
    assert Retries(stream, clock, ask).run_once() == 0
    assert len(ask.asked) == 2


def test_what_takes_too_long_again_comes_again_later_with_twice_the_time(
    stream, stage_database, party_id, clock
) -> None:
    see(stream, clock, 1, "Alvorada Norte", "Slow Alvorada", "Alvorada Sul")
    with stage_database.transaction() as connection:
        postpone(connection, number(1), [(party_id, 1)], NOW)
    ask = Asked(Slow=0.3)
    retries = Retries(stream, clock, ask)
    assert retries.run_once() == 0
    assert {each.printed for match in published(stream) for each in match.explanations} == {
        "Alvorada Norte",
        "Alvorada Sul",
    }, "the names that it did decide about are not held back"
    assert retries.run_once() == 0
    assert len(ask.asked) == 3, "its turn has not come"
    for minutes, decided in ((5, 0), (10, 1)):
        clock.advance(timedelta(minutes=minutes))
        assert retries.run_once() == decided
    assert {seconds for _, seconds in ask.asked} == {0.1, 0.2, 0.4}
    assert "Slow Alvorada" in {each.printed for each in published(stream)[-1].explanations}
    with stage_database.transaction() as connection:
        assert count_postponed(connection, NOW + timedelta(days=9)) == 0


def test_a_case_of_many_slow_names_costs_three_of_them_and_the_next_time_begins_with_others(
    stream, stage_database, party_id, clock
) -> None:
    see(stream, clock, 1, *(f"Slow {turn}" for turn in range(8)))
    with stage_database.transaction() as connection:
        postpone(connection, number(1), [(party_id, 1)], NOW)
    ask = Asked(Slow=99)
    retries = Retries(stream, clock, ask)
    retries.run_once()
    clock.advance(timedelta(minutes=5))
    retries.run_once()
    assert [name for name, _ in ask.asked] == [f"Slow {turn}" for turn in range(6)]


def test_an_edited_expression_is_free_and_the_old_one_is_forgotten(
    stream, stage_database, company, party_id, clock
) -> None:
    see(stream, clock, 1, "Banco Alvorada")
    with stage_database.transaction() as connection:
        note_timeouts(connection, number(1), [(party_id, 1)] * 3, NOW)
        change = PartyChange(rex="ALVORADA DO NORTE")
        MonitoredParties(connection, company).edit(party_id, change, MatcherExpressions(), NOW)
        assert (party_id, 2) not in list_quarantined(connection)
    ask = Asked()
    assert Retries(stream, clock, ask).run_once() == 1
    assert ask.asked == []
    with stage_database.transaction() as connection:
        assert count_postponed(connection, NOW) == 0


@pytest.mark.parametrize("status", ["paused", "archived"])
def test_a_party_that_is_not_active_is_not_asked_about(
    stream, stage_database, company, party_id, clock, status
) -> None:
    see(stream, clock, 1, "Banco Alvorada")
    with stage_database.transaction() as connection:
        postpone(connection, number(1), [(party_id, 1)], NOW)
        MonitoredParties(connection, company).set_status(party_id, status)
    ask = Asked()
    assert Retries(stream, clock, ask).run_once() == 1
    assert ask.asked == []


def test_a_case_sealed_meanwhile_is_not_asked_about(stream, stage_database, party_id, clock) -> None:
    see(stream, clock, 1, "Banco Alvorada")
    with stage_database.transaction() as connection:
        postpone(connection, number(1), [(party_id, 1)], NOW)
    see(stream, clock, 1, is_sealed=True)
    ask = Asked()
    assert Retries(stream, clock, ask).run_once() == 1
    assert ask.asked == []
    assert published(stream) == []
