"""Breaks single links of a running installation from inside its database, as no fault of our own code would."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import psycopg

from tests.court_simulator.world import World
from tests.demo.options import DayContext

# The first row that comes by is the victim; whoever writes it again fails again, or it would heal.
_TRAP = """
CREATE SCHEMA IF NOT EXISTS sabotage;
CREATE TABLE IF NOT EXISTS sabotage.victims (link text PRIMARY KEY, key text NOT NULL);
CREATE OR REPLACE FUNCTION sabotage.drop_victim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    mine text := to_jsonb(NEW) ->> TG_ARGV[1];
BEGIN
    INSERT INTO sabotage.victims VALUES (TG_ARGV[0], mine) ON CONFLICT (link) DO NOTHING;
    IF EXISTS (SELECT 1 FROM sabotage.victims WHERE link = TG_ARGV[0] AND key = mine) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
"""


@dataclass(frozen=True)
class Saboteur:
    """Breaks one link on one day; `named_as` are the links of which at least one must be named for it."""

    name: str
    on_last_day: bool
    act: Callable[[psycopg.Connection, World], None]
    named_as: frozenset[str]
    works_as_admin: bool = False

    def attack(self, context: DayContext, world: World) -> None:
        """Do the damage."""
        dsn = context.admin_dsn if self.works_as_admin else context.owner_dsn
        with psycopg.connect(dsn, autocommit=True) as connection:
            self.act(connection, world)


def _set_trap(table: str, key: str, when: str = "") -> Callable[[psycopg.Connection, World], None]:
    def act(connection: psycopg.Connection, world: World) -> None:
        connection.execute(_TRAP)
        name = table.replace(".", "_")
        connection.execute(
            f"CREATE TRIGGER sabotage BEFORE INSERT ON {table} FOR EACH ROW {when} "
            f"EXECUTE FUNCTION sabotage.drop_victim('{name}', '{key}')"
        )

    return act


def _lose_distribution(connection: psycopg.Connection, world: World) -> None:
    """Empty the names of a case that was distributed on the first day."""
    numbers = [str(case.number) for case in world.distributed.cases if case.datajud_from == 0]
    lost = connection.execute(
        "DELETE FROM cases.parties WHERE case_number = (SELECT min(case_number) FROM cases.parties "
        "WHERE case_number = ANY (%s)) RETURNING case_number",
        (numbers,),
    ).fetchall()
    assert lost


def _lose_movement(connection: psycopg.Connection, world: World) -> None:
    """Take a movement out of the store after it was told; the last days are quiet, so no visit brings it back."""
    numbers = [str(case.number) for case in world.watched.cases if case.sealed_from > world.scale.days]
    lost = connection.execute(
        "DELETE FROM cases.movements WHERE id = (SELECT id FROM cases.movements "
        "WHERE case_number = ANY (%s) AND is_present ORDER BY case_number, id LIMIT 1) RETURNING id",
        (numbers,),
    ).fetchall()
    assert lost


def _lose_feed_row(connection: psycopg.Connection, world: World) -> None:
    lost = connection.execute(
        "DELETE FROM events.events WHERE id = (SELECT id FROM events.events WHERE type = 'movement.created' "
        "AND position IS NOT NULL AND NOT is_purged ORDER BY position LIMIT 1) RETURNING id"
    ).fetchall()
    assert lost


def _charge_twice(connection: psycopg.Connection, world: World) -> None:
    connection.execute("ALTER TABLE quotas.charges DROP CONSTRAINT charges_pkey")
    twice = connection.execute("INSERT INTO quotas.charges SELECT * FROM quotas.charges LIMIT 1 RETURNING 1").fetchall()
    assert twice


def _tell_sealed(connection: psycopg.Connection, world: World) -> None:
    """Let an event about a case that is sealed from the start go out to a company."""
    number = world.distributed.sealed[0].number
    [company] = connection.execute("SELECT id FROM monitor.companies ORDER BY slug LIMIT 1").fetchone() or [None]
    id_, now = uuid4(), datetime.now(UTC)
    body = {
        "specversion": "1.0",
        "id": str(id_),
        "type": "distribution.matched",
        "source": "/arauto",
        "subject": number.masked,
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "data": {"case_number": str(number), "matches": []},
    }
    connection.execute("INSERT INTO events.keys VALUES (%s, %s, %s, %s)", (id_, company, f"sabotage:{number}", now))
    connection.execute(
        "INSERT INTO events.events (id, company_id, type, case_number, body, recorded_at) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        (id_, company, "distribution.matched", str(number), json.dumps(body), now),
    )


SABOTEURS = (
    Saboteur(
        "drops a movement",
        on_last_day=False,
        act=_set_trap("events.events", "id", "WHEN (NEW.type = 'movement.created')"),
        named_as=frozenset({"movement.created"}),
    ),
    Saboteur(
        "loses a stored movement",
        on_last_day=True,
        act=_lose_movement,
        named_as=frozenset({"movement in the store"}),
        works_as_admin=True,
    ),
    Saboteur(
        "drops a distribution",
        on_last_day=True,
        act=_lose_distribution,
        named_as=frozenset({"distribution"}),
        works_as_admin=True,
    ),
    Saboteur(
        "drops a match",
        on_last_day=False,
        act=_set_trap("monitoring.delivered", "case_number"),
        named_as=frozenset({"match"}),
    ),
    Saboteur(
        "drops a feed row",
        on_last_day=True,
        act=_lose_feed_row,
        named_as=frozenset({"feed"}),
        works_as_admin=True,
    ),
    Saboteur(
        "drops a delivery",
        on_last_day=False,
        act=_set_trap("webhooks.deliveries", "event_id", "WHEN (NEW.event_type = 'movement.created')"),
        named_as=frozenset({"delivery"}),
    ),
    Saboteur(
        "doubles a charge",
        on_last_day=True,
        act=_charge_twice,
        named_as=frozenset({"charge"}),
        works_as_admin=True,
    ),
    Saboteur(
        "delivers a sealed case",
        on_last_day=True,
        act=_tell_sealed,
        named_as=frozenset({"sealed"}),
        works_as_admin=True,
    ),
)
