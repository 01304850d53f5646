"""The calendar of the courts."""

from datetime import date

import pytest

from capture.business_days import easter_sunday, is_business_day, next_business_day
from capture.notices import last_business_day, volume_notice


@pytest.mark.parametrize(
    "easter", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2031, 4, 13), date(2038, 4, 25)]
)
def test_easter(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 2, 16),  # Carnival
        date(2026, 2, 17),
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 21),
        date(2026, 6, 4),  # Corpus Christi
        date(2026, 11, 20),
        date(2026, 12, 8),
        date(2026, 12, 25),
        date(2026, 11, 21),  # a Saturday
    ],
)
def test_courts_are_closed(holiday: date) -> None:
    assert not is_business_day(holiday)


def test_a_weekend_behind_a_holiday_is_passed_over() -> None:
    assert next_business_day(date(2026, 11, 19)) == date(2026, 11, 23)
    assert last_business_day(date(2026, 11, 23)) == date(2026, 11, 19)


def test_the_recess_is_skipped_only_where_the_operator_says_so() -> None:
    assert next_business_day(date(2026, 12, 18)) == date(2026, 12, 21)
    assert next_business_day(date(2026, 12, 18), skips_recess=True) == date(2027, 1, 7)


def test_a_day_below_half_of_what_is_expected_is_told() -> None:
    day = date(2026, 11, 19)
    assert volume_notice(day, 50, 100) == ""
    assert volume_notice(day, 49, 100) == "Only 49 visits were made on 2026-11-19, where 100 are expected."
