"""The scripted calendar: business days of 2031, and which of them a moment belongs to."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")
FIRST_DAY = date(2031, 3, 3)
PUBLICATION = time(6, 0)
"""The courts publish a day's changes before offices open."""
STEPS = (time(11, 0), time(20, 30))
"""At which times of a business day the conductor stops the clock; the last one after every court has closed."""


def business_days(first: date, count: int) -> tuple[date, ...]:
    """Return the first `count` days from Monday to Friday."""
    days: list[date] = []
    day = first
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return tuple(days)


def local(day: date, moment: time) -> datetime:
    """Return a Brasília moment in UTC."""
    return datetime.combine(day, moment, tzinfo=ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Timetable:
    """The days of one run. Day numbers begin at 0; -1 is everything before."""

    count: int
    days: tuple[date, ...] = field(init=False)
    _starts: tuple[datetime, ...] = field(init=False)

    def __post_init__(self) -> None:
        days = business_days(FIRST_DAY, self.count)
        object.__setattr__(self, "days", days)
        object.__setattr__(self, "_starts", tuple(local(day, PUBLICATION) for day in days))

    def number_at(self, moment: datetime) -> int:
        """Return the number of the business day whose changes are published at a moment."""
        return bisect_right(self._starts, moment) - 1

    def start_of(self, number: int) -> datetime:
        return self._starts[number]

    def steps(self) -> list[tuple[int, datetime]]:
        """Return (day number, moment) of every stop of the clock."""
        return [(number, local(day, moment)) for number, day in enumerate(self.days) for moment in STEPS]
