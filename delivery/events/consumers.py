"""Named consumers: readers of the feed whose cursor is kept on the server. They move only when they say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from delivery.events.cursors import Cursor, CursorSeal
from delivery.events.errors import ConsumerNotFound
from delivery.events.feed import QUERIES, Feed

Rows = Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A reader and where it stands."""

    name: str
    cursor: Cursor
    updated_at: datetime


def get_consumer(connection: Rows, company_id: UUID, name: str) -> Consumer:
    """Raises ConsumerNotFound."""
    row = connection.execute(QUERIES["find_consumer"], {"company_id": company_id, "name": name}).fetchone()
    if row is None:
        raise ConsumerNotFound(f"there is no consumer {name!r}; PUT makes one", name=name)
    return _consumer(company_id, row)


def list_consumers(connection: Rows, company_id: UUID, *, after: str, limit: int) -> list[Consumer]:
    """List consumers by name, after a name."""
    rows = connection.execute(QUERIES["list_consumers"], {"company_id": company_id, "after": after, "limit": limit})
    return [_consumer(company_id, row) for row in rows]


def put_consumer(
    connection: Rows, seal: CursorSeal, consumer: tuple[UUID, str], cursor: str, now: datetime
) -> Consumer:
    """Make or move a consumer, which is (company, name). Raises CursorInvalid, CursorGone."""
    company_id, name = consumer
    place = Feed(connection, company_id, seal).check(seal.read(cursor, company_id))
    row = connection.execute(
        QUERIES["upsert_consumer"],
        {"company_id": company_id, "name": name, "epoch": place.epoch, "position": place.position, "now": now},
    ).fetchone()
    assert row is not None
    return _consumer(company_id, row)


def delete_consumer(connection: Rows, company_id: UUID, name: str) -> None:
    """Raises ConsumerNotFound."""
    if not connection.execute(QUERIES["delete_consumer"], {"company_id": company_id, "name": name}).rowcount:
        raise ConsumerNotFound(f"there is no consumer {name!r}", name=name)


def _consumer(company_id: UUID, row: dict[str, Any]) -> Consumer:
    return Consumer(row["name"], Cursor(company_id, row["epoch"], row["position"]), row["updated_at"])
