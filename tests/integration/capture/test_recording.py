"""Recording against the simulated courts: what a court answers becomes a folder per page, without its people."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import typer
from typer.testing import CliRunner

from capture.cleaning.tokens import words_in
from capture.cleaning.vocabulary import court_vocabulary
from capture.court_list import build_courts
from capture.courts import Court
from capture.errors import CaseSealed, ContactMissing, LeaseTaken, NotAskedNow, NothingToRecord
from capture.recording import Recorded, clean_pages, read_last_visit, read_quarantined, write
from capture.recording_visit import check_may_be_asked, lease_of, record_visit
from monitor_config.tribunals import TribunalPolicies
from runtime.commands import record as command
from runtime.settings import Settings
from schemas.case_number import CaseNumber
from spiders.recognise import parse_page
from tests.architecture.test_personal_data import found_in
from tests.court_simulator.datajud_site import PUBLIC_KEY
from tests.court_simulator.model import Case
from tests.court_simulator.tribunals import court_addresses
from tests.integration.capture.conftest import World
from tests.integration.capture.test_discovery_simulated import Courts

SYSTEMS = ("esaj", "pje", "eproc", "tjpa_unificada")
DAY = 5


@pytest.fixture(scope="module")
def courts() -> Iterator[Courts]:
    running = Courts()
    yield running
    running.close()


class Recorder:
    """The recorder of one installation at the simulator."""

    def __init__(self, world: World, courts: Courts) -> None:
        courts.show_day(world.clock, DAY)
        self.world, self._courts = world, courts
        self.policy = world.policy.model_copy(update={"is_enabled": True})
        addresses = court_addresses(courts.base, courts.world.tribunals.values())
        self.settings = Settings(
            datajud_key=PUBLIC_KEY, court_addresses=addresses, contact="mailto:court-watch@example.org"
        )

    def courts(self) -> list[Court]:
        return build_courts(self.settings, TribunalPolicies(self.policy, {}))

    def case(self, tribunal: str, *, is_sealed: bool = False) -> Case:
        return next(
            case
            for case in self._courts.world.by_tribunal[tribunal]
            if 0 <= case.court_from <= DAY - 1 and case.is_sealed(DAY) is is_sealed
        )

    def visit(self, tribunal: str, number: CaseNumber, **changes: Any) -> Recorded:
        parts: dict[str, Any] = {
            "database": self.world.database,
            "blobs": self.world.blobs,
            "courts": self.courts(),
            "policies": TribunalPolicies(self.policy, {}),
            "settings": self.settings,
            "now": self.world.clock.now(),
        }
        return record_visit(tribunal=tribunal, case_number=number, **{**parts, **changes})


@pytest.fixture
def recorder(world: World, courts: Courts) -> Recorder:
    return Recorder(world, courts)


def tribunal_of(courts: Courts, system: str) -> str:
    return next(each.acronym for each in courts.world.tribunals.values() if each.system == system)


def names_of(recorded: Recorded) -> set[str]:
    found: set[str] = set()

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, name)
        elif isinstance(value, list):
            for item in value:
                walk(item, key)
        elif isinstance(value, str) and key in {"name", "judge"}:
            found.update(word for word in words_in(value) if len(word) > 3)

    for page in recorded.pages:
        walk(parse_page(page.body, system=page.system).as_json())
    return found - court_vocabulary().words


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_case_becomes_a_folder_per_page_without_its_people(
    recorder: Recorder, courts: Courts, tmp_path: Path, system: str
) -> None:
    tribunal = tribunal_of(courts, system)
    number = recorder.case(tribunal).number
    recorded = recorder.visit(tribunal, number)
    report = write(recorded, clean_pages(recorded), tmp_path, now=recorder.world.clock.now())
    people = names_of(recorded)
    assert people, "the court shows somebody"
    assert len(report.pages) == len(recorded.pages) == len({page["folder"] for page in report.pages})
    assert {page["outcome"] for page in report.pages} & {"found_new"}
    for written in report.pages:
        folder = Path(written["folder"])
        page = next(folder.glob("page.*"))
        about = (folder / "about.yml").read_text(encoding="utf-8")
        request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        said = parse_page(page.read_bytes(), system=system, content_type=request["content_type"]).as_json()
        assert expected == {key: value for key, value in said.items() if key != "reason"}
        assert f"tribunal: {tribunal}" in about
        for file in folder.iterdir():
            text = file.read_text(encoding="utf-8", errors="replace")
            assert not people & set(words_in(text)), file
            assert number.masked not in text
            assert str(number) not in text
            assert found_in(text) == [], file


def test_the_court_is_asked_within_its_budget_and_nothing_is_archived(recorder: Recorder, courts: Courts) -> None:
    tribunal = tribunal_of(courts, "esaj")
    recorded = recorder.visit(tribunal, recorder.case(tribunal).number)
    world = recorder.world
    spent = sum(row["spent"] for row in world.rows("SELECT spent FROM capture.budgets"))
    assert spent >= len(recorded.pages)
    assert world.rows("SELECT 1 FROM capture.pages") == []
    assert world.rows("SELECT 1 FROM capture.leases") == []
    assert world.rows("SELECT 1 FROM capture.processes") == [], "others keep their share of the tribunals"


def test_nobody_is_asked_while_a_capture_process_holds_the_tribunal(recorder: Recorder, courts: Courts) -> None:
    tribunal = tribunal_of(courts, "esaj")
    number = recorder.case(tribunal).number
    with lease_of(recorder.world.database, tribunal), pytest.raises(LeaseTaken, match="--from-archive"):
        recorder.visit(tribunal, number)
    assert recorder.visit(tribunal, number).pages


def test_a_sealed_case_is_refused(recorder: Recorder, courts: Courts) -> None:
    tribunal, sealed = next(
        (each.acronym, case)
        for each in courts.world.tribunals.values()
        if each.system in SYSTEMS
        for case in courts.world.by_tribunal[each.acronym]
        if case.is_sealed(DAY)
    )
    with pytest.raises((CaseSealed, NothingToRecord)):
        clean_pages(recorder.visit(tribunal, sealed.number)) and pytest.fail("a sealed case was recorded")
    assert recorder.world.rows("SELECT 1 FROM capture.pages") == []


def test_who_has_no_contact_asks_nobody(recorder: Recorder, courts: Courts) -> None:
    tribunal = tribunal_of(courts, "esaj")
    with pytest.raises(ContactMissing):
        recorder.visit(
            tribunal, recorder.case(tribunal).number, settings=recorder.settings.model_copy(update={"contact": None})
        )


def test_a_tribunal_that_is_switched_off_is_not_asked(recorder: Recorder, courts: Courts) -> None:
    tribunal = tribunal_of(courts, "esaj")
    recorder.policy = recorder.policy.model_copy(update={"is_enabled": False})
    with pytest.raises(NothingToRecord, match="arauto tribunal show"):
        recorder.visit(tribunal, recorder.case(tribunal).number)


@pytest.fixture
def visited(recorder: Recorder, courts: Courts, monkeypatch: pytest.MonkeyPatch) -> tuple[str, CaseNumber]:
    """A case that the stage has visited."""
    tribunal, world = tribunal_of(courts, "esaj"), recorder.world
    number = recorder.case(tribunal).number
    monkeypatch.setattr(world, "courts", lambda: [court for court in recorder.courts() if court.tribunal == tribunal])
    monkeypatch.setattr(world, "policy", recorder.policy)
    with world.capturing():
        world.watch(number, tribunal=tribunal)
        world.settle(60)
    return tribunal, number


def test_the_last_visit_is_recorded_without_asking(
    recorder: Recorder, visited: tuple[str, CaseNumber], tmp_path: Path
) -> None:
    tribunal, number = visited
    world = recorder.world
    before = world.rows("SELECT sum(spent) AS spent FROM capture.budgets")
    with world.database.transaction() as connection:
        recorded = read_last_visit(connection, world.blobs, tribunal, number)
    assert world.rows("SELECT sum(spent) AS spent FROM capture.budgets") == before
    report = write(recorded, clean_pages(recorded), tmp_path / "made", now=world.clock.now(), is_dry_run=True)
    assert report.replaced["names"] > 0
    assert report.replaced["case numbers"] > 0
    assert report.pages
    assert not (tmp_path / "made").exists(), "a dry run writes nothing"


def test_the_command_writes_what_the_archive_holds(
    recorder: Recorder, visited: tuple[str, CaseNumber], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tribunal, number = visited
    world = recorder.world
    opened = SimpleNamespace(database=world.database, blobs=world.blobs, clock=world.clock)
    monkeypatch.setattr(command, "installation", lambda: nullcontext(opened))
    application = typer.Typer()
    application.command()(command.record)
    options = ["--tribunal", tribunal.lower(), "--from-archive", "--to", str(tmp_path / "made"), "--json"]
    dry = CliRunner().invoke(application, [number.masked, *options, "--dry-run"])
    assert json.loads(dry.stdout)["written"] is False
    assert not (tmp_path / "made").exists()
    done = CliRunner().invoke(application, [number.masked, *options], catch_exceptions=False)
    said = json.loads(done.stdout)
    assert said["written"] is True
    assert all((Path(page["folder"]) / "expected.json").exists() for page in said["pages"])
    assert CliRunner().invoke(application, []).exit_code == 2
    assert CliRunner().invoke(application, [number.masked]).exit_code == 2


def test_a_case_that_became_sealed_is_not_read_from_the_archive(
    recorder: Recorder, visited: tuple[str, CaseNumber]
) -> None:
    tribunal, number = visited
    world = recorder.world
    world.rows("UPDATE capture.watches SET is_sealed = true WHERE case_number = %(n)s RETURNING 1", n=str(number))
    with world.database.transaction() as connection, pytest.raises(CaseSealed):
        read_last_visit(connection, world.blobs, tribunal, number)


def test_a_quarantined_page_is_recorded(recorder: Recorder, visited: tuple[str, CaseNumber]) -> None:
    world = recorder.world
    page = world.rows("SELECT id FROM capture.pages ORDER BY id DESC LIMIT 1")[0]["id"]
    made = world.row(
        "INSERT INTO capture.quarantine (page_id, outcome, reason, visit_id, quarantined_at) "
        "VALUES (%(page)s, 'page_changed', 'a label is new', %(visit)s, %(now)s) RETURNING id",
        page=page,
        visit=uuid4(),
        now=world.clock.now(),
    )
    with world.database.transaction() as connection:
        recorded = read_quarantined(connection, world.blobs, made["id"])
        with pytest.raises(NothingToRecord, match="quarantine list"):
            read_quarantined(connection, world.blobs, made["id"] + 1)
    assert len(clean_pages(recorded).pages) == 1


def test_a_suspended_tribunal_is_left_alone(recorder: Recorder, visited: tuple[str, CaseNumber]) -> None:
    tribunal, _ = visited
    world = recorder.world
    check_may_be_asked(world.database, tribunal, world.clock.now())
    world.rows(
        "UPDATE capture.route_states SET state = 'suspended', reason = 'a captcha stands before it' "
        "WHERE tribunal = %(t)s RETURNING 1",
        t=tribunal,
    )
    with pytest.raises(NotAskedNow, match="a captcha stands before it"):
        check_may_be_asked(world.database, tribunal, world.clock.now())
