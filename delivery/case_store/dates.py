"""The ladder by which a distribution gets its date: the court's, a list's, the filing's, that of first sight; pure."""

from collections.abc import Iterable
from datetime import date, datetime

from runtime.clock import business_date
from schemas.case_number import CaseNumber
from schemas.distributions import DistributedOnBasis

DatedBy = tuple[date | None, DistributedOnBasis | None]


def read_date(text: str | None) -> date | None:
    """Return the day of an ISO date with or without time; None where there is none or it is not one."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def date_distribution(
    case_number: CaseNumber,
    *,
    court_dates: Iterable[str | None],
    listed_on: date | None = None,
    filed_on: date | None,
    first_seen_at: datetime | None,
) -> DatedBy:
    """Return the best date and its basis; `court_dates` come in the order of preference of their instances.

    The day we first saw a case counts only for a young one: the year in its number is that day's or the one before.
    """
    for text in court_dates:
        if day := read_date(text):
            return day, DistributedOnBasis.COURT
    if listed_on:
        return listed_on, DistributedOnBasis.DISTRIBUTION_LIST
    if filed_on:
        return filed_on, DistributedOnBasis.FILING
    if first_seen_at:
        seen_on = business_date(first_seen_at)
        if seen_on.year - int(case_number.year) in (0, 1):
            return seen_on, DistributedOnBasis.FIRST_SEEN
    return None, None
