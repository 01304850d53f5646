"""Business days of the courts: no weekends, no national holidays, and no recess where the operator says so (pure).

Holidays of single states, comarcas and tribunals are not known here: on such a day the visit is made in vain.
"""

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 8), (12, 25))
"""National holidays (Leis 662/1949, 6.802/1980, 14.759/2023), and 8 December, the day of justice (DL 8.292/1945)."""
_AROUND_EASTER = (-48, -47, -3, -2, 60)
"""Carnival's Monday and Tuesday, Thursday and Friday before Easter (Lei 5.010/1966, art. 62), Corpus Christi."""


def is_business_day(day: date, *, skips_recess: bool = False) -> bool:
    """Say whether courts work on a day. The recess (20 December to 6 January, CPC art. 220) counts when skipped."""
    if day.weekday() >= 5 or day in holidays(day.year):
        return False
    return not (skips_recess and is_recess(day))


def is_recess(day: date) -> bool:
    """Say whether a day lies in the forensic recess."""
    return (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6)


def next_business_day(day: date, *, skips_recess: bool = False) -> date:
    """Return the first business day after a day."""
    following = day + timedelta(days=1)
    while not is_business_day(following, skips_recess=skips_recess):
        following += timedelta(days=1)
    return following


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the national holidays of a year on which courts are closed."""
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=days) for days in _AROUND_EASTER}
    return frozenset({date(year, month, day) for month, day in _FIXED} | moving)


def easter_sunday(year: int) -> date:
    """Return Easter by the Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)
