"""A visit by PJe's REST service walks every list to its counted end, and says in words what it could not read."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel, Side
from schemas.outcomes import Outcome
from spiders.base import PageRequest, RawPage, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.tribunals.tjdft import TJDFTPjeRest
from tests.recorded.recordings import FakeSession, recording

NUMBER = CaseNumber("0712345-98.2031.8.07.0001")
PARTS = {"poloAtivo": "active_pole", "poloPassivo": "", "outrosInteressados": "third_pole_office"}


def body(name: str) -> bytes:
    return recording("pje_rest", name).body


def page(rows: list[Any], count: int, *, current: int = 1, size: int = 10) -> bytes:
    info = {"current": current, "last": -(-count // size), "size": size, "count": count}
    return json.dumps({"status": "ok", "code": "200", "messages": [], "result": rows, "pageInfo": info}).encode()


EMPTY = page([], 0)


def person(name: str, role: str) -> dict[str, str]:
    return {"participante": f"{name} ({role})", "nome": name, "tipo": role}


def usual(request: PageRequest) -> bytes:
    """Answer as the service does for one proceeding without passive parties."""
    if "numeroProcesso=" in request.url:
        return body("search")
    part = request.url.rsplit("/", 1)[1].partition("?")[0]
    name = {"dados": "header", "movimentacoes": "movements", **PARTS}[part]
    return body(name) if name else EMPTY


def instead(part: str, answer: Callable[[PageRequest], bytes]) -> Callable[[PageRequest], bytes]:
    return lambda request: answer(request) if part in request.url else usual(request)


def visit(answer: Callable[[PageRequest], bytes], number: CaseNumber = NUMBER) -> tuple[VisitReport, FakeSession]:
    session = FakeSession(answer)
    return asyncio.run(TJDFTPjeRest().visit(number, session)), session


def test_a_case_is_read_with_its_poles_and_movements() -> None:
    report, session = visit(usual)
    assert report.outcome is Outcome.FOUND_NEW
    (instance,) = report.instances
    assert (instance.court_level, instance.is_complete, instance.is_complete_parties) == (CourtLevel.FIRST, True, True)
    assert instance.code == "", "the token is another one at each visit"
    assert [(party.side, party.name) for party in instance.case.parties] == [
        (Side.ACTIVE, "Abelina Torquato Sanhaço"),
        (Side.ACTIVE, "Benvindo Marapuama Teles"),
        (Side.THIRD, "Ministério Público do Estado Imaginário"),
    ]
    assert (len(instance.case.movements), instance.case.movements_total) == (3, 3)
    assert [request.url.rsplit("/v1/", 1)[1] for request in session.requests] == [
        f"processos?page=0&numeroProcesso={NUMBER.masked}",
        "processos/r7Kq2mVx-9bTz/dados",
        "processos/r7Kq2mVx-9bTz/poloAtivo?page=0",
        "processos/r7Kq2mVx-9bTz/poloPassivo?page=0",
        "processos/r7Kq2mVx-9bTz/outrosInteressados?page=0",
        "processos/r7Kq2mVx-9bTz/movimentacoes?page=0",
    ]
    assert session.requests[0].headers["Origin"] == "https://pje-consultapublica.tjdft.jus.br"


def test_a_lawyer_at_the_top_of_a_page_acts_for_the_party_at_the_end_of_the_page_before() -> None:
    pages = [
        page([person("Abelina Torquato Sanhaço", "AUTOR"), person("Benvindo Marapuama Teles", "AUTOR")], 3, size=2),
        page([person("Crispim Peroba Antunes", "ADVOGADO")], 3, current=2, size=2),
    ]
    report, _ = visit(instead("poloAtivo", lambda request: pages[int(request.url[-1])]))
    first, second, *_ = report.instances[0].case.parties
    assert (first.lawyers, [lawyer.name for lawyer in second.lawyers]) == ((), ["Crispim Peroba Antunes"])
    assert report.outcome is Outcome.FOUND_NEW


def test_a_full_first_page_that_counts_only_itself_is_not_believed() -> None:
    """The first page of a list may say that it is the only one (seen by RAD in searches)."""
    rows = [{"movimento": f"Movimento {n}", "dataAtualizacao": f"{n:02d}/03/2031 10:00:00"} for n in (5, 4, 3)]
    pages = [page(rows[:2], 2, size=2), page(rows[2:], 3, current=2, size=2)]
    report, _ = visit(instead("movimentacoes", lambda request: pages[int(request.url[-1])]))
    assert report.outcome is Outcome.FOUND_NEW
    assert report.instances[0].case.movements_total == 3


def _fails(request: PageRequest) -> bytes:
    raise VisitFailed(Outcome.UPSTREAM_ERROR, "the court answers with an error (500)")


@pytest.mark.parametrize(
    ("part", "answer", "said"),
    [
        ("movimentacoes", lambda _: page([], 4), "counts 4 and showed 0"),
        ("movimentacoes", lambda _: EMPTY, "every case has its distribution"),
        ("movimentacoes", lambda _: body("error"), "code 500"),
        ("movimentacoes", _fails, "error (500)"),
        ("movimentacoes", lambda _: b'{"content":[]}', "shape"),
        ("poloPassivo", _fails, "passive pole"),
        ("poloAtivo", lambda _: EMPTY, "active pole: it is empty"),
        ("poloAtivo", lambda _: body("active_pole")[:-20], "active pole: The answer was cut"),
    ],
)
def test_a_list_that_cannot_be_read_leaves_the_rest_and_claims_no_total(
    part: str, answer: Callable[[PageRequest], bytes], said: str
) -> None:
    report, _ = visit(instead(part, answer))
    assert report.outcome is Outcome.PARTIAL
    assert said in report.explanation
    (instance,) = report.instances
    is_about_movements = part == "movimentacoes"
    assert (instance.is_complete, instance.is_complete_parties) == (not is_about_movements, is_about_movements)
    assert (instance.case.movements_total is None) == is_about_movements
    assert (instance.case.parties_total is None) != is_about_movements


def test_a_block_between_the_lists_ends_the_visit() -> None:
    class Session(FakeSession):
        async def fetch(self, request: PageRequest) -> RawPage:
            if "poloPassivo" in request.url:
                raise VisitFailed(Outcome.BLOCKED, "refused")
            return await super().fetch(request)

    with pytest.raises(VisitFailed, match="refused"):
        asyncio.run(TJDFTPjeRest().visit(NUMBER, Session(usual)))


def test_a_list_without_end_is_left() -> None:
    row = {"movimento": "Movimento", "dataAtualizacao": "01/03/2031 10:00:00"}
    report, session = visit(instead("movimentacoes", lambda _: page([row], 10_000, size=1)))
    assert report.outcome is Outcome.PARTIAL
    assert "did not end" in report.explanation
    assert len(session.requests) < 210


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("search_none", Outcome.NOT_FOUND), ("error", Outcome.UPSTREAM_ERROR)],
)
def test_every_other_end_is_a_report_with_its_outcome(name: str, outcome: Outcome) -> None:
    report, session = visit(lambda _: body(name))
    assert (report.outcome, report.instances, len(session.requests)) == (outcome, (), 1)


def test_other_cases_than_the_one_asked_for_are_refused() -> None:
    other = CaseNumber.build(sequence=9, year=2031, j_tr="8.07", origin=1)
    with pytest.raises(PageChanged, match="other cases"):
        visit(usual, other)
    header = json.loads(body("header"))
    header["result"]["numeroProcesso"] = other.masked
    with pytest.raises(PageChanged, match="another case"):
        visit(instead("/dados", lambda _: json.dumps(header).encode()))
    with pytest.raises(PageChanged, match="other cases"):
        visit(lambda _: body("search_truncated"))
