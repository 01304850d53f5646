"""Handles `expression_status.v1`: tells a company which of its expressions are in quarantine, and which no longer."""

from collections.abc import Sequence
from typing import Any

from delivery.events import keys
from delivery.events.record import record_event
from runtime.clock import Clock
from runtime.postgres.queries import load_queries
from runtime.stream.base import UnitOfWork
from schemas.events import EventType
from schemas.expression_status import ExpressionState, ExpressionStatus
from schemas.model import FrozenModel
from schemas.topics import EXPRESSION_STATUS, Topic

GROUP = "expression_status"
_QUERIES = load_queries(__package__)


class ExpressionStatusHandler:
    """Monitoring's work on the states of expressions."""

    group = GROUP
    topics: Sequence[Topic[FrozenModel]] = (EXPRESSION_STATUS,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Keep one state and tell it; what is released stays so, and its end is told to whom its beginning was."""
        assert isinstance(message, ExpressionStatus)
        facts = message.model_dump()
        known = unit.connection.execute(_QUERIES["lock_expression_state"], facts).fetchone()
        unit.connection.execute(_QUERIES["put_expression_state"], facts)
        is_quarantined = message.state is ExpressionState.QUARANTINED
        if is_quarantined if known is None else known["state"] == ExpressionState.QUARANTINED:
            self._tell(message, unit, is_quarantined=is_quarantined)

    def _tell(self, status: ExpressionStatus, unit: UnitOfWork, *, is_quarantined: bool) -> None:
        make_key = keys.expression_quarantined if is_quarantined else keys.expression_released
        record_event(
            unit.connection,
            company_id=status.company_id,
            type=EventType.EXPRESSION_QUARANTINED if is_quarantined else EventType.EXPRESSION_RELEASED,
            business_key=make_key(status.monitored_party_id, status.expression_version),
            case_number=None,
            subject=str(status.monitored_party_id),
            data=_data(status),
            now=self._clock.now(),
        )


def _data(status: ExpressionStatus) -> dict[str, Any]:
    return status.model_dump(mode="json", exclude={"company_id", "state"})
