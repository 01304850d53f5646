"""Reading the archive again: what differs, what is published, and that nothing is ever told twice."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from aiohttp import web

from capture.quarantine import Wanted, list_groups, release, show_page
from capture.reparse import Reparse, Reread, Selection, Spiders
from schemas.capture_requests import Wish
from schemas.captures import Capture, InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case, Movement, Party
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.base import PageRequest, Session, VisitReport
from spiders.errors import PageChanged
from tests.integration.capture.conftest import World, case
from tests.integration.capture.court import FakeSpider
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline

NUMBER = case(1)
OLD = {"day": 1, "text": "Distribuído"}
NEW = {"day": 2, "text": "Conclusos", "form": "new"}


class Reader(FakeSpider):
    """Reads rows of JSON; `forms` are the shapes of rows that it knows, others it overlooks or refuses."""

    forms: ClassVar[tuple[str, ...]] = ("old",)
    is_strict: ClassVar[bool] = False
    asks_more: ClassVar[bool] = False

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        raw = await session.fetch(PageRequest(f"{self.base['cpopg']}/case/{case_number}", "case_detail"))
        data = json.loads(raw.body)
        if data.get("outcome"):
            return VisitReport(Outcome(data["outcome"]), "as the court says")
        rows = data["rows"]
        if self.is_strict and any(row.get("form", "old") not in self.forms for row in rows):
            raise PageChanged("a row has a shape that nobody knows")
        if self.asks_more:
            await session.fetch(PageRequest(f"{self.base['cpopg']}/more/{case_number}", "movements_page"))
        movements = tuple(
            Movement(text=row["text"], occurred_on=date(2031, 2, row["day"]))
            for row in rows
            if row.get("form", "old") in self.forms
        )
        people = tuple(
            Party(name=name, role_text="Autor") for name in data.get("parties", ["Padaria Flor do Ipê Ltda"])
        )
        shown = Case(case_number=str(case_number), movements=movements, parties=people)
        snapshot = InstanceSnapshot(system=CourtSystem.ESAJ, court_level=CourtLevel.FIRST, is_complete=True, case=shown)
        return VisitReport(Outcome.FOUND_NEW, "one page", (snapshot,))


class Mended(Reader):
    """Knows the new shape too."""

    version = "2"
    forms = ("old", "new")


class Strict(Reader):
    """Refuses what it does not know."""

    is_strict = True


class Sealing(Reader):
    """Sees that the case is sealed."""

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        await super().visit(case_number, session)
        return VisitReport(Outcome.SEALED, "the court shows the case as sealed")


class Asking(Mended):
    """Asks for a page that nobody asked for then."""

    asks_more = True


def shows(*rows: dict[str, object], **more: object) -> Callable[[web.Request], web.Response]:
    return lambda _: web.json_response({"rows": rows, **more})


def spiders(world: World, reader: type[Reader]) -> Spiders:
    return {"TJSP": {CourtSystem.ESAJ: reader({"cpopg": world.court.address})}}


def read_again(world: World, reader: type[Reader], selection: Selection | None = None, *, apply: bool) -> list[Reread]:
    run = Reparse(world.database, world.blobs, spiders(world, reader), world.stream if apply else None)
    return list(run.run(selection or Selection(case_numbers=[NUMBER])))


class Told:
    """The case store behind the world, with one company that watches NUMBER."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pipeline = Pipeline(world.database)
        self._seen: list[Capture] = []
        self.company: UUID = add_company(world.database)
        self._pipeline.activate(self.company, NUMBER)

    def take(self) -> list[Capture]:
        """Store what is new on the topic, and return it."""
        fresh = [capture for capture in self._world.captures() if capture not in self._seen]
        self._seen += fresh
        self._pipeline.ingest(*fresh)
        return fresh

    def take_again(self) -> None:
        """Store everything once more, as after a restored offset."""
        self._pipeline.ingest(*self._world.captures())

    def movements(self) -> list[str]:
        return [e["data"]["movement"]["text"] for e in told(self._world.database, self.company, "movement.created")]

    def everything(self) -> list[str]:
        return [event["id"] for event in told(self._world.database, self.company)]


@pytest.fixture
def watched(world: World) -> Told:
    """NUMBER is watched, and visited while the court still had its old shape."""
    world.spider = Reader
    told_of = Told(world)
    world.court.answers[f"/case/{NUMBER}"] = shows(OLD)
    world.watch(NUMBER)
    with world.capturing():
        world.settle()
    told_of.take()
    return told_of


def visit_next_day(world: World) -> None:
    world.advance(days=1)
    world.wish(NUMBER, Wish.ASKED)
    with world.capturing():
        world.settle()


def test_the_same_parsers_read_the_same(world: World, watched: Told) -> None:
    before = watched.everything()
    for _ in range(2):
        (read,) = read_again(world, Reader, apply=True)
        assert read.difference is not None
        assert read.difference.is_empty
        assert not read.is_applied
    assert watched.take() == []
    assert watched.everything() == before


def test_a_mended_parser_tells_once_what_was_missed(world: World, watched: Told) -> None:
    world.court.answers[f"/case/{NUMBER}"] = shows(NEW, OLD)
    visit_next_day(world)
    watched.take()
    assert watched.movements() == []
    (shown,) = read_again(world, Mended, apply=False)
    assert shown.difference is not None
    assert [each.added for each in shown.difference.instances] == [("2031-02-02 Conclusos",)]
    assert watched.take() == [], "only --apply publishes"
    (applied,) = read_again(world, Mended, apply=True)
    assert applied.is_applied
    (capture,) = watched.take()
    assert (capture.visit_id, capture.revision) == (applied.visit_id, 1)
    assert capture.provenance.spider_version == "2"
    assert watched.movements() == ["Conclusos"]
    told_once = watched.everything()
    (again,) = read_again(world, Mended, apply=True)
    assert again.difference is not None
    assert again.difference.is_empty
    watched.take_again()
    world.spider = Mended
    visit_next_day(world)
    watched.take()
    assert watched.movements() == ["Conclusos"]
    assert told_once == watched.everything()[: len(told_once)]


def test_the_same_reading_published_once_more_tells_nothing(world: World, watched: Told) -> None:
    """Even when the revision is raised again, the ids come from what the court shows."""
    world.court.answers[f"/case/{NUMBER}"] = shows(NEW, OLD)
    visit_next_day(world)
    watched.take()
    read_again(world, Mended, apply=True)
    watched.take()
    before = watched.everything()
    read_again(world, Reader, apply=True)
    watched.take()
    read_again(world, Mended, apply=True)
    watched.take()
    assert watched.movements() == ["Conclusos"]
    assert watched.everything() == before


def test_an_old_visit_does_not_overwrite_a_newer_one(world: World, watched: Told) -> None:
    world.court.answers[f"/case/{NUMBER}"] = shows(NEW, OLD)
    visit_next_day(world)
    world.court.answers[f"/case/{NUMBER}"] = shows(OLD)
    visit_next_day(world)
    watched.take()
    since = Selection(case_numbers=[NUMBER], since=world.clock.now() - timedelta(days=9))
    first, second, third = read_again(world, Mended, since, apply=True)
    assert "a newer visit" in second.refused
    assert not any(read.is_applied for read in (first, second, third))
    assert watched.take() == []
    assert watched.movements() == []


def test_the_case_store_refuses_an_old_visit_by_itself(world: World, watched: Told) -> None:
    (old,) = world.captures()
    visit_next_day(world)
    watched.take()
    before = watched.everything()
    more = old.instances[0].case.model_copy(update={"movements": (Movement(text="x", occurred_on=date(2031, 2, 3)),)})
    forged = old.model_copy(update={"revision": 7, "instances": (old.instances[0].model_copy(update={"case": more}),)})
    Pipeline(world.database).ingest(forged)
    assert watched.everything() == before


def test_a_page_that_the_archive_does_not_hold_ends_the_replay_as_partial(world: World, watched: Told) -> None:
    (read,) = read_again(world, Asking, apply=True)
    assert read.missing == (f"movements_page: GET {world.court.address}/more/{NUMBER}",)
    assert read.difference is not None
    assert read.difference.outcome == (Outcome.FOUND_NEW, Outcome.PARTIAL)
    assert not read.is_applied
    assert read.refused
    assert watched.take() == []


def test_sealed_cases_are_not_read_again_and_nothing_is_left(world: World, watched: Told) -> None:
    world.watch(NUMBER, is_sealed=True)
    assert read_again(world, Mended, apply=True) == []
    assert world.rows("SELECT 1 FROM capture.archived_visits") == []
    assert world.rows("SELECT 1 FROM capture.readings") == []


def test_a_reading_that_finds_a_case_sealed_shows_nothing_and_is_published(world: World, watched: Told) -> None:
    (read,) = read_again(world, Sealing, apply=True)
    assert read.is_applied
    assert read.difference is not None
    assert read.difference.instances == ()
    (capture,) = watched.take()
    assert (capture.outcome, capture.instances) == (Outcome.SEALED, ())
    assert [event["type"] for event in told(world.database, watched.company)][-1] == "case.sealed"
    assert world.row("SELECT reading FROM capture.archived_visits")["reading"] is None


def test_visits_that_read_the_same_share_a_reading(world: World, watched: Told) -> None:
    visit_next_day(world)
    assert len(world.rows("SELECT 1 FROM capture.archived_visits")) == 2
    assert len(world.rows("SELECT 1 FROM capture.readings")) == 1


def test_an_interrupted_run_goes_on_behind_the_last_visit(world: World, watched: Told) -> None:
    for _ in range(2):
        visit_next_day(world)
    all_of_them = Selection(since=world.clock.now() - timedelta(days=9))
    first, *others = read_again(world, Mended, all_of_them, apply=False)
    rest = read_again(world, Mended, Selection(since=all_of_them.since, after=first.visit_id), apply=False)
    assert [read.visit_id for read in rest] == [read.visit_id for read in others]
    assert len(others) == 2


def test_quarantined_visits_are_read_and_published_when_they_are_understood(world: World, watched: Told) -> None:
    world.spider = Strict
    world.court.answers[f"/case/{NUMBER}"] = shows(NEW, OLD)
    visit_next_day(world)
    watched.take()
    with world.database.transaction() as connection:
        (group,) = list_groups(connection)
        assert (group["pages"], group["outcome"], group["kind"]) == (1, "page_changed", "case_detail")
        assert group["fingerprint"]
        page = show_page(connection, world.blobs, group["newest"])
    assert ".rows[].form" in page["features"]
    quarantined = Selection(is_quarantined=True)
    (still,) = read_again(world, Strict, quarantined, apply=True)
    assert not still.is_applied
    (read,) = read_again(world, Mended, quarantined, apply=True)
    assert read.is_applied
    watched.take()
    assert watched.movements() == ["Conclusos"]
    assert world.rows("SELECT 1 FROM capture.quarantine") == []
    state = world.row("SELECT * FROM capture.case_states")
    assert (state["last_outcome"], state["failing_since"]) == ("found_new", None)


def test_released_pages_leave_the_quarantine_and_their_case_is_visited(world: World, watched: Told) -> None:
    world.spider = Strict
    world.court.answers[f"/case/{NUMBER}"] = shows(NEW, OLD)
    visit_next_day(world)
    everything = Wanted(tribunal="TJSP")
    now = world.clock.now()
    (kept,) = release(world.database, world.blobs, spiders(world, Strict), everything, now)
    assert (kept.is_released, kept.outcome) == (False, Outcome.PAGE_CHANGED)
    (gone,) = release(world.database, world.blobs, spiders(world, Mended), everything, now)
    assert (gone.is_released, gone.is_visit_planned) == (True, True)
    assert world.rows("SELECT 1 FROM capture.quarantine") == []
    world.spider = Mended
    with world.capturing():
        world.settle()
    watched.take()
    assert watched.movements() == ["Conclusos"]
