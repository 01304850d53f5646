"""The e-SAJ spider reads the simulator over HTTP: both layouts, lists of several pages, incidents, names."""

from collections.abc import Iterator
from datetime import date

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import VisitReport
from spiders.errors import VisitFailed
from spiders.systems.esaj.spider import EsajSpider
from spiders.tribunals.tjac import TJACEsaj
from spiders.tribunals.tjal import TJALEsaj
from spiders.tribunals.tjsp import TJSPEsaj
from tests.court_simulator.esaj_old_pages import charset_of, is_old
from tests.court_simulator.esaj_site import EsajSite
from tests.court_simulator.model import NEVER, Case, Incident, Instance, Row
from tests.court_simulator.timetable import STEPS, local
from tests.court_simulator.tribunals import court_addresses
from tests.integration.court_simulator.running import Running

SPIDERS = {spider.tribunal: spider for spider in (TJACEsaj, TJALEsaj, TJSPEsaj)}


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running(scale="small")
    yield running
    running.close()


@pytest.fixture
def case(court: Running) -> Iterator[Case]:
    """A case of TJSP of one degree, whose changes are undone."""
    chosen = next(each for each in court.cases("TJSP") if len(each.instances) == 1 and not is_old(each))
    yield chosen
    chosen.incidents.clear()
    chosen.sealed_from = NEVER
    del chosen.instances[1:]


def _spider(court: Running, tribunal: str) -> EsajSpider:
    start = f"{tribunal}/esaj/"
    given = court_addresses(court.base, court.state.world.tribunals.values())
    return SPIDERS[tribunal]({key.removeprefix(start): url for key, url in given.items() if key.startswith(start)})


def _visit(court: Running, case: Case) -> VisitReport:
    court.state.move_to(local(court.state.world.timetable.days[court.day - 1], STEPS[0]))
    court.state.move_to(local(court.state.world.timetable.days[court.day], STEPS[0]))  # what was rendered is forgotten
    return court.visit(_spider(court, case.tribunal.acronym), case)


def _shown(court: Running, case: Case, instance: Instance) -> list[tuple[date | None, str]]:
    rows = court.state.world.rows_on(case, instance, court.day)
    return sorted((row.day, " ".join(row.title.split()).lower()) for row in rows)


def _check(court: Running, case: Case, report: VisitReport) -> None:
    assert report.outcome is Outcome.FOUND_NEW, report
    expected = [each for each in case.instances if each.appears <= court.day]
    seen = {each.code: each for each in report.instances}
    assert set(seen) == {each.code for each in expected}
    for instance in expected:
        read = seen[instance.code]
        assert read.court_level.value == instance.level
        moves = sorted((move.occurred_on, " ".join(move.text.split()).lower()) for move in read.case.movements)
        assert moves == _shown(court, case, instance)
        names = {(party.name, party.side) for party in read.case.parties}
        assert names == {(" ".join(party.name.split()), party.side) for party in case.parties}
        assert (read.case.case_class, read.case.judging_body) == (instance.case_class, instance.judging_body)
    first = report.instances[0].case
    assert (first.distributed_on or "")[:10] == case.distributed_on.isoformat()
    assert first.amount_in_dispute == case.amount.replace(".", "").replace(",", ".")


def _appeal(court: Running, case: Case, code: str, suffix: str = "") -> Instance:
    day = court.state.world.timetable.days[0]
    rows = [Row(day, "10:00:00", f"Recebidos os Autos do recurso {code}", "", 1, -1)]
    body = f"{len(case.instances)}ª Câmara de Direito Privado"
    return Instance("esaj", "G2", code, "Apelação Cível", 198, body, "Relator Imaginário", day, rows, suffix=suffix)


def test_both_layouts_say_the_same(court: Running) -> None:
    """All cases of one court are in the old layout and in Latin-1, some of the others in the old one and UTF-8."""
    every = [each for name in SPIDERS for each in court.cases(name)]
    kinds = {(is_old(each), charset_of(each)) for each in every}
    assert kinds == {(True, "ISO-8859-1"), (True, "UTF-8"), (False, "UTF-8")}
    for each in [*[one for one in every if is_old(one)][:25], *[one for one in every if not is_old(one)][:15]]:
        _check(court, each, _visit(court, each))


@pytest.mark.parametrize("tribunal", ["TJAC", "TJSP"])
def test_an_appeal_is_read_in_both_layouts(court: Running, tribunal: str) -> None:
    mine = next(
        each for each in court.cases(tribunal) if len(each.instances) == 1 and is_old(each) is (tribunal == "TJAC")
    )
    _add(court, mine, _appeal(court, mine, "RI0000OLD0000"))
    report = _visit(court, mine)
    del mine.instances[1:]
    assert {each.court_level for each in report.instances} == {CourtLevel.FIRST, CourtLevel.SECOND}
    assert report.outcome is Outcome.FOUND_NEW
    assert [len(each.case.movements) for each in report.instances][1] == 1


def _site(court: Running) -> EsajSite:
    owners = (getattr(route.handler, "__self__", None) for route in court._runner.app.router.routes())
    return next(owner for owner in owners if isinstance(owner, EsajSite))


def _add(court: Running, case: Case, *appeals: Instance) -> None:
    for appeal in appeals:
        case.instances.append(appeal)
        _site(court)._by_code[appeal.code] = (case, appeal)


@pytest.mark.parametrize("parity", [0, 1])
def test_several_appeals_of_one_number_are_all_read(court: Running, monkeypatch, parity: int) -> None:
    """From a list of several pages at some cases, from the choice of one page at the others."""
    monkeypatch.setattr(EsajSite, "rows_to_a_page", 2)
    mine = next(each for each in court.cases("TJAL") if len(each.instances) == 1 and each.foro_code % 2 == parity)
    appeals = [_appeal(court, mine, f"RI0000A{place:02d}0000", f"5000{place}" if place else "") for place in range(5)]
    _add(court, mine, *appeals)
    court.requests.clear()
    report = _visit(court, mine)
    del mine.instances[1:]
    assert report.outcome is Outcome.FOUND_NEW
    assert len(report.instances) == 6
    turned = [request.url for request in court.requests if "trocarPagina.do" in request.url]
    assert len(turned) == (0 if parity else 2)


def test_a_list_longer_than_its_bar_is_turned_to_its_end(court: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven pages of which the first names five; a list that is longer than ever turned is partial."""
    monkeypatch.setattr(EsajSite, "rows_to_a_page", 2)
    mine = next(each for each in court.cases("TJAL") if len(each.instances) == 1 and not each.foro_code % 2)
    _add(court, mine, *(_appeal(court, mine, f"RI0000C{place:02d}0000", f"5000{place}") for place in range(14)))
    whole = _visit(court, mine)
    monkeypatch.setattr("spiders.systems.esaj.spider._MOST_RESULT_PAGES", 3)
    cut = _visit(court, mine)
    del mine.instances[1:]
    assert (whole.outcome, len(whole.instances)) == (Outcome.FOUND_NEW, 15)
    assert cut.outcome is Outcome.PARTIAL
    assert "counts 14 cases and shows 6" in cut.explanation


def test_a_list_that_repeats_itself_is_partial(court: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page 2 equal to page 1: what was read is kept, and the visit is not whole."""
    monkeypatch.setattr(EsajSite, "rows_to_a_page", 2)
    mine = next(each for each in court.cases("TJAL") if len(each.instances) == 1 and not each.foro_code % 2)
    _add(court, mine, *(_appeal(court, mine, f"RI0000B{place:02d}0000", f"5000{place}") for place in range(3)))
    monkeypatch.setattr("tests.court_simulator.esaj_site.page_of", lambda request: 1)
    report = _visit(court, mine)
    del mine.instances[1:]
    assert report.outcome is Outcome.PARTIAL
    assert "repeats" in report.explanation


def _hang(court: Running, case: Case, **said: object) -> Incident:
    day = court.state.world.timetable.days[0]
    code = f"1H0000I{len(case.incidents):02d}0000"
    rows = [Row(day, "10:00:00", f"Incidente iniciado {code}", "", 1, -1)]
    incident = Incident(code, "Cumprimento de sentença", day, rows, **said)
    case.incidents.append(incident)
    return incident


def test_an_incident_without_a_number_is_an_instance_and_one_with_a_number_another_case(
    court: Running, case: Case
) -> None:
    own = CaseNumber.build(sequence=77, year=2031, j_tr="8.26", origin=53)
    plain, numbered = _hang(court, case), _hang(court, case, number=own)
    report = _visit(court, case)
    assert report.outcome is Outcome.FOUND_NEW
    assert [each.code for each in report.instances] == [case.instances[0].code, plain.code]
    assert report.instances[1].case.is_incident
    assert [move.text for move in report.instances[1].case.movements] == [plain.rows[0].title]
    assert report.instances[0].case.related_cases == (str(own),)
    assert not [request for request in court.requests if numbered.code in request.url]


def test_a_sealed_incident_is_left_aside(court: Running, case: Case) -> None:
    _hang(court, case, trouble="sealed")
    report = _visit(court, case)
    assert (report.outcome, len(report.instances)) == (Outcome.FOUND_NEW, 1)
    assert "an incident is sealed" in report.explanation


def test_an_incident_behind_the_login_leaves_the_visit_partial(court: Running, case: Case) -> None:
    _hang(court, case, trouble="login")
    report = _visit(court, case)
    assert (report.outcome, len(report.instances)) == (Outcome.PARTIAL, 1)
    assert "login" in report.explanation
    assert "second degree: no such case" in report.explanation  # the wall concerns the incident alone


def _search(court: Running, name: str) -> dict[str, str]:
    found = court.listed(lambda session: _spider(court, "TJSP").search_name(name, session))
    return {each.case_number: (each.case.parties[0].role_text or "") if each.case.parties else "" for each in found}


def test_a_search_by_name_turns_all_pages(court: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EsajSite, "rows_to_a_page", 2)
    mine = court.cases("TJSP")[:15]
    before = [each.parties[0].name for each in mine]
    for each in mine:
        each.parties[0].name = "Tamires Jenipapo Sarandi"
    court.requests.clear()
    found = _search(court, "Tamires Jenipapo Sarandi")
    assert found == {each.number: each.parties[0].role for each in mine}
    assert len([request for request in court.requests if "trocarPagina.do" in request.url]) == 7
    monkeypatch.setattr("spiders.systems.esaj.names._MOST_PAGES", 3)
    with pytest.raises(VisitFailed, match="counts 15 cases and shows 6") as cut:
        _search(court, "Tamires Jenipapo Sarandi")
    for each, name in zip(mine, before, strict=True):
        each.parties[0].name = name
    assert cut.value.outcome is Outcome.PARTIAL


def test_a_name_of_one_case_opens_it_and_an_unknown_one_finds_nothing(court: Running, case: Case) -> None:
    name = case.parties[0].name
    case.parties[0].name = "Quitéria Umbuzeiro Piraju"
    found = _search(court, "Quitéria Umbuzeiro Piraju")
    case.parties[0].name = name
    assert found == {case.number: case.parties[0].role}
    assert _search(court, "Ninguém Tem Este Nome") == {}


def test_a_search_by_name_stops_at_a_captcha(court: Running) -> None:
    court.suffer("TJSP", "captcha")
    with pytest.raises(VisitFailed) as refused:
        _search(court, "Tamires Jenipapo Sarandi")
    court.recover()
    assert refused.value.outcome in (Outcome.CAPTCHA, Outcome.UPSTREAM_ERROR)
