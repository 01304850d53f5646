"""Which pages are looked at: the first of a day and kind, then few."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from capture.page_looks import FIRST_OF_A_DAY, ONE_IN, Sample

NOON = datetime(2031, 3, 3, 15, tzinfo=UTC)


@dataclass
class Fetched:
    """A page as a session gives it to the archive."""

    kind: str = "case_detail"
    case_number: str | None = "00000019220318260100"
    fetched_at: datetime = NOON
    tribunal: str = "TJSP"
    system: str | None = "esaj"
    body: bytes = b"<html><body><form id='f'></form></body></html>"
    content_type: str | None = None


def looked_at(sample: Sample, page: Fetched, times: int) -> int:
    return sum(sample.look(page) is not None for _ in range(times))


def test_the_first_pages_of_a_day_are_looked_at_then_one_in_many() -> None:
    sample = Sample()
    assert looked_at(sample, Fetched(), FIRST_OF_A_DAY) == FIRST_OF_A_DAY
    assert looked_at(sample, Fetched(), 10 * ONE_IN) == 10
    assert looked_at(sample, Fetched(kind="search"), 1) == 1, "each kind for itself"
    assert looked_at(sample, Fetched(fetched_at=NOON + timedelta(days=1)), 1) == 1, "each day for itself"


def test_pages_of_lists_are_not_looked_at() -> None:
    assert Sample().look(Fetched(case_number=None)) is None
