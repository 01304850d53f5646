"""The spiders of STF and STJ read the simulator over HTTP: redirects, tabs, phases, lists, sealed cases, walls."""

from collections.abc import Iterator

import pytest

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel, Side
from schemas.outcomes import Outcome
from spiders.base import CourtSpider
from spiders.tribunals.stf import STFPortal
from spiders.tribunals.stj import STJSearch
from tests.court_simulator.ledger import occurred
from tests.court_simulator.model import Case, Instance
from tests.court_simulator.stj_pages import register_of
from tests.integration.court_simulator.running import Running, seen

COURTS = ("STF", "STJ")


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture(scope="module")
def spiders(court: Running) -> dict[str, CourtSpider]:
    return {
        "STF": STFPortal({"portal": f"{court.base}/stf/stf"}),
        "STJ": STJSearch({"search": f"{court.base}/stj/stj"}),
    }


def _case(court: Running, acronym: str) -> Case:
    return court.cases(acronym)[0]


def _rows(court: Running, case: Case, instance: Instance) -> list[tuple[str, str, str]]:
    """Return (moment, title, complement) of today's rows as the portal of the STF prints them."""
    rows = court.state.world.rows_on(case, instance, court.day)
    return sorted((occurred(instance, row), row.title, row.complement) for row in rows)


def _people(case: Case) -> set[tuple[str, Side, tuple[str, ...]]]:
    return {
        (" ".join(each.name.split()), Side(each.side), tuple(lawyer.name.upper() for lawyer in each.lawyers))
        for each in case.parties
    }


def _read_people(snapshot: InstanceSnapshot) -> set[tuple[str, Side | None, tuple[str, ...]]]:
    return {(party.name, party.side, tuple(lawyer.name for lawyer in party.lawyers)) for party in snapshot.case.parties}


def test_every_case_of_the_stf_is_read_with_both_tabs(court: Running, spiders: dict[str, CourtSpider]) -> None:
    for case in court.cases("STF"):
        report = court.visit(spiders["STF"], case)
        assert report.outcome is Outcome.FOUND_NEW, report
        (snapshot,) = report.instances
        assert sorted(
            (str(row.occurred_on), row.text, row.complement or "") for row in snapshot.case.movements
        ) == _rows(court, case, case.instances[0])
        assert _read_people(snapshot) == _people(case)
        assert (snapshot.court_level, snapshot.is_complete) == (CourtLevel.SUPERIOR, True)


def test_every_case_of_the_stj_is_read_with_its_phases(court: Running, spiders: dict[str, CourtSpider]) -> None:
    for case in court.cases("STJ"):
        report = court.visit(spiders["STJ"], case)
        assert report.outcome is Outcome.FOUND_NEW, report
        (snapshot,) = report.instances
        expected = [(moment[: len("yyyy-mm-ddThh:mm")], text) for moment, text in court.shown(case, case.instances[0])]
        assert seen(snapshot) == sorted(expected)
        codes = [str(row.code) for row in court.state.world.rows_on(case, case.instances[0], court.day)]
        assert [row.tpu_code for row in snapshot.case.movements] == codes
        assert _read_people(snapshot) == _people(case)
        assert (snapshot.court_level, snapshot.is_complete) == (CourtLevel.SUPERIOR, True)


def test_a_list_of_the_stj_is_followed_by_register_number(court: Running, spiders: dict[str, CourtSpider]) -> None:
    case = _case(court, "STJ")
    case.troubles[court.day] = "list"
    court.requests.clear()
    report = court.visit(spiders["STJ"], case)
    del case.troubles[court.day]
    assert report.outcome is Outcome.FOUND_NEW
    assert [each.code for each in report.instances] == [register_of(case)]
    assert len(court.requests) == 2


@pytest.mark.parametrize(("acronym", "j_tr"), [("STF", "1.00"), ("STJ", "3.00")])
def test_nothing_is_not_found(court: Running, spiders: dict[str, CourtSpider], acronym: str, j_tr: str) -> None:
    number = CaseNumber.build(sequence=1, year=2031, j_tr=j_tr, origin=0)
    report = court.within(lambda session: spiders[acronym].visit(number, session))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())


@pytest.mark.parametrize("acronym", COURTS)
def test_a_sealed_case_is_sealed_and_leaves_nothing(
    court: Running, spiders: dict[str, CourtSpider], acronym: str
) -> None:
    case = _case(court, acronym)
    was, case.sealed_from = case.sealed_from, court.day
    court.requests.clear()
    report = court.visit(spiders[acronym], case)
    case.sealed_from = was
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())
    assert len(court.requests) == 1


@pytest.mark.parametrize("acronym", COURTS)
def test_a_sentence_of_another_page_shows_nothing(
    court: Running, spiders: dict[str, CourtSpider], acronym: str
) -> None:
    case = _case(court, acronym)
    case.troubles[court.day] = "error_200"
    report = court.visit(spiders[acronym], case)
    del case.troubles[court.day]
    assert (report.outcome, report.instances) == (Outcome.UPSTREAM_ERROR, ())


@pytest.mark.parametrize("acronym", COURTS)
def test_a_cut_page_is_never_a_whole_case(court: Running, spiders: dict[str, CourtSpider], acronym: str) -> None:
    for case in court.cases(acronym):
        case.troubles[court.day] = "cut"
        report = court.visit(spiders[acronym], case)
        del case.troubles[court.day]
        assert report.outcome in (Outcome.PARTIAL, Outcome.UPSTREAM_ERROR), report
        assert not any(each.is_complete for each in report.instances)


def test_a_case_of_the_stf_without_a_tab_is_partial(court: Running, spiders: dict[str, CourtSpider]) -> None:
    """The participants are kept; that there are no movements is not claimed."""
    case = _case(court, "STF")
    case.troubles[court.day] = "page_two"
    report = court.visit(spiders["STF"], case)
    del case.troubles[court.day]
    assert report.outcome is Outcome.PARTIAL, report
    (snapshot,) = report.instances
    assert (snapshot.is_complete, snapshot.is_complete_parties, snapshot.case.movements_total) == (False, True, None)
    assert _read_people(snapshot) == _people(case)


@pytest.mark.parametrize(("kind", "outcome"), [("captcha", Outcome.BLOCKED), ("maintenance", Outcome.MAINTENANCE)])
@pytest.mark.parametrize("acronym", COURTS)
def test_a_wall_ends_the_visit(
    court: Running, spiders: dict[str, CourtSpider], acronym: str, kind: str, outcome: Outcome
) -> None:
    court.suffer(acronym, kind)
    report = court.visit(spiders[acronym], _case(court, acronym))
    court.recover()
    assert (report.outcome, report.instances) == (outcome, ())
