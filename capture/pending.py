"""Work of capture that is due now and not done. It never says less than there is: a visit counts until it is closed."""

from datetime import datetime

from psycopg import Connection

from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture", "tribunals.sql")


def pending_work(connection: Connection[Row], now: datetime) -> dict[str, int]:
    """Count due or running visits, due probes and due discovery runs; what may not be done now is not due."""
    row = connection.execute(_SQL["count_pending"], {"now": now}).fetchone()
    return {name: int(count) for name, count in row.items()} if row else {}
