"""When a failed delivery is tried again, and when a parked endpoint is probed. Pure, in business time."""

from datetime import datetime, timedelta

FIRST_RETRIES = (timedelta(seconds=5), timedelta(seconds=30))
_HOURS = (1, 3, 6, 12, *range(24, 7 * 24 + 1, 24))
PROBE_OFFSETS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in _HOURS),
)
"""Counted from the moment at which the breaker opened; after the last one the endpoint is disabled."""


def next_retry(failures: int, now: datetime) -> datetime | None:
    """Return when a delivery that failed this often is tried again, or None when the short retries are used up."""
    return now + FIRST_RETRIES[failures - 1] if failures <= len(FIRST_RETRIES) else None


def next_probe(since: datetime, now: datetime) -> datetime | None:
    """Return the first probe after `now` for trouble that began at `since`, or None when seven days are over.

    Probes that were missed, because nothing ran or the clock jumped, are not made up for.
    """
    return next((since + offset for offset in PROBE_OFFSETS if since + offset > now), None)
