"""A visit to the PDPJ carries the operator's token, shows each proceeding, and tells a refused token from a block."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import Access, CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.barriers import REFUSED
from spiders.base import CourtSpider, PageRequest, RawPage, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.registry import all_spiders, own_spiders_of, spiders_of, tribunals
from spiders.systems.pdpj import endpoints
from tests.recorded.recordings import FakeSession, by_kind, recording

NUMBER = CaseNumber("1002233-83.2031.4.01.3400")
SYSTEMS = (CourtSystem.PDPJ, CourtSystem.JUSBR)


def spider(system: CourtSystem, token: str = "a-token") -> CourtSpider:
    made: Any = next(each for each in spiders_of("TRF1") if each.system is system)
    return made(token=token)


def visit(system: CourtSystem, answer: Callable[[PageRequest], bytes]) -> tuple[VisitReport, FakeSession]:
    session = FakeSession(answer)
    return asyncio.run(spider(system).visit(NUMBER, session)), session


def portal(details: bytes | None = None) -> Callable[[PageRequest], bytes]:
    shown = details or recording("jusbr", "details").body
    return by_kind({"result_list": recording("jusbr", "search_one").body, "case_detail": shown})


def test_every_tribunal_has_both_sources_and_none_decides_or_is_asked_without_a_token() -> None:
    for system in SYSTEMS:
        made = [each for each in all_spiders() if each.system is system]
        assert {each.tribunal for each in made} == {each.acronym for each in tribunals()}
        assert {(each.needs_credential, each.access) for each in made} == {("token", Access.LOGIN)}
        with pytest.raises(TypeError):
            made[0]()
    assert not [each for each in own_spiders_of("TRF1") if each.system in SYSTEMS]


def test_each_proceeding_of_the_lake_is_an_instance_with_the_courts_code() -> None:
    report, session = visit(CourtSystem.PDPJ, lambda _: recording("pdpj", "case_two_proceedings").body)
    assert report.outcome is Outcome.FOUND_NEW
    levels = [(instance.court_level, instance.code) for instance in report.instances]
    assert levels == [(CourtLevel.FIRST, "699638"), (CourtLevel.SECOND, "699999")]
    (request,) = session.requests
    assert request.url.endswith(f"/processos/{NUMBER}")
    assert request.headers["Authorization"] == "Bearer a-token"


def test_the_portal_is_searched_before_the_case_is_opened() -> None:
    report, session = visit(CourtSystem.JUSBR, portal())
    assert [instance.court_level for instance in report.instances] == [CourtLevel.SECOND, CourtLevel.FIRST]
    assert [request.url.rsplit("/", 1)[1] for request in session.requests] == [f"?numeroProcesso={NUMBER}", NUMBER]
    assert {request.headers["Authorization"] for request in session.requests} == {"Bearer a-token"}


def test_details_with_fewer_proceedings_than_the_search_are_partial() -> None:
    answer = json.loads(recording("jusbr", "details").body)
    answer[0]["tramitacoes"] = []
    report, _ = visit(CourtSystem.JUSBR, portal(json.dumps(answer).encode()))
    assert (report.outcome, len(report.instances)) == (Outcome.PARTIAL, 1)


@pytest.mark.parametrize(
    ("system", "name", "outcome"),
    [
        (CourtSystem.PDPJ, "case_none", Outcome.NOT_FOUND),
        (CourtSystem.PDPJ, "case_sealed", Outcome.SEALED),
        (CourtSystem.JUSBR, "search_none", Outcome.NOT_FOUND),
        (CourtSystem.JUSBR, "search_sealed", Outcome.SEALED),
    ],
)
def test_every_other_end_is_a_report_with_its_outcome(system: CourtSystem, name: str, outcome: Outcome) -> None:
    report, _ = visit(system, lambda _: recording(system.value, name).body)
    assert (report.outcome, report.instances) == (outcome, ())


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_answer_about_another_case_is_refused(system: CourtSystem) -> None:
    other = CaseNumber.build(sequence=7, year=2031, j_tr="4.01", origin=1)
    pages = portal() if system is CourtSystem.JUSBR else lambda _: recording("pdpj", "case_two_proceedings").body
    with pytest.raises(PageChanged, match="another case"):
        asyncio.run(spider(system).visit(other, FakeSession(pages)))


class _Refusing:
    def __init__(self, outcome: Outcome, reason: str) -> None:
        self._failure = VisitFailed(outcome, reason)

    async def fetch(self, request: PageRequest) -> RawPage:
        raise self._failure


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        (Outcome.BLOCKED, REFUSED, Outcome.LOGIN_REQUIRED),
        (Outcome.LOGIN_REQUIRED, "the court asks for credentials (401)", Outcome.LOGIN_REQUIRED),
        (Outcome.BLOCKED, "Akamai refuses this address", Outcome.BLOCKED),
        (Outcome.RATE_LIMITED, "the court asks for fewer requests (429)", Outcome.RATE_LIMITED),
    ],
)
def test_a_plain_refusal_is_the_tokens_fault_and_a_firewalls_is_not(
    system: CourtSystem, outcome: Outcome, reason: str, expected: Outcome
) -> None:
    with pytest.raises(VisitFailed) as failure:
        asyncio.run(spider(system).visit(NUMBER, _Refusing(outcome, reason)))
    assert failure.value.outcome is expected
    assert "a-token" not in str(failure.value)


def test_the_cursor_of_a_search_is_sent_back_as_it_came() -> None:
    request = endpoints.build_search_request(
        "https://lake.example", "t", {"nomeParte": "Abelina"}, (1587583729170, "x")
    )
    assert request.url == "https://lake.example/processos?nomeParte=Abelina&searchAfter=1587583729170%2Cx"
    counted = endpoints.build_count_request("https://lake.example", "t", {"nomeParte": "Abelina"})
    assert counted.url == "https://lake.example/processos:contar?nomeParte=Abelina"
    kinds = [
        build("https://lake.example", "t", NUMBER).url.rsplit("/", 1)[1]
        for build in (
            endpoints.build_exists_request,
            endpoints.build_movements_request,
            endpoints.build_parties_request,
            endpoints.build_documents_request,
        )
    ]
    assert kinds == ["existe", "movimentos", "partes", "documentos"]
