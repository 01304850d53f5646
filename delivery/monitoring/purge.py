"""Forgets the printed names in the decisions about a case that became sealed; verdicts and reasons stay."""

from datetime import datetime

from delivery.monitoring import repository


def purge_case(connection: repository.Transaction, case_number: str, now: datetime) -> int:  # noqa: ARG001 - one signature for all holders
    """Delete the explanations and return of how many decisions."""
    return repository.purge_case(connection, case_number)
