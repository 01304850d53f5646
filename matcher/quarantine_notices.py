"""Tells which expressions went into quarantine, and which are out of it because another version is in force."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from matcher.quarantine import MOST_TIMEOUTS, QUERIES
from runtime.clock import Clock
from runtime.stream.base import Stream, UnitOfWork
from schemas.expression_status import ExpressionState, ExpressionStatus
from schemas.topics import EXPRESSION_STATUS

_QUARANTINED = (
    f"It took too long with a name, or could not be used, {MOST_TIMEOUTS} times. It is asked no more while"
    " distributions are matched; the names that it has not decided about are asked about later, with more time."
    " Edit rex or nrex to free it."
)
_RELEASED = "Another version of the expression is in force."


class QuarantineNotices:
    """Publishes each quarantine and its end once; several processes share the work."""

    def __init__(self, stream: Stream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def run_once(self) -> int:
        """Tell what has not been told yet, and return how much that was.

        The end of a quarantine that was never told is not told either.
        """
        now = self._clock.now()
        with self._stream.unit_of_work() as unit:
            told = 0
            for row in unit.connection.execute(QUERIES["lift_replaced"], {"now": now}).fetchall():
                if row["told_at"] is not None:
                    _publish(unit, row, ExpressionState.RELEASED, now)
                    told += 1
            for row in unit.connection.execute(QUERIES["tell_quarantined"], {"now": now}).fetchall():
                _publish(unit, row, ExpressionState.QUARANTINED, row["quarantined_at"])
                told += 1
        return told


def count_untold(connection: Connection[dict[str, Any]]) -> int:
    """Quarantines, and ends of them, that are still to be told."""
    row = connection.execute(QUERIES["count_untold"]).fetchone()
    return int(row["untold"]) if row else 0


def _publish(unit: UnitOfWork, row: dict[str, Any], state: ExpressionState, since: datetime) -> None:
    is_released = state is ExpressionState.RELEASED
    status = ExpressionStatus(
        company_id=row["company_id"],
        monitored_party_id=row["party_id"],
        monitored_party_name=row["name"],
        expression_version=row["expression_version"],
        rex=row["rex"],
        nrex=row["nrex"],
        state=state,
        reason=_RELEASED if is_released else _QUARANTINED,
        since=since,
        replaced_by=row["replaced_by"] if is_released else None,
    )
    unit.publish(EXPRESSION_STATUS, str(status.monitored_party_id), status)
