"""Collects what the product made of the run: the store by SQL, the feed by the API, the receivers' ledgers."""

import json
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.demo.receiver import Endpoint

_MOVEMENTS = """
SELECT m.case_number, i.system, i.court_level, coalesce(m.occurred_at, m.occurred_on::text, '') AS occurred, m.text,
       m.complement
FROM cases.movements m JOIN cases.instances i ON i.id = m.instance_id WHERE m.is_present
"""
_PARTIES = """
SELECT c.case_number, c.is_sealed, c.distributed_on::text AS distributed_on,
       coalesce(array_agg(p.name) FILTER (WHERE p.name IS NOT NULL), '{}') AS names
FROM cases.cases c LEFT JOIN cases.parties p ON p.case_number = c.case_number
WHERE c.obtained_at IS NOT NULL OR c.is_sealed GROUP BY c.case_number
"""
_AGES = """
SELECT extract(epoch FROM c.moment - s.last_verified_at) / 3600 AS hours
FROM capture.watches w JOIN capture.case_states s USING (case_number), runtime.business_clock c
WHERE w.is_watched AND NOT w.is_sealed AND s.last_verified_at IS NOT NULL
"""
_HELD = """
SELECT 'parties' AS what, case_number, count(*) AS held FROM cases.parties GROUP BY case_number
UNION ALL SELECT 'movements', case_number, count(*) FROM cases.movements GROUP BY case_number
UNION ALL SELECT 'documents', case_number, count(*) FROM cases.documents GROUP BY case_number
UNION ALL SELECT 'archived pages', case_number, count(*) FROM capture.pages GROUP BY case_number
UNION ALL SELECT 'names in the matcher', case_number, jsonb_array_length(parties) FROM matcher.distributions
UNION ALL SELECT 'events with content', case_number, count(*) FROM events.events
          WHERE NOT is_purged AND type <> 'case.sealed' AND case_number IS NOT NULL GROUP BY case_number
"""


@dataclass
class Observed:
    """What was found at the end of a run, by company slug where it belongs to one."""

    movements: list[dict[str, Any]] = field(default_factory=list)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: dict[str, dict[str, int]] = field(default_factory=dict)
    delivered: dict[str, list[str]] = field(default_factory=dict)
    charges: dict[str, list[str]] = field(default_factory=dict)
    recorded: dict[str, set[str]] = field(default_factory=dict)
    feed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    endpoints: list[Endpoint] = field(default_factory=list)
    visits: int = 0
    ages_hours: list[float] = field(default_factory=list)
    """Of each watched case that is not sealed: business hours since it was last verified."""
    found_by_sweeps: int = 0
    """Matches that only a sweep led to: legitimate, but a sign that a message was lost."""


def read_feed(api: str, key: str) -> list[dict[str, Any]]:
    """Read a company's whole feed by its cursor."""
    events: list[dict[str, Any]] = []
    address = f"{api}/v1/events?limit=1000"
    while True:
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            page = json.load(answer)
        events += page["events"]
        if not page["has_more"]:
            return events
        address = f"{api}/v1/events?limit=1000&cursor={page['next_cursor']}"


def read_store(stage_dsn: str, companies: Mapping[str, str]) -> Observed:
    """Read the store; `companies` maps ids to slugs."""
    with psycopg.connect(stage_dsn, row_factory=dict_row) as connection:

        def rows(query: str) -> list[dict[str, Any]]:
            return connection.execute(query).fetchall()

        held: dict[str, dict[str, int]] = {}
        for row in rows(_HELD):
            if row["held"]:
                held.setdefault(row["case_number"], {})[row["what"]] = row["held"]
        return Observed(
            movements=rows(_MOVEMENTS),
            cases={row["case_number"]: row for row in rows(_PARTIES)},
            held=held,
            visits=int(rows("SELECT sum(visits_total) AS visits FROM capture.tribunal_states")[0]["visits"] or 0),
            ages_hours=[float(row["hours"]) for row in rows(_AGES)],
            delivered=_by_company(rows("SELECT company_id, case_number FROM monitoring.delivered"), companies),
            found_by_sweeps=len(rows("SELECT 1 FROM monitoring.sweep_finds")),
            charges=_by_company(rows("SELECT company_id, case_number FROM quotas.charges"), companies),
            recorded={
                slug: {str(row["event_id"]) for row in rows("SELECT * FROM events.keys") if _is(row, company)}
                for company, slug in companies.items()
            },
        )


def _is(row: Mapping[str, Any], company: str) -> bool:
    return str(row["company_id"]) == company


def _by_company(rows: Iterable[Mapping[str, Any]], companies: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {slug: [] for slug in companies.values()}
    for row in rows:
        found[companies[str(row["company_id"])]].append(row["case_number"])
    return found
