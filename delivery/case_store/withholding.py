"""Keeps every reader from what was told of a case that may be sealed, until it is found again.

Purging it after 30 days, or when the court says that it is sealed, is the purges' part.
"""

from datetime import datetime
from typing import Any

from psycopg import Connection

from delivery.events.withheld import set_withheld
from delivery.webhooks import withheld as webhooks


def withhold_told(connection: Connection[dict[str, Any]], case_number: str) -> None:
    """Hide what feeds hold of a case, and hold back what webhooks have not sent."""
    webhooks.withhold(connection, case_number)
    set_withheld(connection, case_number, is_withheld=True)


def release_told(connection: Connection[dict[str, Any]], case_number: str, now: datetime) -> None:
    """Show what was told of a case again, and send what was held back."""
    set_withheld(connection, case_number, is_withheld=False)
    webhooks.release(connection, case_number, now)
