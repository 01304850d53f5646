"""The ladder of distribution dates."""

from datetime import UTC, date, datetime

from delivery.case_store.dates import date_distribution
from schemas.distributions import DistributedOnBasis as Basis
from tests.support.visits import case_number

_FILED, _SEEN = date(2031, 1, 5), datetime(2031, 3, 1, 2, tzinfo=UTC)  # the 28th of February in Brasília


def test_the_courts_date_is_best() -> None:
    dated = date_distribution(
        case_number(), court_dates=[None, "2031-01-03T10:15"], filed_on=_FILED, first_seen_at=_SEEN
    )
    assert dated == (date(2031, 1, 3), Basis.COURT)


def test_then_the_filing_then_the_day_we_saw_it() -> None:
    number = case_number()
    assert date_distribution(number, court_dates=["??"], filed_on=_FILED, first_seen_at=_SEEN) == (_FILED, Basis.FILING)
    seen = date_distribution(number, court_dates=[], filed_on=None, first_seen_at=_SEEN)
    assert seen == (date(2031, 2, 28), Basis.FIRST_SEEN)


def test_the_day_we_saw_an_old_case_says_nothing() -> None:
    for year, is_dated in ((2030, True), (2029, False), (2032, False)):
        day, _ = date_distribution(case_number(year=year), court_dates=[], filed_on=None, first_seen_at=_SEEN)
        assert (day is not None) is is_dated
