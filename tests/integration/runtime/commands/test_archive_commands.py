"""`arauto reparse`, `arauto quarantine` and `arauto canary` at the terminal."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from capture.archive import Archive, FetchedPage
from runtime.commands.session import installation
from schemas.case_number import CaseNumber
from spiders.tribunals.tjsp import TJSPEsaj
from tests.integration.runtime.commands.conftest import Arauto

NUMBER = CaseNumber.build(sequence=77, year=2031, j_tr="8.26", origin=100)
OTHER = CaseNumber.build(sequence=78, year=2031, j_tr="8.26", origin=100)
NOON = datetime(2031, 3, 3, 15, tzinfo=UTC)
FORM = "https://esaj.tjsp.jus.br/cpopg/open.do"
PAGE = b"<html><body>" + b"<p>a layout that nobody knows</p>" * 90 + b"</body></html>"


def archive_visit(arauto: Arauto, number: CaseNumber) -> UUID:
    """Put a visit of one page into the archive and its page into quarantine, as capture does."""
    visit_id = uuid4()
    with installation() as opened:
        archive = Archive(opened.database, opened.blobs)
        form = f"{TJSPEsaj().base['cpopg'].rstrip('/')}/open.do"
        page = FetchedPage(
            str(number), "TJSP", "esaj", "search_form", form, "GET", None, 200, None, PAGE, NOON, form, "text/html"
        )
        kept = asyncio.run(_keep(archive, page))
        archive.close()
        with opened.database.transaction() as connection:
            connection.execute(
                "INSERT INTO capture.archived_visits VALUES (%(id)s, %(number)s, 'TJSP', 'due', %(now)s,"
                " 'page_changed', 'was not understood', '{esaj}', '{page_changed}', '{}',"
                " %(pages)s, 'TJSPEsaj', '1', NULL, true)",
                {"id": visit_id, "number": str(number), "now": NOON, "pages": [kept]},
            )
            connection.execute(
                "INSERT INTO capture.quarantine (page_id, outcome, reason, quarantined_at, visit_id, fingerprint)"
                " VALUES (%s, 'page_changed', 'was not understood', %s, %s, 'abcdef0123456789')",
                (kept, NOON + timedelta(seconds=1), visit_id),
            )
    return visit_id


async def _keep(archive: Archive, page: FetchedPage) -> int:
    return (await archive.keep(page)).id


def test_quarantined_pages_are_grouped_shown_and_kept_while_nobody_understands_them(arauto: Arauto) -> None:
    archive_visit(arauto, NUMBER)
    (group,) = arauto("quarantine", "list", "--json").rows
    assert (group["pages"], group["fingerprint"], group["tribunal"]) == (1, "abcdef0123456789", "TJSP")
    (page,) = arauto("quarantine", "list", "--pages", "--tribunal", "tjsp", "--json").rows
    shown = arauto("quarantine", "show", page["id"], "--json").rows[0]
    assert (shown["bytes"], shown["today"]["outcome"]) == (len(PAGE), "page_changed")
    ended = arauto("quarantine", "release", page["id"])
    assert "1 kept" in ended.out
    assert arauto("quarantine", "show", 99_999).status == 1
    assert arauto("quarantine", "release").status == 2


def test_reparse_reads_the_archive_and_names_what_it_cannot_do(arauto: Arauto) -> None:
    visit = archive_visit(arauto, OTHER)
    lines = arauto("reparse", OTHER.masked, "--json").rows
    assert (lines[0]["visit_id"], lines[0]["difference"]["outcome"]) == (str(visit), ["page_changed", "partial"])
    assert "search.do" in lines[0]["missing"][0]
    assert lines[-1]["totals"]["visits"] == 1
    assert "visits" in arauto("reparse", "--quarantined", "--apply").out
    assert arauto("reparse", "--system", "esaj", "--since", "2031-01-01").status == 0
    assert arauto("reparse").status == 2
    assert arauto("reparse", "123").status == 1
    assert "the archive has no visit" in arauto("reparse", "--quarantined", "--after", uuid4()).err


def test_canaries_are_added_listed_and_removed_without_names(arauto: Arauto) -> None:
    added = arauto(
        "canary", "add", "tjsp", NUMBER.masked, "--expects-movements-at-least", 12, "--party-fragment", "Flor do Ipê"
    )
    assert added.status == 0
    (canary,) = arauto("canary", "list", "TJSP", "--json").rows
    assert (canary["expected_movements"], len(canary["party_hash"])) == (12, 64)
    assert "ipe" not in json.dumps(canary).lower()
    assert "is a canary no more" in arauto("canary", "remove", NUMBER.masked).out
    assert (ended := arauto("canary", "remove", NUMBER.masked)).status == 1
    assert ended.err == f"arauto: {NUMBER.masked} is no canary; `arauto canary list` shows them\n"
    assert "no case is watched over" in arauto("canary", "list").out


@pytest.mark.parametrize(
    "arguments",
    [("TRF1", NUMBER.masked), ("TJSP", NUMBER.masked, "--party-fragment-hash", "zz")],
    ids=["another tribunal's number", "no hash"],
)
def test_a_canary_that_cannot_be_is_refused(arauto: Arauto, arguments: tuple[str, ...]) -> None:
    assert arauto("canary", "add", *arguments).status == 2
