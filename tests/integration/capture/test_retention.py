"""What is old enough goes at night; a case's last complete visit stays, and so do bytes that a page still names."""

from datetime import timedelta

from aiohttp import web

from capture.chores import do_chores
from capture.page_looks import list_drift
from capture.reparse import Reparse, Selection
from capture.retention import delete_old
from schemas.capture_requests import Wish
from schemas.courts import CourtSystem
from tests.integration.capture.conftest import World, case
from tests.integration.capture.court import FakeSpider, case_page

KEEP = timedelta(days=400)


def visit(world: World, *numbers: int, body: str | None = None) -> None:
    for n in numbers:
        if body is not None:
            world.court.answers[f"/case/{case(n)}"] = lambda _: web.Response(text=body)
        world.wish(case(n), Wish.ASKED)
    with world.capturing():
        world.settle()


def test_old_pages_go_and_the_last_complete_visit_stays(world: World) -> None:
    visit(world, 1)
    world.advance(days=1)
    world.court.answers[f"/case/{case(1)}"] = lambda _: case_page(case(1), 2)
    visit(world, 1)
    world.advance(days=1)
    visit(world, 1, body="<html><body>" + "another layout " * 200 + "</body></html>")
    assert len(world.rows("SELECT 1 FROM capture.pages")) == 3
    assert len(world.rows("SELECT 1 FROM capture.quarantine")) == 1
    hashes = [row["sha256"] for row in world.rows("SELECT sha256 FROM capture.pages ORDER BY id")]
    later = world.clock.now() + KEEP + timedelta(days=1)
    assert delete_old(world.database, world.blobs, KEEP, later) == 2
    kept = world.row("SELECT * FROM capture.pages")
    assert kept["sha256"] == hashes[1]
    assert [world.blobs.exists(digest) for digest in hashes] == [False, True, False]
    assert world.rows("SELECT 1 FROM capture.quarantine") == []
    assert len(world.rows("SELECT 1 FROM capture.readings")) == 1
    readers = {"TJSP": {CourtSystem.ESAJ: FakeSpider({"cpopg": world.court.address})}}
    (read,) = Reparse(world.database, world.blobs, readers).run(Selection(tribunal="TJSP"))
    assert read.difference is not None
    assert read.difference.is_empty


def test_young_pages_stay_and_so_do_bytes_that_another_page_names(world: World) -> None:
    same = "<html><body>" + "the same page for everybody " * 100 + "</body></html>"
    visit(world, 1, body=same)
    old = world.row("SELECT sha256 FROM capture.pages")["sha256"]
    world.advance(days=300)
    visit(world, 2, body=same)
    world.advance(days=150)
    assert delete_old(world.database, world.blobs, KEEP, world.clock.now()) == 1
    assert world.blobs.exists(old)
    assert delete_old(world.database, world.blobs, KEEP, world.clock.now()) == 0


def test_the_nightly_work_is_done_once_a_night(world: World) -> None:
    world.rows(
        "INSERT INTO capture.budgets (source, business_day, spent)"
        " VALUES ('x', '2030-01-01', 1), ('x', '2031-03-01', 1) RETURNING 1"
    )
    world.advance(hours=-11)  # one o'clock at night
    do_chores(world.database, world.blobs, KEEP, world.clock.now())
    assert len(world.rows("SELECT 1 FROM capture.budgets")) == 2
    world.advance(hours=3)
    do_chores(world.database, world.blobs, KEEP, world.clock.now())
    assert len(world.rows("SELECT 1 FROM capture.budgets")) == 1
    world.rows("INSERT INTO capture.budgets VALUES ('x', '2030-01-01', 1) RETURNING 1")
    do_chores(world.database, world.blobs, KEEP, world.clock.now())
    assert len(world.rows("SELECT 1 FROM capture.budgets")) == 2
    world.advance(days=1)
    do_chores(world.database, world.blobs, KEEP, world.clock.now())
    assert len(world.rows("SELECT 1 FROM capture.budgets")) == 1


def test_pages_that_look_different_and_are_still_understood_are_told(world: World) -> None:
    visit(world, *range(1, 5))
    known = world.row("SELECT * FROM capture.fingerprints")
    assert (known["pages"], known["is_drift"], len(known["confirmed_by"])) == (4, False, 3)
    assert known["known_at"] is not None
    assert not set(known["confirmed_by"]) & {str(case(n)) for n in range(1, 5)}
    world.advance(days=1)
    for n in range(1, 4):
        world.court.answers[f"/case/{case(n)}"] = lambda _: web.json_response({"movements": 1, "layout": {"new": []}})
    visit(world, 1, 2)
    with world.database.transaction() as connection:
        assert list_drift(connection, ["TJSP"], world.clock.now()) == [], "two pages are no drift yet"
    world.advance(days=1)
    visit(world, 3)
    with world.database.transaction() as connection:
        (drift,) = list_drift(connection, ["TJSP"], world.clock.now())
    assert (drift["pages"], drift["kind"], drift["is_known"]) == (3, "case_detail", True)
    world.advance(days=1)
    with world.capturing():
        world.settle()
    assert "Pages look different since 2031-03-04 (esaj, case_detail)" in world.statuses()[-1].notice
