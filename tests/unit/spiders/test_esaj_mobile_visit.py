"""A visit by TJSP's mobile API: which answers are asked for, and what the visit comes to."""

import asyncio
import json
from collections.abc import Mapping

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.base import PageRequest, RawPage, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.registry import is_open, own_spiders_of
from spiders.tribunals.tjsp_esaj_mobile import TJSPEsajMobile
from tests.unit.spiders.test_esaj_mobile import BASICS, INCIDENTS, MOVEMENTS, PARTIES, SEARCH

NUMBER = CaseNumber("10002341920318260053")
BORN_ABOVE = CaseNumber.build(sequence=800456, year=2031, j_tr="8.26", origin=0)
BASE = "http://court.test/api"
CODE = "1H0000NOI0000"
ANSWERS = {
    f"cpopg/search/numproc/{NUMBER}": SEARCH,
    f"cposg/search/numproc/{NUMBER}": [],
    f"cpopg/dadosbasicos/{CODE}": BASICS,
    f"cpopg/partes/{CODE}": PARTIES,
    f"cpopg/movimentacao/{CODE}": MOVEMENTS,
    f"cpopg/incidente/{CODE}": INCIDENTS,
}
APPEAL = [{**SEARCH[0], "cdProcesso": "RI0000L7S0000", "classe": "Apelação Cível", "nmForo": "Tribunal de Justiça"}]


class _Session:
    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers, self.asked = answers, list[PageRequest]()

    async def fetch(self, request: PageRequest) -> RawPage:
        self.asked.append(request)
        answer = self.answers[request.url.removeprefix(f"{BASE}/processo/")]
        if isinstance(answer, Exception):
            raise answer
        body = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
        return RawPage(request, request.url, 200, {"content-type": "application/json; charset=utf-8"}, body)


def _visit(number: CaseNumber = NUMBER, **changes: object) -> tuple[VisitReport, _Session]:
    """Visit with some answers changed, each by the part of its address behind the degree ("partes")."""
    answers = {key: changes.get(key.replace("/search/numproc", "").split("/")[-2], old) for key, old in ANSWERS.items()}
    session = _Session(answers)
    return asyncio.run(TJSPEsajMobile({"api": BASE}).visit(number, session)), session


def test_a_case_is_put_together_as_the_pages_instance() -> None:
    report, session = _visit()
    assert report.outcome is Outcome.FOUND_NEW
    [instance] = report.instances
    assert (instance.system, instance.court_level, instance.code) == (CourtSystem.ESAJ, CourtLevel.FIRST, CODE)
    assert instance.is_complete
    case = instance.case
    assert (case.case_number, case.case_class, case.judging_body) == (str(NUMBER), BASICS["classe"], "2ª Vara Judicial")
    assert (len(case.parties), len(case.movements), case.movements_total) == (2, 2, 2)
    assert "1 incidents, which are not opened" in report.explanation
    assert "second degree: no such case" in report.explanation
    [posted] = [request for request in session.asked if request.method == "POST"]
    assert json.loads(posted.json or "") == {"cdProcesso": CODE}


def test_a_case_above_is_only_known_to_be_there() -> None:
    """The API's further answers about the second degree are not known: the visit is partial and concludes nothing."""
    report, _ = _visit(cposg=APPEAL)
    assert report.outcome is Outcome.PARTIAL
    assert [(each.court_level, each.is_complete) for each in report.instances] == [
        (CourtLevel.FIRST, True),
        (CourtLevel.SECOND, False),
    ]
    assert report.instances[1].case.movements == ()


def test_a_number_born_above_is_asked_above_only() -> None:
    session = _Session({f"cposg/search/numproc/{BORN_ABOVE}": []})
    report = asyncio.run(TJSPEsajMobile({"api": BASE}).visit(BORN_ABOVE, session))
    assert (report.outcome, len(session.asked)) == (Outcome.NOT_FOUND, 1)


def test_a_case_that_neither_search_lists_is_not_found() -> None:
    report, session = _visit(cpopg=[])
    assert (report.outcome, report.instances, len(session.asked)) == (Outcome.NOT_FOUND, (), 2)


def test_a_list_of_other_numbers_is_refused() -> None:
    other = [{**SEARCH[0], "numeProcesso": CaseNumber.build(sequence=5, year=2031, j_tr="8.26", origin=53).masked}]
    assert _visit(cpopg=other)[0].outcome is Outcome.PAGE_CHANGED


def test_the_header_of_another_case_is_refused() -> None:
    report, _ = _visit(dadosbasicos={**BASICS, "codigo": "1H0000XXX0000"})
    assert (report.outcome, report.instances) == (Outcome.PAGE_CHANGED, ())


@pytest.mark.parametrize("part", ["partes", "movimentacao"])
def test_an_empty_part_is_never_an_empty_case(part: str) -> None:
    report, _ = _visit(**{part: []})
    assert (report.outcome, report.instances) == (Outcome.PARTIAL, ())


@pytest.mark.parametrize("part", ["partes", "movimentacao", "dadosbasicos"])
def test_a_cut_part_is_partial(part: str) -> None:
    cut = json.dumps(next(answer for key, answer in ANSWERS.items() if part in key)).encode()[:-20]
    report, _ = _visit(**{part: cut})
    assert (report.outcome, report.instances) == (Outcome.PARTIAL, ())


def test_an_answer_that_is_no_json_is_page_changed() -> None:
    with pytest.raises(PageChanged):
        _visit(cpopg=b"<html><body>Ol\xc3\xa1</body></html>")


@pytest.mark.parametrize("failure", [VisitFailed(Outcome.TIMEOUT, "no answer in 30 s"), b"<html></html>"])
def test_what_fails_behind_the_first_degree_leaves_it_partial(failure: object) -> None:
    report, _ = _visit(cposg=failure)
    assert (report.outcome, len(report.instances)) == (Outcome.PARTIAL, 1)


def test_it_is_off_until_the_operator_wants_it_and_its_answers_stay_esajs() -> None:
    [mobile] = [each for each in own_spiders_of("TJSP") if each.system is CourtSystem.ESAJ_MOBILE]
    assert mobile.is_verified
    assert not is_open(mobile)
    body = json.dumps(MOVEMENTS).encode()
    assert {parse_page(body, system=system) for system in (None, "esaj", "esaj_mobile")} == {parse_page(body)}
    assert parse_page(b"[]", system="esaj_mobile", page="result_list").outcome is Outcome.NOT_FOUND
