"""Who may read what."""

import psycopg
import pytest
from psycopg.rows import dict_row

from delivery.case_store.cases import get_case, list_cases, list_movements
from delivery.case_store.errors import CaseNotReadable
from tests.conftest import DatabaseAddresses
from tests.support.companies import add_company, add_party
from tests.support.pipeline import Pipeline, match_of
from tests.support.visits import capture, case_number, movement, snapshot

WATCHED, SENT, OTHERS = case_number(1), case_number(2), case_number(3)
_TABLES = ("cases", "instances", "parties", "movements", "grants")


def _fill(pipeline: Pipeline) -> tuple[object, object]:
    ours, theirs = add_company(pipeline.database), add_company(pipeline.database, "theirs")
    pipeline.activate(ours, WATCHED)
    pipeline.activate(theirs, OTHERS)
    for number in (WATCHED, SENT, OTHERS):
        pipeline.ingest(capture(number, snapshot((movement("a"),))))
    pipeline.match(match_of(ours, SENT, add_party(pipeline.database, ours)))
    return ours, theirs


def test_a_company_reads_what_it_activated_or_was_sent(pipeline: Pipeline) -> None:
    """Any other case is not found, the same as one never seen."""
    ours, theirs = _fill(pipeline)
    with pipeline.database.transaction() as connection:
        assert [case.case_number for case in list_cases(connection, ours)] == [WATCHED, SENT]
        view = get_case(connection, SENT, company_id=ours)
        assert (len(view.parties), len(view.instances)) == (2, 1)
        assert [item.text for item in list_movements(connection, WATCHED, company_id=ours)] == ["a"]
        for number in (OTHERS, case_number(9)):
            with pytest.raises(CaseNotReadable) as refused:
                get_case(connection, number, company_id=ours)
            assert str(refused.value) == f"{number.masked} was not found"
        with pytest.raises(CaseNotReadable):
            list_movements(connection, SENT, company_id=theirs)


def test_row_level_security_says_the_same(pipeline: Pipeline, addresses: DatabaseAddresses) -> None:
    """With the tenant role, whatever the statement, only granted cases are there; without company none."""
    ours, _ = _fill(pipeline)
    with psycopg.connect(addresses.tenant, row_factory=dict_row) as connection:
        for table in _TABLES:
            assert connection.execute(f"SELECT count(*) AS n FROM cases.{table}").fetchone() == {"n": 0}
        connection.execute("SELECT set_config('arauto.company_id', %s, false)", (str(ours),))
        for table in _TABLES:
            rows = connection.execute(f"SELECT DISTINCT case_number FROM cases.{table} ORDER BY 1").fetchall()
            assert [row["case_number"] for row in rows] == [WATCHED, SENT], table
        assert len(get_case(connection, WATCHED, company_id=ours).parties) == 2
        for schema, table in (("quotas", "activations"), ("quotas", "charges"), ("monitoring", "delivered")):
            rows = connection.execute(f"SELECT DISTINCT company_id FROM {schema}.{table}").fetchall()
            assert [row["company_id"] for row in rows] == [ours]


def test_tables_with_a_company_have_forced_policies(pipeline: Pipeline) -> None:
    with pipeline.database.transaction() as connection:
        rows = connection.execute(
            "SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company_id' AND NOT a.attisdropped"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('cases', 'quotas', 'monitoring', 'events')"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        ).fetchall()
    assert rows == []
