"""From matches to deliveries: once, charged once, and every refusal with its reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest

from delivery.monitoring import repository
from delivery.monitoring.errors import MatchOfUnknownCase
from delivery.monitoring.explain import explain, why_not
from delivery.monitoring.sweeps import Sweeps
from delivery.quotas.charges import list_charges
from monitor_config.parties import promote_expressions
from runtime.commands.explain import list_near_misses
from runtime.postgres.pool import Database
from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from tests.conftest import DatabaseAddresses
from tests.support.companies import add_company, add_expression, add_party, told
from tests.support.pipeline import Pipeline, match_of
from tests.support.visits import START, capture, case_number, movement, snapshot

NUMBER = case_number()


def _store(pipeline: Pipeline, number: CaseNumber = NUMBER, **header: object) -> None:
    pipeline.ingest(capture(number, snapshot((movement("a"),), **header)))


def _reasons(database: Database, company: UUID) -> list[tuple[str, str]]:
    with database.transaction() as connection:
        rows = repository.list_decisions(connection, company, NUMBER)
    return [(row["verdict"], row["reason"]) for row in rows]


def test_a_match_is_delivered_with_its_reasons(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company, since=START - timedelta(days=10))
    _store(pipeline)
    pipeline.match(match_of(company, NUMBER, party))
    (event,) = told(pipeline.database, company)
    assert (event["type"], event["subject"]) == ("distribution.matched", NUMBER.masked)
    data = event["data"]
    assert (data["distributed_on"], data["distributed_on_basis"], data["is_retroactive"]) == (
        "2031-02-20",
        "court",
        False,
    )
    assert [row["side"] for row in data["parties"]] == ["active", "passive"]
    assert [row["monitored_party_id"] for row in data["matches"]] == [str(party)]
    with pipeline.database.transaction() as connection:
        assert len(list_charges(connection, company)) == 1
        facts = explain(connection, company, NUMBER).decisions[0]["facts"]
    assert facts["window_starts_on"] == "2030-12-03"
    assert facts["filters"]["failed"] == []
    assert {"tribunal_filtered", "side_filtered", "before_window"} <= set(facts["filters"]["passed"])


def test_doubled_and_concurrent_matches_are_delivered_and_charged_once(addresses: DatabaseAddresses) -> None:
    """Many copies, several monitored parties, all at the same moment."""
    with Database(addresses.stage, application="test", max_connections=8) as database:
        pipeline = Pipeline(database)
        company = add_company(database)
        parties = [add_party(database, company) for _ in range(4)]
        _store(pipeline)
        matches = [match_of(company, NUMBER, party) for party in parties for _ in range(6)]
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(pipeline.match, matches))
        assert len(told(database, company)) == 1
        with database.transaction() as connection:
            assert len(list_charges(connection, company)) == 1
        assert sorted(verdict for verdict, _ in _reasons(database, company)) == ["delivered"] + ["joined"] * 3


def test_a_match_by_an_expression_that_is_not_in_force_is_refused(pipeline: Pipeline) -> None:
    """An edit in the meantime, or one that comes into force later: the version in force decides."""
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company)
    add_expression(pipeline.database, company, party, 2, START + timedelta(hours=4), is_in_force=False)
    _store(pipeline)
    pipeline.match(match_of(company, NUMBER, party, version=2))
    assert _reasons(pipeline.database, company) == [("refused", "expression_not_in_force")]
    pipeline.pass_time(hours=5)
    with pipeline.database.transaction() as connection:
        promote_expressions(connection, pipeline.clock.now())
    pipeline.match(match_of(company, NUMBER, party, version=1))
    assert told(pipeline.database, company) == []
    pipeline.match(match_of(company, NUMBER, party, version=2))
    assert _reasons(pipeline.database, company) == [("delivered", "inside_window")]


def test_an_expression_is_in_force_for_monitoring_when_it_is_for_the_matcher(pipeline: Pipeline) -> None:
    """Between its hour and the tick, and where this machine's clock is behind, the matcher's version decides."""
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company)
    add_expression(pipeline.database, company, party, 2, START + timedelta(hours=4), is_in_force=False)
    _store(pipeline)
    pipeline.pass_time(hours=3.9)
    with pipeline.database.transaction() as connection:
        assert promote_expressions(connection, START + timedelta(hours=4)) == 1
    pipeline.match(match_of(company, NUMBER, party, version=2))
    assert _reasons(pipeline.database, company) == [("delivered", "inside_window")]


def test_a_refusal_is_stored_and_a_widened_window_delivers(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company, window_days=5)
    _store(pipeline)
    pipeline.match(match_of(company, NUMBER, party))
    assert _reasons(pipeline.database, company) == [("refused", "before_window")]
    with pipeline.database.transaction() as connection:
        assert list_charges(connection, company) == []
        answer = why_not(connection, NUMBER, party, START)
        assert answer.answer == "it was distributed before the party's window begins"
        assert answer.facts["window_starts_on"] == "2031-02-26"
        connection.execute("UPDATE monitor.parties SET window_days = 30")
    pipeline.match(match_of(company, NUMBER, party))
    assert len(told(pipeline.database, company)) == 1


def test_retroactive_is_fixed_at_the_first_match(pipeline: Pipeline) -> None:
    """A party that was there in time and matches later joins what was retroactive."""
    company = add_company(pipeline.database)
    late = add_party(pipeline.database, company, since=START + timedelta(days=1))
    early = add_party(pipeline.database, company, since=START - timedelta(days=1))
    _store(pipeline)
    pipeline.pass_time(days=2)
    pipeline.match(match_of(company, NUMBER, late, is_reach_back=True), match_of(company, NUMBER, early))
    (event,) = told(pipeline.database, company)
    assert event["data"]["is_retroactive"]
    with pipeline.database.transaction() as connection:
        assert explain(connection, company, NUMBER).is_retroactive


def test_a_party_of_another_company_delivers_nothing(pipeline: Pipeline) -> None:
    ours, theirs = add_company(pipeline.database), add_company(pipeline.database, "theirs")
    party = add_party(pipeline.database, theirs)
    _store(pipeline)
    pipeline.match(match_of(ours, NUMBER, party))
    assert (told(pipeline.database, ours), told(pipeline.database, theirs)) == ([], [])
    assert _reasons(pipeline.database, ours) == [("refused", "party_unknown")]


def test_a_match_of_an_unknown_case_is_refused(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    with pytest.raises(MatchOfUnknownCase):
        pipeline.match(match_of(company, NUMBER, add_party(pipeline.database, company)))


def test_why_not_says_what_is_known_without_a_match(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company, tribunals=["TJMG"])
    with pipeline.database.transaction() as connection:
        assert "no visit has shown it" in why_not(connection, NUMBER, party, START).answer
        assert "no such monitored party" in why_not(connection, NUMBER, UUID(int=1), START).answer
    _store(pipeline)
    with pipeline.database.transaction() as connection:
        answer = why_not(connection, NUMBER, party, START).answer
    assert answer == "no name matched; and the party does not monitor this tribunal"


def test_sweeps_republish_their_windows_and_find_nothing(pipeline: Pipeline) -> None:
    """Marked as sweeps, in batches, without sealed cases; what was delivered costs a read and writes nothing."""
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company, window_days=60)
    for sequence, day in ((1, "2031-03-01"), (2, "2031-02-02"), (3, "2031-01-10"), (4, "2030-06-01")):
        _store(pipeline, case_number(sequence), distributed_on=day)
    sealed = capture(case_number(5), snapshot((movement("a"),)))
    pipeline.ingest(sealed, capture(case_number(5), outcome=Outcome.SEALED, hours=1))
    pipeline.stream.messages.clear()
    sweeps = Sweeps(pipeline.stream, batch_size=1)
    sweeps.sweep_recent(START)
    assert [(d.case_number, d.is_sweep) for d in pipeline.distributions()] == [
        (case_number(2), True),
        (case_number(1), True),
    ]
    assert len(pipeline.distributions()[0].parties) == 2
    sweeps.sweep_windows(START)
    assert [d.distributed_on for d in pipeline.distributions()[2:]] == [
        date(2031, 1, 10),
        date(2031, 2, 2),
        date(2031, 3, 1),
    ]
    pipeline.match(match_of(company, NUMBER, party), match_of(company, NUMBER, party, is_sweep=True))
    with pipeline.database.transaction() as connection:
        assert repository.count_sweep_finds(connection) == 0
        rows = connection.execute("SELECT kind, republished FROM monitoring.sweeps ORDER BY id").fetchall()
    assert rows == [{"kind": "recent", "republished": 2}, {"kind": "windows", "republished": 3}]


@pytest.mark.parametrize(("hours", "finds"), [(2, 1), (0, 0)])
def test_what_only_a_sweep_found_is_counted(pipeline: Pipeline, hours: int, finds: int) -> None:
    """Unless the party is so new that reaching back for it may still be under way."""
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company, since=START - timedelta(hours=hours))
    _store(pipeline)
    pipeline.match(match_of(company, NUMBER, party, is_sweep=True))
    assert len(told(pipeline.database, company)) == 1
    with pipeline.database.transaction() as connection:
        assert repository.count_sweep_finds(connection) == finds


def test_why_not_tells_of_each_printed_name_what_keeps_it_from_matching(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company, name="Padaria Flor do Ypê", comarcas=["Serra Encantada"])
    with pipeline.database.transaction() as connection:
        assert list_near_misses(connection, NUMBER, party) == []
        assert list_near_misses(connection, NUMBER, UUID(int=1)) == []
        facts = why_not(connection, NUMBER, party, START).facts
    assert facts == {}
    _store(pipeline)
    with pipeline.database.transaction() as connection:
        misses = list_near_misses(connection, NUMBER, party)
        filters = why_not(connection, NUMBER, party, START).facts["filters"]
    assert [miss.printed for miss in misses] == ["Padaria Flor do Ipê Ltda", "Joaquim Tavares Bonfim"]
    assert [miss.expression for miss in misses] == ["X", "X"]
    assert [each.kind for each in misses[0].evidence] == ["comarca"]
    assert "tribunal_filtered" in filters["passed"]
    assert filters["failed"] == []
