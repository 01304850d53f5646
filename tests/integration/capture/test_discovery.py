"""Several strategies find the same case: one visit, one distribution; what no visit shows is told from the list."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from aiohttp import web

from capture.courts import Court
from capture.coverage import StrategyCoverage, measure_coverage
from capture.strategies.lists import DatajudFilingDate, GazetteList
from capture.strategies.names import NameSearch
from capture.strategies.updates import UpdateReading
from monitor_config.discovery import StrategyName
from schemas.captures import Capture, SourceKind
from schemas.case_number import CaseNumber
from schemas.cases import Case, Party
from schemas.outcomes import Outcome
from spiders.base import ListedCase, PageRequest, Session
from spiders.errors import VisitFailed
from tests.integration.capture.conftest import MONDAY_NOON, World, case, until
from tests.integration.capture.court import FakeGazette, FakeList
from tests.support.companies import add_company, add_party

NAMES = Case(parties=(Party(name="Padaria Flor do Ipê Ltda"), Party(name="Joaquim Tavares Bonfim")))
OLD_CASE = CaseNumber.build(sequence=9, year=2019, j_tr="8.26", origin=100)


def hints(world: World) -> list[Capture]:
    return [capture for capture in world.captures() if capture.provenance.source is SourceKind.HINT]


def visits(world: World) -> list[Capture]:
    return [capture for capture in world.captures() if capture.provenance.source is SourceKind.PRIMARY]


def findings(world: World) -> dict[tuple[str, str], dict[str, object]]:
    return {(row["case_number"], row["strategy"]): row for row in world.rows("SELECT * FROM capture.findings")}


@pytest.fixture
def gazette(world: World) -> FakeGazette:
    gazette = FakeGazette({"dje": world.court.address, "api": world.court.address})
    world.discover_by(GazetteList(gazette, gazette), daily_requests=20)
    return gazette


@pytest.fixture
def datajud(world: World) -> FakeList:
    filed = FakeList({"api": world.court.address})
    world.discover_by(DatajudFilingDate(filed, filed), daily_requests=20)
    return filed


def coverage(world: World) -> dict[str, StrategyCoverage]:
    with world.database.transaction() as connection:
        rows = measure_coverage(connection, world.clock.now(), tribunal="TJSP")
    return {row.strategy: row for row in rows}


def test_a_case_of_two_lists_is_visited_once_and_carries_both_dates(
    world: World, gazette: FakeGazette, datajud: FakeList
) -> None:
    gazette.shown[case(2)] = NAMES
    world.court.filed, world.court.listed = {case(2): "2031-03-01"}, {case(2): "2031-03-03"}
    with world.capturing():
        world.settle()
    assert world.court.visits[case(2)] == 1
    assert {strategy for _, strategy in findings(world)} == {"datajud_filing_date", "gazette_list"}
    told = world.captures()
    assert {capture.filed_on for capture in told} | {capture.listed_on for capture in told} == {
        "2031-03-01",
        "2031-03-03",
        None,
    }
    assert len(visits(world)) == 1
    assert world.rows("SELECT 1 FROM capture.findings WHERE listed IS NOT NULL") == []


def test_what_the_visit_does_not_find_is_told_from_the_list_and_never_twice(world: World, gazette: FakeGazette) -> None:
    gazette.shown[case(2)] = NAMES
    world.court.listed = {case(2): "2031-03-03"}
    world.court.answers[f"/case/{case(2)}"] = lambda _: web.json_response({"outcome": "not_found"})
    with world.capturing():
        for _ in range(5):
            world.settle()
            world.advance(days=1)
        world.settle()
    (hint,) = hints(world)
    assert (hint.outcome, hint.listed_on, hint.filed_on) == (Outcome.PARTIAL, "2031-03-03", None)
    (snapshot,) = hint.instances
    assert (snapshot.is_complete, snapshot.is_complete_parties, snapshot.case.parties) == (False, False, NAMES.parties)
    assert visits(world) == []


def test_a_tribunal_behind_a_captcha_is_told_from_its_list(world: World, gazette: FakeGazette) -> None:
    gazette.shown[case(2)] = NAMES
    world.court.listed = {case(2): "2031-03-03"}
    world.court.answers[f"/case/{case(2)}"] = lambda _: web.json_response({"outcome": "captcha"})
    with world.capturing():
        world.settle()
    assert [hint.case_number for hint in hints(world)] == [case(2)]


def test_a_trouble_that_passes_is_waited_out_for_a_day(world: World, gazette: FakeGazette) -> None:
    gazette.shown[case(2)] = NAMES
    world.court.listed = {case(2): "2031-03-03"}
    world.court.answers[f"/case/{case(2)}"] = lambda _: web.json_response({"outcome": "maintenance"})
    with world.capturing():
        world.settle()
        assert hints(world) == []
        world.advance(hours=25)
        world.settle()
    assert [hint.case_number for hint in hints(world)] == [case(2)]


def test_a_list_that_hides_the_names_leaves_the_number_alone(world: World, gazette: FakeGazette) -> None:
    gazette.shown = {
        case(2): Case(parties=(Party(name="J. T. B."),)),
        case(3): Case(is_sealed=True, parties=NAMES.parties),
    }
    world.court.listed = {case(2): "2031-03-03", case(3): "2031-03-03"}
    with world.capturing():
        world.settle()
    assert world.captures() == []
    assert not world.court.visits
    for row in findings(world).values():
        assert (row["is_sealed"], row["listed"], row["parties_hash"], row["distributed_on"]) == (True, None, None, None)


def test_a_case_sealed_later_leaves_nothing_in_the_findings(world: World, gazette: FakeGazette) -> None:
    gazette.shown[case(2)] = NAMES
    world.court.listed = {case(2): "2031-03-03"}
    world.court.answers[f"/case/{case(2)}"] = lambda _: web.json_response({"outcome": "sealed"})
    with world.capturing():
        world.settle()
    (row,) = findings(world).values()
    assert (row["is_sealed"], row["listed"], row["parties_hash"]) == (True, None, None)
    assert hints(world) == []


def test_an_old_case_in_a_list_is_a_hint_for_who_watches_it_and_else_nothing(world: World, datajud: FakeList) -> None:
    appeal = CaseNumber.build(sequence=77, year=2031, j_tr="8.26", origin=100)
    foreign = CaseNumber.build(sequence=78, year=2031, j_tr="8.19", origin=100)
    datajud.shown = {OLD_CASE: Case(court_level="G1"), appeal: Case(court_level="G2")}
    world.watch(OLD_CASE)
    with world.capturing():
        world.settle()
        before = world.court.visits[OLD_CASE]
        world.court.filed = {OLD_CASE: "2031-03-03", appeal: "2031-03-03", foreign: "2031-03-03"}
        world.advance(hours=7)
        world.settle()
        world.advance(hours=12)
        world.settle()
    assert [c.reason for c in world.captures() if c.case_number == OLD_CASE][before:][0] == "hinted"
    assert sum(c.reason == "hinted" for c in world.captures()) == 1, "the list says it again and again"
    assert world.court.visits[appeal] == world.court.visits[foreign] == 0
    assert coverage(world)["datajud_filing_date"].old_lawsuits == 3


def test_one_strategy_that_fails_stops_no_other_and_has_its_own_reason(
    world: World, gazette: FakeGazette, datajud: FakeList
) -> None:
    world.court.filed = {case(2): "2031-03-03"}
    world.court.answers["/listed"] = lambda _: web.Response(status=504)
    with world.capturing():
        world.settle()
    runs = {row["strategy"]: row for row in world.rows("SELECT * FROM capture.discoveries")}
    assert runs["gazette_list"]["failures"] == 1
    assert "504" in runs["gazette_list"]["last_error"]
    assert runs["gazette_list"]["last_outcome"] == "upstream_error"
    assert runs["datajud_filing_date"]["failures"] == 0
    assert world.court.visits[case(2)] == 1


def test_a_strategy_spends_its_own_budget_and_no_more(world: World, gazette: FakeGazette) -> None:
    world.switch_on(StrategyName.GAZETTE_LIST, daily_requests=2)  # one is for robots.txt
    with world.capturing():
        world.settle()
        world.advance(hours=7)
        world.settle()
        assert world.court.asked.count("/listed") == 1
        assert "spent" in world.row("SELECT last_error FROM capture.discoveries")["last_error"]
        world.court.listed = {case(2): "2031-03-03"}
        world.advance(days=1)
        world.settle()
    assert world.court.visits[case(2)] == 1
    spent = world.rows("SELECT spent FROM capture.budgets WHERE source = 'TJSP/gazette_list' ORDER BY business_day")
    assert [row["spent"] for row in spent] == [2, 1]


class FakeSearch(FakeList):
    """Finds the cases of a name."""

    found: ClassVar[dict[str, CaseNumber]] = {}

    async def search_name(self, name: str, session: Session) -> AsyncIterator[ListedCase]:
        await session.fetch(PageRequest(f"{self.base['api']}/listed?{len(name)}", "name_search"))
        if name.startswith("Banco"):
            raise VisitFailed(Outcome.UNSUPPORTED, "too many cases of this name")
        yield ListedCase(self.found[name], self.system, NAMES)


def test_names_are_searched_in_turn_and_a_refused_one_is_named(world: World) -> None:
    company = add_company(world.database)
    names = ["Banco Lua Nova", "Joaquim Tavares Bonfim", "Padaria Flor do Ipê", "Palavra"]
    for name in names:
        add_party(world.database, company, name=name)
    add_party(world.database, company, name="Oficina Lua Nova", status="paused")
    FakeSearch.found = {names[1]: case(1), names[2]: case(2)}
    search = FakeSearch({"api": world.court.address})
    world.discover_by(NameSearch(search, search), names_per_run=2)
    with world.capturing():
        world.settle()
        run = world.row("SELECT * FROM capture.discoveries")
        assert run["notes"] == ["Banco Lua Nova: unsupported: too many cases of this name"]
        assert (run["state"], run["failures"]) == ({"after": "Joaquim Tavares Bonfim"}, 0)
        world.advance(days=1)
        world.settle()
    assert (world.court.visits[case(1)], world.court.visits[case(2)]) == (1, 1)


class FakeUpdates(FakeList):
    """Says that one case was taken in anew."""

    asked: ClassVar[list[tuple[list[str], datetime]]] = []

    async def list_updates(
        self, case_numbers: Sequence[CaseNumber], since: datetime, session: Session
    ) -> AsyncIterator[CaseNumber]:
        self.asked.append(([str(number) for number in case_numbers], since))
        for number in case_numbers:
            if number == case(1):
                yield number


def test_what_datajud_took_in_anew_is_a_hint(world: World) -> None:
    FakeUpdates.asked = []
    updates = FakeUpdates({"api": world.court.address})
    world.discover_by(UpdateReading(updates, updates))
    world.watch(case(1))
    world.watch(case(2))
    with world.capturing():
        world.settle()
        first = world.clock.now()
        world.advance(hours=7)
        world.settle()
    assert [numbers for numbers, _ in FakeUpdates.asked] == [[case(1), case(2)]] * 2
    assert FakeUpdates.asked[1][1] == first, "since the run before"
    assert "hinted" in [capture.reason for capture in world.captures() if capture.case_number == case(1)]


def test_a_walk_finds_the_numbers_behind_the_highest_and_stops_politely(world: World) -> None:
    world.switch_on(StrategyName.SEQUENCE_WALK, absent_in_a_row=3, most_absent_in_a_row=5, daily_requests=40)
    world.watch(case(10))
    known = {case(n) for n in (10, 11, 12, 14)}

    def court(request: web.Request) -> web.Response:
        number = request.path.removeprefix("/case/")
        return web.json_response({"number": number, "movements": 1} if number in known else {"outcome": "not_found"})

    world.court.everything = court
    with world.capturing():
        for _ in range(6):
            world.settle()
            world.advance(minutes=10)
        world.settle()
        walk = world.row("SELECT * FROM capture.walks")
        assert (walk["highest"], walk["gaps"], walk["why_ended"]) == (14, [0, 0, 1], "3 absent in a row")
        assert set(world.court.visits) == {case(n) for n in range(10, 18)}
        known.add(case(16))
        world.advance(days=1)
        for _ in range(4):
            world.settle()
            world.advance(minutes=10)
    assert {capture.case_number for capture in world.captures()} == known
    assert [world.court.visits[case(n)] for n in (11, 12, 14)] == [1, 1, 1], "known numbers are not asked again"
    assert findings(world)[case(16), "sequence_walk"]["is_new_lawsuit"]
    unknown = world.rows("SELECT case_number FROM capture.case_states WHERE last_outcome = 'not_found'")
    assert unknown == [], "another strategy may still find them"


def test_a_walk_keeps_its_daily_budget(world: World) -> None:
    world.switch_on(StrategyName.SEQUENCE_WALK, absent_in_a_row=50, most_absent_in_a_row=50, daily_requests=5)
    world.watch(case(10))
    world.court.everything = lambda _: web.json_response({"outcome": "not_found"})
    with world.capturing():
        for _ in range(4):
            world.settle()
            world.advance(minutes=10)
    assert len(set(world.court.visits)) == 6
    assert coverage(world)["sequence_walk"].notes == ("the probes that the operator allows for this day are spent",)


def test_coverage_says_who_found_first_and_how_late(world: World, gazette: FakeGazette, datajud: FakeList) -> None:
    world.court.filed = {case(2): "2031-03-01"}
    with world.capturing():
        world.settle()
        world.court.listed = {case(2): "2031-03-01", case(3): "2031-03-03"}
        world.advance(days=1)
        world.settle()
    rows = coverage(world)
    first, second = rows["datajud_filing_date"], rows["gazette_list"]
    assert (first.cases, first.found, first.first, first.alone, first.share) == (2, 1, 1, 0, 50.0)
    assert (first.median_days, first.p90_days) == (2, 2)
    assert (second.found, second.first, second.alone, second.share) == (2, 1, 1, 100.0)
    assert (second.median_days, second.p90_days) == (1, 3)
    assert date.fromisoformat("2031-03-04") == second.last_run_at.date() if second.last_run_at else False


def test_pages_of_lists_are_kept_for_a_week(world: World, datajud: FakeList, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capture.engine._PURGE_SECONDS", 0.1)
    world.court.filed = {case(2): "2031-03-03"}
    with world.capturing():
        world.settle()
        (page,) = world.rows("SELECT sha256 FROM capture.pages WHERE case_number IS NULL")
        world.advance(days=6)
        world.settle()
        assert world.blobs.exists(page["sha256"])
        world.court.filed[case(3)] = "2031-03-05"
        world.advance(days=2)
        world.settle()
        old = "SELECT 1 FROM capture.pages WHERE case_number IS NULL AND fetched_at < %(day)s"
        until(lambda: not world.rows(old, day=MONDAY_NOON + timedelta(days=1)), "the old page is gone")
    assert world.rows("SELECT 1 FROM capture.pages WHERE case_number = %(n)s", n=case(2))


def test_a_tribunal_that_nobody_can_visit_is_told_from_its_lists(
    world: World, gazette: FakeGazette, monkeypatch: pytest.MonkeyPatch
) -> None:
    gazette.shown[case(2)] = NAMES
    world.court.listed = {case(2): "2031-03-03"}
    monkeypatch.setattr(world, "courts", lambda: [Court("TJSP", (), world.strategies, world.trusted)])
    with world.capturing():
        world.settle()
        assert [hint.case_number for hint in hints(world)] == [case(2)]
        world.advance(days=1)
        world.settle()
    assert len(hints(world)) == 1
    assert world.rows("SELECT 1 FROM capture.visits") == []
