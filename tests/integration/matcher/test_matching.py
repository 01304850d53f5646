"""The matcher's stage on a real database: distributions in, matches out, and no interleaving that loses one."""

from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread

from matcher.expressions import MatcherExpressions
from matcher.handler import DistributionHandler
from matcher.pending import pending_work
from matcher.reach_back import ReachBack
from monitor_config.companies import add_company
from monitor_config.models import Company, NewParty, PartyChange
from monitor_config.parties import MonitoredParties, promote_expressions
from runtime.postgres.pool import Database
from runtime.stream.postgres import PostgresStream
from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.distributions import DistributedOnBasis, Distribution
from schemas.matches import Match
from schemas.topics import MATCHES

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)


def watch(database: Database, company: Company, *names: str, **fields: object) -> list:
    with database.transaction() as connection:
        parties = [NewParty(name=name, **fields) for name in names]
        return MonitoredParties(connection, company).add(parties, MatcherExpressions(), NOW)


def distribution(number: int, *names: str, revision: int = 1, **fields: object) -> Distribution:
    return Distribution(
        case_number=CaseNumber.build(sequence=number, year=2031, j_tr="8.26", origin=100),
        tribunal="TJSP",
        distributed_on=date(2031, 3, 7),
        distributed_on_basis=DistributedOnBasis.COURT,
        obtained_at=NOW,
        parties=tuple(Party(name=name) for name in names),
        revision=revision,
        **fields,
    )


def handle(stream: PostgresStream, handler: DistributionHandler, *messages: Distribution) -> None:
    with stream.unit_of_work() as unit:
        for message in messages:
            handler.handle("distributions.v1", message, unit)


def published(stream: PostgresStream) -> list[Match]:
    found = []
    for partition in range(MATCHES.partitions):
        found += stream.read(MATCHES, partition=partition, offset=0, max_records=1000)
    return [Match.model_validate_json(record.value) for record in found]


def test_a_distribution_matches_with_its_explanation(stream, stage_database, company, clock) -> None:
    watch(stage_database, company, "Construções Ipê Amarelo S/A")
    handle(stream, DistributionHandler(clock), distribution(1, "JOSE NINGUEM", "CONSTRUCOES IPE AMARELO S.A."))
    [match] = published(stream)
    [why] = match.explanations
    assert (why.printed, why.folded, why.expression_version) == (
        "CONSTRUCOES IPE AMARELO S.A.",
        "CONSTRUCOES IPE AMARELO S A",
        1,
    )
    assert why.matched_text == "CONSTRUCOES IPE AMARELO S.A"
    assert match.company_id == company.id


def test_a_new_party_reaches_back_over_the_names_seen(stream, stage_database, company, clock) -> None:
    handle(stream, DistributionHandler(clock), distribution(1, "CIA IPE AMARELO"), distribution(2, "OUTRA PESSOA"))
    assert published(stream) == []
    watch(stage_database, company, "Companhia Ipê Amarelo")
    with stage_database.transaction() as connection:
        assert pending_work(connection, NOW)["party changes to reach back"] == 1
    assert ReachBack(stream, clock).run_once() == 1
    [match] = published(stream)
    assert match.is_reach_back
    assert match.case_number == distribution(1).case_number
    assert ReachBack(stream, clock).run_once() == 0


def test_a_paused_party_is_not_matched_and_a_resumed_one_reaches_back(stream, stage_database, company, clock) -> None:
    [party] = watch(stage_database, company, "Ipê Amarelo Comércio")
    with stage_database.transaction() as connection:
        MonitoredParties(connection, company).set_status(party.id, "paused")
    handler = DistributionHandler(clock)
    handle(stream, handler, distribution(1, "IPE AMARELO COM LTDA"))
    ReachBack(stream, clock).run_once()
    assert published(stream) == []
    with stage_database.transaction() as connection:
        MonitoredParties(connection, company).set_status(party.id, "active")
    ReachBack(stream, clock).run_once()
    assert len(published(stream)) == 1


def test_a_sealed_case_loses_its_names_and_the_purge_is_confirmed(stream, stage_database, company, clock) -> None:
    watch(stage_database, company, "Maria Fictícia da Silva")
    handler = DistributionHandler(clock)
    handle(stream, handler, distribution(1, "MARIA FICTICIA DA SILVA"))
    handle(stream, handler, distribution(1, revision=2, is_sealed=True))
    with stage_database.transaction() as connection:
        kept = connection.execute("SELECT parties FROM matcher.distributions").fetchall()
        purges = connection.execute("SELECT count(*) AS n FROM matcher.purges").fetchone()
    assert kept == [{"parties": []}]
    assert purges == {"n": 1}
    handle(stream, handler, distribution(1, "MARIA FICTICIA DA SILVA", revision=1))
    assert len(published(stream)) == 1, "an older copy of the message brings no name back"


def test_an_edited_expression_takes_effect_after_its_delay(stream, stage_database, clock) -> None:
    with stage_database.transaction() as connection:
        company = add_company(connection, slug="slow", name="Slow", delay_hours=48, now=NOW)
    [party] = watch(stage_database, company, "Posto Girassol")
    handler = DistributionHandler(clock)
    handle(stream, handler, distribution(1, "POSTO GIRASSOL LTDA"))
    ReachBack(stream, clock).run_once()
    assert published(stream) == [], "not in force yet"
    with stage_database.transaction() as connection:
        assert promote_expressions(connection, NOW + timedelta(hours=48)) == 1
    ReachBack(stream, clock).run_once()
    assert len(published(stream)) == 1
    with stage_database.transaction() as connection:
        change = PartyChange(rex="TREVO", manual_rex=True)
        MonitoredParties(connection, company).edit(party.id, change, MatcherExpressions(), NOW + timedelta(hours=48))
    handle(stream, handler, distribution(2, "POSTO GIRASSOL"))
    assert len(published(stream)) == 2, "the old expression holds until the new one is in force"


def test_two_edits_at_once_undo_nothing_of_each_other(stream, stage_database, company, clock) -> None:
    """The second one waits, and edits the party as the first one left it."""
    [party] = watch(stage_database, company, "Posto Girassol")
    done = Event()

    def widen() -> None:
        with stage_database.transaction() as connection:
            MonitoredParties(connection, company).edit(party.id, PartyChange(window_days=30), MatcherExpressions(), NOW)
        done.set()

    editing = Thread(target=widen)
    with stage_database.transaction() as connection:
        MonitoredParties(connection, company).set_status(party.id, "paused")
        editing.start()
        assert not done.wait(0.3), "the second edit waits for the first one's transaction"
    editing.join()
    with stage_database.transaction() as connection:
        after = MonitoredParties(connection, company).get(party.id)
    assert (after.status, after.window_days) == ("paused", 30)


def test_no_interleaving_of_imports_and_distributions_loses_a_match(stream, stage_database, company, clock) -> None:
    """Parties are added while their cases arrive: each case is matched by the handler, by reaching back, or by both."""
    names = [f"Ficticia {word} Comercio" for word in ("Alfa", "Beta", "Gama", "Delta", "Zeta", "Teta", "Iota", "Capa")]
    done = Event()

    def add_parties() -> None:
        for name in names:
            watch(stage_database, company, name)
        done.set()

    adding = Thread(target=add_parties)
    adding.start()
    handler = DistributionHandler(clock)
    for number, name in enumerate(names):
        handle(stream, handler, distribution(number, name.upper()))
    adding.join()
    assert done.is_set()
    ReachBack(stream, clock).run_once()
    assert {match.case_number for match in published(stream)} == {
        distribution(n).case_number for n in range(len(names))
    }
