"""Strategies on their own: what a gazette's day becomes, when the next run comes, and two budgets in one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from capture.budgets import JointBudget
from capture.discovery import first_day, next_run
from capture.errors import VisitReleased
from capture.strategies.base import Findings, Task
from capture.strategies.gazette import GazetteReading
from monitor_config.discovery import DiscoveryPolicy, StrategyName, StrategyPolicy, spell_out
from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from schemas.pages import Publication
from spiders.base import Session
from spiders.errors import VisitFailed
from spiders.tribunals.djen import CLIENTS
from tests.recorded.recordings import FakeSession

NOON = datetime(2031, 3, 3, 15, tzinfo=UTC)
POLICY = StrategyPolicy(at=(time(6, 30), time(18, 30)))
NEW = CaseNumber.build(sequence=1, year=2031, j_tr="8.26", origin=100)
OLD = CaseNumber.build(sequence=2, year=2019, j_tr="8.26", origin=100)


@pytest.mark.parametrize(
    ("failures", "outcome", "hours"),
    [
        (0, None, 6.5),
        (1, Outcome.TIMEOUT, 0.5),
        (2, Outcome.UPSTREAM_ERROR, 2),
        (3, Outcome.PAGE_CHANGED, 6),
        (4, Outcome.TIMEOUT, 6.5),
        (1, Outcome.CAPTCHA, 6.5),
        (1, Outcome.LOGIN_REQUIRED, 6.5),
    ],
)
def test_a_failed_run_comes_back_sooner_but_not_after_a_wall(
    failures: int, outcome: Outcome | None, hours: float
) -> None:
    assert next_run(POLICY, failures, outcome, NOON) - NOON == timedelta(hours=hours)


def test_after_a_wall_at_least_six_hours_go_by() -> None:
    soon = datetime(2031, 3, 3, 21, tzinfo=UTC)  # 18:00 in Brasília, half an hour before the usual time
    assert next_run(POLICY, 1, Outcome.BLOCKED, soon) - soon == timedelta(hours=6)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({"filed_from": None, "filed_to": None, "failures": 0}, date(2031, 2, 26)),
        ({"filed_from": date(2031, 2, 25), "filed_to": date(2031, 3, 2), "failures": 0}, date(2031, 2, 25)),
        ({"filed_from": date(2031, 1, 5), "filed_to": date(2031, 1, 10), "failures": 9}, date(2031, 1, 5)),
    ],
)
def test_a_run_reads_from_before_what_could_not_be_read(before: dict[str, object], expected: date) -> None:
    assert first_day(before, POLICY, date(2031, 3, 3)) == expected


class Gazette:
    """Publishes the same two cases each day; `broken` is a day that cannot be read."""

    def __init__(self) -> None:
        self.broken: date | None = None
        self.read: list[date] = []

    async def list_publications(self, first: date, last: date, session: Session) -> AsyncIterator[Publication]:
        assert first == last
        self.read.append(first)
        for number in (NEW, OLD):
            yield Publication(
                case_number=str(number), available_on=first.isoformat(), tribunal="TJSP", recipients=(), lawyers=()
            )
        if first == self.broken:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, "busy")


def read(gazette: Gazette, state: dict[str, str]) -> Findings:
    (client,) = (each for each in CLIENTS if each.tribunal == "TJSP")
    reading = GazetteReading(client(), gazette)
    findings = Findings(state=dict(state))
    task = Task("TJSP", StrategyName.DJEN, POLICY, date(2031, 3, 1), date(2031, 3, 3), NOON, state=state)
    try:
        asyncio.run(reading.run(task, findings, FakeSession(lambda _: b"")))
    except VisitFailed:
        findings.notes.append("failed")
    return findings


def test_every_publication_is_a_hint_and_only_new_lawsuits_are_cases() -> None:
    findings = read(Gazette(), {})
    assert {str(number) for number in findings.hinted} == {NEW, OLD}
    assert {str(case.case_number) for case in findings.cases} == {NEW}
    assert findings.state == {"read_to": "2031-03-03"}


def test_a_gazette_goes_on_behind_the_last_day_that_was_read_whole() -> None:
    gazette = Gazette()
    gazette.broken = date(2031, 3, 2)
    failed = read(gazette, {})
    assert (failed.state, failed.notes) == ({"read_to": "2031-03-01"}, ["failed"])
    gazette.broken, gazette.read = None, []
    read(gazette, failed.state)
    assert gazette.read == [date(2031, 3, 2), date(2031, 3, 3)]
    gazette.read = []
    read(gazette, {"read_to": "2031-03-03"})
    assert gazette.read == []


class Purse:
    def __init__(self, left: int) -> None:
        self.left = left

    async def spend(self) -> None:
        if not self.left:
            raise VisitReleased("spent")
        self.left -= 1

    def refund(self) -> None:
        self.left += 1


def test_a_request_spends_both_budgets_or_none() -> None:
    own, shared = Purse(2), Purse(1)
    joint = JointBudget(own, shared)
    asyncio.run(joint.spend())
    with pytest.raises(VisitReleased):
        asyncio.run(joint.spend())
    assert (own.left, shared.left) == (1, 0)
    joint.refund()
    assert (own.left, shared.left) == (2, 1)


def test_the_short_form_of_a_section_is_that_of_datajud() -> None:
    section = {"is_enabled": True, "days_back": 9, "tries": 2, "strategies": {"djen": {"is_enabled": True}}}
    policy = DiscoveryPolicy.model_validate(section)
    assert policy == DiscoveryPolicy.model_validate(spell_out(section))
    assert (policy.tries, policy.strategies.datajud_filing_date.days_back) == (2, 9)
    assert [name for name in StrategyName if policy.strategies.of(name).is_enabled] == [
        StrategyName.DATAJUD_FILING_DATE,
        StrategyName.DJEN,
    ]


@pytest.mark.parametrize("origins", [["100"], ["01000"], ["٠١٢٣"]])
def test_an_origin_is_four_digits(origins: list[str]) -> None:
    with pytest.raises(ValueError, match="four digits"):
        DiscoveryPolicy.model_validate({"strategies": {"sequence_walk": {"origins": origins}}})
