"""What capture looks for every second costs what is new, not what is stored."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from capture.listed import tell_listed
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from schemas.case_number import CaseNumber
from schemas.model import FrozenModel
from schemas.topics import CAPTURES, Topic
from tests.conftest import DatabaseAddresses

NOW = datetime(2031, 3, 3, 15, tzinfo=UTC)
CASES = 20_000
NUMBER = CaseNumber.build(sequence=1, year=2031, j_tr="8.26", origin=100)
PAGES = 150
"""Of 8 kB; the tables that are filled here have more than a thousand."""
FILL = """
INSERT INTO capture.tribunal_states (tribunal, since) VALUES ('TJSP', %(now)s);
INSERT INTO capture.route_states (tribunal, system, sources, since) VALUES ('TJSP', 'esaj', '{}', %(now)s);
INSERT INTO capture.discoveries (tribunal, strategy, next_due_at) VALUES ('TJSP', 'djen', %(now)s + interval '1 hour');
INSERT INTO capture.findings (case_number, strategy, tribunal, first_seen_at, is_new_lawsuit, is_sealed, listed)
    SELECT lpad(n::text, 20, '0'), 'djen', 'TJSP', %(now)s, true, false, '{"system": "esaj", "case": {}}'
    FROM generate_series(1, %(cases)s) n;
INSERT INTO capture.visits (case_number, tribunal, system, reason, due_at, queue_at)
    SELECT f.case_number, f.tribunal, 'esaj', 'discovered', %(now)s + interval '1 hour', %(now)s
    FROM capture.findings f;
"""
_SQL = {
    **load_queries("capture"),
    **load_queries("capture", "tribunals.sql"),
    **load_queries("capture", "discovery.sql"),
}


@pytest.fixture
def full(addresses: DatabaseAddresses) -> Iterator[Connection[Row]]:
    with psycopg.connect(addresses.admin, autocommit=True) as admin:
        psycopg.ClientCursor(admin).execute(FILL, {"now": NOW, "cases": CASES})
    with psycopg.connect(addresses.stage, row_factory=psycopg.rows.dict_row, autocommit=True) as connection:
        yield connection


def vacuum(addresses: DatabaseAddresses) -> None:
    with psycopg.connect(addresses.admin, autocommit=True) as admin:
        for table in ("visits", "findings"):
            admin.execute(f"VACUUM ANALYZE capture.{table}")


def pages_read(connection: Connection[Row], name: str, now: datetime) -> int:
    asked = {"now": now, "tribunals": ["TJSP"], "tribunal": "TJSP", "system": "eproc", "limit": 500}
    asked |= {"process": uuid.uuid4(), "claim_seconds": 60}
    query = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + _SQL[name].as_string(connection)
    cursor = psycopg.ClientCursor(connection, row_factory=psycopg.rows.dict_row)
    cursor.execute(query, asked)  # which reads the catalogue
    (row,) = cursor.execute(query, asked).fetchall()
    plan: dict[str, Any] = row["QUERY PLAN"][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


class Kept:
    """A producer that keeps what is published."""

    def __init__(self) -> None:
        self.records: list[tuple[str, FrozenModel]] = []

    def publish(self, topic: Topic[FrozenModel], records: Sequence[tuple[str, FrozenModel]]) -> None:
        assert topic.name == CAPTURES.name
        self.records += records

    def close(self) -> None:
        pass


def tell(database: Database, now: datetime = NOW) -> int:
    return tell_listed(database, Kept(), ["TJSP"], now)


@pytest.mark.parametrize("name", ["list_untold", "count_pending", "claim_probe", "list_unqueued"])
def test_a_look_reads_little_of_many_waiting_cases(
    full: Connection[Row], addresses: DatabaseAddresses, stage_database: Database, name: str
) -> None:
    for _ in range(CASES // 5000):
        assert tell(stage_database) == 0
    vacuum(addresses)
    when = NOW + timedelta(hours=2) if name == "list_unqueued" else NOW  # all are due, and have their turns
    assert pages_read(full, name, when) < PAGES


def test_what_a_list_shows_while_the_older_is_published_is_not_lost(
    stage_database: Database, addresses: DatabaseAddresses
) -> None:
    with psycopg.connect(addresses.admin, autocommit=True) as admin:
        psycopg.ClientCursor(admin).execute(FILL, {"now": NOW, "cases": 2})
        admin.execute("DELETE FROM capture.visits")
        admin.execute("UPDATE capture.findings SET case_number = %s WHERE case_number LIKE '%%1'", (NUMBER,))
        admin.execute("DELETE FROM capture.findings WHERE case_number LIKE '000%%2'")
        newer = """{"system": "esaj", "case": {"case_class": "Monitória"}}"""

        class Slow(Kept):
            """A producer before whose end the list is read again."""

            def publish(self, topic: Topic[FrozenModel], records: Sequence[tuple[str, FrozenModel]]) -> None:
                super().publish(topic, records)
                admin.execute("UPDATE capture.findings SET listed = %s", (newer,))

        assert tell_listed(stage_database, Slow(), ["TJSP"], NOW) == 1
        last = Kept()
        assert tell_listed(stage_database, last, ["TJSP"], NOW) == 1
        assert "Monitória" in last.records[0][1].model_dump_json()
        assert tell(stage_database) == 0
        assert admin.execute("SELECT listed, told_at FROM capture.findings").fetchall() == [(None, NOW)]


def untold(connection: Connection[Row], now: datetime = NOW) -> int:
    (row,) = connection.execute("SELECT count(*) FROM capture.untold_at(%s)", (now,)).fetchall()
    return int(row["count"])


def test_what_waits_for_its_visit_is_looked_at_again_when_that_ends(
    full: Connection[Row], stage_database: Database
) -> None:
    full.execute("DELETE FROM capture.findings WHERE case_number > lpad('4', 20, '0')")
    assert tell(stage_database) == 0
    full.execute("DELETE FROM capture.visits WHERE case_number = lpad('1', 20, '0')")
    for number, outcome in ((2, "not_found"), (3, "timeout")):
        full.execute(
            "INSERT INTO capture.case_states (case_number, tribunal, last_outcome, last_explanation, last_visited_at,"
            " visits, changes) VALUES (lpad(%s, 20, '0'), 'TJSP', %s, '', %s, 1, 0)",
            (str(number), outcome, NOW),
        )
    assert untold(full) == 2
    full.execute("UPDATE capture.case_states SET last_outcome = 'captcha'")
    assert untold(full) == 3
    assert untold(full, NOW + timedelta(days=1)) == 4
    full.execute("UPDATE capture.tribunal_states SET state = 'disabled'")
    assert untold(full) == 4
