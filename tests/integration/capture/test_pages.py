"""What is kept of pages: the archive, quarantine, the purge of sealed cases, discovery."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiohttp import web

from capture.archive import Archive, FetchedPage, KeptPage, purge_pages
from capture.quarantine import list_quarantine
from monitor_config.discovery import StrategyName
from runtime.errors import BlobMissing
from runtime.postgres.pool import Database
from schemas.outcomes import Outcome
from tests.integration.capture.conftest import MONDAY_NOON, World, case, case_row, until
from tests.integration.capture.court import case_page


def cut(request: web.Request) -> web.StreamResponse:
    """Announce more than is sent, and hang up."""
    assert request.transport is not None
    request.transport.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html><body>half a pa"
    )
    request.transport.close()
    raise asyncio.CancelledError


def test_pages_are_archived_before_they_are_read(world: World) -> None:
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.Response(
        text="<html><body>no case here, but text</body></html>"
    )
    world.watch(case(1))
    with world.capturing():
        world.settle()
    page = world.row("SELECT * FROM capture.pages")
    assert world.blobs.get(page["sha256"]).startswith(b"<html><body>no case")
    assert (page["case_number"], page["kind"], page["system"]) == (case(1), "case_detail", "esaj")


def test_bad_pages_get_a_named_outcome_and_are_quarantined(world: World) -> None:
    """An unknown page, an empty body, an error page with status 200 and a page cut in the middle."""
    answers = {
        1: lambda _: web.Response(
            text="<html><body>" + "new layout " * 300 + "</body></html>", content_type="text/html"
        ),
        2: lambda _: web.Response(body=b"", content_type="text/html"),
        3: lambda _: web.Response(text="<html><title>Erro</title><body>x</body></html>", content_type="text/html"),
        4: cut,
    }
    for n, answer in answers.items():
        world.court.answers[f"/case/{case(n)}"] = answer
        world.watch(case(n))
    with world.capturing():
        world.settle()
    outcomes = {int(capture.case_number.sequence): capture.outcome for capture in world.captures()}
    assert outcomes == {
        1: Outcome.PAGE_CHANGED,
        2: Outcome.UPSTREAM_ERROR,
        3: Outcome.UPSTREAM_ERROR,
        4: Outcome.UPSTREAM_ERROR,
    }
    with world.database.transaction() as connection:
        kept = {row["case_number"]: row for row in list_quarantine(connection)}
    assert set(kept) == {case(n) for n in answers}
    assert world.blobs.get(kept[case(4)]["sha256"]) == b"<html><body>half a pa"
    assert "middle of the page" in kept[case(4)]["reason"]


def test_a_sealed_case_is_purged_and_visited_no_more(world: World) -> None:
    """Pages, quarantine and bytes go, except bytes that another case has too; the purge is confirmed."""
    same = lambda _: web.json_response({"number": "x", "movements": 7})  # noqa: E731
    for n in (1, 2):
        world.watch(case(n))
    with world.capturing():
        world.settle()
        own = world.row("SELECT sha256 FROM capture.pages WHERE case_number = %(n)s", n=case(1))["sha256"]
        world.court.answers = {f"/case/{case(n)}": same for n in (1, 2)}
        world.advance(days=1, hours=10)
        world.settle()
        shared = world.rows("SELECT sha256 FROM capture.pages ORDER BY id")[-1]["sha256"]
        world.watch(case(1), is_sealed=True)
        world.advance(days=1)
        world.settle()
    assert world.rows("SELECT 1 FROM capture.pages WHERE case_number = %(n)s", n=case(1)) == []
    assert world.blobs.get(shared)
    try:
        world.blobs.get(own)
    except BlobMissing:
        pass
    else:
        raise AssertionError("the sealed case's page is still there")
    purge = world.row("SELECT * FROM capture.purges")
    assert (purge["case_number"], purge["pages_deleted"]) == (case(1), 2)
    assert case_row(world, case(1))["content_hash"] is None
    assert world.court.visits[case(1)] == 2
    assert world.court.visits[case(2)] == 3


def test_a_case_sealed_during_its_visit_leaves_nothing(world: World) -> None:
    def seal_then_answer(_: web.Request) -> web.Response:
        world.watch(case(1), is_sealed=True)
        return case_page(case(1))

    world.court.answers[f"/case/{case(1)}"] = seal_then_answer
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert world.rows("SELECT 1 FROM capture.pages WHERE case_number = %(n)s", n=case(1)) == []
    assert world.captures() == []


def test_pages_that_a_dead_process_left_of_a_sealed_case_are_purged_while_another_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody restarts: the living process finds them."""
    monkeypatch.setattr("capture.engine._PURGE_SECONDS", 0.1)
    with world.capturing():
        world.watch(case(1), is_sealed=True)
        world.rows(
            "INSERT INTO capture.pages (sha256, case_number, tribunal, kind, url, method, status, fetched_at)"
            " VALUES ('x', %(n)s, 'TJSP', 'case_detail', 'https://x', 'GET', 200, %(now)s) RETURNING 1",
            n=case(1),
            now=MONDAY_NOON,
        )
        world.blobs.delete = lambda digest: None  # type: ignore[method-assign]
        until(lambda: not world.rows("SELECT 1 FROM capture.pages"), "the page is gone")


def test_discovery_visits_unknown_cases_once(world: World) -> None:
    world.has_discovery = True
    world.switch_on(StrategyName.DATAJUD_FILING_DATE)
    world.watch(case(1))
    world.court.filed = {case(1): "2031-03-03", case(2): "2031-03-02", case(3): "2031-01-02"}
    with world.capturing():
        world.settle()
        discovered = [capture for capture in world.captures() if capture.reason == "discovered"]
        assert [(c.case_number, c.filed_on) for c in discovered] == [(case(2), "2031-03-02")]
        world.court.filed[case(4)] = "2031-03-03"
        world.advance(hours=7)  # 19:00: past the evening run
        world.settle()
    assert world.court.visits[case(2)] == 1
    assert world.court.visits[case(4)] == 1
    assert world.court.visits[case(3)] == 0
    run = world.row("SELECT * FROM capture.discoveries")
    assert (run["seen"], run["found"], run["failures"]) == (3, 1, 0)
    assert run["next_due_at"].isoformat() == "2031-03-04T09:30:00+00:00"


def test_a_discovered_case_that_the_court_does_not_show_is_given_up_visibly(world: World) -> None:
    world.has_discovery = True
    world.switch_on(StrategyName.DATAJUD_FILING_DATE)
    world.court.filed = {case(2): "2031-03-02"}
    world.court.answers[f"/case/{case(2)}"] = lambda _: web.json_response({"outcome": "not_found"})
    with world.capturing():
        for _ in range(8):
            world.settle()
            world.advance(days=1)
        world.settle()
    assert world.court.visits[case(2)] == 3
    assert case_row(world, case(2))["given_up_at"] is not None
    assert world.captures() == []


def test_a_failed_discovery_is_tried_again_soon(world: World) -> None:
    world.has_discovery = True
    world.switch_on(StrategyName.DATAJUD_FILING_DATE)
    world.court.filed = {case(2): "2031-03-02"}
    world.court.answers["/filed"] = lambda _: web.Response(status=504)
    with world.capturing():
        world.settle()
        assert "504" in world.row("SELECT last_error FROM capture.discoveries")["last_error"]
        del world.court.answers["/filed"]
        world.advance(minutes=30)
        world.settle()
    assert world.court.visits[case(2)] == 1


def test_what_was_filed_while_nothing_could_be_read_is_discovered_afterwards(world: World) -> None:
    """An outage longer than the days that each run reads again, then a list that nobody foresaw; others go on."""
    world.has_discovery = True
    world.switch_on(StrategyName.DATAJUD_FILING_DATE)
    days_back = world.policy.discovery.strategies.datajud_filing_date.days_back
    with world.capturing():
        world.settle()
        world.court.answers["/filed"] = lambda _: web.Response(status=504)
        world.advance(days=1)
        world.settle()
        world.court.filed = {case(2): "2031-03-03"}
        world.court.answers["/filed"] = lambda _: web.Response(text="[1]")  # no spider reads that
        world.advance(days=days_back + 20)
        world.settle()
        assert "could not read the list" in world.row("SELECT last_error FROM capture.discoveries")["last_error"]
        world.watch(case(1))
        world.settle()
        assert world.court.visits[case(1)] == 1, "the stage goes on"
        del world.court.answers["/filed"]
        world.advance(hours=2)
        world.settle()
    assert world.court.visits[case(2)] == 1


def test_a_purge_in_the_middle_of_archiving_leaves_no_page(world: World) -> None:
    """Between the row and the bytes a page's case becomes sealed: bytes without a row could never be deleted."""
    page = FetchedPage(
        case(1), "TJSP", "esaj", "case_detail", "https://x", "GET", None, 200, None, b"secret", MONDAY_NOON
    )
    purges = iter([False, True])

    class Between(Database):
        @contextmanager
        def transaction(self) -> Iterator[Any]:
            if next(purges, False):
                with world.database.transaction() as connection:
                    assert purge_pages(connection, world.blobs, case(1)) == 1
            with world.database.transaction() as connection:
                yield connection

    archive = Archive(Between(world.database.dsn, application="test"), world.blobs)
    kept = asyncio.run(_keep(archive, page))
    archive.close()
    assert not world.blobs.exists(kept.sha256)


async def _keep(archive: Archive, page: FetchedPage) -> KeptPage:
    return await archive.keep(page)
