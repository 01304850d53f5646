"""A visit to TJPA reads movements by whichever route answers, and never claims rows that it did not see."""

import asyncio
import json
from collections.abc import Callable

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import PageRequest, RawPage, SearchesNames, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.tribunals.tjpa import TJPAUnificada
from tests.recorded.recordings import FakeSession, recording

NUMBER = CaseNumber("0812345-16.2031.8.14.0065")
CASE = recording("tjpa_unificada", "case_two_entries").body
BARE = recording("tjpa_unificada", "movements_bare").body


def visit(movements: Callable[[PageRequest], bytes], number: CaseNumber = NUMBER) -> tuple[VisitReport, FakeSession]:
    session = FakeSession(lambda request: CASE if "processobycnj" in request.url else movements(request))
    return asyncio.run(TJPAUnificada().visit(number, session)), session


def rows(*days: int, total: int) -> bytes:
    listed = [{"dataFormatada": f"{day:02d}/03/2031 10:00:00", "descricao": f"Movimento {day}"} for day in days]
    return json.dumps({"qtdRegistrosTotal": total, "listaResultado": listed}).encode()


def test_pages_are_read_until_all_counted_movements_came() -> None:
    pages = {"1": rows(9, 8, 7, total=5), "2": rows(7, 6, 5, total=5)}
    report, session = visit(lambda request: pages[request.url.split("/")[-2]])
    assert report.outcome is Outcome.FOUND_NEW
    assert [instance.court_level for instance in report.instances] == [CourtLevel.FIRST, CourtLevel.SECOND]
    assert [row.text for row in report.instances[0].case.movements] == [f"Movimento {day}" for day in (9, 8, 7, 6, 5)]
    assert session.requests[1].url.endswith(f"/movimentacaopublicobycnj/{NUMBER.masked}/478999/1/1/100")
    assert session.requests[1].headers["Referer"] == "https://consulta-processual-unificada-prd.tjpa.jus.br/"


def test_a_page_that_brings_nothing_new_ends_the_reading_and_is_partial() -> None:
    report, session = visit(lambda _: rows(9, 8, total=5))
    assert report.outcome is Outcome.PARTIAL
    assert "counts 5 movements and showed 2" in report.explanation
    assert not any(instance.is_complete for instance in report.instances)
    assert {instance.case.movements_total for instance in report.instances} == {None}
    assert len(session.requests) == 5


def test_where_the_paged_route_does_not_answer_the_other_one_is_asked() -> None:
    report, _ = visit(lambda request: BARE if "movimentacaobyprocesso" in request.url else b"<html>nada</html>")
    assert report.outcome is Outcome.FOUND_NEW
    assert [row.text for row in report.instances[0].case.movements] == ["Juntada de Petição", "Conclusos para decisão"]


def test_without_any_route_the_case_is_shown_without_movements_and_partial() -> None:
    report, _ = visit(lambda _: b"<html>nada</html>")
    assert (report.outcome, len(report.instances)) == (Outcome.PARTIAL, 2)
    assert "neither route" in report.explanation


def test_a_block_between_the_pages_is_told_and_the_other_route_is_left_alone() -> None:
    asked: list[str] = []

    class Session(FakeSession):
        async def fetch(self, request: PageRequest) -> RawPage:
            asked.append(request.url)
            if "movimentacao" in request.url:
                raise VisitFailed(Outcome.RATE_LIMITED, "the court asks for fewer requests (429)")
            return await super().fetch(request)

    report = asyncio.run(TJPAUnificada().visit(NUMBER, Session(lambda _: CASE)))
    assert report.outcome is Outcome.PARTIAL
    assert "fewer requests" in report.explanation
    assert not [url for url in asked if "movimentacaobyprocesso" in url]


def test_an_answer_about_another_case_is_refused() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit(lambda _: BARE, CaseNumber.build(sequence=1, year=2031, j_tr="8.14", origin=1))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("case_sealed", Outcome.SEALED),
        ("case_without_entries", Outcome.UPSTREAM_ERROR),
        ("none", Outcome.NOT_FOUND),
    ],
)
def test_every_other_end_is_a_report_with_its_outcome(name: str, outcome: Outcome) -> None:
    session = FakeSession(lambda _: recording("tjpa_unificada", name).body)
    report = asyncio.run(TJPAUnificada().visit(NUMBER, session))
    assert (report.outcome, report.instances) == (outcome, ())


def test_a_name_is_searched_person_by_person_and_each_list_to_its_end() -> None:
    answers = {"party_list": "persons", "result_list": "cases_of_person"}
    session = FakeSession(lambda request: recording("tjpa_unificada", answers[str(request.kind)]).body)
    spider = TJPAUnificada()
    assert isinstance(spider, SearchesNames)

    async def every() -> list:
        return [each async for each in spider.search_name("Abelina Torquato", session)]

    (listed,) = asyncio.run(every())
    assert (listed.case_number, listed.case.case_class, listed.is_sealed) == (NUMBER, "Inventário", False)
    asked = [request.url.rsplit("/processobynomeparte/", 1)[1] for request in session.requests]
    assert asked[:3] == [
        "Abelina%20Torquato",
        "ABELINA%20TORQUATO%20SANHA%C3%87O/PJE/1/100",
        "ABELINA%20TORQUATO%20SANHA%C3%87O/PJE/2/100",
    ]
    assert len(asked) == 5, "each system's list ends with the page that brings nothing new"
