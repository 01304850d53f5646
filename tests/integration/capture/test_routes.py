"""A tribunal with two systems: each is suspended, probed and remembered by itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web

from capture.courts import Court
from capture.watches import why_stale
from delivery.case_store.cases import get_case
from schemas.captures import Capture, InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Movement
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, Session, VisitReport
from tests.integration.capture.conftest import World, case, until
from tests.integration.capture.court import FakeCourt, FakeSpider, case_page
from tests.integration.capture.test_tribunals import captcha
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline

NUMBER = case(1)


class ShowingSpider(FakeSpider):
    """Shows as many movements as the court's page counts, as its own system's."""

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        report = await super().visit(case_number, session)
        return replace(report, instances=tuple(self._with_movements(each) for each in report.instances))

    def _with_movements(self, instance: InstanceSnapshot) -> InstanceSnapshot:
        count = instance.case.movements_total or 0
        movements = tuple(Movement(text=f"Andamento {n}", occurred_on=date(2031, 2, n)) for n in range(1, count + 1))
        case = instance.case.model_copy(update={"movements": movements})
        return instance.model_copy(update={"system": self.system, "case": case})


class OldSystem(ShowingSpider):
    """Reads the first court, as e-SAJ."""

    system = CourtSystem.ESAJ
    addresses = MappingProxyType({"cpopg": "https://old.invalid"})


class NewSystem(ShowingSpider):
    """Reads the second court, as eproc."""

    system = CourtSystem.EPROC
    addresses = MappingProxyType({"cpopg": "https://new.invalid"})


class Fallback(ShowingSpider):
    """Stands for DataJud."""

    system = CourtSystem.DATAJUD


class TwoSystems:
    """One world whose tribunal has an old and a new system, each a court of its own."""

    def __init__(self, world: World, new: FakeCourt) -> None:
        self.world, self.old, self.new = world, world.court, new
        self.unasked: dict[CourtSystem, str] = {}
        world.advance(hours=9)  # after the hours over which due times spread: each day brings one visit
        world.courts = self.courts  # type: ignore[method-assign]

    def courts(self) -> list[Court]:
        spiders: tuple[CourtSpider, ...] = (
            OldSystem({"cpopg": self.old.address}),
            NewSystem({"cpopg": self.new.address}),
        )
        spiders = tuple(spider for spider in spiders if spider.system not in self.unasked)
        return [Court("TJSP", spiders, trusted_hosts=self.world.trusted, unasked=self.unasked)]

    def asked(self) -> tuple[int, int]:
        """How often each system was asked, since the last look."""
        counts = len(self.old.asked), len(self.new.asked)
        self.old.asked.clear()
        self.new.asked.clear()
        return counts

    def day(self, days: int = 1) -> Capture:
        """Let days pass, one by one; return the latest capture."""
        for _ in range(days):
            self.world.advance(days=1)
            self.world.settle()
        return self.world.captures()[-1]


@pytest.fixture
def two(world: World) -> Iterator[TwoSystems]:
    new = FakeCourt()
    new.start()
    world.policy = world.policy.model_copy(update={"concurrency": 1})
    yield TwoSystems(world, new)
    new.stop()


def absent(_: web.Request) -> web.Response:
    return web.json_response({"outcome": "not_found", "movements": 0})


def test_a_case_is_asked_where_it_was_seen_and_elsewhere_after_thirty_days(two: TwoSystems) -> None:
    two.new.everything = absent
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        assert two.asked() == (1, 1)
        assert two.day().outcome is Outcome.FOUND_NEW
        assert two.asked() == (1, 0)
        two.day(27)
        assert two.asked()[1] == 0
        two.day(5)
    assert two.asked()[1] == 1


def test_a_migration_is_followed_in_the_visit_that_notices_it(two: TwoSystems) -> None:
    """The old system no longer shows the case: the new one is asked at once, and alone from then on."""
    two.new.everything = absent
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        two.asked()
        two.old.everything, two.new.everything = absent, None
        moved = two.day()
        assert (moved.outcome, two.asked()) == (Outcome.FOUND_NEW, (1, 1))
        assert {answer.system: answer.outcome for answer in moved.answers} == {
            CourtSystem.ESAJ: Outcome.NOT_FOUND,
            CourtSystem.EPROC: Outcome.FOUND_NEW,
        }
        two.day()
        assert two.asked() == (0, 1)


def test_fewer_movements_make_the_other_system_asked(two: TwoSystems) -> None:
    two.new.everything = absent
    two.old.everything = lambda _: case_page(NUMBER, 3)
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        two.asked()
        two.day()
        assert two.asked() == (1, 0)
        two.old.everything = lambda _: case_page(NUMBER, 2)
        two.day()
        assert two.asked() == (1, 1)


def test_a_migration_from_court_to_customer_tells_no_movement_twice(two: TwoSystems) -> None:
    """What capture says of the move makes a baseline of the new instance, and the old one stays as it was."""
    pipeline = Pipeline(two.world.database)
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    two.old.everything, two.new.everything = (lambda _: case_page(NUMBER, 3)), absent
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        two.old.everything, two.new.everything = absent, (lambda _: case_page(NUMBER, 4))
        two.day()
        two.new.everything = lambda _: case_page(NUMBER, 5)
        two.day()
    pipeline.clock.advance(two.world.clock.now() - pipeline.clock.now())
    pipeline.ingest(*two.world.captures())
    events = told(pipeline.database, company)
    assert [event["type"] for event in events] == ["case.registered", "case.updated", "movement.created"]
    assert events[-1]["data"]["movement"]["text"] == "Andamento 5"
    with pipeline.database.transaction() as connection:
        case_view = get_case(connection, NUMBER)
    assert {each.system: each.movements for each in case_view.instances} == {"esaj": 3, "eproc": 5}


def test_a_captcha_on_one_route_leaves_the_other_and_says_unknown(two: TwoSystems) -> None:
    """Not found here and a captcha there is unknown; the tribunal stays active, and the route comes back by itself."""
    two.old.everything = absent
    two.new.everything = captcha
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        (capture,) = two.world.captures()
        assert capture.outcome is Outcome.PARTIAL
        assert "captcha" in capture.explanation
        (status,) = two.world.statuses()
        assert status.state == "active"
        assert {route.system: route.state for route in status.routes} == {"esaj": "active", "eproc": "suspended"}
        two.new.everything = None
        two.world.advance(minutes=31)
        two.world.settle()
        assert two.world.captures()[-1].outcome is Outcome.FOUND_NEW
        assert {route.state for route in two.world.statuses()[-1].routes} == {"active"}
    assert {status.episode for status in two.world.statuses()} == {0}


def test_a_suspended_route_keeps_the_visits_of_its_cases_and_of_no_others(two: TwoSystems) -> None:
    mine, other = case(1), case(2)
    for number in (mine, other):
        two.world.watch(number)
    two.old.answers[f"/case/{other}"] = absent
    two.new.answers[f"/case/{mine}"] = absent
    with two.world.capturing():
        two.world.settle()
        two.asked()
        two.new.everything = captcha
        two.world.advance(days=1)
        two.world.settle()
        told = two.world.captures()
        assert [capture.case_number for capture in told if capture.outcome is Outcome.FOUND_NEW].count(mine) == 2
        with two.world.database.transaction() as connection:
            stale = why_stale(connection, other, two.world.clock.now())
        assert "cannot be read" in stale.why
        assert "captcha" in stale.why
        two.new.everything = None
        two.world.advance(hours=2)
        two.world.settle()
    assert two.world.captures()[-1].case_number == other


def test_walls_on_every_route_suspend_the_tribunal_once(two: TwoSystems) -> None:
    two.old.everything = two.new.everything = captcha
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        assert [status.state for status in two.world.statuses()][-1] == "suspended"
        two.old.everything = None
        two.world.advance(minutes=31)
        two.world.settle()
    states = [(status.state, status.episode) for status in two.world.statuses()]
    assert states[-1] == ("active", 1)
    assert two.world.captures()[-1].outcome is Outcome.FOUND_NEW


def test_a_system_that_is_not_asked_may_hold_the_case(two: TwoSystems) -> None:
    two.unasked = {CourtSystem.EPROC: "it asks for a captcha, which Arauto does not solve"}
    two.old.everything = absent
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
    (capture,) = two.world.captures()
    assert capture.outcome is Outcome.PARTIAL
    assert "eproc was not asked" in capture.explanation
    row = two.world.row("SELECT due_at FROM capture.visits")
    assert row["due_at"] - two.world.clock.now() <= timedelta(hours=1)


def test_a_route_that_is_switched_off_frees_its_cases(two: TwoSystems) -> None:
    two.old.everything = absent
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
    assert two.world.row("SELECT system FROM capture.visits")["system"] == "eproc"
    two.unasked = {CourtSystem.EPROC: "the operator has switched it off"}
    two.asked()
    with two.world.capturing():
        two.day()
    assert two.asked()[0] >= 1
    assert two.world.captures()[-1].outcome is Outcome.PARTIAL


def test_each_host_has_its_own_budget(two: TwoSystems) -> None:
    """What one system's host spent does not keep the other from being asked."""
    two.world.policy = two.world.policy.model_copy(update={"daily_budget": 10})
    two.new.everything = absent
    for n in range(1, 15):
        two.world.watch(case(n))
    with two.world.capturing():
        two.world.settle()
    spent = {row["source"]: row["spent"] for row in two.world.rows("SELECT source, spent FROM capture.budgets")}
    assert set(spent) == {"old.invalid", "new.invalid"}
    assert all(count <= 10 for count in spent.values())


def test_a_large_page_is_read_off_the_loop(world: World) -> None:
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.json_response(
        {"number": case(1), "movements": 1, "filling": "x" * 1_200_000}
    )
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert world.captures()[0].outcome is Outcome.FOUND_NEW


def test_a_discovered_case_that_was_watched_and_left_unvisited_is_visited_after_all(world: World) -> None:
    number = case(7)
    with world.database.transaction() as connection:
        connection.execute(
            "INSERT INTO capture.visits (case_number, tribunal, reason, due_at, filed_on) "
            "VALUES (%(n)s, 'TJSP', 'discovered', %(now)s, '2031-03-01')",
            {"n": str(number), "now": world.clock.now()},
        )
        connection.execute(
            "INSERT INTO capture.findings (case_number, strategy, tribunal, first_seen_at, is_new_lawsuit, is_sealed) "
            "VALUES (%(n)s, 'djen', 'TJSP', %(now)s, true, false)",
            {"n": str(number), "now": world.clock.now()},
        )
    world.watch(number)
    world.watch(number, is_watched=False)
    assert world.row("SELECT reason FROM capture.visits")["reason"] == "discovered"
    with world.capturing():
        world.settle()
    assert [(capture.case_number, capture.reason) for capture in world.captures()] == [(number, "discovered")]


def test_a_small_company_is_visited_although_another_registered_more_than_the_day_holds(world: World) -> None:
    big, small = UUID(int=1), UUID(int=2)
    world.policy = world.policy.model_copy(update={"daily_budget": 10, "concurrency": 1})
    for n in range(100, 140):
        world.watch(case(n), companies=(big,))
    world.advance(minutes=1)
    for n in (1, 2, 3):
        world.watch(case(n), companies=(small,))
    with world.capturing():
        world.settle()
    visited = {capture.case_number for capture in world.captures()}
    assert {case(1), case(2), case(3)} <= visited
    assert len(visited) > 3


def test_a_budget_that_cannot_keep_the_floor_says_so_with_the_figure(world: World) -> None:
    world.policy = world.policy.model_copy(update={"daily_budget": 3, "expected_visits_per_day": 50})
    for n in range(1, 40):
        world.watch(case(n))
    with world.capturing():
        until(lambda: any(status.notice for status in world.statuses()), "the notice is told")
    notice = world.statuses()[-1].notice
    assert "hold about 1 visits a business day, and 39 cases are watched" in notice
    assert "rarer than the 15 days" in notice
    assert "Only 0 visits were made on 2031-02-28, where 50 are expected." in notice


def with_fallback(two: TwoSystems) -> None:
    """Close the new system, and let its court answer as the fallback."""
    two.unasked = {CourtSystem.EPROC: "it asks for a captcha"}
    plain = two.courts
    two.world.courts = lambda: [  # type: ignore[method-assign]
        replace(court, fallback=Fallback({"cpopg": two.new.address})) for court in plain()
    ]
    two.old.everything = absent


def fallback_route(two: TwoSystems) -> dict[str, Any]:
    return two.world.row("SELECT * FROM capture.route_states WHERE is_fallback")


@pytest.mark.parametrize("trouble", ["captcha", "login_required"])
def test_a_fallback_that_does_not_answer_is_left_alone_and_tried_again(two: TwoSystems, trouble: str) -> None:
    with_fallback(two)
    two.new.everything = lambda _: web.json_response({"outcome": trouble, "movements": 0})
    for number in range(1, 8):
        two.world.watch(case(number))
    with two.world.capturing():
        two.world.settle()
        route = fallback_route(two)
        assert (route["system"], route["state"], route["outcome"]) == ("datajud", "suspended", trouble)
        asked = two.asked()[1]
        two.world.watch(case(8))
        two.world.settle()
        assert two.asked()[1] == 0
        assert two.world.statuses() == []
        two.new.everything = None
        two.world.advance(minutes=31)
        two.world.watch(case(9))
        two.world.settle()
        assert two.world.captures()[-1].outcome is Outcome.FOUND_NEW
    assert asked <= 7
    assert fallback_route(two)["state"] == "active"


def test_a_fallback_is_waited_for_as_long_as_it_asks(two: TwoSystems) -> None:
    with_fallback(two)
    two.new.everything = lambda _: web.Response(status=429, headers={"Retry-After": "7200"})
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        assert fallback_route(two)["held_until"] == two.world.clock.now() + timedelta(hours=2)
        two.asked()
        two.new.everything = None
        for number, hours in ((2, 1), (3, 2)):
            two.world.advance(hours=hours)
            two.world.watch(case(number))
            two.world.settle()
            assert bool(two.asked()[1]) == (number == 3)


def test_datajud_is_asked_for_what_no_open_system_shows_and_its_trouble_does_not_count(two: TwoSystems) -> None:
    """The new system is closed; the old one does not show the case: the fallback does, until its own day is spent."""
    with_fallback(two)
    two.world.watch(NUMBER)
    with two.world.capturing():
        two.world.settle()
        assert two.world.captures()[-1].outcome is Outcome.FOUND_NEW
        assert [answer.system for answer in two.world.captures()[-1].answers] == ["esaj", "datajud"]
        two.new.everything = captcha
        assert two.day().outcome is Outcome.PARTIAL
        assert two.asked() == (2, 2)
        assert two.world.statuses() == []
        two.old.everything = None
        assert two.day(2).outcome is Outcome.FOUND_NEW
    assert two.asked()[1] <= 1
