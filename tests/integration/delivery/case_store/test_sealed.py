"""A sealed case is forgotten by delivery, in one transaction, and begins anew when it is public again."""

from datetime import timedelta

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import dict_row

from delivery.case_store.cases import get_case, list_movements
from delivery.case_store.records import CaseState
from delivery.case_store.withheld import purge_withheld
from schemas.captures import Capture
from schemas.cases import Document, Lawyer, Party
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.topics import CAPTURE_REQUESTS
from tests.conftest import DatabaseAddresses
from tests.support.companies import add_company, add_party, told
from tests.support.pipeline import Pipeline, match_of
from tests.support.visits import START, capture, case_number, movement, parties, snapshot

NUMBER = case_number()
SECRETS = ("Flor do Ip", "FLOR DO IP", "Tavares Bonfim", "Segredo contado", "Dra. Luma Serrano", "peticao-oculta")


def _full_snapshot() -> Capture:
    lawyer = Lawyer(name="Dra. Luma Serrano")
    people = tuple(party.model_copy(update={"lawyers": (lawyer,)}) for party in parties())
    documents = (Document(id="1", title="peticao-oculta", url="https://example.test/peticao-oculta"),)
    rows = (movement("Segredo contado por Tavares Bonfim", 2), movement("a", 1))
    return capture(NUMBER, snapshot(rows, parties=people, documents=documents))


def _find_secrets(addresses: DatabaseAddresses) -> list[str]:
    """Look for each secret in every column of every table of our schemas, as text."""
    with psycopg.connect(addresses.admin, row_factory=dict_row) as connection:
        return _scan(connection)


def _scan(connection: Connection) -> list[str]:
    tables = connection.execute(
        "SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n"
        " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN"
        " ('cases', 'events', 'monitoring', 'quotas', 'webhooks', 'capture', 'matcher')"
    ).fetchall()
    found = []
    for table in tables:
        for secret in SECRETS:
            query = f"SELECT count(*) AS n FROM {table['name']} t WHERE t::text LIKE %s"
            if connection.execute(query, (f"%{secret}%",)).fetchone()["n"]:
                found.append(f"{table['name']}: {secret}")
    return found


def _seal(pipeline: Pipeline, by: str, hours: float) -> None:
    if by == "words":
        pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED, hours=hours))
    elif by == "flag":
        pipeline.ingest(capture(NUMBER, snapshot((movement("a"),), is_sealed=True), hours=hours))
    else:
        people = (Party(name="P. F. do I."), Party(name="J. T. B."))
        pipeline.ingest(capture(NUMBER, snapshot((movement("a"),), parties=people), hours=hours))


@pytest.mark.parametrize("by", ["words", "flag", "initials"])
def test_sealing_leaves_no_name_in_any_table(pipeline: Pipeline, addresses: DatabaseAddresses, by: str) -> None:
    """Events, decisions, movements, parties, documents: only bare rows stay, and the ledger says who deleted."""
    watcher, sent = add_company(pipeline.database), add_company(pipeline.database, "sent")
    stranger = add_company(pipeline.database, "stranger")
    pipeline.activate(watcher, NUMBER)
    pipeline.ingest(_full_snapshot())
    pipeline.match(match_of(sent, NUMBER, add_party(pipeline.database, sent)))
    people = (*parties(), Party(name="Outra"))
    pipeline.ingest(capture(NUMBER, snapshot((movement("Segredo contado", 3),), parties=people), hours=1))
    assert _find_secrets(addresses)
    _seal(pipeline, by, hours=2)
    assert _find_secrets(addresses) == []
    with pipeline.database.transaction() as connection:
        assert list_movements(connection, NUMBER) == []
        assert get_case(connection, NUMBER).state is CaseState.SEALED
        holders = {row["holder"] for row in connection.execute("SELECT holder FROM cases.purges")}
    assert holders == {"cases", "events", "monitoring", "webhooks"}
    assert told(pipeline.database, watcher)[-1]["type"] == "case.sealed"
    assert [event["data"] for event in told(pipeline.database, sent)] == [{"sealed": True}, {"case_number": NUMBER}]
    assert told(pipeline.database, stranger) == []
    assert pipeline.stream.published(CAPTURE_REQUESTS)[-1].is_sealed
    assert pipeline.distributions()[-1].is_sealed
    assert pipeline.distributions()[-1].parties == ()


def test_seen_sealed_again_nothing_is_repeated(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    for hours in (0, 1, 2):
        pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED, hours=hours))
    pipeline.ingest(capture(NUMBER, hours=3), capture(NUMBER, outcome=Outcome.TIMEOUT, hours=4))
    assert [event["type"] for event in told(pipeline.database, company)] == ["case.sealed"]
    assert len(pipeline.distributions()) == 1
    with pipeline.database.transaction() as connection:
        assert get_case(connection, NUMBER).state is CaseState.SEALED


def test_public_again_is_a_new_episode_with_a_new_baseline(pipeline: Pipeline) -> None:
    """Nothing that was told before is told again, and nothing new is taken for told."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    a, b, c = movement("a", 1), movement("b", 2), movement("c", 3)
    pipeline.ingest(capture(NUMBER, snapshot((a,))), capture(NUMBER, snapshot((b, a)), hours=1))
    pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED, hours=2))
    pipeline.ingest(capture(NUMBER, snapshot((a,)), hours=3), capture(NUMBER, snapshot((b, a)), hours=4))
    pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED, hours=5))
    pipeline.ingest(capture(NUMBER, snapshot((b, a)), hours=6), capture(NUMBER, snapshot((c, b, a)), hours=7))
    types = [event["type"] for event in told(pipeline.database, company)]
    assert types.count("case.sealed") == 2
    assert types.count("movement.created") == 3
    requests = [request.is_sealed for request in pipeline.stream.published(CAPTURE_REQUESTS)]
    assert requests == [False, True, False, True, False]
    assert [distribution.is_sealed for distribution in pipeline.distributions()] == [False, True, False, True, False]


def test_who_activates_a_sealed_case_is_told_so(pipeline: Pipeline) -> None:
    pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED))
    company = add_company(pipeline.database)
    assert pipeline.activate(company, NUMBER).state is CaseState.SEALED
    assert [event["type"] for event in told(pipeline.database, company)] == ["case.sealed"]


def test_a_sealed_case_is_never_delivered(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company)
    pipeline.ingest(_full_snapshot(), capture(NUMBER, outcome=Outcome.SEALED, hours=1))
    pipeline.match(match_of(company, NUMBER, party))
    assert told(pipeline.database, company) == []
    with pipeline.database.transaction() as connection:
        row = connection.execute("SELECT verdict, reason, explanations FROM monitoring.decisions").fetchone()
    assert row == {"verdict": "refused", "reason": "sealed", "explanations": None}


def test_what_may_be_sealed_for_thirty_days_is_forgotten_and_can_be_found_again(
    pipeline: Pipeline, addresses: DatabaseAddresses
) -> None:
    """Nothing of it stays, the other stages delete too, it is visited on, and found again it begins anew."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(_full_snapshot().model_copy(update={"provenance": _pje().provenance}))
    pipeline.match(match_of(company, NUMBER, add_party(pipeline.database, company)))
    for hours in (1, 12, 26):
        pipeline.ingest(_pje(hours=hours))
    purge_withheld(pipeline.stream, START + timedelta(days=30))
    assert _find_secrets(addresses), "not yet"
    assert purge_withheld(pipeline.stream, START + timedelta(days=31, hours=3)) == 1
    assert purge_withheld(pipeline.stream, START + timedelta(days=32)) == 0
    assert _find_secrets(addresses) == []
    assert [r.is_sealed for r in pipeline.stream.published(CAPTURE_REQUESTS)[-2:]] == [True, False]
    assert pipeline.distributions()[-1].is_sealed
    with pipeline.database.transaction() as connection:
        assert get_case(connection, NUMBER).state is CaseState.POSSIBLY_SEALED
    pipeline.ingest(capture(NUMBER, snapshot((movement("a"),)), hours=800))
    assert told(pipeline.database, company, "movement.created") == []
    assert not pipeline.distributions()[-1].is_sealed
    assert pipeline.distributions()[-1].revision > pipeline.distributions()[-2].revision


def _pje(hours: float = 0) -> Capture:
    return capture(NUMBER, system=CourtSystem.PJE, hours=hours)
