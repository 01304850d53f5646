"""Known cases: visited each business day, and a court that shows less of them than it must is suspended in time."""

from datetime import date, timedelta

import pytest
from aiohttp import web

from capture.canaries import add, hash_fragment, list_canaries, order_canaries, remove
from capture.chores import do_chores
from schemas.captures import InstanceSnapshot, VisitReason
from schemas.case_number import CaseNumber
from schemas.cases import Case, Movement, Party
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.tribunal_status import TribunalState
from spiders.base import PageRequest, Session, VisitReport
from tests.integration.capture.conftest import World, case
from tests.integration.capture.court import FakeSpider

NUMBER = case(7)
DAYS = {"days": 1}


class Showing(FakeSpider):
    """Shows as many movements, and as many parties, as the page says."""

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        raw = await session.fetch(PageRequest(f"{self.base['cpopg']}/case/{case_number}", "case_detail"))
        movements, parties = map(int, raw.body.split(b",")) if b"," in raw.body else (-1, 0)
        if movements < 0:
            outcome = Outcome.SEALED if b"sealed" in raw.body else Outcome.NOT_FOUND
            return VisitReport(outcome, f"the court says {outcome}")
        shown = Case(
            case_number=str(case_number),
            movements=tuple(Movement(text=f"Ato {n}", occurred_on=date(2031, 1, 1)) for n in range(movements)),
            parties=tuple(Party(name="Padaria Flor do Ipê Ltda", role_text="Autor") for _ in range(parties)),
        )
        snapshot = InstanceSnapshot(system=CourtSystem.ESAJ, court_level=CourtLevel.FIRST, is_complete=True, case=shown)
        return VisitReport(Outcome.FOUND_NEW, "one page", (snapshot,))


@pytest.fixture
def canaried(world: World) -> World:
    """A tribunal with one canary that shows 5 movements and a party."""
    world.spider = Showing
    show(world, "5,1")
    keep(world)
    return world


def keep(world: World, *, movements: int = 3, party_hash: str | None = None) -> None:
    with world.database.transaction() as connection:
        add(connection, ("TJSP", NUMBER), movements=movements, party_hash=party_hash, now=world.clock.now())


def show(world: World, page: str) -> None:
    world.court.answers[f"/case/{NUMBER}"] = lambda _: web.Response(text=page)


def look(world: World) -> None:
    """Let the day's chores be done, and what they plan be visited; a suspended route is probed meanwhile."""
    with world.capturing():
        with world.database.transaction() as connection:
            order_canaries(connection, world.clock.now())
        world.settle()


def route(world: World) -> dict[str, object]:
    return world.row("SELECT * FROM capture.route_states")


def the_canary(world: World) -> dict[str, object]:
    with world.database.transaction() as connection:
        (found,) = list_canaries(connection)
    return found


def test_a_canary_is_visited_once_each_business_day_and_told_to_nobody(canaried: World) -> None:
    world = canaried
    for _ in range(3):
        look(world)
        look(world)
        world.advance(**DAYS)
    assert world.court.visits[NUMBER] == 3
    assert world.captures() == []
    assert (the_canary(world)["most_movements"], the_canary(world)["complaint"]) == (5, "")
    world.advance(days=2)  # a Saturday
    look(world)
    assert world.court.visits[NUMBER] == 3
    (visit, *_) = world.rows("SELECT reason, is_published FROM capture.archived_visits")
    assert (visit["reason"], visit["is_published"]) == (VisitReason.CANARY, False)


def test_one_complaint_degrades_and_the_second_in_a_row_suspends(canaried: World) -> None:
    world = canaried
    look(world)
    show(world, "4,1")
    world.advance(**DAYS)
    look(world)
    assert route(world)["state"] == "active"
    assert route(world)["complaint"] == "a known case shows 4 movements, where 5 were seen or are expected"
    assert world.statuses()[-1].routes[0].complaint == route(world)["complaint"]
    world.advance(**DAYS)
    look(world)
    suspended = route(world)
    assert (suspended["state"], suspended["outcome"]) == ("suspended", "page_changed")
    assert "pages are not as they were" in str(suspended["reason"])
    assert "4 movements" in str(suspended["reason"])
    (status, *_) = [status for status in world.statuses() if status.state is TribunalState.SUSPENDED]
    assert status.outcome is Outcome.PAGE_CHANGED


def test_a_good_visit_in_between_forgives(canaried: World) -> None:
    world = canaried
    for page in ("5,1", "4,1", "5,1", "4,1"):
        show(world, page)
        look(world)
        world.advance(**DAYS)
    assert route(world)["state"] == "active"
    assert route(world)["complaints_in_row"] == 1


def test_a_suspended_route_is_probed_with_the_canary_and_comes_back_by_itself(canaried: World) -> None:
    world = canaried
    for page in ("5,1", "5,0", "5,0"):
        show(world, page)
        look(world)
        world.advance(**DAYS)
    assert route(world)["state"] == "suspended"
    assert "no parties" in str(route(world)["reason"])
    with world.capturing():
        world.settle()
        assert route(world)["state"] == "suspended", "it still shows less"
        show(world, "6,1")
        world.advance(hours=30)
        world.settle()
    healed = route(world)
    assert (healed["state"], healed["complaint"]) == ("active", "")


def test_a_canary_that_vanishes_is_a_complaint_only_once_it_was_seen(canaried: World) -> None:
    world = canaried
    show(world, "nothing")
    look(world)
    assert the_canary(world)["checked_at"] is None
    show(world, "5,1")
    world.advance(**DAYS)
    look(world)
    show(world, "nothing")
    world.advance(**DAYS)
    look(world)
    assert the_canary(world)["complaint"] == "a known case is not found any more"


def test_a_party_is_known_by_the_hash_of_words_of_its_name(canaried: World) -> None:
    world = canaried
    keep(world, party_hash=hash_fragment("flor do ipe"))
    look(world)
    assert the_canary(world)["complaint"] == ""
    keep(world, party_hash=hash_fragment("Outra Padaria"))
    look(world)
    assert the_canary(world)["complaint"] == "a known case does not show the party that it must"
    assert "ipe" not in str(the_canary(world)).lower()


def test_a_canary_that_becomes_sealed_leaves_nothing(canaried: World) -> None:
    world = canaried
    look(world)
    show(world, "sealed")
    world.advance(**DAYS)
    look(world)
    for table in ("canaries", "pages", "archived_visits", "readings"):
        assert world.rows(f"SELECT 1 FROM capture.{table}") == []


def test_a_removed_canary_is_visited_no_more(canaried: World) -> None:
    world = canaried
    look(world)
    with world.database.transaction() as connection:
        assert remove(connection, NUMBER)
        assert not remove(connection, NUMBER)
    world.advance(**DAYS)
    look(world)
    assert world.court.visits[NUMBER] == 1


def test_chores_begin_with_the_tribunals_hours(canaried: World) -> None:
    world = canaried
    with world.capturing():
        pass
    world.rows("UPDATE capture.tribunal_states SET opens = '16:00', closes = '20:00' RETURNING 1")
    world.rows("UPDATE capture.canaries SET ordered_on = NULL RETURNING 1")
    world.rows("DELETE FROM capture.visits RETURNING 1")
    for hours, planned in ((0, 0), (4, 1)):
        world.advance(hours=hours)
        do_chores(world.database, world.blobs, timedelta(days=400), world.clock.now())
        assert len(world.rows("SELECT 1 FROM capture.visits")) == planned
