"""TJSP's mobile API, played by the simulator, shows the instances of its pages: nothing is told twice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from delivery.case_store.identity import identify_movements
from schemas.captures import InstanceSnapshot
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import VisitReport
from spiders.tribunals.tjsp import TJSPEsaj
from spiders.tribunals.tjsp_esaj_mobile import TJSPEsajMobile
from tests.court_simulator.model import NEVER, Case
from tests.court_simulator.tribunals import court_addresses
from tests.integration.court_simulator.running import Running


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


def _addresses(court: Running, system: str) -> dict[str, str]:
    start = f"TJSP/{system}/"
    every = court_addresses(court.base, court.state.world.tribunals.values())
    return {key.removeprefix(start): url for key, url in every.items() if key.startswith(start)}


def _visit(court: Running, case: Case) -> VisitReport:
    return court.visit(TJSPEsajMobile(_addresses(court, "esaj_mobile")), case)


def _known(snapshot: InstanceSnapshot) -> tuple[object, ...]:
    """What the store tells an instance and its movements by."""
    hashes = {movement.hash for movement in identify_movements(snapshot.case.movements)}
    return snapshot.system, snapshot.court_level, snapshot.code, snapshot.is_complete, hashes


def test_the_same_instance_and_movements_as_by_the_page(court: Running) -> None:
    cases = [case for case in court.cases("TJSP") if len(case.instances) == 1]
    assert len(cases) > 10
    pages = TJSPEsaj(_addresses(court, "esaj"))
    for case in cases:
        mobile, page = _visit(court, case), court.visit(pages, case)
        assert (mobile.outcome, page.outcome) == (Outcome.FOUND_NEW, Outcome.FOUND_NEW), mobile
        assert list(map(_known, mobile.instances)) == list(map(_known, page.instances))
        seen, shown = mobile.instances[0].case, page.instances[0].case
        for field in ("case_class", "judging_body", "jurisdiction", "amount_in_dispute", "subjects"):
            assert getattr(seen, field) == getattr(shown, field)
        people = [(party.name, party.role_text, party.side) for party in seen.parties]
        assert people == [(party.name, party.role_text, party.side) for party in shown.parties]


def test_an_appeal_is_known_and_not_read(court: Running) -> None:
    case = next(case for case in court.cases("TJSP") if len(case.instances) == 1)
    case.instances.append(replace(case.instances[0], level="G2", code="RI0000MOB0000", case_class="Apelação Cível"))
    report = _visit(court, case)
    del case.instances[1:]
    assert report.outcome is Outcome.PARTIAL
    assert [(each.court_level, each.is_complete) for each in report.instances] == [
        (CourtLevel.FIRST, True),
        (CourtLevel.SECOND, False),
    ]


def test_a_sealed_case_shows_nothing_and_a_cut_answer_is_partial(court: Running) -> None:
    """What the real API says of a sealed case is not known: here it lists none."""
    case = court.cases("TJSP")[0]
    case.sealed_from = 0
    sealed = _visit(court, case)
    case.sealed_from = NEVER
    case.troubles[court.day] = "cut"
    cut = _visit(court, case)
    del case.troubles[court.day]
    assert (sealed.outcome, sealed.instances) == (Outcome.NOT_FOUND, ())
    assert (cut.outcome, cut.instances) == (Outcome.PARTIAL, ())


def test_maintenance_is_named(court: Running) -> None:
    court.suffer("TJSP", "maintenance")
    report = _visit(court, court.cases("TJSP")[0])
    court.recover()
    assert report.outcome is Outcome.MAINTENANCE
