"""Evidence of documents, lawyers and comarcas reaches a match, whether it comes live, later, or by reaching back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from matcher.expressions import MatcherExpressions
from matcher.handler import DistributionHandler
from matcher.quarantine import postpone
from matcher.reach_back import ReachBack
from matcher.retries import Retries
from matcher.watchlist import ask
from monitor_config.models import NewParty
from monitor_config.parties import MonitoredParties
from runtime.stream.postgres import PostgresStream
from schemas.case_number import CaseNumber
from schemas.cases import Lawyer, Party
from schemas.distributions import DistributedOnBasis, Distribution
from schemas.matches import Match
from schemas.topics import MATCHES

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)
NUMBER = CaseNumber.build(sequence=7, year=2031, j_tr="8.26", origin=100)
PARTY = NewParty(
    name="Construtora Pedra Lascada", document="73.829.164/****-**", oabs=("SP123456",), comarcas=("Serra Encantada",)
)
PRINTED = Party(
    name="CONSTRUTORA PEDRA LASCADA LTDA",
    document="73.829.***/0001-**",
    lawyers=(
        Lawyer(name="Abelina Torquato", oab="OAB/SP 123.456", role_text="Advogada"),
        Lawyer(name="Sem Inscrição"),
    ),
)
CONFIRMED = [("document", "confirmed"), ("lawyer", "confirmed"), ("comarca", "confirmed")]
SILENT = [("document", "confirmed"), ("lawyer", "silent"), ("comarca", "silent")]


def distribution(revision: int = 1, **more: object) -> Distribution:
    facts: dict[str, object] = {
        "case_number": NUMBER,
        "tribunal": "TJSP",
        "distributed_on": date(2031, 3, 7),
        "distributed_on_basis": DistributedOnBasis.COURT,
        "obtained_at": NOW,
        "judging_body": "2ª Vara Cível",
        "jurisdiction": "Comarca de Serra Encantada",
        "parties": (PRINTED,),
        "revision": revision,
    }
    return Distribution.model_validate(facts | more)


def handle(stream: PostgresStream, clock, message: Distribution) -> None:
    with stream.unit_of_work() as unit:
        DistributionHandler(clock).handle("distributions.v1", message, unit)


def add(database, company) -> None:
    with database.transaction() as connection:
        MonitoredParties(connection, company).add([PARTY], MatcherExpressions(), NOW)


def evidence(stream: PostgresStream) -> Sequence[Sequence[tuple[str, str]]]:
    """Kinds and verdicts of each match that was published."""
    records = [
        record
        for partition in range(MATCHES.partitions)
        for record in stream.read(MATCHES, partition=partition, offset=0, max_records=1000)
    ]
    matches = [Match.model_validate_json(record.value) for record in records]
    return [[(one.kind, one.verdict) for why in match.explanations for one in why.evidence] for match in matches]


@pytest.mark.parametrize(
    ("place", "verdict"),
    [
        ({}, "confirmed"),
        ({"jurisdiction": "Monte Imaginário"}, "contradicted"),
        ({"jurisdiction": None, "judging_body": "2ª Vara Cível da Comarca de Serra Encantada"}, "confirmed"),
        ({"jurisdiction": None, "judging_body": None}, "silent"),
        ({"jurisdiction": "Direito Privado 2", "judging_body": "1ª Câmara Cível"}, "silent"),
        ({"jurisdiction": "Direito Privado 2", "origin": "Comarca de Serra Encantada / 2ª Vara"}, "confirmed"),
    ],
)
def test_where_a_case_is_confirms_contradicts_or_says_nothing(
    stream, stage_database, company, clock, place, verdict
) -> None:
    add(stage_database, company)
    handle(stream, clock, distribution(**place))
    assert evidence(stream) == [[*CONFIRMED[:2], ("comarca", verdict)]]


@pytest.mark.parametrize(
    "place", [{}, {"jurisdiction": "Direito Privado 2", "origin": "Comarca de Serra Encantada / 2ª Vara"}]
)
def test_reaching_back_finds_the_same_evidence_as_a_live_match(stream, stage_database, company, clock, place) -> None:
    handle(stream, clock, distribution(**place))
    add(stage_database, company)
    ReachBack(stream, clock).run_once()
    assert evidence(stream) == [CONFIRMED]


def test_a_name_asked_about_again_has_the_same_evidence(stream, stage_database, company, clock) -> None:
    handle(stream, clock, distribution())
    add(stage_database, company)
    with stage_database.transaction() as connection:
        [party] = MonitoredParties(connection, company).list_all()
        postpone(connection, NUMBER, [(party.id, 1)], NOW)
    assert Retries(stream, clock, ask).run_once() == 1
    assert evidence(stream) == [CONFIRMED]


def test_names_kept_before_places_and_lawyers_were_stay_silent_until_they_are_published_again(
    stream, stage_database, company, clock
) -> None:
    handle(stream, clock, distribution())
    with stage_database.transaction() as connection:
        connection.execute(
            "UPDATE matcher.distributions SET jurisdiction = NULL, judging_body = NULL,"
            " parties = jsonb_build_array((parties -> 0) - 'lawyers')"
        )
    add(stage_database, company)
    ReachBack(stream, clock).run_once()
    assert evidence(stream) == [SILENT]
    handle(stream, clock, distribution(is_sweep=True))
    with stage_database.transaction() as connection:
        MonitoredParties(connection, company).add(
            [PARTY.model_copy(update={"name": "Pedra Lascada Construtora"})], MatcherExpressions(), NOW
        )
    handle(stream, clock, distribution(revision=2))
    assert evidence(stream)[-1] == CONFIRMED


def test_of_a_lawyer_the_name_and_the_enrolment_are_kept_and_of_a_sealed_case_nothing(
    stream, stage_database, clock
) -> None:
    handle(stream, clock, distribution())
    kept = "SELECT parties, jurisdiction, judging_body, origin FROM matcher.distributions"
    with stage_database.transaction() as connection:
        row = connection.execute(kept).fetchone()
    assert row["parties"][0]["lawyers"] == [{"name": "Abelina Torquato", "oab": "OAB/SP 123.456"}]
    assert row["jurisdiction"] == "Comarca de Serra Encantada"
    handle(stream, clock, distribution(revision=2, is_sealed=True))
    with stage_database.transaction() as connection:
        assert connection.execute(kept).fetchone() == {
            "parties": [],
            "jurisdiction": None,
            "judging_body": None,
            "origin": None,
        }
