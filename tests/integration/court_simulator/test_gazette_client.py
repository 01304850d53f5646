"""The reader of TJSP's own gazette reads the simulator's PDFs over HTTP; the real gazette is closed."""

from collections.abc import Iterator
from datetime import date

import pytest

from schemas.outcomes import Outcome
from spiders.base import ListedCase
from spiders.errors import VisitFailed
from spiders.systems.dje_distribution_lists.spider import GazetteListClient
from spiders.tribunals.tjsp_gazette import TjspGazette
from tests.court_simulator.gazette_site import CADERNO, GazetteSite
from tests.court_simulator.tribunals import court_addresses
from tests.integration.court_simulator.running import Running


class _Open(TjspGazette):
    """The gazette as if it went on, by its one caderno with lists."""

    closed_on, cadernos = None, (CADERNO,)


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running(scale="small", day=6)
    yield running
    running.close()


def _client(court: Running, kind: type[GazetteListClient] = _Open) -> GazetteListClient:
    every = court_addresses(court.base, court.state.world.tribunals.values())
    return kind({"dje": every["TJSP/dje_distribution_lists/dje"]})


def _read(court: Running, day: date, kind: type[GazetteListClient] = _Open) -> list[ListedCase]:
    return court.listed(lambda session: _client(court, kind).list_distributions(day, day, session))


def test_every_distribution_of_the_day_before_is_listed(court: Running) -> None:
    site, days, seen = GazetteSite(court.state), court.state.world.timetable.days, 0
    for number in range(1, court.day + 1):
        expected = {case.number: case for case in site.listed(number)}
        if not expected:
            continue
        listed = _read(court, days[number])
        assert {each.case_number for each in listed} == set(expected)
        for each in listed:
            case = expected[each.case_number]
            assert each.is_sealed == case.is_sealed(number)
            if each.is_sealed:
                assert each.case.model_dump(exclude_defaults=True) == {}
                continue
            seen += 1
            assert each.distributed_on == case.distributed_on
            names = [(party.name, party.side) for party in each.case.parties]
            assert names == [(" ".join(party.name.split()), party.side) for party in case.parties]
            lawyers = [lawyer.name for party in each.case.parties for lawyer in party.lawyers]
            assert lawyers == [lawyer.name for party in case.parties for lawyer in party.lawyers]
    assert seen > 3


def test_lists_over_several_pages_are_read_whole(court: Running) -> None:
    site, number = GazetteSite(court.state), 2
    day = court.state.world.timetable.days[number - 1]
    moved = [case for case in court.cases("TJSP") if case.distributed_on != day][:30]
    before = [case.distributed_on for case in moved]
    for case in moved:
        case.distributed_on = day
    court.state._cache.clear()
    listed = _read(court, court.state.world.timetable.days[number])
    expected = {case.number for case in site.listed(number)}
    pages = site._issue(number).count(b"/Type /Page ")
    for case, was in zip(moved, before, strict=True):
        case.distributed_on = was
    court.state._cache.clear()
    assert len(expected) >= 20
    assert pages > 1
    assert {each.case_number for each in listed} == expected


def test_a_sealed_case_is_printed_by_initials_and_leaves_its_number_only(court: Running) -> None:
    site, days = GazetteSite(court.state), court.state.world.timetable.days
    number, case = next((place, found[0]) for place in range(1, court.day + 1) if (found := site.listed(place)))
    was, case.sealed_from = case.sealed_from, 0
    court.state._cache.clear()
    [mine] = [each for each in _read(court, days[number]) if each.case_number == case.number]
    case.sealed_from = was
    court.state._cache.clear()
    assert mine.is_sealed
    assert mine.case.model_dump(exclude_defaults=True) == {}


def test_a_caderno_that_is_not_there_is_a_fault_and_no_empty_list(court: Running) -> None:
    class Other(_Open):
        cadernos = ("12",)

    for day, kind in ((court.state.world.timetable.days[-1], _Open), (court.state.world.timetable.days[2], Other)):
        with pytest.raises(VisitFailed, match="Erro ao acessar") as failure:
            _read(court, day, kind)
        assert failure.value.outcome is Outcome.UPSTREAM_ERROR


def test_the_real_gazette_is_closed_and_asks_nobody(court: Running) -> None:
    court.requests.clear()
    with pytest.raises(VisitFailed) as refused:
        _read(court, court.state.world.timetable.days[2], TjspGazette)
    assert (refused.value.outcome, court.requests) == (Outcome.UNSUPPORTED, [])
